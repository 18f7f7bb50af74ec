"""The server itself, asked as the network asks it: raw bytes on a socket."""

import http.client
import socket
import threading

import pytest

from .support import CITIZENS, Html, listening, right


@pytest.fixture
def port(installation):
    """A server with the settings of `bdhvs serve`, on a port of its own."""
    with listening(installation) as number:
        yield number


def ask(port, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(raw)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def get(port, address: str, host="localhost") -> tuple[int, dict[str, str], bytes]:
    return ask(port, f"GET {address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("latin-1"))


def test_a_page_comes_over_the_network_with_its_headers(port):
    status, headers, body = get(port, "/")
    assert status == 200
    assert b'<html lang="vi">' in body
    assert headers["referrer-policy"] == "no-referrer"
    assert "python" not in headers.get("server", "").lower()


def test_an_address_with_another_site_in_it_is_not_led_there(port):
    for address in ("//evil.example", "//evil.example/", "http://evil.example/", "http://evil.example//evil.example"):
        status, headers, body = get(port, address)
        assert status in (200, 400, 404)
        assert "location" not in headers
        assert b"evil" not in body


def test_a_name_that_is_not_this_machine_s_is_refused(port):
    status, headers, body = get(port, "/", host="evil.example")
    assert status == 400
    assert "Không vào được máy này" in body.decode()
    assert headers["x-content-type-options"] == "nosniff"


def test_ten_megabytes_are_refused_in_vietnamese_with_and_without_a_length(port):
    head = f"POST /hoc/{CITIZENS}/cuoc-goi-lua-dao/kiem-tra HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n"
    body = b"name=" + b"a" * 10_000_000
    whole = ask(port, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    chunked = f"{head}Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    for status, _, page in (whole, ask(port, chunked)):
        assert status == 413
        assert b'<html lang="vi">' in page


@pytest.mark.parametrize(
    "raw",
    [
        b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe?\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_not_http_is_refused_without_a_traceback_and_the_next_one_is_served(port, raw):
    status, _, body = ask(port, raw)
    assert status < 500
    assert b"Traceback" not in body
    assert b'File "' not in body
    assert get(port, "/")[0] == 200


def test_eight_phones_at_once_walk_a_whole_quiz(port, course):
    address = f"/hoc/{course.id}/{course.lessons[0].id}/kiem-tra"
    passed, gate = [], threading.Barrier(8)

    def walk():
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        gate.wait()
        line.request("GET", address, headers={"Host": "localhost"})
        answer = line.getresponse()
        cookie = answer.getheader("Set-Cookie").partition(";")[0]
        form = Html(answer.read().decode()).hidden()
        form |= {f"q{n}": str(choice) for n, choice in enumerate(right(course.lessons[0]))}
        body = "&".join(f"{name}={value}" for name, value in form.items())
        kind = "application/x-www-form-urlencoded"
        line.request("POST", address, body, {"Host": "localhost", "Cookie": cookie, "Content-Type": kind})
        passed.append('class="note ok"' in line.getresponse().read().decode())
        line.close()

    phones = [threading.Thread(target=walk) for _ in range(8)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    assert passed == [True] * 8
