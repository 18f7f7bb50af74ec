"""Which addresses are the portal's, and the reading pages' own folder on a site that uses theirs already.

What is printed leads to /q and /x, which never move. The reading pages (/bdhvs, /hoc/…, /tien-do) may stand under one
more folder, the prefix: inside the portal they have their own addresses, and they're moved where a page is answered.
"""

from __future__ import annotations

import re
from typing import Final

from ..movement.errors import N_, BdhvsError

READING: Final = ("/bdhvs", "/hoc", "/tien-do", "/tien-do.csv")
PRINTED: Final = ("/q", "/Q", "/x", "/X")
LONGEST: Final = 40
TAKEN: Final = frozenset(
    {"bdhvs", "hoc", "tien-do", "q", "x", "api", "app", "apps", "assets", "backups", "desk", "files", "lms", "login",
     "me", "method", "printview", "private", "scorm", "socket.io", "update-password", "website_script.js"}
)  # fmt: skip
"""First parts of addresses that belong to the portal itself, to Frappe or to its LMS."""

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_READING: Final = re.compile(r"/(?:bdhvs|hoc|tien-do)(?![\w-])")
_LINK: Final = re.compile(rf'( (?:href|src|action)=")(?={_READING.pattern})')


class InvalidPrefix(BdhvsError):
    message = N_(
        "The reading pages can't move to “{prefix}”: it takes small Latin letters, digits and hyphens, and no name "
        "that the site itself uses."
    )


def check_prefix(prefix: str) -> None:
    """InvalidPrefix unless the reading pages may stand in that folder; "" leaves them where they are."""
    if prefix and (len(prefix) > LONGEST or not _SLUG.fullmatch(prefix) or prefix in TAKEN):
        raise InvalidPrefix(prefix=prefix[: 2 * LONGEST])


def owns(path: str, prefix: str = "") -> bool:
    """Whether an address is the portal's, on a site that has other pages too."""
    return _below(path, PRINTED) or (_is_inside(path, prefix) and _below(home(path, prefix), READING))


def home(path: str, prefix: str) -> str:
    """A requested address → the portal's own; "" for a reading page that was asked for outside the prefix."""
    if not prefix or _below(path, PRINTED):
        return path
    return path[len(prefix) + 1 :] if _is_inside(path, prefix) else ""


def moved(address: str, prefix: str) -> str:
    """The portal's own address → where the site has it."""
    return f"/{prefix}{address}" if prefix and _READING.match(address) else address


def moved_links(html: str, prefix: str) -> str:
    """A page with its links to reading pages moved. Typed text can't be taken for one: its quotes are escaped."""
    return _LINK.sub(rf"\g<1>/{prefix}", html) if prefix else html


def _is_inside(path: str, prefix: str) -> bool:
    return not prefix or path.startswith(f"/{prefix}/")


def _below(path: str, tops: tuple[str, ...]) -> bool:
    return path in tops or path.startswith(tuple(f"{top}/" for top in tops))
