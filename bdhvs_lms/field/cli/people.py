"""`bdhvs held`, `pairs` and `learners`: what waits for a person to decide, and a person's right to be forgotten."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

import click

from ...movement import registry
from ...movement.codes import format_serial
from ...movement.errors import InvalidCode
from ...movement.store import Batch, Learner
from ..console import as_json, out, plain, table
from ..i18n import _
from ..installation import Installation
from . import base
from .certificate_files import issued_of


def add_to(root: click.Group) -> None:
    held = base.group(root, "held", _("Completions that wait for a look: list them, release them, refuse them."))
    pairs = base.group(root, "pairs", _("Pairs that may be one person: list them, decide."))
    learners = base.group(root, "learners", _("One learner: show, or erase on their wish."), click.Group)
    for parent, command in (
        (held, list_held), (held, release), (held, refuse), (pairs, list_pairs), (pairs, same), (pairs, different),
        (learners, show), (learners, erase),
    ):  # fmt: skip
        parent.add_command(command)


# --- held ------------------------------------------------------------------------------------------------------------


@click.command("list", help=_("List the completions that wait, with names and years of birth."))
@base.installed
@base.json_option
def list_held(installation: Installation, in_json: bool) -> None:
    waiting = installation.store.held()
    people = [_person(installation, one.learner) for one in waiting]
    if in_json:
        as_json([{**asdict(one), "person": person} for one, person in zip(waiting, people, strict=True)])
        return
    header = (_("Completion"), _("Day"), _("Unit"), _("Course"), _("Full name"), _("Born"))
    samples = base.samples(installation)
    rows = [
        (one.id, one.day, one.unit, one.course, base.marked(person.get("name", ""), samples(one.unit)),
         str(person.get("birth_year", "")))
        for one, person in zip(waiting, people, strict=True)
    ]  # fmt: skip
    table(header, rows)


_completions = click.argument("completions", nargs=-1, required=True, metavar=_("COMPLETION…"))


@click.command(help=_("Let completions count."))
@_completions
@base.installed
def release(installation: Installation, completions: tuple[str, ...]) -> None:
    _review(installation, completions, True, "")
    out(_("{count} released.", count=len(set(completions))))


@click.command(help=_("Refuse completions: they don't count, and their papers are revoked for the same reason."))
@_completions
@base.installed
@click.option(
    "--reason",
    required=True,
    metavar=_("WHY"),
    callback=base.reason,
    help=_("Why, for everybody to read: name no person."),
)
def refuse(installation: Installation, completions: tuple[str, ...], reason: str) -> None:
    _review(installation, completions, False, reason)
    out(_("{count} refused.", count=len(set(completions))))


def _review(installation: Installation, completions: tuple[str, ...], counts: bool, reason: str) -> None:
    """All of them or none: every one is looked at before the first is written."""
    store, means = installation.store, installation.means()
    batches = [registry.review(store, one, counts, reason, means, base.BY) for one in dict.fromkeys(completions)]
    records = tuple(record for batch in batches for record in batch.records)
    store.append(Batch(records))


# --- pairs -----------------------------------------------------------------------------------------------------------


@click.command("list", help=_("List the undecided pairs with names, years of birth, villages and phones."))
@base.installed
@base.json_option
def list_pairs(installation: Installation, in_json: bool) -> None:
    pairs = installation.store.undecided()
    if in_json:
        as_json(
            [
                {"unit": pair.unit, **{name: {"id": one, **_person(installation, one)}
                 for name, one in (("learner", pair.learner), ("other", pair.other))}}
                for pair in pairs
            ]
        )  # fmt: skip
        return
    header = (_("Pair"), _("Learner"), _("Unit"), _("Full name"), _("Born"), _("Village"), _("Phone"))
    rows = []
    for number, pair in enumerate(pairs, start=1):
        for one in (pair.learner, pair.other):
            person = _person(installation, one)
            fields = (person.get(name, "") for name in ("name", "birth_year", "village", "phone"))
            rows.append((str(number), one, pair.unit, *map(str, fields)))
    table(header, rows)


def _pair(command: Any) -> Any:
    other = click.argument("other", metavar=_("LEARNER"))
    return click.argument("learner", metavar=_("LEARNER"))(other(base.installed(command)))


@click.command(help=_("Say of two learners that they are one person."))
@_pair
def same(installation: Installation, learner: str, other: str) -> None:
    _decide(installation, learner, other, True)
    out(_("They count as one person."))


@click.command(help=_("Say of two learners that they are two people."))
@_pair
def different(installation: Installation, learner: str, other: str) -> None:
    _decide(installation, learner, other, False)
    out(_("They count as two people."))


def _decide(installation: Installation, learner: str, other: str, are_same: bool) -> None:
    store = installation.store
    store.append(registry.decide(store, learner, other, are_same, installation.means(), base.BY))


# --- learners --------------------------------------------------------------------------------------------------------


def _learner(installation: Installation, text: str) -> Learner:
    """By id, or by the serial of one of their papers. UnknownLearner, UnknownCertificate."""
    with suppress(InvalidCode):  # not a serial, so it is an id
        text = issued_of(installation, text).learner
    return base.learner_of(installation, text)


def _person(installation: Installation, learner: str) -> dict[str, Any]:
    """The person's fields; empty when they were erased."""
    person = installation.store.person(learner)
    return asdict(person) if person else {}


_who = click.argument("learner", metavar=_("LEARNER"))


@click.command(help=_("Show what is kept about a learner, named by id or by the serial of a paper."))
@_who
@base.installed
@base.json_option
def show(installation: Installation, learner: str, in_json: bool) -> None:
    found = _learner(installation, learner)
    person = _person(installation, found.id)
    same = sorted(registry.certainly_same(installation.store, found.id) - {found.id})
    papers = [one for one in installation.store.certificates() if one.learner in (found.id, *same)]
    if in_json:
        serials = [one.serial for one in papers]
        as_json({**asdict(found), "person": person or None, "same": same, "certificates": serials})
        return
    labels = (_("Learner"), _("Unit"), _("Group"), _("Registered"), _("Serial"))
    fields = zip(labels, (found.id, found.unit, found.group, found.registered), strict=False)
    out("   ".join(f"{label}: {value}" for label, value in fields))
    out(_person_line(person) if person else _("Name withdrawn: nothing about the person is kept."))
    for other in same:
        out(_("The same person for certain: {learner}", learner=other))
    for one in papers:
        out(f"{labels[-1]}: {format_serial(one.serial)}   {plain(one.title)}   {one.day}")


def _person_line(person: dict[str, Any]) -> str:
    labels = ((_("Full name"), "name"), (_("Born"), "birth_year"), (_("Village"), "village"), (_("Phone"), "phone"))
    return "   ".join(f"{label}: {plain(str(person[name]))}" for label, name in labels if person[name])


@click.command(
    help=_(
        "Erase a person's data for good: name, year of birth, phone, village, papers; also where the same person is "
        "known under other ids. The count stays. Can't be undone."
    )
)
@_who
@base.installed
@click.option("--yes", is_flag=True, help=_("Don't ask first."))
def erase(installation: Installation, learner: str, yes: bool) -> None:
    found = _learner(installation, learner)
    store = installation.store
    batch = registry.erase(store, found.id, installation.means(), base.BY)
    if not yes:
        for person in filter(None, (_person(installation, one.data["learner"]) for one in batch.records)):
            out(_person_line(person))
        question = _("Erase this person's data for good ({count} entries)?", count=len(batch.records))
        if not click.confirm(question, default=False):
            out(_("Nothing was changed."))
            return
    store.append(batch)
    out(_("Erased. Papers that were handed out stay genuine; the name is withdrawn."))
