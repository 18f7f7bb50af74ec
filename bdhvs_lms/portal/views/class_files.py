"""What a class needs on paper: class sheet, attendance list, test sheets, answer key, and in the end its papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ... import printing
from ...movement.classes import TrainingClass
from ...movement.errors import UnknownUnit
from ...movement.units import Unit
from ...printing import Paper
from ...printing.errors import NothingToPrint
from ...trust import read_payload
from ..host import User
from ..page import Page
from ..trainers import class_of, trainers_of, trainers_only
from .check import printed, sent
from .classes import course_of


@trainers_only
def pdf(page: Page, user: User, code: str, name: str) -> Response:
    """One of `_MADE`, by its name."""
    cls = class_of(page, user, code)
    make = _MADE.get(name)
    if make is None:
        raise NotFound
    return sent(printed(lambda: make(page, cls)), "application/pdf", f"{name}-{cls.code}.pdf")


def _sheet(page: Page, cls: TrainingClass) -> bytes:
    trainers = trainers_of(page, cls)
    return printing.class_sheet(
        cls, course_of(page, cls), _unit(page, cls), trainers, page.host.base(page.request), sample=_sample(page, cls)
    )


def _list(page: Page, cls: TrainingClass) -> bytes:
    roll = page.store.roll(cls.code)
    course, unit, base = course_of(page, cls), _unit(page, cls), page.host.base(page.request)
    return printing.attendance_list(
        cls, course, unit, roll, base, _sample(page, cls), keeper=page.store.settings().issuer
    )


def _test(page: Page, cls: TrainingClass) -> bytes:
    return printing.test_sheets(cls, course_of(page, cls), page.store.roll(cls.code), sample=_sample(page, cls))


def _key(page: Page, cls: TrainingClass) -> bytes:
    return printing.answer_key(cls, course_of(page, cls), sample=_sample(page, cls))


def _papers(page: Page, cls: TrainingClass) -> bytes:
    """The valid papers of those whom closing attested, in the roll's order. NothingToPrint."""
    settings, address = page.store.settings(), page.host.base(page.request)
    groups = {group.id: group.name for group in page.store.groups()}
    papers: list[Paper] = []
    for seat in page.store.roll(cls.code):
        issued = page.store.certificate(seat.serial) if seat.serial else None
        payload = page.store.paper(seat.serial) if issued and issued.revoked is None else None
        if issued and payload is not None:
            certificate = read_payload(payload, issued.issuer)[1]
            group = groups.get(issued.group, issued.group)
            papers.append(printing.paper_of(certificate, payload, settings, address=address, group_name=group))
    if not papers:
        raise NothingToPrint
    return printing.certificates_pdf(papers, template=page.host.template)


_MADE: Final[Mapping[str, Callable[[Page, TrainingClass], bytes]]] = {
    "phieu-lop": _sheet,
    "danh-sach": _list,
    "de-kiem-tra": _test,
    "dap-an": _key,
    "giay": _papers,
}


def _unit(page: Page, cls: TrainingClass) -> Unit:
    unit = page.store.unit(cls.plan.unit)
    if unit is None:
        raise UnknownUnit(unit=cls.plan.unit)
    return unit


def _sample(page: Page, cls: TrainingClass) -> bool:
    unit = page.store.unit(cls.plan.unit)
    return page.store.settings().sample or bool(unit and unit.sample)
