"""What every decision of staff needs: the right to it, and the facts as they stand now, kept from others meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import frappe
from frappe import _

from ..movement.errors import BdhvsError
from . import projections, rows, site
from .store import SiteStore
from .writing import transaction

_LEARNER: Final = {rows.COMPLETION: "learner", rows.CERTIFICATE: "learner", rows.LEARNER: "name"}
"""Table of facts that have a unit → its column that holds the learner's id."""
_READ_NOW: Final = (*_LEARNER, rows.LINK, rows.PERSON)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who decides. units: on whose people; None: on everybody's."""

    user: str
    units: frozenset[str] | None

    @property
    def by(self) -> str:
        """Who attests it: records name a role, no account."""
        return "province" if self.units is None else "unit"

    def require(self, table: str, names: Iterable[str], *, moved: bool = False) -> list[str]:
        """→ the learners whom these facts are about. PermissionError unless all may be decided.

        Facts and learners must be of the own units; with `moved` a learner may be another unit's by now. For who
        decides on some units alone, what isn't there is like what is another unit's.
        """
        asked = sorted(set(names))
        sql = (
            f"SELECT fact.name, fact.unit, learner.name AS learner, learner.unit AS now FROM {table} fact"
            f" LEFT JOIN {rows.LEARNER} learner ON learner.name = fact.{_LEARNER[table]}"
            f" WHERE fact.name IN ({rows.marks(asked)})"
        )
        found = {row["name"]: row for row in rows.select(sql, *asked)} if asked else {}
        if self.units is not None:
            own = {name for name, row in found.items() if row["unit"] in self.units}
            here = {name for name, row in found.items() if moved or row["now"] in self.units}
            if set(asked) - (own & here):
                frappe.throw(_("You decide on people of your own units alone."), frappe.PermissionError)
        learners = sorted({row["learner"] for row in found.values() if row["learner"]})
        if self._is_one_of(learners):
            frappe.throw(_("Nobody decides about themselves: ask a colleague."), frappe.PermissionError)
        return learners

    def _is_one_of(self, learners: Sequence[str]) -> bool:
        """Also when it may be so: whoever counts as one person with a learner of the user's account is the user."""
        sql = (
            f"SELECT known.name FROM {rows.ACCOUNT} account JOIN {rows.LEARNER} own ON own.name = account.name"
            f" JOIN {rows.LEARNER} known ON known.root = own.root"
            f" WHERE account.user = %s AND known.name IN ({rows.marks(learners)}) LIMIT 1"
        )
        return bool(learners and rows.select(sql, self.user, *learners))


@contextmanager
def deciding(learners: Sequence[str]) -> Iterator[SiteStore]:
    """The store, to decide about these learners; who decides about one of them at the same time waits.

    It reads what is committed now: the request has begun before. What the rules refuse becomes a ValidationError.
    """
    try:
        with transaction():
            projections.keep(learners)
            with _as_committed():
                yield site.open_store()
    except BdhvsError as error:
        _say(error)


def _say(error: BdhvsError) -> NoReturn:
    """In the reader's language; reasons are msgids where a rule gave them."""
    fields = {name: _(value) if isinstance(value, str) and value else value for name, value in error.fields.items()}
    frappe.throw(_(error.message).format(**fields))
    raise error


def _as_committed() -> Any:
    """SQLite refuses to write on what was read before another's commit; MariaDB has to be asked anew."""
    return rows.elsewhere(_Committed()) if frappe.db.db_type == "mariadb" else nullcontext()


class _Committed:
    """The site's database, which reads learners and facts not as the request found them but as they are now."""

    db_type: Final = "mariadb"

    def sql(self, query: str, values: object, as_dict: bool = False) -> Any:
        if query.startswith("SELECT") and not query.endswith("FOR UPDATE") and any(one in query for one in _READ_NOW):
            query = f"{query} FOR UPDATE"
        return frappe.db.sql(query, values, as_dict=as_dict)
