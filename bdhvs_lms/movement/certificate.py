"""The paper “Giấy xác nhận hoàn thành khóa học”: what it prints and what can be said of one that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Certificate:
    """Every printed field; what the QR carries signed. serial: 17 characters. way: one of targets.WAYS. sample: MẪU.

    holder: "" when the name was withdrawn. unit: code; unit_label: as said. issuer: the body whose node signed.
    """

    serial: str
    holder: str
    birth_year: int
    course: str
    title: str
    group: str
    unit: str
    unit_label: str
    day: date
    way: str
    issuer: str
    sample: bool = False


GENUINE = "genuine"
"""The signature is right, or the register has it."""
WITHDRAWN = "withdrawn"
"""Genuine; the holder asked for their data to be erased."""
REVOKED = "revoked"
NOT_HERE = "not here"
"""Not in this register yet: a serial alone says nothing against a paper."""
FORGED = "forged"
"""It carries a signature, and the signature is wrong."""
UNKNOWN_KEY = "unknown key"
"""Signed by a key that this node doesn't know."""
DAMAGED = "damaged"
"""The payload is cut short or garbled."""
RETIRED_KEY = "retired key"
"""Signed by a retired key, and the serial isn't in the register: a retired key vouches only for recorded serials."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """state: one of the constants above. certificate: the fields to show, None where there are none to trust.

    registered: whether this node's register has the serial. reason: why it was revoked.
    """

    state: str
    serial: str = ""
    certificate: Certificate | None = None
    registered: bool = False
    reason: str = ""

    @property
    def replaced_by(self) -> str:
        """The serial of the paper that took this one's place, as printed; "" where another reason was given."""
        prefix, _, serial = self.reason.partition(REPLACED)
        return serial if not prefix and serial else ""


REPLACED = "replaced by "
"""How the reason of a paper begins that was issued again; the new serial follows, as printed. Records keep it."""


def replacement(serial: str) -> str:
    """The reason for revoking a paper whose place another takes. serial: the new one, as printed."""
    return REPLACED + serial
