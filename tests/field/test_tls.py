"""The pages under the node's own TLS certificate: for trainers who sign in with a phone."""

import hashlib
import ssl
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from bdhvs_lms.field import server, tls
from bdhvs_lms.field.installation import create
from bdhvs_lms.movement.errors import KeyFileUnsafe

NOW = datetime(2026, 11, 26, tzinfo=timezone.utc)


@pytest.fixture
def keys(tmp_path):
    (tmp_path / "keys").mkdir(mode=0o700)
    return tmp_path / "keys"


def content(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_the_certificate_is_for_the_names_and_addresses_it_was_made_for(keys):
    path, fingerprint = tls.certificate(keys, ["localhost", "127.0.0.1", "10.42.0.1"], NOW)
    said = content(path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert said.get_values_for_type(x509.DNSName) == ["localhost"]
    assert sorted(map(str, said.get_values_for_type(x509.IPAddress))) == ["10.42.0.1", "127.0.0.1"]
    assert fingerprint.replace(":", "").lower() == hashlib.sha256(content(path).public_bytes(Encoding.DER)).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_stays_the_same_until_it_runs_out_or_a_name_is_missing(keys):
    first = tls.certificate(keys, ["localhost"], NOW)[1]
    assert tls.certificate(keys, ["localhost"], NOW + timedelta(days=300))[1] == first
    second = tls.certificate(keys, ["localhost", "10.42.0.1"], NOW)[1]
    assert second != first
    assert tls.certificate(keys, ["localhost"], NOW)[1] == second
    assert tls.certificate(keys, ["localhost"], NOW + timedelta(days=391))[1] != second


def test_a_file_that_is_none_is_made_anew(keys):
    (keys / tls.FILE).write_bytes(b"")
    (keys / tls.FILE).chmod(0o600)
    assert content(tls.certificate(keys, ["localhost"], NOW)[0]).version == x509.Version.v3


def test_a_private_key_that_others_can_read_is_not_used(keys):
    path, _ = tls.certificate(keys, ["localhost"], NOW)
    path.chmod(0o644)
    with pytest.raises(KeyFileUnsafe):
        tls.certificate(keys, ["localhost"], NOW)


def test_pages_are_served_under_tls_and_only_a_client_that_trusts_the_certificate_gets_them(tmp_path):
    made = create(tmp_path / "data", "UBND xã Mường Kim")
    try:
        path, _ = tls.certificate(made.keys, ["localhost", "127.0.0.1"], made.clock())
        with server.under_tls(made, path, bind="127.0.0.1", port=0) as port:
            address = f"https://127.0.0.1:{port}/bdhvs/vao"
            trusting = ssl.create_default_context(cafile=str(path))
            with urllib.request.urlopen(address, context=trusting, timeout=10) as answer:
                assert answer.status == 200
                assert 'name="password"' in answer.read().decode()
            with pytest.raises(OSError, match="certificate verify failed"):
                urllib.request.urlopen(address, context=ssl.create_default_context(), timeout=10)
    finally:
        made.close()
