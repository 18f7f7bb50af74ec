"""`bdhvs trainer`: accounts of the people who hold classes, each with a password that is shown once."""

from __future__ import annotations

import re
from typing import Final

import click

from ..accounts import AccountBook
from ..console import as_json, note, out, table
from ..i18n import _
from ..installation import Installation
from . import base

_ID: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_ID_LIMIT: Final = 30


def add_to(root: click.Group) -> None:
    trainer = base.group(root, "trainer", _("Accounts of trainers who hold classes here."))
    for command in (list_trainers, add, units, password, off, on):
        trainer.add_command(command)


def _account_id(_ctx: click.Context, _param: click.Parameter, text: str) -> str:
    bare = text.strip().lower()
    if not _ID.fullmatch(bare) or len(bare) > _ID_LIMIT:
        raise click.BadParameter(_("small Latin letters and digits, with dots or hyphens between them, like lo.mai"))
    return bare


_account = click.argument("account", callback=_account_id, metavar=_("ACCOUNT"))
_unit = click.option(
    "--unit", "codes", multiple=True, required=True, metavar=_("CODE"),
    help=_("A unit whose classes the trainer holds; may be given several times."),
)  # fmt: skip


@click.command("list", help=_("List the accounts."))
@base.installed
@base.json_option
def list_trainers(installation: Installation, in_json: bool) -> None:
    accounts = AccountBook(installation.store.database).all()
    if in_json:
        as_json([{"account": one.id, "name": one.name, "units": one.units, "active": one.active} for one in accounts])
        return
    names = {unit.code: unit.label for unit in installation.store.units()}
    table(
        (_("Account"), _("Name"), _("Units"), _("May sign in")),
        [
            (
                one.id,
                one.name,
                ", ".join(names.get(code, code) for code in one.units),
                _("yes") if one.active else _("no"),
            )
            for one in accounts
        ],
    )


@click.command(help=_("Make an account; its password is shown once."))
@base.installed
@_account
@click.option("--name", required=True, callback=base.one_line, metavar=_("NAME"), help=_("The name as pages show it."))
@_unit
@base.json_option
def add(installation: Installation, account: str, name: str, codes: tuple[str, ...], in_json: bool) -> None:
    made = AccountBook(installation.store.database).add(account, name, _units(installation, codes))
    _tell(account, made, in_json)


@click.command(help=_("Set which units' classes a trainer holds."))
@base.installed
@_account
@_unit
def units(installation: Installation, account: str, codes: tuple[str, ...]) -> None:
    AccountBook(installation.store.database).set_units(account, _units(installation, codes))
    out(_("Done."))


@click.command(help=_("Give an account a new password. Sessions under the old one end."))
@base.installed
@_account
@base.json_option
def password(installation: Installation, account: str, in_json: bool) -> None:
    _tell(account, AccountBook(installation.store.database).renew_password(account), in_json)


@click.command(help=_("Close an account. Its classes stay."))
@base.installed
@_account
def off(installation: Installation, account: str) -> None:
    AccountBook(installation.store.database).set_active(account, False)
    out(_("Done."))


@click.command(help=_("Open a closed account again."))
@base.installed
@_account
def on(installation: Installation, account: str) -> None:
    AccountBook(installation.store.database).set_active(account, True)
    out(_("Done."))


def _units(installation: Installation, codes: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(base.unit_of(installation, code).code for code in codes))


def _tell(account: str, password: str, in_json: bool) -> None:
    if in_json:
        as_json({"account": account, "password": password})
        return
    out(_("Account: {account}", account=account))
    out(_("Password: {password}", password=password))
    note(_("Write the password down now: it is kept nowhere and can't be shown again."))
