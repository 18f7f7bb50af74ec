"""`bdhvs certificates`: the papers of the register: list, issue again, revoke, render."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import click

from ...movement import registry
from ...movement.address import printable
from ...movement.codes import format_serial, parse_serial
from ...movement.errors import (
    N_,
    AlreadyRevoked,
    InvalidCode,
    PersonWithdrawn,
    UnknownCertificate,
)
from ...movement.store import Issued
from ...movement.targets import WAY_NAMES
from ...printing import Paper, certificate_png, certificates_pdf, paper_of
from ...trust import read_payload
from ..console import as_json, bar, note, out, table, write_file
from ..i18n import _, translate
from ..installation import Installation
from . import base
from .posters import HERE

_PNG, _PDF = ".png", ".pdf"


def add_to(root: click.Group) -> None:
    certificates = base.group(root, "certificates", _("Papers: list them, issue again, revoke, print."))
    for command in (list_certificates, issue, revoke, render):
        certificates.add_command(command)


def issued_of(installation: Installation, serial: str) -> Issued:
    """A typed serial → the register's entry. InvalidCode, UnknownCertificate."""
    bare = parse_serial(serial)
    found = installation.store.certificate(bare)
    if found is None:
        raise UnknownCertificate(serial=format_serial(bare))
    return found


def _choice(installation: Installation, unit: str | None, course: str | None) -> Iterable[Issued]:
    code = base.unit_of(installation, unit).code if unit else ""
    return installation.store.certificates(unit=code, course=course or "")


_unit = click.option("--unit", metavar=_("CODE"), help=_("Only papers of this unit."))
_course = click.option("--course", metavar=_("COURSE"), help=_("Only papers of this course."))


@click.command("list", help=_("List the papers by serial, without names."))
@base.installed
@_unit
@_course
@base.json_option
def list_certificates(installation: Installation, unit: str | None, course: str | None, in_json: bool) -> None:
    found = _choice(installation, unit, course)
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


@click.command(
    help=_(
        "Print papers into a PDF, or one paper into a PNG picture. Name them by SERIAL, or choose them by --unit and "
        "--course: then those that were revoked or whose name was withdrawn are left out. Until the public address is "
        "set they are samples, whose QR leads to this machine at port 8300."
    )
)
@click.argument("serials", nargs=-1, metavar=_("[SERIAL]…"))
@base.installed
@_unit
@_course
@click.option(
    "--out",
    "file",
    required=True,
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("The file to write; its name ends in .pdf or .png."),
)
def render(
    installation: Installation, serials: tuple[str, ...], unit: str | None, course: str | None, file: Path
) -> None:
    if bool(serials) == bool(unit or course):
        raise click.UsageError(_("Name the papers by serial, or choose them by --unit and --course."))
    ending = file.suffix.lower()
    if ending not in (_PDF, _PNG) or (ending == _PNG and len(serials) != 1):
        raise click.UsageError(_("The file's name must end in .pdf; .png serves for one serial."))
    if serials:
        chosen = [_printable(issued_of(installation, serial)) for serial in serials]
    else:
        chosen = [one for one in _choice(installation, unit, course) if one.revoked is None and not one.erased]
    papers = _papers(installation, chosen)
    with bar(len(papers), _("Papers")) as done:
        content = certificate_png(papers[0]) if ending == _PNG else certificates_pdf(papers, progress=done)
    write_file(file, content, private=True)
    out(_("{count} papers are in {file}.", count=len(papers), file=file))


def _printable(one: Issued) -> Issued:
    if one.revoked is not None:
        raise AlreadyRevoked(serial=format_serial(one.serial), reason=one.revoked)
    if one.erased:
        raise PersonWithdrawn
    return one


def _papers(installation: Installation, chosen: Sequence[Issued]) -> list[Paper]:
    """What is to be printed, as samples until the public address is set."""
    store = installation.store
    settings = store.settings()
    if not printable(settings.public_address) and not all(one.sample for one in chosen):
        note(_("The public address is not set, so the papers are printed as samples, “MẪU”."))
    address = settings.public_address or HERE
    groups = {group.id: group.name for group in store.groups()}
    papers = []
    for one in chosen:
        payload = store.paper(one.serial)
        if payload is None:
            raise PersonWithdrawn
        certificate, group = read_payload(payload, one.issuer)[1], groups.get(one.group, one.group)
        papers.append(paper_of(certificate, payload, settings, address=address, group_name=group))
    return papers
