"""`Host`: what differs between a field host and a Frappe site besides the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from werkzeug.wrappers import Request, Response

from ..movement.claims import Means
from ..movement.codes import PosterCode
from ..movement.course import Course, Lesson
from ..movement.officials import Membership
from ..movement.poster import PosterUse
from ..printing import Blank
from ..trust import Keyring
from .classroom import Classroom

MANY_UNITS: Final = 5
"""So many units' lists are shown together; whoever has more chooses one."""


@dataclass(frozen=True, slots=True)
class User:
    """Who is signed in. units: codes of the units the person may see and write; empty: none."""

    id: str
    name: str
    trainer: bool
    units: frozenset[str]


class Accounts(Protocol):
    """Where the host itself keeps trainers' accounts; a Frappe site signs people in by its own pages."""

    def allowed(self, request: Request) -> bool:
        """Whether a password may be typed on this connection: on the machine itself, or under TLS."""
        ...

    def enter(self, request: Request, response: Response, name: str, password: str) -> bool:
        """Signs in, with a cookie on the response; False for a name or password that isn't right."""
        ...

    def leave(self, request: Request, response: Response) -> None:
        """Signs out."""
        ...


class Members(Protocol):
    """Where those belong who have an account. sign_in: an address that takes the one to come back to at its end."""

    @property
    def sign_in(self) -> str: ...

    def own(self, request: Request) -> Membership | None:
        """Of who is signed in; None for everybody else."""
        ...

    def declare(self, request: Request, membership: Membership) -> None:
        """Writes what who is signed in says of themselves. AlreadyConfirmed."""
        ...


class Host(Protocol):
    """language: "vi". home: the address of the first page. cookie_key: signs cookies, never leaves the host.

    prefix: the folder that the reading pages were moved to (`addresses`), "" where they stand at the top.
    """

    @property
    def language(self) -> str: ...

    @property
    def home(self) -> str: ...

    @property
    def prefix(self) -> str: ...

    @property
    def members(self) -> Members | None:
        """None where nobody has an account."""
        ...

    @property
    def keyring(self) -> Keyring: ...

    @property
    def cookie_key(self) -> bytes: ...

    @property
    def template(self) -> Blank | None:
        """The issuer's own page for papers, None for the shipped one. BadTemplate."""
        ...

    def translate(self, message: str) -> str:
        """An English msgid in the reader's language."""
        ...

    def means(self) -> Means:
        """The clock, ids, salts, serials and the signature, for writing now."""
        ...

    def base(self, request: Request) -> str:
        """The address that papers and links made on this request should carry, "https://…" without trailing slash."""
        ...

    def near(self, request: Request) -> str:
        """The address under which other phones reach these pages now, without trailing slash; "" where none can."""
        ...

    def user(self, request: Request) -> User | None:
        """Who is signed in, None for a citizen."""
        ...

    @property
    def accounts(self) -> Accounts | None:
        """None where the site has sign-in pages of its own."""
        ...

    @property
    def sign_in(self) -> str:
        """An address that takes the one to come back to at its end."""
        ...

    def trainers(self, units: Collection[str]) -> Mapping[str, str]:
        """Account's id → shown name of everybody who may hold classes for one of these units."""
        ...

    def names(self, accounts: Collection[str]) -> Mapping[str, str]:
        """Account's id → shown name, also of who may hold no classes any more; without accounts that are gone."""
        ...

    def posters(self, units: Collection[str]) -> Sequence[PosterUse]:
        """Codes of these units that were printed or scanned, by code."""
        ...

    def note_printed(self, codes: Sequence[PosterCode]) -> None:
        """Keeps that these were printed today."""
        ...

    def classrooms(self, courses: Sequence[Course]) -> Mapping[str, Classroom]:
        """Course id → the signed-in member's place in it, of those courses that a learning system keeps here."""
        ...

    def may_read(self, course: Course, lesson: Lesson | None = None) -> bool:
        """Whether who is asking may read a lesson; without one, whether they may see the course and its titles.

        Always true of courses kept as files; elsewhere the learning system's own rules decide.
        """
        ...

    def form_fields(self, request: Request) -> Mapping[str, str]:
        """Hidden fields that the host itself wants in every form, as Frappe its csrf_token."""
        ...

    def allow(self, request: Request, purpose: str, times: int, seconds: int) -> bool:
        """Whether this address may do a thing once more: at most `times` in `seconds`. Nothing of it is stored."""
        ...

    def count_scan(self, code: str, *, bot: bool) -> None:
        """Counts a scan of a poster's code today."""
        ...
