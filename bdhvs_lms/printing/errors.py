"""The errors of printing that no other room raises; `PrintingUnavailable` stands in `movement.errors`."""

from __future__ import annotations

from bdhvs_lms.movement.errors import N_, BdhvsError


class UnknownFormat(BdhvsError):
    message = N_("There is no print format “{fmt}”. There are: {known}.")


class NothingToPrint(BdhvsError):
    message = N_("There is nothing to print: the selection is empty.")


class ForbiddenResource(BdhvsError):
    """A page asked for something outside the package: templates are the project's own, so this is a mistake in one."""

    message = N_("A printed page may use the package's own files only; it asked for {url}.")


class CodeTooLong(BdhvsError):
    """A QR with that much in it could not be read from paper, or there is no such QR at all."""

    message = N_("The QR code would hold {length} characters, too many to be read from paper. Use a shorter address.")


class CodeTooSmall(BdhvsError):
    """The QR on this sheet could not be read from where people stand before it (`Poster.qr_side_mm`)."""

    message = N_(
        "A {channel} is scanned from {distance} m, so its code must be {needed} mm wide; on this sheet it is "
        "{side} mm. Choose a larger format or another channel."
    )


class NothingToRead(BdhvsError):
    """`radio.script` has no words of its own: what a loudspeaker says is written by the lesson's author."""

    message = N_("The lesson “{lesson}” has no words for the loudspeaker. Write them under “radio” in its file.")


class NotAPicture(BdhvsError):
    message = N_("“{fmt}” is a sheet to print, not a picture. Pictures are: {known}.")


class UnprintableText(BdhvsError):
    """A text with letters that the embedded font lacks: a sheet with boxes instead of letters would be worse."""

    message = N_(
        "“{text}” can't be printed: {letters}. Please correct it; letters of the Latin alphabet can be printed."
    )


class BadTemplate(BdhvsError):
    """A form that a department brought along and that can't be stamped."""

    message = N_("The template can't be used: {why}.")
