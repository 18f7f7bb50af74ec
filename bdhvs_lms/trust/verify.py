"""What can be said of a paper that somebody shows: by its signature, by the register, or by both."""

from __future__ import annotations

from datetime import date
from typing import Final

from ..movement import certificate as said
from ..movement import codes
from ..movement.certificate import Certificate, Verdict
from ..movement.errors import ForgedPayload, InvalidCode, InvalidPayload, UnknownKey
from ..movement.store import Issued, Store
from .keys import Keyring
from .payload import bytes_of, open_payload, read_payload


def verify(serial: str, payload: str, store: Store, keyring: Keyring) -> Verdict:
    """serial: as typed or scanned. payload: the QR's text, "" when only the serial is known. InvalidCode: no serial.

    With a payload whoever holds the public key can tell without a register. A serial alone that isn't in this
    register is not called a fake. What the register says of a revocation or an erasure always comes first.
    """
    serial = codes.parse_serial(serial)
    issued = store.certificate(serial)
    if payload:
        return _by_payload(serial, payload, issued, store, keyring)
    if issued is None:
        return Verdict(said.NOT_HERE, serial)
    return _by_register(issued, _of_register(issued, store))


_STATES: Final = {InvalidPayload: said.DAMAGED, UnknownKey: said.UNKNOWN_KEY, ForgedPayload: said.FORGED}


def _by_payload(serial: str, payload: str, issued: Issued | None, store: Store, keyring: Keyring) -> Verdict:
    """What stands in the register decides: whoever has another key, or an old one, can sign any serial they saw."""
    try:
        raw = bytes_of(payload)
        stored = store.paper(serial) if issued else None
        if issued is not None and stored == raw:
            return _by_register(issued, read_payload(raw, issued.issuer)[1])
        key, certificate = open_payload(raw, keyring)
    except (InvalidPayload, UnknownKey, ForgedPayload) as error:
        return Verdict(_STATES[type(error)], serial)
    another = issued is not None and (key.id != issued.key or not _fits(certificate, issued))
    if certificate.serial != serial or stored is not None or another:
        return Verdict(said.FORGED, serial)
    if key.retired and not (issued and issued.erased):
        return Verdict(said.RETIRED_KEY, serial)
    return _by_register(issued, certificate) if issued else Verdict(said.GENUINE, serial, certificate)


def _fits(certificate: Certificate, issued: Issued) -> bool:
    """Whether a paper says what the record says; the record holds no name."""
    names = ("course", "title", "group", "unit", "way", "sample")
    return certificate.day.isoformat() == issued.day and all(
        getattr(certificate, name) == getattr(issued, name) for name in names
    )


def _by_register(issued: Issued, certificate: Certificate) -> Verdict:
    if issued.erased:
        bare = _bare(issued, certificate.unit_label)
        state = said.WITHDRAWN if issued.revoked is None else said.REVOKED
        return Verdict(state, issued.serial, bare, True, issued.revoked or "")
    if issued.revoked is not None:
        return Verdict(said.REVOKED, issued.serial, certificate, True, issued.revoked)
    return Verdict(said.GENUINE, issued.serial, certificate, True)


def _of_register(issued: Issued, store: Store) -> Certificate:
    """Every printed field of a serial alone: 80 random bits are known only to who holds the paper or its picture."""
    paper = store.paper(issued.serial)
    try:
        certificate = read_payload(paper, issued.issuer)[1] if paper is not None else None
    except InvalidPayload:
        certificate = None
    if certificate is None or certificate.serial != issued.serial:
        unit = store.unit(issued.unit)
        return _bare(issued, unit.label if unit else issued.unit)
    return certificate


def _bare(issued: Issued, unit_label: str) -> Certificate:
    return Certificate(
        issued.serial, "", 0, issued.course, issued.title, issued.group, issued.unit, unit_label,
        date.fromisoformat(issued.day), issued.way, issued.issuer, issued.sample,
    )  # fmt: skip


def read_scanned(text: str) -> tuple[str, str]:
    """A scanned link, `serial/payload` or a typed serial → (serial, payload or "")."""
    tail = text.strip()
    marker = tail.upper().rfind("/X/")
    if marker >= 0:
        tail = tail[marker + 3 :]
    serial, _, payload = tail.partition("/")
    if not serial:
        raise InvalidCode(code=text[:40])
    return serial, payload
