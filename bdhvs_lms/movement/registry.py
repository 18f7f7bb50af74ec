"""What a person in charge does to the register: issue again, revoke, erase, decide, review. Rules that make Batches.

`by` says who attests: a role or an account, never a person's name, since records hold no personal data. The same goes
for a `reason`, which check pages show.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from . import records
from .certificate import replacement
from .claims import Claimant, Means, Writer, account_claim, certificate_for, issued, registered, told
from .codes import format_serial
from .course import Course
from .errors import (
    N_,
    AlreadyErased,
    AlreadyRevoked,
    CompletionRefused,
    NotHeld,
    PersonWithdrawn,
    SameLearner,
    UnknownCertificate,
    UnknownCompletion,
    UnknownCourse,
    UnknownLearner,
    UnknownUnit,
)
from .store import HELD, REFUSED, Batch, Completion, Issued, Learner, Settings, Store
from .targets import ACCOUNT

REASON_LIMIT: Final = 120


def read_reason(text: str) -> tuple[str, str | None]:
    """Typed reason → (text, fault msgid or None, which may name `limit`): one line of up to REASON_LIMIT characters."""
    reason = " ".join(unicodedata.normalize("NFC", text).split())
    if not reason:
        return "", N_("write it; it may not be empty")
    if len(reason) > REASON_LIMIT or not reason.isprintable():
        return reason[:REASON_LIMIT], N_("one line of at most {limit} characters")
    return reason, None


def attest(claimant: Claimant, course: Course, way: str, claim: str, store: Store, means: Means, by: str) -> Batch:
    """A new learner's completion by a way that somebody vouches for, with its paper. claim: "" or what it spends."""
    settings = store.settings()
    write = Writer(settings, claimant.unit.code, means, by)
    learner, people = registered(write, claimant)
    papers = _completed(write, claimant, course, learner, settings, way=way, claim=claim, held=False)
    return Batch(tuple(write.written), people, papers)


def complete_account(
    claimant: Claimant, course: Course, learner: str, store: Store, means: Means, by: str, *, new: bool, held: bool
) -> Batch:
    """A member's completion with its paper, once for a course. new: the learner is registered by it.

    held: their unit hasn't confirmed them yet.
    """
    settings = store.settings()
    write = Writer(settings, claimant.unit.code, means, by)
    people = registered(write, claimant, learner)[1] if new else {}
    claim = account_claim(learner, course.id)
    papers = _completed(write, claimant, course, learner, settings, way=ACCOUNT, claim=claim, held=held)
    return Batch(tuple(write.written), people, papers)


def _completed(
    write: Writer, claimant: Claimant, course: Course, learner: str, settings: Settings, *,
    way: str, claim: str, held: bool,
) -> dict[str, bytes]:  # fmt: skip
    """Writes a completion of today and its paper. → the payload by serial, to go with the record."""
    day = records.day_of(write.means.now).isoformat()
    done = write(
        records.COMPLETED,
        {"learner": learner, "course": course.id, "version": course.version, "way": way, "day": day, "held": held,
         "claim": claim},
    )  # fmt: skip
    certificate = certificate_for(claimant, course, settings, write.means, way)
    return issued(write, certificate, learner, done.id)


def correct(learner: str, claimant: Claimant, store: Store, means: Means, by: str) -> Batch:
    """A learner's unit, group and fields as they are from now on; papers that were issued stay as they are."""
    write = Writer(store.settings(), claimant.unit.code, means, by)
    people = told(write, records.CORRECTED, learner, claimant)
    return Batch(tuple(write.written), people)


def issue_again(store: Store, completion_id: str, means: Means, by: str) -> Batch:
    """A new paper for a completion, dated today; one that still stands is revoked as replaced by the new one.

    UnknownCompletion, CompletionRefused, UnknownCourse; PersonWithdrawn when the name is no longer here.
    """
    completion = _completion(store, completion_id)
    if completion.state == REFUSED:
        raise CompletionRefused(completion=completion_id)
    learner, person = store.learner(completion.learner), store.person(completion.learner)
    if learner is None or person is None:
        raise PersonWithdrawn
    course, unit = store.course(completion.course), store.unit(completion.unit)
    if course is None:
        raise UnknownCourse(course=completion.course)
    if unit is None:
        raise UnknownUnit(unit=completion.unit)
    settings = store.settings()
    write = Writer(settings, unit.code, means, by)
    claimant = Claimant(person, unit, learner.group)
    certificate = certificate_for(claimant, course, settings, means, completion.way)
    papers = issued(write, certificate, learner.id, completion.id)
    earlier = store.certificate_of(completion.id)
    if earlier is not None and earlier.revoked is None:
        _revoke(write, earlier, replacement(format_serial(certificate.serial)))
    return Batch(tuple(write.written), papers=papers)


def revoke(store: Store, serial: str, reason: str, means: Means, by: str) -> Batch:
    """serial: 17 characters. The completion keeps its count. UnknownCertificate, AlreadyRevoked."""
    certificate = store.certificate(serial)
    if certificate is None:
        raise UnknownCertificate(serial=format_serial(serial))
    if certificate.revoked is not None:
        raise AlreadyRevoked(serial=format_serial(serial), reason=certificate.revoked)
    write = Writer(store.settings(), certificate.unit, means, by)
    _revoke(write, certificate, reason)
    return Batch(tuple(write.written))


def erase(store: Store, learner_id: str, means: Means, by: str) -> Batch:
    """Erases a person: the learner and every learner that is the same one for certain. UnknownLearner, AlreadyErased.

    A pair that nobody has decided is two people here: nobody's data goes on a guess.
    """
    _learner(store, learner_id)
    found = [store.learner(one) for one in sorted(certainly_same(store, learner_id))]
    left = [learner for learner in found if learner is not None and not learner.erased]
    if not left:
        raise AlreadyErased
    write = Writer(store.settings(), "", means, by)
    for learner in left:
        write(records.ERASED, {"learner": learner.id}, learner.unit)
    return Batch(tuple(write.written))


def certainly_same(store: Store, learner_id: str) -> set[str]:
    """The learner and all who are the same person: merged by the rule, or decided to be; reads the records once."""
    merged: set[tuple[str, str]] = set()
    decided: dict[tuple[str, str], tuple[str, bool]] = {}
    for record, _ in store.records():
        if record.kind == records.MERGED:
            merged.add(_pair(record.data["learner"], record.data["into"]))
        elif record.kind == records.DECIDED:
            pair = _pair(record.data["learner"], record.data["other"])
            decided[pair] = max(decided.get(pair, ("", False)), (record.id, record.data["same"]))
    certain = {pair for pair in merged | decided.keys() if decided.get(pair, ("", True))[1]}
    same, before = {learner_id}, 0
    while len(same) > before:
        before = len(same)
        same |= {one for pair in certain if same & {*pair} for one in pair}
    return same


def decide(store: Store, learner: str, other: str, same: bool, means: Means, by: str) -> Batch:
    """Says of two learners that they are one person or two; the latest decision stands. UnknownLearner, SameLearner."""
    first, second = _learner(store, learner), _learner(store, other)
    if first.id == second.id:
        raise SameLearner
    write = Writer(store.settings(), first.unit, means, by)
    write(records.DECIDED, {"learner": first.id, "other": second.id, "same": same})
    return Batch(tuple(write.written))


def review(store: Store, completion_id: str, release: bool, reason: str, means: Means, by: str) -> Batch:
    """Releases a held completion, or one that was refused, so that it counts; or refuses a held one.

    Refusing revokes its paper with the same reason: a paper must not say what the count denies. UnknownCompletion,
    NotHeld.
    """
    completion = _completion(store, completion_id)
    if completion.state not in ((HELD, REFUSED) if release else (HELD,)):
        raise NotHeld(completion=completion_id)
    write = Writer(store.settings(), completion.unit, means, by)
    if release:
        write(records.RELEASED, {"completion": completion.id, **({"reason": reason} if reason else {})})
        return Batch(tuple(write.written))
    write(records.REFUSED, {"completion": completion.id, "reason": reason})
    certificate = store.certificate_of(completion.id)
    if certificate is not None and certificate.revoked is None:
        _revoke(write, certificate, reason)
    return Batch(tuple(write.written))


def reinstate(completion_id: str, claimant: Claimant, store: Store, means: Means, by: str) -> Batch:
    """A refused completion counts again, with a new paper, as its holder stands now. UnknownCompletion, NotHeld."""
    completion, earlier = _completion(store, completion_id), store.certificate_of(completion_id)
    if completion.state != REFUSED or earlier is None:
        raise NotHeld(completion=completion_id)
    settings = store.settings()
    write = Writer(settings, claimant.unit.code, means, by)
    write(records.RELEASED, {"completion": completion.id})
    course = Course(earlier.course, earlier.title, "", (), 0, 0, (), ())
    certificate = certificate_for(claimant, course, settings, means, completion.way)
    papers = issued(write, certificate, completion.learner, completion.id)
    return Batch(tuple(write.written), papers=papers)


def _revoke(write: Writer, certificate: Issued, reason: str) -> None:
    write(records.REVOKED, {"serial": certificate.serial, "reason": reason}, certificate.unit)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _completion(store: Store, completion_id: str) -> Completion:
    completion = store.completion(completion_id)
    if completion is None:
        raise UnknownCompletion(completion=completion_id)
    return completion


def _learner(store: Store, learner_id: str) -> Learner:
    learner = store.learner(learner_id)
    if learner is None:
        raise UnknownLearner(learner=learner_id)
    return learner
