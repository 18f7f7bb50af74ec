"""`bdhvs verify` and `rebuild`: is this paper genuine, are the records whole, does what is shown follow from them."""

from __future__ import annotations

from typing import Final

import click

from ...movement import certificate as said
from ...movement.certificate import Certificate, Verdict
from ...movement.codes import format_serial
from ...movement.errors import N_, InvalidCode, InvalidPayload
from ...movement.targets import WAY_NAMES
from ...trust import bytes_of, read_payload, read_scanned
from ...trust import verify as verify_paper
from ..audit import check_chains, check_projections
from ..console import as_json, out, plain, working
from ..i18n import _, translate
from ..installation import Installation
from . import base

SENTENCES: Final = {
    said.GENUINE: N_("Genuine."),
    said.WITHDRAWN: N_("Genuine; the holder's name was withdrawn on their wish."),
    said.REVOKED: N_("Revoked."),
    said.FORGED: N_("Not genuine: the signature is wrong, or the paper was changed."),
    said.DAMAGED: N_("The code is damaged or incomplete. Scan it again, flat and in good light."),
    said.NOT_HERE: N_("Not in this register yet. That says nothing against the paper: scan its QR, or ask its issuer."),
    said.UNKNOWN_KEY: N_("Signed with a key that this machine doesn't know. Get the issuer's key: bdhvs keys trust"),
    said.RETIRED_KEY: N_("Signed with a retired key and not in this register: it can't be told. Ask its issuer."),
}
_EXIT: Final = {
    said.GENUINE: base.OK, said.WITHDRAWN: base.OK,
    said.REVOKED: base.FAILED, said.FORGED: base.FAILED, said.DAMAGED: base.FAILED,
    said.NOT_HERE: base.UNSURE, said.UNKNOWN_KEY: base.UNSURE, said.RETIRED_KEY: base.UNSURE,
}  # fmt: skip


@click.command(
    help=_(
        "Check a paper: TEXT is its serial, its link or what its QR holds. Exit code 0: genuine; 1: not; 3: can't be "
        "told here. Without TEXT it checks the chain of records, and that what is shown follows from them."
    ),
    context_settings={"ignore_unknown_options": True},  # what a QR holds may begin with a dash
)
@click.argument("text", required=False, metavar=_("[TEXT]"))
@base.installed
@base.json_option
def verify(installation: Installation, text: str | None, in_json: bool) -> None:
    if text is None:
        _records(installation, in_json)
    else:
        verdict = _verdict(installation, text)
        _say(verdict, in_json)
        click.get_current_context().exit(_EXIT[verdict.state])


def _verdict(installation: Installation, text: str) -> Verdict:
    """A payload alone names its own serial."""
    try:
        serial, payload = read_scanned(text)
        return verify_paper(serial, payload, installation.store, installation.keyring)
    except InvalidCode:
        bare = text.strip()
        try:
            certificate = read_payload(bytes_of(bare))[1]
        except InvalidPayload:
            raise InvalidCode(code=plain(bare[:40])) from None
        return verify_paper(certificate.serial, bare, installation.store, installation.keyring)


def _say(verdict: Verdict, in_json: bool) -> None:
    certificate = verdict.certificate
    if in_json:
        fields = _fields(certificate) if certificate else None
        as_json({"state": verdict.state, "serial": verdict.serial, "registered": verdict.registered,
                 "reason": verdict.reason, "certificate": fields})  # fmt: skip
        return
    out(translate(SENTENCES[verdict.state]))
    if verdict.replaced_by:
        out(_("It was corrected and issued again as {serial}.", serial=plain(verdict.replaced_by)))
    elif verdict.reason:
        out(_("Why: {reason}", reason=plain(verdict.reason)))
    if certificate is None:
        return
    if certificate.sample:
        out(_("MẪU: a sample, it attests nothing."))
    labels = (
        (_("Serial"), format_serial(certificate.serial)), (_("Full name"), certificate.holder),
        (_("Born"), certificate.birth_year), (_("Course"), certificate.title), (_("Unit"), certificate.unit_label),
        (_("Day"), certificate.day.isoformat()), (_("Way"), translate(WAY_NAMES[certificate.way])),
        (_("Issuer"), certificate.issuer),
    )  # fmt: skip
    for label, value in labels:
        if value:
            out(f"{label}: {plain(str(value))}")


def _fields(certificate: Certificate) -> dict[str, object]:
    names = (
        "serial",
        "holder",
        "birth_year",
        "course",
        "title",
        "group",
        "unit",
        "unit_label",
        "way",
        "issuer",
        "sample",
    )
    return {**{name: getattr(certificate, name) for name in names}, "day": certificate.day.isoformat()}


def _records(installation: Installation, in_json: bool) -> None:
    store = installation.store
    with working(store.database.read(), _("Checking the records")):
        sealed = check_chains(store)
        count = check_projections(store.database)
    if in_json:
        as_json({"records": count, "sealed": sealed, "chain": "whole", "projections": "equal"})
    else:
        out(_("{count} records, {sealed} of them in this machine's chain: none is missing or changed.",
              count=count, sealed=sealed))  # fmt: skip
        out(_("What is shown follows from them."))


@click.command(help=_("Make everything that is shown anew from the records. Nothing is lost by it."))
@base.installed
def rebuild(installation: Installation) -> None:
    store = installation.store
    with working(store.database.read(), _("Making anew")):
        store.rebuild()
    out(_("Everything that is shown was made anew from the records."))
