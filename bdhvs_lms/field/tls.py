"""The node's own TLS certificate, which no authority vouches for: it keeps passwords out of a village's air."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .keyfiles import locked, read_private, write_private

FILE: Final = "tls.pem"
"""Key and certificate in one file of the keys' folder."""
DAYS: Final = 397
"""Browsers refuse certificates that last longer."""
RENEW_DAYS: Final = 7


def certificate(folder: Path, names: Iterable[str], now: datetime) -> tuple[Path, str]:
    """The file for these names and addresses, made anew where it is missing, runs out or leaves one out.

    → (the file, its fingerprint: SHA-256 in groups of four hex digits, as browsers show it).
    """
    wanted = frozenset(names)
    path = folder / FILE
    with locked(folder):
        found = _certificate_in(path)
        good = found and wanted <= _names(found) and found.not_valid_after_utc > now + timedelta(days=RENEW_DAYS)
        if found is None or not good:
            found = _made(path, wanted, now)
    return path, ":".join(f"{byte:02X}" for byte in found.fingerprint(hashes.SHA256()))


def context(path: Path) -> ssl.SSLContext:
    """TLS 1.2 or newer with the node's own certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(path)
    return made


def _certificate_in(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(read_private(path)) if path.exists() else None
    except ValueError:
        return None


def _names(found: x509.Certificate) -> frozenset[str]:
    said = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = (str(one) for one in said.get_values_for_type(x509.IPAddress))
    return frozenset([*said.get_values_for_type(x509.DNSName), *addresses])


def _made(path: Path, names: frozenset[str], now: datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bdhvs")])
    said = x509.SubjectAlternativeName([_general(name) for name in sorted(names)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # phones whose clock is behind
        .not_valid_after(now + timedelta(days=DAYS - 1))
        .add_extension(said, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    write_private(path, private + made.public_bytes(serialization.Encoding.PEM))
    return made


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
