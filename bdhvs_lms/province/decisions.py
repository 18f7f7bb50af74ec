"""What staff decide in Desk: held completions, likely pairs, papers, erasure. `movement.registry` has the rules.

A unit's staff decide on their own units' people, managers on everybody's, trainers on nobody's, nobody on themselves.
Each method may be called twice: the second call finds it done and writes nothing.
"""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
from collections.abc import Mapping, Sequence
from typing import Any, Final

import frappe
from frappe import _

from ..movement import registry
from ..movement.claims import Claimant
from ..movement.codes import format_serial
from ..movement.errors import AlreadyRevoked, PersonWithdrawn, UnknownCertificate, UnknownCompletion
from ..movement.officials import CONFIRMED
from ..movement.people import Person, normalised, read_birth_year, read_name, read_phone, read_village
from ..movement.records import day_of
from ..movement.store import HELD, Batch, Issued
from ..movement.targets import ACCOUNT
from ..movement.units import AGENCY, Unit
from ..trust import read_payload
from . import completions as lms
from . import permissions, rows, site
from .deciding import Staff, deciding
from .host import SiteHost
from .store import SiteStore

AT_ONCE: Final = 500
"""So many completions may be decided in one request."""
SAME, DIFFERENT = "same", "different"


def _staff() -> Staff:
    """PermissionError for who decides on nobody."""
    user = frappe.session.user
    units = permissions.units_of(user)
    if units is not None and permissions.UNIT_STAFF not in frappe.get_roles(user):
        frappe.throw(_("Only the staff of a unit and of the province decide this."), frappe.PermissionError)
    return Staff(user, units)


def _manager() -> Staff:
    staff = _staff()
    if staff.units is not None:
        frappe.throw(_("Only the province's staff decide this."), frappe.PermissionError)
    return staff


# --- whom it is about -------------------------------------------------------------------------------------------------


def _shown(store: SiteStore, learner_id: str) -> dict[str, Any]:
    """What a decision has to see of a learner. user: the account that says who they are, "" where there is none."""
    learner, person = store.learner(learner_id), store.person(learner_id)
    unit = store.unit(learner.unit) if learner else None
    groups = {group.id: group.name for group in store.groups()}
    return {
        "learner": learner_id, "erased": bool(learner and learner.erased), "user": _user_of(learner_id),
        "name": person.name if person else "", "birth_year": (person.birth_year or "") if person else "",
        "phone": person.phone if person else "", "village": person.village if person else "",
        "unit": unit.label if unit else "", "group": groups.get(learner.group, "") if learner else "",
        "registered": learner.registered[:10] if learner else "",
    }  # fmt: skip


def _user_of(learner: str) -> str:
    sql = f"SELECT user.name FROM {rows.ACCOUNT} account JOIN `tabUser` user ON user.name = account.user"
    return next((row["name"] for row in rows.select(f"{sql} WHERE account.name = %s", learner)), "")


# --- completions that wait --------------------------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def people(completions: str | list[str]) -> list[dict[str, Any]]:
    """Who completed what, in the order asked: as `_shown`, and completion, course, day, way, state."""
    staff, asked = _staff(), _read_names(completions)
    staff.require(rows.COMPLETION, asked)
    store = site.open_store()
    found = [done for one in asked if (done := store.completion(one)) is not None]
    return [
        {**_shown(store, one.learner), "completion": one.id, "course": _title(store, one.course),
         "day": one.day, "way": one.way, "state": one.state}
        for one in found
    ]  # fmt: skip


def _title(store: SiteStore, course_id: str) -> str:
    course = store.course(course_id)
    return course.title if course else course_id


@frappe.whitelist(methods=["POST"])
def count(completions: str | list[str]) -> dict[str, int]:
    """Lets held completions count. As `_review`, and waiting: those of members whom their unit hasn't confirmed.

    Confirming the member lets these count.
    """
    return _review(completions, True, "")


@frappe.whitelist(methods=["POST"])
def refuse(completions: str | list[str], reason: str) -> dict[str, int]:
    """Refuses held completions; their papers are revoked for the same reason. As `_review`."""
    return _review(completions, False, _read_reason(reason))


def _review(told: str | list[str], counts: bool, reason: str) -> dict[str, int]:
    """→ done, and passed: how many were not held any more. Nothing is written when one of them may not be decided."""
    staff, asked = _staff(), _read_names(told)
    with deciding(staff.require(rows.COMPLETION, asked)) as store:
        waiting = _unconfirmed(asked) if counts else set()
        stands = {one: store.completion(one) for one in asked}
        if unknown := [name for name, one in stands.items() if one is None]:
            raise UnknownCompletion(completion=unknown[0])
        held = [name for name, one in stands.items() if one is not None and one.state == HELD]
        means, chosen = SiteHost(store).means(), [name for name in held if name not in waiting]
        batches = [registry.review(store, name, counts, reason, means, staff.by) for name in chosen]
        store.write(Batch(tuple(record for batch in batches for record in batch.records)))
    return {"done": len(chosen), "passed": len(asked) - len(held), "waiting": len(held) - len(chosen)}


@frappe.whitelist(methods=["POST"])
def count_after_all(completion: str) -> str:
    """Lets a refused completion count, with a new paper. → its serial."""
    staff = _staff()
    with deciding(staff.require(rows.COMPLETION, [completion])) as store:
        if _unconfirmed([completion]):
            frappe.throw(_("Confirm the member of your unit first: what they completed counts by that."))
        done = store.completion(completion)
        if done is None:
            raise UnknownCompletion(completion=completion)
        claimant = _claimant(store, done.learner)
        batch = registry.reinstate(completion, claimant, store, SiteHost(store).means(), staff.by)
        store.write(batch)
        return _given(batch, completion)


def _unconfirmed(completions: Sequence[str]) -> set[str]:
    """Those of members, by their accounts, whom no unit has confirmed."""
    sql = (
        f"SELECT done.name FROM {rows.COMPLETION} done JOIN {rows.ACCOUNT} account ON account.name = done.learner"
        f" JOIN `tabUser` user ON user.name = account.user WHERE done.way = '{ACCOUNT}'"
        f" AND coalesce(user.bdhvs_unit_state, '') <> %s AND done.name IN ({rows.marks(completions)})"
    )
    return {row["name"] for row in rows.select(sql, CONFIRMED, *completions)}


# --- pairs ------------------------------------------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def pair(name: str) -> dict[str, Any]:
    """Two learners who are, or may be, one person: people, each as `_shown` with courses; merged; decided."""
    link = _pair(_staff(), name)
    store, said = site.open_store(), []
    for learner in (link["one"], link["other"]):
        done = rows.select(f"SELECT DISTINCT course FROM {rows.COMPLETION} WHERE learner = %s ORDER BY course", learner)
        said.append({**_shown(store, learner), "courses": [_title(store, row["course"]) for row in done]})
    return {"people": said, "merged": bool(link["merged"]), "decided": link["decided"] or ""}


@frappe.whitelist(methods=["POST"])
def decide(name: str, same: bool) -> bool:
    """Says of a pair that it is one person or two. → whether that is new."""
    staff, same = _staff(), bool(same)  # Frappe lets 0 and 1 through
    link = _pair(staff, name)
    with deciding(sorted((link["one"], link["other"]))) as store:
        stands = rows.locked(f"SELECT decided FROM {rows.LINK} WHERE name = %s", name)
        if stands and stands[0]["decided"] == (SAME if same else DIFFERENT):
            return False
        store.write(registry.decide(store, link["one"], link["other"], same, SiteHost(store).means(), staff.by))
    return True


def _pair(staff: Staff, name: str) -> rows.Row:
    """PermissionError unless both are of the own units."""
    found = rows.select(f"SELECT name, one, other, merged, decided FROM {rows.LINK} WHERE name = %s", name)
    staff.require(rows.LEARNER, [found[0]["one"], found[0]["other"]] if found else [name])
    if not found:
        raise frappe.DoesNotExistError
    return found[0]


# --- papers -----------------------------------------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def paper(serial: str) -> dict[str, Any]:
    """revoked: the reason or None; and unless the holder is another unit's by now, as `_shown`, and printed: as `_says`
    reads it, or None.
    """
    staff = _staff()
    staff.require(rows.CERTIFICATE, [serial], moved=True)
    store = site.open_store()
    issued = _issued(store, serial)
    said: dict[str, Any] = {"revoked": issued.revoked and _(issued.revoked)}
    learner = store.learner(issued.learner)
    if staff.units is not None and (learner is None or learner.unit not in staff.units):
        return said
    printed = _printed(store, issued)
    current = store.certificate_of(issued.completion)
    return {
        **said, **_shown(store, issued.learner), "current": bool(current and current.serial == serial),
        "printed": {"name": printed.name, "birth_year": printed.birth_year or ""} if printed else None,
    }  # fmt: skip


@frappe.whitelist(methods=["POST"])
def revoke(serial: str, reason: str) -> None:
    """Revokes a paper that stands; the completion keeps its count."""
    staff, why = _staff(), _read_reason(reason)
    with deciding(staff.require(rows.CERTIFICATE, [serial])) as store:
        store.write(registry.revoke(store, serial, why, SiteHost(store).means(), staff.by))


@frappe.whitelist(methods=["POST"])
def correct(serial: str, name: str, birth_year: str | int, phone: str = "", village: str = "") -> dict[str, Any]:
    """Corrects the fields of a paper's holder; a paper that says another name or birth year is issued again.

    → corrected: whether the fields are new; serial: of the new paper, "" where none was due; others: serials of the
    holder's other papers that say another name or birth year. Who has an account is corrected there.
    """
    staff, person = _staff(), _read_person(name, str(birth_year), phone, village)
    with deciding(staff.require(rows.CERTIFICATE, [serial])) as store:
        issued = _issued(store, serial)
        _require_standing(issued)
        if user := _user_of(issued.learner):
            frappe.throw(_("Their account {0} says who they are: correct it there, then issue again.").format(user))
        was, means = _claimant(store, issued.learner), SiteHost(store).means()
        if corrected := person != was.person:
            store.write(registry.correct(issued.learner, Claimant(person, was.unit, was.group), store, means, staff.by))
        again = _again(staff, store, issued)
        return {"corrected": corrected, "serial": again, "others": _outdated(store, issued.learner)}


@frappe.whitelist(methods=["POST"])
def issue_again(serial: str) -> dict[str, Any]:
    """As `correct`, with the holder's fields as they are: after their account was corrected, or for another paper.

    In place of a revoked one it is for the province's staff, and for the last one of a completion.
    """
    staff = _staff()
    with deciding(staff.require(rows.CERTIFICATE, [serial])) as store:
        issued = _issued(store, serial)
        current = store.certificate_of(issued.completion)
        if staff.units is not None or current is None or current.serial != serial:
            _require_standing(issued)
        return {"corrected": False, "serial": _again(staff, store, issued), "others": _outdated(store, issued.learner)}


def _require_standing(issued: Issued) -> None:
    if issued.revoked is not None:
        raise AlreadyRevoked(serial=format_serial(issued.serial), reason=_(issued.revoked))


def _issued(store: SiteStore, serial: str) -> Issued:
    issued = store.certificate(serial)
    if issued is None:
        raise UnknownCertificate(serial=serial)
    return issued


def _claimant(store: SiteStore, learner_id: str) -> Claimant:
    """A learner as they stand. PersonWithdrawn."""
    learner, person = store.learner(learner_id), store.person(learner_id)
    if learner is None or person is None:
        raise PersonWithdrawn
    return Claimant(person, store.unit(learner.unit) or Unit(learner.unit, "", AGENCY), learner.group)


def _again(staff: Staff, store: SiteStore, issued: Issued) -> str:
    """→ the serial of the new paper, "" where the one that stands says who its holder is."""
    if issued.revoked is None and _says(_printed(store, issued), store.person(issued.learner)):
        return ""
    batch = registry.issue_again(store, issued.completion, SiteHost(store).means(), staff.by)
    store.write(batch)
    return _given(batch, issued.completion)


def _printed(store: SiteStore, issued: Issued) -> Person | None:
    payload = store.paper(issued.serial)
    if payload is None:
        return None
    certificate = read_payload(payload, issued.issuer)[1]
    return Person(certificate.holder, certificate.birth_year)


def _says(printed: Person | None, person: Person | None) -> bool:
    """Whether a paper says who its holder is; one that isn't here can't be read."""
    if printed is None or person is None:
        return False
    return (printed.name, printed.birth_year) == (person.name, person.birth_year)


def _outdated(store: SiteStore, learner: str) -> list[str]:
    person, sql = store.person(learner), f"SELECT name FROM {rows.CERTIFICATE} WHERE learner = %s ORDER BY name"
    papers = [store.certificate(row["name"]) for row in rows.select(sql, learner)]
    standing = [one for one in papers if one is not None and one.revoked is None]
    return [one.serial for one in standing if not _says(_printed(store, one), person)]


def _given(batch: Batch, completion: str) -> str:
    """→ the serial of a new paper, which the LMS' certificate of a member carries from now on."""
    serial = next(iter(batch.papers))
    sql = (
        f"SELECT lms.name AS course, user.name AS user FROM {rows.COMPLETION} done"
        f" JOIN {rows.ACCOUNT} account ON account.name = done.learner JOIN `tabUser` user ON user.name = account.user"
        f" JOIN {rows.COURSE} course ON course.name = done.course JOIN `tabLMS Course` lms ON lms.name ="
        f" course.lms_course WHERE done.name = %s AND done.way = '{ACCOUNT}'"
    )
    for row in rows.select(sql, completion):
        lms.certify(row["course"], row["user"], serial)
    return serial


# --- erasing ----------------------------------------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def erasing(learner: str) -> list[dict[str, Any]]:
    """Whom erasing a learner would erase: them and all who are the same for certain, each as `_shown`."""
    staff = _manager()
    with deciding(staff.require(rows.LEARNER, [learner])) as store:
        batch = registry.erase(store, learner, SiteHost(store).means(), staff.by)
        return [_shown(store, record.data["learner"]) for record in batch.records]


@frappe.whitelist(methods=["POST"])
def erase(learner: str, typed: str) -> dict[str, Any]:
    """Erases a person for good, at their wish. typed: their name, or the learner's id where no name is kept.

    → people: how many learners; users: their accounts, which stay.
    """
    staff = _manager()
    with deciding(staff.require(rows.LEARNER, [learner])) as store:
        batch = registry.erase(store, learner, SiteHost(store).means(), staff.by)
        learners = [record.data["learner"] for record in batch.records]
        staff.require(rows.LEARNER, learners)
        person = store.person(learner)
        if normalised(typed) != normalised(person.name if person else learner):
            frappe.throw(_("What you typed isn't the name. Nothing was erased."))
        users = sorted({user for one in learners if (user := _user_of(one))})
        store.write(batch)
    return {"people": len(learners), "users": users}


# --- what was typed ---------------------------------------------------------------------------------------------------


def _read_names(told: str | list[str]) -> list[str]:
    given = frappe.parse_json(told) if isinstance(told, str) else told
    if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
        frappe.throw(_("Choose between 1 and {0} completions.").format(AT_ONCE))
    names = list(dict.fromkeys(given))
    if not 0 < len(names) <= AT_ONCE:
        frappe.throw(_("Choose between 1 and {0} completions.").format(AT_ONCE))
    return names


def _read_reason(text: str) -> str:
    reason, fault = registry.read_reason(text)
    if fault:
        frappe.throw(_("Reason") + ": " + _(fault).format(limit=registry.REASON_LIMIT))
    return reason


def _read_person(name: str, birth_year: str, phone: str, village: str) -> Person:
    """ValidationError with every fault."""
    year = day_of(site.utc_now()).year
    read: Mapping[str, tuple[Any, str | None]] = {
        "name": read_name(name), "birth_year": read_birth_year(birth_year, year), "phone": read_phone(phone),
        "village": read_village(village),
    }  # fmt: skip
    if faults := [_(fault) for _value, fault in read.values() if fault]:
        frappe.throw(faults, as_list=True)
    return Person(**{field: value for field, (value, _fault) in read.items()})
