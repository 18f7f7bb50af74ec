"""Checking a paper, and fetching its PDF or picture with the code that only its holder has."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from werkzeug.wrappers import Response

from ...movement import certificate as said
from ...movement.address import printable
from ...movement.certificate import Certificate, Verdict
from ...movement.codes import format_serial, parse_serial
from ...movement.errors import N_, BdhvsError, PersonWithdrawn, UnknownCertificate
from ...movement.store import Store
from ...printing import Blank, Paper, certificate_pdf, certificate_png, paper_of
from ...trust import Keyring, read_scanned, sign_badge, verify
from ..page import Page, in_address

MISSES_PER_MINUTE: Final = 60
"""Unknown or wrong codes from one address. A found paper is never refused: a village shares one address."""
PRINTS_PER_MINUTE: Final = 60

_Made = TypeVar("_Made")
_GOOD: Final = (said.GENUINE, said.WITHDRAWN, said.REVOKED)


_PRINTERS: Final = threading.BoundedSemaphore(3)
"""Pages that are printed or wait for it; the server has 8 threads, and lessons come first."""


class Busy(BdhvsError):
    message = N_("Many papers are being printed just now. Please try again in a few seconds.")


class NotTheHolder(BdhvsError):
    message = N_("The paper itself is for who holds it: scan the QR on it, then choose PDF or picture.")


class NoBadge(BdhvsError):
    message = N_("There is no digital badge of this paper: it is a sample, or another body issued it.")


class NoLongerValid(BdhvsError):
    message = N_("This paper was issued, and is no longer valid.")


def check(page: Page, serial: str, payload: str = "") -> Response:
    """Every printed field, or revoked, or not in this register yet, or what is wrong."""
    verdict = verify(serial, payload, page.store, page.host.keyring)
    if verdict.state not in _GOOD:
        page.require("miss", MISSES_PER_MINUTE, 60)
    groups = {group.id: group.name for group in page.store.groups()}
    response = page.show(
        "check.html", status=404 if verdict.state == said.NOT_HERE else 200, verdict=verdict, said=said, groups=groups,
        payload=payload if verdict.registered else "", badge=_has_badge(page, verdict),
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
    return pdf_of(_paper(page, serial), page.host.template)


def pdf_of(paper: Paper, template: Blank | None) -> Response:
    """The answer that carries a paper's PDF. Busy, and what `certificate_pdf` raises.

    template: the issuer's own page, None for the shipped one.
    """
    name = f"giay-xac-nhan-{paper.certificate.serial}.pdf"
    return sent(printed(lambda: certificate_pdf(paper, template)), "application/pdf", name)


def png(page: Page, serial: str) -> Response:
    paper = _paper(page, serial)
    content = printed(lambda: certificate_png(paper, page.host.template))
    return sent(content, "image/png", f"giay-xac-nhan-{paper.certificate.serial}.png")


def badge(page: Page, serial: str) -> Response:
    """The paper as an Open Badges 3.0 credential."""
    paper = _paper(page, serial)
    if not paper.badge:
        raise NoBadge
    return sent(paper.badge.encode(), "application/vc+jwt", f"giay-xac-nhan-{paper.certificate.serial}.jwt")


def printed(make: Callable[[], _Made]) -> _Made:
    """Prints, unless so many wait for the printer already that lessons would wait too. Busy."""
    if not _PRINTERS.acquire(blocking=False):
        raise Busy
    try:
        return make()
    finally:
        _PRINTERS.release()


def _paper(page: Page, serial: str) -> Paper:
    """What the PDF prints, for who shows the payload."""
    payload = page.request.args.get("p", "")
    verdict = verify(serial, payload, page.store, page.host.keyring)
    if not payload or verdict.state in (said.FORGED, said.DAMAGED, said.UNKNOWN_KEY):
        page.require("miss", MISSES_PER_MINUTE, 60)
        raise NotTheHolder
    paper = sheet(verdict, page.store, page.host.base(page.request), page.host.keyring)
    page.require("print", PRINTS_PER_MINUTE, 60)
    return paper


def sheet(verdict: Verdict, store: Store, address: str, keyring: Keyring) -> Paper:
    """What is printed of a paper; only of one that this register issued. address: as `Host.base`.

    A badge goes along where the paper is no sample and this node has the key of its issuer.

    NoLongerValid, PersonWithdrawn, UnknownCertificate.
    """
    if verdict.state == said.REVOKED:
        raise NoLongerValid
    if verdict.state == said.WITHDRAWN:
        raise PersonWithdrawn
    stored, certificate = store.paper(verdict.serial), verdict.certificate
    if verdict.state != said.GENUINE or certificate is None or stored is None:
        raise UnknownCertificate(serial=format_serial(verdict.serial))
    group = next((group.name for group in store.groups() if group.id == certificate.group), certificate.group)
    paper = paper_of(certificate, stored, store.settings(), address=address, group_name=group)
    if keyring.signer is None or not _may_sign(paper.certificate, keyring):
        return paper
    return replace(paper, badge=sign_badge(certificate, keyring.signer, address=address))


def _has_badge(page: Page, verdict: Verdict) -> bool:
    public = printable(page.store.settings().public_address)
    return verdict.registered and public and _may_sign(verdict.certificate, page.host.keyring)


def _may_sign(certificate: Certificate | None, keyring: Keyring) -> bool:
    """Whether a badge of this paper would be its issuer's own word."""
    own = keyring.own
    return certificate is not None and not certificate.sample and own is not None and own.issuer == certificate.issuer


def sent(content: bytes, kind: str, name: str) -> Response:
    """The answer that carries a file; nobody keeps it. name: of the file."""
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
