"""Whatever is sent: a clear Vietnamese page, never a traceback, nothing written."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from bdhvs_lms.portal.page import TOKEN

from .support import CITIZENS, FORM, Phone, check_answer, kinds, read, vi

CLAIM = f"/hoc/{CITIZENS}/xac-nhan"
QUIZ = f"/hoc/{CITIZENS}/cuoc-goi-lua-dao/kiem-tra"
URLENCODED = "application/x-www-form-urlencoded"
TOO_MUCH = vi("Too much was sent. Shorten what you typed and try again.")
STALE = vi("This page is too old, or the phone refuses cookies. Go back, load the page again and answer once more.")


@pytest.fixture(autouse=True)
def nothing_fails(caplog):
    """No test of this file may leave a failed page in the log."""
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.fixture
def token(phone, course):
    return read(phone.finish(course).get(CLAIM)).hidden()[TOKEN]


def multipart(fields, boundary="x"):
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    return "".join([*parts, f"--{boundary}--\r\n"]).encode()


@pytest.mark.parametrize("kind", [URLENCODED, "multipart/form-data; boundary=x", "application/json", "text/plain"])
@pytest.mark.parametrize("address", [CLAIM, QUIZ, "/bdhvs/nguoi-khac"])
def test_ten_megabytes_in_a_field_are_too_much(phone, token, installation, kind, address):
    fields = {TOKEN: token, **FORM, "name": "a" * 10_000_000}
    body = multipart(fields) if "multipart" in kind else "&".join(f"{n}={v}" for n, v in fields.items()).encode()
    answer = phone.post(address, body, content_type=kind)
    assert answer.status_code == 413
    assert TOO_MUCH in read(answer).text
    assert kinds(installation) == []


def test_a_body_without_a_length_is_not_read_beyond_the_limit(phone, token):
    import io

    body = io.BytesIO(b"name=" + b"a" * 1_000_000)
    answer = phone.open(
        CLAIM, "POST", input_stream=body, content_type=URLENCODED, environ={"wsgi.input_terminated": True}
    )
    assert answer.status_code == 413
    assert body.tell() < 200_000


@pytest.mark.parametrize("length", ["abc", "-5", "", "9" * 30, "1e3", "١"])
def test_a_length_that_is_no_number_is_no_way_around_the_limit(phone, token, installation, length):
    body = f"{TOKEN}={token}".encode()
    answer = phone.post(CLAIM, body, content_type=URLENCODED, environ={"CONTENT_LENGTH": length})
    assert answer.status_code in (400, 413, 422)
    assert kinds(installation) == []


def test_a_form_of_more_than_a_thousand_fields_is_read_for_its_own_fields_or_refused(phone, token, installation):
    more = {f"f{number}": "1" for number in range(1500)}
    body = "&".join(f"{n}={v}" for n, v in {TOKEN: token, **more}.items()).encode()
    assert phone.post(CLAIM, body, content_type=URLENCODED).status_code == 422
    short = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * 1200 + b"--x--\r\n"
    assert len(short) < 64 * 1024
    answer = phone.post(CLAIM, short, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert TOO_MUCH in read(answer).text
    assert kinds(installation) == []


def test_a_field_that_comes_twice_counts_once(phone, token, installation):
    body = f"{TOKEN}={token}&name=A&name=B&birth_year=1985".encode()
    answer = phone.post(CLAIM, body, content_type=URLENCODED)
    assert answer.status_code == 422
    assert read(answer).value("name") == "A"


def test_a_multipart_form_is_as_good_as_any_other(phone, token, installation):
    body = multipart({TOKEN: token, **FORM})
    assert phone.post(CLAIM, body, content_type="multipart/form-data; boundary=x").status_code == 303
    assert len(kinds(installation)) == 3


def test_a_file_sent_for_a_field_is_not_taken_for_one(phone, token, installation):
    body = (
        f'--x\r\nContent-Disposition: form-data; name="{TOKEN}"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="name"; filename="a.txt"\r\n\r\nLò Thị Ánh\r\n--x--\r\n'
    ).encode()
    answer = phone.post(CLAIM, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert read(answer).value("name") == ""


BOUNDARY_X = "multipart/form-data; boundary=x"
BODIES = {
    "JSON": (b'{"name": "A"}', "application/json"),
    "broken JSON": (b'{"name', "application/json"),
    "text": ("Lò Thị Ánh".encode(), "text/plain"),
    "XML": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "text/xml"),
    "no kind": (b"name=A", ""),
    "an odd kind": (b"name=A", "application/x-www-form-urlencoded; charset=utf-7; =; ;;"),
    "a kind of quotes": (b"name=A", '"""'),
    "no boundary": (b"--x\r\n", "multipart/form-data"),
    "an empty boundary": (b"--\r\n", 'multipart/form-data; boundary=""'),
    "a long boundary": (b"--x\r\n", "multipart/form-data; boundary=" + "x" * 3000),
    "a wrong boundary": (multipart({"a": "b"}), "multipart/form-data; boundary=y"),
    "a cut part": (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhel', "multipart/form-data; boundary=x"),
    "a part without a head": (b"--x\r\n\r\nhello\r\n--x--", "multipart/form-data; boundary=x"),
    "a part without a name": (
        b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--",
        "multipart/form-data; boundary=x",
    ),
    "bytes": (bytes(range(256)) * 4, "application/octet-stream"),
    "a name in raw bytes": (b"name=\xff\xfe", URLENCODED),
    "bytes as a form": (bytes(range(256)) * 4, URLENCODED),
    "percent junk": (b"%%%=%zz&=&&&=%00&%ff=%c3%28", URLENCODED),
    "nothing": (b"", URLENCODED),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("address", [CLAIM, QUIZ, "/bdhvs/nguoi-khac"])
def test_a_body_that_is_no_form_is_explained_and_changes_nothing(phone, token, installation, address, body):
    content, kind = BODIES[body]
    answer = phone.post(address, content, content_type=kind)
    assert answer.status_code == 400
    assert STALE in read(answer).text
    assert kinds(installation) == []
    assert phone.get(CLAIM).status_code == 200


@pytest.mark.parametrize("name", [b"%ff%fe", b"%ed%a0%80", b"%00%00", b"%f4%90%80%80", b"L%C3%B2%80"])
def test_a_name_that_is_not_utf8_is_a_fault_of_the_name(phone, token, installation, name):
    body = f"{TOKEN}={token}&birth_year=1985&unit=03637&group=citizens&consent=yes&name=".encode() + name
    answer = phone.post(CLAIM, body, content_type=URLENCODED)
    assert answer.status_code == 422
    assert read(answer).all("strong", id="name-loi")
    assert kinds(installation) == []


@pytest.mark.parametrize(
    "address",
    [
        "/hoc/" + "a" * 100_000, "/q/" + "9" * 100_000, "/x/" + "A" * 100_000, "/X/0/" + "$" * 100_000, "/" * 5000,
        "/hoc/%00", "/hoc/%ff%fe/%c3%28", "/x/%0d%0aSet-Cookie:%20a=b", "/q/%e2%80%ae", "/x/%F0%9F%98%80",
        "/hoc/%25%25",
        "/bdhvs/tinh/%2e%2e/%2e%2e", "/tien-do?nam=%ff&chi-tieu=%00", "/?nhom=" + "x" * 100_000, "/q?ma=%00%0d%0a",
        "/x?ma=" + "%0a" * 1000, "/x?ma=" + "A" * 100_000, "/q?ma[]=1&ma=2", "/bdhvs/giay?moi=%0d%0a", "/x/A.pdf?p=%ff",
        "/hoc/" + "../" * 50, "/hoc/" + "%2e%2e%2f" * 50, "/hoc;a=b/c", "/hoc/\\..\\x", "/x/½", "/q/²", "/q/ß", "/x/ﬀ",
    ],
)  # fmt: skip
def test_a_senseless_address_gets_a_page_in_vietnamese(phone, address):
    for method in ("GET", "HEAD", "POST"):
        answer = phone.open(address, method)
        assert answer.status_code in (200, 303, 400, 404, 405, 413)
        assert answer.status_code == 303 or answer.mimetype == "text/html"


ODD_HEADERS = {
    "Accept-Encoding": ["gzip;q=2", ",,,", "gzip" * 5000, "\xe9"],
    "If-None-Match": ["*", '"', "W/", "x" * 9000, "\x80"],
    "If-Modified-Since": ["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "99999999999"],
    "Range": ["bytes=0-0", "bytes=9-1", "lines=1", "bytes=" + "0-1," * 3000],
    "Cookie": ["=", ";;;", "bdhvs_hoc", "bdhvs_hoc=;bdhvs_hoc=a", 'a="\\', "x=" * 5000, "\xff=\xfe", "bdhvs_giay=W10"],
    "User-Agent": ["", "\xff" * 500, "()" * 4000],
    "Origin": ["null", "", "http://", "\xff"],
    "Content-Type": ["\xff", ";;;", "a/b; c=\x01"],
    "Authorization": ["Basic !!!", "Bearer " + "x" * 9000],
    "Upgrade": ["websocket"],
    "X-Forwarded-For": ["1.2.3.4" * 1000],
    "X-HTTP-Method-Override": ["DELETE"],
}


@pytest.mark.parametrize("name", ODD_HEADERS)
def test_an_odd_header_does_no_harm(phone, name):
    for value in ODD_HEADERS[name]:
        for address in ("/", QUIZ, "/q/03637-AT01-A1-X", "/tien-do.csv", "/x/A.pdf"):
            answer = phone.get(address, environ={"HTTP_" + name.upper().replace("-", "_"): value})
            assert answer.status_code < 500


# --- anything at all -----------------------------------------------------------------------------------------------

KNOWN = ("hoc", "q", "Q", "x", "X", "bdhvs", "giay", "tien-do", "tien-do.csv", "tep", "tinh", CITIZENS,
         "cuoc-goi-lua-dao", "kiem-tra", "xac-nhan", "nguoi-khac", "0" * 17,
         "03637-AT01-A1-X", ".pdf", "..", "")  # fmt: skip
SEGMENT = (
    st.sampled_from(KNOWN)
    | st.binary(max_size=20).map(lambda raw: raw.decode("latin-1"))
    | st.text("AB01-.$*:", max_size=30)
)
PATH = st.lists(SEGMENT, max_size=5).map(lambda parts: "/" + "/".join(parts))
LATIN = st.text(st.characters(max_codepoint=255), max_size=60)
QUERY = st.one_of(
    LATIN, st.builds("{}={}".format, st.sampled_from(["ma", "p", "nam", "nhom", "moi", "chi-tieu"]), LATIN)
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
METHOD = st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS"])
KIND = st.sampled_from([URLENCODED, "multipart/form-data; boundary=x", "application/json"]) | HEADER


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    path=PATH, query=QUERY, method=METHOD, body=st.binary(max_size=200), kind=KIND,
    headers=st.dictionaries(st.sampled_from(list(ODD_HEADERS)), HEADER, max_size=4),
)  # fmt: skip
def test_nothing_that_is_sent_makes_a_page_fail(app, written, path, query, method, body, kind, headers):
    import io

    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": query, "SERVER_PORT": "80",
        "SERVER_NAME": "localhost", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
        "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "10.42.0.17",
        **{"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()},
    }  # fmt: skip
    chunks, status, given_headers = run_wsgi_app(app, environ, buffered=True)
    answer = Response(chunks, status, given_headers)
    assert answer.status_code < 500
    if answer.status_code != 304:
        check_answer(answer)
    for value in answer.headers.values():
        assert "\n" not in value
        assert "\r" not in value
    assert written() == []


@pytest.fixture
def with_paper(phone, course):
    phone.paper(course)
    return phone


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cookie=st.sampled_from(["bdhvs_hoc", "bdhvs_giay"]), at=st.integers(0, 400), put=st.text(max_size=5),
    cut=st.integers(0, 5),
)  # fmt: skip
def test_a_cookie_changed_anywhere_counts_as_none_or_as_itself(app, with_paper, cookie, at, put, cut):
    phone, good = Phone(app), with_paper.cookie(cookie)
    changed = good[: at % len(good)] + put + good[at % len(good) + cut :]
    sent = f"{cookie}={changed}".encode().decode("latin-1")
    for address in ("/", CLAIM, "/bdhvs/giay", QUIZ):
        answer = phone.get(address, environ={"HTTP_COOKIE": sent})
        assert answer.status_code < 500
        if changed != good:
            assert "Lò Thị Ánh" not in answer.text
