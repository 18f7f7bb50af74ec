"""Every error the project raises on purpose: typed, flat, with a message that says what to do.

`message` is an English gettext msgid with named fields; whoever shows it translates first and fills the fields after
(`portal.page`, `field.console`), so that one catalogue serves pages and commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


def N_(message: str) -> str:
    """Marks a msgid for extraction; translation happens where it is shown."""
    return message


class BdhvsError(Exception):
    """Base of all. Subclasses set `message`; the constructor takes the message's fields by name."""

    message: ClassVar[str] = N_("Something went wrong.")

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.message.format(**fields) if fields else self.message)


class InvalidCode(BdhvsError):
    message = N_("The code “{code}” is not right. Check each letter and digit, or scan the QR again.")


class UnknownUnit(BdhvsError):
    message = N_("There is no unit with the code “{unit}”. `bdhvs units` lists them.")


class UnknownCourse(BdhvsError):
    message = N_("There is no course “{course}”. `bdhvs courses list` shows what there is.")


class UnknownLesson(BdhvsError):
    message = N_("There is no lesson with the code “{lesson}”.")


class UnknownLearner(BdhvsError):
    message = N_("There is no learner with the id “{learner}”.")


class UnknownCertificate(BdhvsError):
    message = N_("The serial “{serial}” is not in this register.")


class UnknownCompletion(BdhvsError):
    message = N_("There is no completion with the id “{completion}”.")


class UnknownTarget(BdhvsError):
    message = N_("There is no target “{target}” in the year {year}. `bdhvs targets list` shows what there is.")


class InvalidRecord(BdhvsError):
    message = N_("The record {record} can't be taken: {why}")


class RecordConflict(BdhvsError):
    message = N_("Another record with the id {record} is already stored; nothing was written.")


class ClaimSpent(BdhvsError):
    """This progress has already been claimed for this course; `completion` is the id of what stands."""

    message = N_("A paper was already issued for this. Open “My papers on this phone”.")

    def __init__(self, completion: str) -> None:
        self.completion = completion
        super().__init__()


class LimitReached(BdhvsError):
    message = N_("Too many claims came from this unit just now; this one waits to be looked at.")


class InvalidClaim(BdhvsError):
    """What a person typed can't be taken; `faults` maps field name → msgid."""

    message = N_("Please look at the fields marked below.")

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__()


class NotFinished(BdhvsError):
    message = N_("The paper comes when every quiz of the course is passed. Still to do: {left}.")


class NoPaperHere(BdhvsError):
    message = N_("The paper of this course is made in the learning system: its questions are asked there, not here.")


class CompletionRefused(BdhvsError):
    message = N_(
        "This completion was refused, so there is no paper for it. Release it first: bdhvs held release {completion}"
    )


class NotHeld(BdhvsError):
    message = N_("The completion “{completion}” is not waiting to be looked at; nothing was changed.")


class AlreadyRevoked(BdhvsError):
    message = N_("The paper {serial} was already revoked ({reason}); nothing was changed.")


class PersonWithdrawn(BdhvsError):
    message = N_("The name on this paper was erased, so it can't be made again.")


class AlreadyErased(BdhvsError):
    message = N_("This person's data was already erased; nothing was changed.")


class SameLearner(BdhvsError):
    message = N_("A pair takes two different learners.")


class InvalidTable(BdhvsError):
    """A CSV or XLSX could not be taken; nothing of it was written."""

    message = N_("Row {row}, column “{column}”: {why}")


class InvalidFile(BdhvsError):
    message = N_("The file {file} can't be read: {why}")


class NotWritten(BdhvsError):
    message = N_("The file {file} can't be written: {why}")


class FileThere(BdhvsError):
    message = N_("There is already a file {file}; nothing was written. Choose another name.")


class InvalidAddress(BdhvsError):
    message = N_(
        "“{address}” can't be the public address. Write it like https://hoc.laichau.example: "
        "http or https, the site's name, nothing after it."
    )


class NoPublicAddress(BdhvsError):
    message = N_(
        "The public address is not set, so a printed QR would lead nowhere. Set it first: "
        "`bdhvs settings --address https://…`, or print samples with --sample."
    )


class PrintingUnavailable(BdhvsError):
    message = N_("This machine can't make PDFs yet: the Pango library is missing. Install it with: {command}")


class InvalidPayload(BdhvsError):
    message = N_("The code on the paper is damaged or incomplete. Scan it again, flat and in good light.")


class ForgedPayload(BdhvsError):
    message = N_("The signature on this paper is not right: it was not made by who it names, or it was changed.")


class UnknownKey(BdhvsError):
    message = N_("This paper was signed with a key ({key}) that this machine doesn't know.")


class KeyFileUnsafe(BdhvsError):
    message = N_("Others on this machine can read the key file {file}. Correct it with: chmod 600 {file}")


class StoreUnavailable(BdhvsError):
    message = N_("The data can't be written just now ({why}). Nothing was lost: try again, or free some disk space.")


class BrokenChain(BdhvsError):
    message = N_("The record number {seq} doesn't fit the chain: {why}")


class CannotServe(BdhvsError):
    message = N_("The server can't start at {address}: {why}")


class NoNetwork(BdhvsError):
    message = N_("This machine is on no local network. Join the Wi-Fi first, then start again.")


class ProjectionsDiffer(BdhvsError):
    message = N_("What is shown doesn't equal what the records say (table {table}). Make it anew with: bdhvs rebuild")


class NotInitialised(BdhvsError):
    message = N_("There is no installation in {folder}. Make one with: bdhvs init --data {folder}")


class AlreadyInitialised(BdhvsError):
    message = N_("There is already an installation in {folder}; nothing was changed.")


class NotASample(BdhvsError):
    message = N_("The installation in {folder} is a real one; samples are put only into one made with --sample.")
