"""Checking a paper, and fetching its PDF or picture with the code that only its holder has."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from werkzeug.wrappers import Response

from ...movement import certificate as said
from ...movement.address import printable
from ...movement.certificate import Verdict
from ...movement.codes import format_serial, parse_serial
from ...movement.errors import N_, BdhvsError, PersonWithdrawn, UnknownCertificate
from ...printing import Paper, certificate_pdf, certificate_png
from ...trust import read_scanned, text_of, verify
from ..page import Page, in_address

MISSES_PER_MINUTE: Final = 60
"""Unknown or wrong codes from one address. A found paper is never refused: a village shares one address."""
PRINTS_PER_MINUTE: Final = 60

_STATUS: Final = {said.NOT_HERE: 404, said.FORGED: 200, said.DAMAGED: 200}
_GOOD: Final = (said.GENUINE, said.WITHDRAWN, said.REVOKED)


class NotTheHolder(BdhvsError):
    message = N_("The paper itself is for who holds it: scan the QR on it, then choose PDF or picture.")


class NoLongerValid(BdhvsError):
    message = N_("This paper was issued, and is no longer valid.")


def check(page: Page, serial: str, payload: str = "") -> Response:
    """Every printed field, or revoked, or not in this register yet, or what is wrong."""
    verdict = verify(serial, payload, page.store, page.host.keyring)
    if verdict.state not in _GOOD:
        page.require("miss", MISSES_PER_MINUTE, 60)
    groups = {group.id: group.name for group in page.store.groups()}
    response = page.show(
        "check.html", status=_STATUS.get(verdict.state, 200), verdict=verdict, said=said, groups=groups,
        payload=payload if verdict.registered else "",
    )  # fmt: skip
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def enter(page: Page) -> Response:
    """For people without a camera: type the serial."""
    typed = "".join(page.request.args.get("ma", "").split())
    if typed:
        serial, payload = read_scanned(typed)
        return page.go(f"/x/{parse_serial(serial)}" + (f"/{in_address(payload)}" if payload else ""))
    return page.show("enter.html", what="paper")


def pdf(page: Page, serial: str) -> Response:
    paper, serial = _paper(page, serial)
    return _file(certificate_pdf(paper), "application/pdf", f"giay-xac-nhan-{serial}.pdf")


def png(page: Page, serial: str) -> Response:
    paper, serial = _paper(page, serial)
    return _file(certificate_png(paper), "image/png", f"giay-xac-nhan-{serial}.png")


def _paper(page: Page, serial: str) -> tuple[Paper, str]:
    """What the PDF prints, for who shows the payload. It is printed here only if this register issued it."""
    payload = page.request.args.get("p", "")
    verdict = verify(serial, payload, page.store, page.host.keyring)
    if not payload or verdict.state in (said.FORGED, said.DAMAGED, said.UNKNOWN_KEY):
        page.require("miss", MISSES_PER_MINUTE, 60)
        raise NotTheHolder
    if verdict.state == said.REVOKED:
        raise NoLongerValid
    if verdict.state == said.WITHDRAWN:
        raise PersonWithdrawn
    stored = page.store.paper(verdict.serial)
    if verdict.state != said.GENUINE or verdict.certificate is None or stored is None:
        raise UnknownCertificate(serial=format_serial(verdict.serial))
    page.require("print", PRINTS_PER_MINUTE, 60)
    return paper_of(page, verdict, stored), verdict.serial


def paper_of(page: Page, verdict: Verdict, stored: bytes) -> Paper:
    """A genuine verdict and the payload in the register → what is printed, as a sample until the address is set."""
    certificate = verdict.certificate
    assert certificate is not None
    settings = page.store.settings()
    if not printable(settings.public_address):
        certificate = replace(certificate, sample=True)
    base = page.host.base(page.request)
    groups = {group.id: group.name for group in page.store.groups()}
    return Paper(
        certificate=certificate,
        scanned=f"{base.upper()}/X/{certificate.serial}/{text_of(stored)}",
        check_address=f"{base.partition('//')[2]}/x/{format_serial(certificate.serial)}",
        group_name=groups.get(certificate.group, certificate.group),
        place=settings.place,
        signer_title=settings.signer_title,
        signer_name=settings.signer_name,
    )


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
