"""What a trainer's phone needs to show a class of sixty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from werkzeug.test import Client, TestResponse

from bdhvs_lms.field.accounts import AccountBook
from bdhvs_lms.field.installation import create
from bdhvs_lms.field.server import allowed_hosts, application

from .goals import Goal
from .roster import UNIT, person

PEOPLE: Final = 60
ACCOUNT: Final = "lo.mai"
_HERE: Final = {"REMOTE_ADDR": "127.0.0.1"}
PLAN: Final = {
    "unit": UNIT, "group": "citizens", "place": "Nhà văn hóa bản Thẳm", "village": "Bản Thẳm", "day": "2026-11-22",
}  # fmt: skip


def measure(folder: Path) -> Iterator[Goal]:
    """Through the pages themselves: signing in, opening a class, typing the roll."""
    made = create(folder / "class-page", "Benchmark")
    try:
        password = AccountBook(made.store.database).add(ACCOUNT, "Lò Thị Mai", (UNIT,))
        client = Client(application(made, allowed_hosts(made)))
        _send(client, "/bdhvs/vao", {"account": ACCOUNT, "password": password})
        opened = _send(client, "/bdhvs/lop/moi", {**PLAN, "course": made.store.courses()[0].id})
        code = opened.headers["Location"].split("/")[3]
        _send(client, f"/bdhvs/lop/{code}/them", {"lines": "\n".join(map(_line, range(PEOPLE)))})
        cls = made.store.training_class(code)
        assert cls is not None
        assert cls.enrolled == PEOPLE
        page = client.get(f"/bdhvs/lop/{code}", headers={"Accept-Encoding": "gzip"}, environ_base=_HERE)
        assert (page.status_code, page.headers["Content-Encoding"]) == (200, "gzip")
        weight = len(page.get_data()) / 1024
    finally:
        made.close()
    yield Goal(f"class page of {PEOPLE} people, KB", weight, 20, f"{weight:.1f} KB gzipped")


def _line(number: int) -> str:
    _, name, year, _, village = person(number)
    return f"{name}, {year}, {village}"


def _send(client: Client, path: str, fields: dict[str, str]) -> TestResponse:
    """Opens a page and sends its form."""
    html = client.get(path, environ_base=_HERE).get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    answer = client.post(path, data={**hidden, **fields}, environ_base=_HERE)
    assert answer.status_code in (200, 303), answer.get_data(as_text=True)
    return answer
