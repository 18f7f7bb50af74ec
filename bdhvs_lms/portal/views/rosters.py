"""A class's roll from a spreadsheet: look what would become of each row, then write, and take a corrected copy along.

No file is kept: what was read travels in the page itself, signed for this class and this trainer.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from ...exchange import class_rosters
from ...exchange.class_rosters import Told
from ...movement import classes
from ...movement.class_roster import OUTCOME_NAMES, PASSED_OVER, REFUSED, TAKEN, NoNames, Row, still_new
from ...movement.classes import ClassClosed, RollBusy, RollChanged, TrainingClass, format_code
from ...movement.errors import N_, BdhvsError, InvalidFile
from ...movement.people import Person
from ...movement.records import day_of
from ..host import User
from ..page import Page
from ..trainers import class_of, trainers_only
from .check import sent
from .rolls import ENROL_TRIES

UPLOAD_LIMIT: Final = 6 * 1024 * 1024
CARRIED_LIMIT: Final = 60 * 1024
CARRIED_SECONDS: Final = 3600
SHOWN: Final = 500
"""So many rows are shown; the corrected copy has them all."""
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NoFile(BdhvsError):
    message = N_("Choose a file first.")


class TooOld(BdhvsError):
    message = N_("What was read from the file is too old. Choose the file once more.")


@trainers_only
def bring(page: Page, user: User, code: str) -> Response:
    """GET: where to choose the file. POST with `do`: “check” tells what would happen, “write” puts everybody good on
    the roll at once, “copy” answers the corrected XLSX."""
    cls = class_of(page, user, code)
    if page.request.method != "POST":
        return _show(page, user, cls)
    if cls.closed:
        raise ClassClosed(code=format_code(cls.code))
    form = page.member_form(limit=UPLOAD_LIMIT)
    wanted = form.get("do", "check")
    try:
        carried = form.get("rows", "")
        rows: Sequence[Row] = () if carried else _read(page, cls)
        told = _carried(page, user, cls, carried) if carried else class_rosters.told(rows, page._)
    except (InvalidFile, NoNames, NoFile, TooOld) as error:
        return _show(page, user, cls, error=error)
    if wanted == "copy":
        return sent(class_rosters.corrected(told, page._), _XLSX, f"danh-sach-{cls.code}.xlsx")
    if wanted == "write":
        written = _write(page, user, cls, [one.person for one in told if one.outcome == TAKEN])
        return _show(page, user, class_of(page, user, code), told=told, written=written)
    return _show(page, user, cls, rows=rows, told=told)


def _read(page: Page, cls: TrainingClass) -> list[Row]:
    file = page.request.files.get("file")
    if file is None or not file.filename:
        raise NoFile
    with file.stream as stream:
        content = stream.read()
    year = day_of(page.host.means().now).year
    return class_rosters.read(content, file.filename[:100], cls, page.store, year)


def _write(page: Page, user: User, cls: TrainingClass, people: Sequence[Person]) -> int:
    """All of them or nobody. → how many are new on the roll. RollBusy."""
    for _ in range(ENROL_TRIES):
        roll = page.store.roll(cls.code)
        new = still_new(people, roll)
        try:
            if new:
                page.store.append(classes.enrol(cls, new, page.store, page.host.means(), user.id, roll))
        except RollChanged:
            continue
        return len(new)
    raise RollBusy


# --- what travels in the page ----------------------------------------------------------------------------------------


def _serializer(page: Page, user: User, cls: TrainingClass) -> URLSafeTimedSerializer:
    salt = f"roster|{cls.code}|{user.id}"
    return URLSafeTimedSerializer(page.host.cookie_key, salt=salt, signer_kwargs={"digest_method": hashlib.sha256})


def _carry(page: Page, user: User, cls: TrainingClass, told: Sequence[Told]) -> str:
    """Compressed and signed; "" when it is too much for a page."""
    text = _serializer(page, user, cls).dumps([list(one) for one in told])
    text = text.decode() if isinstance(text, bytes) else text
    return text if len(text) <= CARRIED_LIMIT else ""


def _carried(page: Page, user: User, cls: TrainingClass, text: str) -> list[Told]:
    try:
        return [Told(*one) for one in _serializer(page, user, cls).loads(text, max_age=CARRIED_SECONDS)]
    except BadData:
        raise TooOld from None


def _explained(page: Page, error: BdhvsError | None) -> str:
    """A broken file's reason may be a message and a detail: “not readable (KeyError)”."""
    if not isinstance(error, InvalidFile):
        return page.explain(error) if error else ""
    why, found, detail = str(error.fields["why"]).partition(" (")
    return page._(error.message, file=error.fields["file"], why=page._(why) + found + detail)


def _show(
    page: Page, user: User, cls: TrainingClass, *, rows: Sequence[Row] = (), told: Sequence[Told] = (),
    written: int | None = None, error: BdhvsError | None = None,
) -> Response:  # fmt: skip
    counts = Counter(row.outcome for row in rows)
    shown: dict[str, Any] = {
        "rows": rows[:SHOWN], "more": len(rows) - SHOWN, "sheets": len({row.sheet for row in rows}),
        "why": lambda row: class_rosters.reasons(row, page._), "names": OUTCOME_NAMES, "REFUSED": REFUSED,
        "taken": counts[TAKEN], "refused": counts[REFUSED], "passed_over": counts[PASSED_OVER], "written": written,
        "left": [one for one in told if one.outcome == REFUSED],
        "carried": _carry(page, user, cls, told) if told else "",
    }  # fmt: skip
    status = 422 if error else 200
    return page.show("class_roster.html", status=status, user=user, cls=cls, error=_explained(page, error), **shown)
