"""`bdhvs serve`, without opening a port: what it tells the server and the screen."""

import socket
import subprocess
import sys

import pytest
import zxingcpp
from PIL import Image

from bdhvs_lms.field import server
from bdhvs_lms.field.i18n import _
from bdhvs_lms.movement.errors import CannotServe, NoNetwork


@pytest.fixture
def served(monkeypatch):
    calls = []
    monkeypatch.setattr(server, "serve", lambda installation, **given: calls.append(given))
    monkeypatch.setattr(server, "lan_address", lambda: "192.168.1.5")
    return calls


def codes(screen):
    """The QR codes drawn with half blocks, read back."""
    found, rows = [], []
    for line in [*screen.splitlines(), ""]:
        blocks = line.replace("\x1b[97;40m", "").replace("\x1b[0m", "")
        if blocks and set(blocks) <= set(" ▀▄█"):
            rows += [[letter in "▀█" for letter in blocks], [letter in "▄█" for letter in blocks]]
        elif rows:
            image = Image.new("L", (len(rows[0]), len(rows)))
            image.putdata([255 * light for row in rows for light in row])
            image = image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST)
            found += [one.text for one in zxingcpp.read_barcodes(image)]
            rows = []
    return found


def test_by_itself_it_serves_this_machine_alone(bdhvs, trial, served):
    ran = bdhvs("serve")
    assert ran.code == 0
    assert (served[0]["bind"], served[0]["port"]) == ("127.0.0.1", 8300)
    assert "http://127.0.0.1:8300" in ran.out


def test_a_village_gets_two_codes_the_network_and_the_address(bdhvs, trial, served):
    ran = bdhvs("serve", "--lan", "--wifi", "Nhà văn hóa; 2", "--wifi-password", 'a"b\\c:d', "--port", 8400)
    assert codes(ran.out) == [r"WIFI:T:WPA;S:Nhà văn hóa\; 2;P:a\"b\\c\:d;;", "HTTP://192.168.1.5:8400"]
    assert (served[0]["bind"], served[0]["port"]) == ("0.0.0.0", 8400)
    assert "192.168.1.5" in served[0]["hosts"]


def test_a_wifi_without_password(bdhvs, trial, served):
    assert "WIFI:T:nopass;S:Nha van hoa;;" in codes(bdhvs("serve", "--lan", "--wifi", "Nha van hoa").out)


def test_the_address_alone_is_one_code(bdhvs, trial, served):
    assert codes(bdhvs("serve", "--lan").out) == ["HTTP://192.168.1.5:8300"]


def test_the_wifi_s_code_is_named_where_it_is_not_asked_for(bdhvs, trial, served):
    assert "--wifi" in bdhvs("serve", "--lan").err
    assert bdhvs("serve", "--lan", "--wifi", "Nha van hoa").err == ""


def test_listening_everywhere_the_machine_answers_under_its_own_address(bdhvs, trial, served):
    ran = bdhvs("serve", "--bind", "0.0.0.0")
    assert ran.code == 0
    assert served[0]["bind"] == "0.0.0.0"
    assert "192.168.1.5" in served[0]["hosts"]
    assert "http://192.168.1.5:8300" in ran.out
    assert codes(ran.out) == []


def test_listening_everywhere_needs_no_network(bdhvs, trial, served, monkeypatch):
    monkeypatch.setattr(server, "lan_address", lambda: "")
    ran = bdhvs("serve", "--bind", "0.0.0.0")
    assert (ran.code, len(served)) == (0, 1)
    assert "http://127.0.0.1:8300" in ran.out


def test_what_listens_on_ipv6_alone_names_an_ipv6_address(bdhvs, trial, served):
    assert "http://[::1]:8300" in bdhvs("serve", "--bind", "::").out


def test_a_proxy_is_believed_only_when_that_is_asked_for(bdhvs, trial, served):
    bdhvs("serve")
    bdhvs("serve", "--behind-proxy")
    assert [one["behind_proxy"] for one in served] == [False, True]


def test_a_course_that_was_left_out_is_said_before_the_pages_open(bdhvs, real, served):
    assert "bdhvs courses check" not in bdhvs("serve").err
    bdhvs("courses", "new", "khoa-moi", "--title", "Khóa mới")
    assert "bdhvs courses check" in bdhvs("serve").err


def test_without_a_network_it_says_so(bdhvs, trial, served, monkeypatch):
    monkeypatch.setattr(server, "lan_address", lambda: "")
    ran = bdhvs("serve", "--lan")
    assert (ran.code, ran.says(NoNetwork.message), served) == (1, True, [])


def test_a_port_that_is_taken_is_said(trial):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-c", "from bdhvs_lms.field.cli import main; main()", "serve", "--port", str(port)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert f"127.0.0.1:{port}" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_address_that_is_not_this_machines_is_said(bdhvs, trial, monkeypatch):
    def refuse(*_args, **_given):
        raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr(server, "serve", refuse)
    ran = bdhvs("serve", "--bind", "192.0.2.1")
    why = _("Cannot assign requested address")
    assert (ran.code, ran.says(CannotServe.message, address="192.0.2.1:8300", why=why)) == (1, True)


@pytest.mark.parametrize("options", [("--port", "0"), ("--port", "x"), ("--wifi-password", "x")])
def test_written_wrongly(bdhvs, trial, served, options):
    assert bdhvs("serve", *options).code == 2
    assert served == []
