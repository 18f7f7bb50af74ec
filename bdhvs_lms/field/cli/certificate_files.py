"""`bdhvs certificates render`: papers into files, by serial, or those of a class, a unit, a course or a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from ...movement.address import printable
from ...movement.classes import UnknownClass, parse_code
from ...movement.codes import format_serial, parse_serial
from ...movement.errors import AlreadyRevoked, InvalidFile, NotWritten, PersonWithdrawn, UnknownCertificate
from ...movement.store import Issued
from ...printing import Paper, bulk, certificates_pdf, own_pages
from ...printing.blank import Blank
from ...printing.engine import png
from ...printing.errors import BadTemplate
from ...printing.registered import MONTH, papers_of, stands
from ..console import bar, note, out, plain, say, write_file
from ..i18n import _
from ..installation import Installation
from . import base
from .posters import HERE

_PNG, _PDF, _ZIP = ".png", ".pdf", ".zip"
unit_option = click.option("--unit", metavar=_("CODE"), help=_("Only papers of this unit."))
course_option = click.option("--course", metavar=_("COURSE"), help=_("Only papers of this course."))


def issued_of(installation: Installation, serial: str) -> Issued:
    """A typed serial → the register's entry. InvalidCode, UnknownCertificate."""
    bare = parse_serial(serial)
    found = installation.store.certificate(bare)
    if found is None:
        raise UnknownCertificate(serial=format_serial(bare))
    return found


def choice(installation: Installation, unit: str | None, course: str | None) -> Iterable[Issued]:
    code = base.unit_of(installation, unit).code if unit else ""
    return installation.store.certificates(unit=code, course=course or "")


def _month(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    if text is not None and not MONTH.fullmatch(text):
        raise click.BadParameter(_("a month is written as 2026-11"))
    return text


@click.command(
    help=_(
        "Print papers into a PDF or a zip. A zip has a file for each; one paper can also be a PNG picture. Name them "
        "by SERIAL, or choose them by --class, --unit, --course and --month: then those that were revoked or whose "
        "name was withdrawn are left out. More than 1,000 pages make more PDFs. If it is interrupted, the same command "
        "goes on where it stopped. Until the public address is set they are samples, whose QR leads to this machine at "
        "port 8300."
    )
)
@click.argument("serials", nargs=-1, metavar=_("[SERIAL]…"))
@base.installed
@unit_option
@course_option
@click.option("--month", callback=_month, metavar=_("YYYY-MM"), help=_("Only papers of this month."))
@click.option("--class", "class_", metavar=_("CODE"), help=_("Only papers of this class."))
@click.option(
    "--template",
    "own",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar=_("FILE"),
    help=_("A page of your own, HTML or PDF form; see check-template."),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar=_("COUNT"),
    help=_("How many processes work at once."),
)
@click.option(
    "--out",
    "file",
    required=True,
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("The file to write; its name ends in .pdf, .zip or .png."),
)
def render(
    installation: Installation,
    serials: tuple[str, ...],
    unit: str | None,
    course: str | None,
    month: str | None,
    class_: str | None,
    own: Path | None,
    jobs: int,
    file: Path,
) -> None:
    if bool(serials) == bool(unit or course or month or class_):
        raise click.UsageError(_("Name the papers by serial, or choose them by --class, --unit, --course or --month."))
    ending = file.suffix.lower()
    if ending not in (_PDF, _ZIP, _PNG) or (ending == _PNG and len(serials) != 1):
        raise click.UsageError(_("The file's name must end in .pdf or .zip; .png serves for one serial."))
    if serials:
        chosen = [_printable(issued_of(installation, serial)) for serial in serials]
    else:
        found = choice(installation, unit, course)
        kept = _of_class(installation, class_) if class_ else None
        chosen = [one for one in found if stands(one, month or "") and (kept is None or one.serial in kept)]
    papers = _papers(installation, chosen)
    template = _template(own) if own else own_pages.standing(installation.template)
    if ending == _PNG:
        write_file(file, png(certificates_pdf(papers, template=template), 150), private=True)
        out(_("{count} papers are in {file}.", count=1, file=file))
    else:
        _write(papers, file, template, jobs)


def _write(papers: Sequence[Paper], file: Path, template: Blank | None, jobs: int) -> None:
    try:
        with bar(len(papers), _("Papers")) as done:
            made = bulk.write(papers, file, template=template, jobs=jobs, progress=done)
    except OSError as error:
        raise NotWritten(file=str(file), why=error.strerror or "?") from None
    for paper, why in made.refused:
        note(f"{format_serial(paper.certificate.serial)}: {say(why)}")
    count = len(papers) - len(made.refused)
    if len(made.files) == 1:
        out(_("{count} papers are in {file}.", count=count, file=file))
    else:
        out(_("{count} papers are in {first} to {last}.", count=count, first=made.files[0], last=made.files[-1]))
    if made.refused:
        click.get_current_context().exit(base.UNSURE)


def _template(file: Path) -> Blank:
    """A page that papers can be stamped into. BadTemplate, with the first thing that is wrong."""
    page = own_pages.read(_bytes(file), html=_is_html(file))
    _refuse_grave(page)
    return page


def _refuse_grave(page: Blank) -> None:
    grave = [fault for fault in own_pages.faults(page) if fault.grave]
    if grave:
        raise BadTemplate(why=_(grave[0].message, **dict(grave[0].fields)).rstrip("."))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InvalidFile(file=str(file), why=error.strerror or "?") from None


def _is_html(file: Path) -> bool:
    return file.suffix.lower() in (".html", ".htm")


@click.command(
    "check-template",
    help=_(
        "Say what a page of your own lacks. It is an HTML file or a PDF form whose fields have the names that "
        "docs/giay.md lists. With --out the page is written as a PDF form, which also serves on machines without Pango."
    ),
)
@click.argument("template", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar=_("FILE"))
@click.option("--out", "file", type=click.Path(path_type=Path), metavar=_("FILE"), help=_("Where the PDF form goes."))
def check_template(template: Path, file: Path | None) -> None:
    data = _bytes(template)
    pdf = own_pages.form_of(data) if _is_html(template) else data
    page = own_pages.read(pdf, html=False)
    faults = own_pages.faults(page)
    for fault in faults:
        out(_(fault.message, **{name: plain(text) for name, text in fault.fields}))
    if any(fault.grave for fault in faults):
        click.get_current_context().exit(base.FAILED)
    if file:
        write_file(file, pdf)
    out(_("The page can be used: it has {count} fields.", count=len(page.fields)))


@click.command(
    "use-template",
    help=_(
        "Issue papers on a page of your own. An HTML file or a PDF form, checked as by check-template; --none goes "
        "back to the shipped page. Papers look alike whenever they were issued: what counts is the record."
    ),
)
@click.argument(
    "template", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar=_("[FILE]")
)
@base.installed
@click.option("--none", is_flag=True, help=_("Use the shipped page again."))
def use_template(installation: Installation, template: Path | None, none: bool) -> None:
    if (template is None) != none:
        raise click.UsageError(_("Name a file, or --none."))
    if template is None:
        installation.template.unlink(missing_ok=True)
        out(_("Papers are issued on the shipped page."))
        return
    data = _bytes(template)
    pdf = own_pages.form_of(data) if _is_html(template) else data
    _refuse_grave(own_pages.read(pdf, html=False))
    installation.template.parent.mkdir(mode=0o700, exist_ok=True)
    write_file(installation.template, pdf)
    out(_("Papers are issued on the page {file}.", file=template))


def _of_class(installation: Installation, code: str) -> set[str]:
    """The serials of a class's papers. InvalidCode, UnknownClass."""
    bare = parse_code(code)
    if installation.store.training_class(bare) is None:
        raise UnknownClass(code=code)
    return {seat.serial for seat in installation.store.roll(bare) if seat.serial}


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
    return papers_of(store, chosen, store.paper, address)
