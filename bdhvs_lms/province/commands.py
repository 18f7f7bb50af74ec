"""`bench --site … bdhvs …`: each command a few lines under `@bdhvs.command`; what it does lives in its own module."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import frappe
from frappe.commands import get_site, pass_context

from ..movement.errors import BdhvsError


@click.group("bdhvs", help="Bình dân học vụ số: what is done on a site by hand.")
def bdhvs() -> None:
    pass


commands = [bdhvs]


def on_site(command: Callable[..., None]) -> Callable[..., None]:
    """Connects to the site that bench was told, as Administrator. The command commits what it writes.

    Errors of the project end as their message, exit code 1.
    """

    @pass_context
    @functools.wraps(command)
    def connected(context: Any, /, **given: Any) -> None:
        frappe.init(get_site(context))
        try:
            frappe.connect()
            command(**given)
        except BdhvsError as error:
            raise click.ClickException(frappe._(error.message).format(**error.fields)) from error
        finally:
            frappe.destroy()

    return connected


@bdhvs.command("publish-courses", help="Publish the courses in files into the LMS; what staff edited there is left.")
@click.option(
    "--course", "course_ids", multiple=True, metavar="ID", help="Only this course; may be given several times."
)
@click.option("--again", is_flag=True, help="Make anew what was deleted in the LMS.")
@on_site
def publish_courses(course_ids: tuple[str, ...], again: bool) -> None:
    for report in frappe.get_attr("bdhvs_lms.province.publishing.run")(course_ids, again):
        click.echo(report.say())
        for finding in report.left:
            click.echo(f"  {finding.say()}")


@bdhvs.command("seal", help="Sign every record that isn't yet into the site's chain. The scheduler does it by itself.")
@on_site
def seal() -> None:
    click.echo(frappe._("{0} records sealed.").format(frappe.get_attr("bdhvs_lms.province.sealing.seal")()))


@bdhvs.command("audit", help="Look for what went round the records; writes nothing. Exit code 1 where it finds any.")
@on_site
def audit() -> None:
    result = frappe.get_attr("bdhvs_lms.province.audit.run")()
    click.echo(frappe._("{0} records, {1} of them sealed.").format(result.records, result.sealed))
    for finding in result.found:
        click.echo(f"- {finding.sentence()}")
    if result.found:
        click.get_current_context().exit(1)
    click.echo(frappe._("No record is missing or changed, and what is shown follows from them."))


@bdhvs.command("reconcile", help="Record completions and give certificates that the LMS' events missed.")
@on_site
def reconcile() -> None:
    for sentence in frappe.get_attr("bdhvs_lms.province.reconciliation.run")().sentences():
        click.echo(sentence)


@bdhvs.command("export", help="Write all records, seals, public keys, persons and papers to a new file (zip).")
@click.argument("file", type=click.Path(resolve_path=True, path_type=Path))
@on_site
def export(file: Path) -> None:
    exported = frappe.get_attr("bdhvs_lms.province.export.export")(file)
    click.echo(frappe._("{0} records are in {1}. It holds personal data: keep it locked away.").format(
        exported.records, file))  # fmt: skip


@bdhvs.command("import-officials", help="Write a list of officials with their units (XLSX or CSV), row by row.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path))
@click.option("--check", is_flag=True, help="Say what would become of each row; write nothing.")
@click.option("--create", is_flag=True, help="Make accounts for addresses that have none. No mail is sent.")
@click.option("--group", default="officials", show_default=True, metavar="ID", help="Group of rows that name none.")
@click.option(
    "--result", type=click.Path(resolve_path=True, path_type=Path), help="Write the outcome of each row here."
)
@on_site
def import_officials(file: Path, check: bool, create: bool, group: str, result: Path | None) -> None:
    found, listed = frappe.get_attr("bdhvs_lms.province.roster.run_file")(
        file, group=group, create=create, write=not check
    )
    for one in found:
        click.echo(frappe._("Row {0}: {1}").format(one.number, one.say()))
    if result:
        result.write_bytes(listed)
