"""`bdhvs certificates`: the papers of the register: list, issue again, revoke, render."""

from __future__ import annotations

from contextlib import suppress

import click

from ...movement import registry
from ...movement.codes import format_serial
from ...movement.errors import N_, InvalidCode
from ...movement.store import Issued
from ...movement.targets import WAY_NAMES
from ..console import as_json, out, table
from ..i18n import _, translate
from ..installation import Installation
from . import base, certificate_files
from .certificate_files import choice, course_option, issued_of, unit_option


def add_to(root: click.Group) -> None:
    certificates = base.group(root, "certificates", _("Papers: list them, issue again, revoke, print."))
    of_files = (certificate_files.render, certificate_files.check_template, certificate_files.use_template)
    for command in (list_certificates, issue, revoke, *of_files):
        certificates.add_command(command)


@click.command("list", help=_("List the papers by serial, without names."))
@base.installed
@unit_option
@course_option
@base.json_option
def list_certificates(installation: Installation, unit: str | None, course: str | None, in_json: bool) -> None:
    found = choice(installation, unit, course)
    if in_json:
        as_json([_plain(one) for one in found])
        return
    header = (_("Serial"), _("Day"), _("Unit"), _("Course"), _("Way"), _("Status"))
    rows = []
    for one in found:
        way, stands = translate(WAY_NAMES[one.way]), base.marked(translate(state(one)), one.sample)
        rows.append((format_serial(one.serial), one.day, one.unit, one.course, way, stands))
    table(header, rows)


def _plain(one: Issued) -> dict[str, object]:
    return {
        "serial": one.serial, "learner": one.learner, "completion": one.completion, "course": one.course,
        "title": one.title, "group": one.group, "unit": one.unit, "way": one.way, "day": one.day,
        "issuer": one.issuer, "key": one.key, "sample": one.sample, "revoked": one.revoked, "erased": one.erased,
    }  # fmt: skip


def state(one: Issued) -> str:
    """A msgid."""
    if one.revoked is not None:
        return N_("revoked")
    return N_("name withdrawn") if one.erased else N_("stands")


@click.command(
    help=_(
        "Issue a new paper for a completion, named by its id or by the serial of an earlier paper, "
        "which is then revoked as replaced."
    )
)
@click.argument("completion", metavar=_("COMPLETION"))
@base.installed
@base.json_option
def issue(installation: Installation, completion: str, in_json: bool) -> None:
    with suppress(InvalidCode):  # not a serial, so it is a completion's id
        completion = issued_of(installation, completion).completion
    batch = registry.issue_again(installation.store, completion, installation.means(), base.BY)
    installation.store.append(batch)
    serial = next(iter(batch.papers))
    if in_json:
        as_json({"serial": serial, "completion": completion})
    else:
        out(_("The new paper: {serial}", serial=format_serial(serial)))


@click.command(help=_("Revoke a paper. Whoever checks it sees the reason; the completion still counts."))
@click.argument("serial", metavar=_("SERIAL"))
@base.installed
@click.option(
    "--reason",
    required=True,
    metavar=_("WHY"),
    callback=base.reason,
    help=_("Why, for everybody to read: name no person."),
)
def revoke(installation: Installation, serial: str, reason: str) -> None:
    found = issued_of(installation, serial)
    installation.store.append(registry.revoke(installation.store, found.serial, reason, installation.means(), base.BY))
    out(_("The paper {serial} is revoked.", serial=format_serial(found.serial)))
