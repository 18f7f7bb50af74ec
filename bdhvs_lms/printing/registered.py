"""Papers of a register, for printing many: those that stand, with what their sheets say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from bdhvs_lms.movement.errors import PersonWithdrawn
from bdhvs_lms.movement.store import Issued, Store
from bdhvs_lms.trust import read_payload

from .certificates import Paper, paper_of

MONTH: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
"""As whoever prints a month's papers writes it."""


def stands(one: Issued, month: str = "") -> bool:
    """Whether a paper can be printed: not revoked, its name not withdrawn. month: “2026-11”, "" for any."""
    return one.revoked is None and not one.erased and one.day.startswith(month)


def papers_of(
    store: Store, chosen: Iterable[Issued], payload_of: Callable[[str], bytes | None], address: str
) -> list[Paper]:
    """What is to be printed of papers that stand. payload_of: serial → `Store.paper`. address: what the codes lead to.

    PersonWithdrawn.
    """
    settings, groups = store.settings(), {group.id: group.name for group in store.groups()}
    papers = []
    for one in chosen:
        payload = payload_of(one.serial)
        if payload is None:
            raise PersonWithdrawn
        certificate, group = read_payload(payload, one.issuer)[1], groups.get(one.group, one.group)
        papers.append(paper_of(certificate, payload, settings, address=address, group_name=group))
    return papers
