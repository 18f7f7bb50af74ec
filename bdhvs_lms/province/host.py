"""`portal.Host` for a Frappe site: its sessions, translations and CSRF token; throttling and scan counts in Redis."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Final

import frappe
from frappe.sessions import get_csrf_token
from frappe.utils.password import get_encryption_key
from werkzeug.wrappers import Request

from ..messages import catalogue
from ..movement import codes
from ..movement.certificate import Certificate
from ..movement.claims import Means
from ..movement.codes import PosterCode
from ..movement.course import Course, Lesson
from ..movement.errors import N_, InvalidFile
from ..movement.poster import PosterUse
from ..movement.records import day_of
from ..portal import Classroom, User
from ..printing import Blank, own_pages
from ..trust import Keyring, sign_certificate
from . import permissions, posters, reading, scans, site
from .classroom import classrooms
from .officials import SiteMembers
from .store import SiteStore

GUEST: Final = "Guest"


class SiteHost:
    """One for a request. Everything that a site has is asked of Frappe when it is needed."""

    language: Final = "vi"
    home: Final = "/bdhvs"
    accounts: Final = None
    sign_in: Final = "/login?redirect-to="

    def __init__(self, store: SiteStore) -> None:
        self._store = store

    @cached_property
    def members(self) -> SiteMembers:
        return SiteMembers()

    @cached_property
    def prefix(self) -> str:
        return site.reading_prefix()

    @property
    def keyring(self) -> Keyring:
        return self._store.keyring

    @cached_property
    def cookie_key(self) -> bytes:
        """Made of the site's own secret, which never leaves its configuration."""
        return hashlib.sha256(b"bdhvs cookies" + get_encryption_key().encode()).digest()

    @property
    def template(self) -> Blank | None:
        return own_pages.standing(site.own_page())

    def translate(self, message: str) -> str:
        """In Vietnamese whatever the site's language is: by the site's own translation, else by ours."""
        said = str(frappe._(message, lang=self.language))
        return catalogue(self.language).get(message, message) if said == message else said

    def means(self) -> Means:
        return Means(site.utc_now(), site.new_id, lambda: secrets.token_bytes(16), _serial, self._sign)

    def _sign(self, certificate: Certificate) -> tuple[bytes, str]:
        signer = self.keyring.signer
        if signer is None:
            raise InvalidFile(file=frappe.local.site, why=N_("there is no signing key"))
        return sign_certificate(certificate, signer), signer.id

    def base(self, request: Request) -> str:
        """The public address once it is set, else the address that Frappe knows the site by."""
        return self._store.settings().public_address or str(frappe.utils.get_url()).rstrip("/")

    def near(self, request: Request) -> str:
        """The address that people know the site by: phones reach it as this one does."""
        return self.base(request)

    def user(self, request: Request) -> User | None:
        """Who is signed in; a trainer is whoever may see people of some unit."""
        if frappe.session.user == GUEST:
            return None
        name = frappe.db.get_value("User", frappe.session.user, "full_name")
        units = permissions.units_of(frappe.session.user)
        if units is None:
            units = frozenset(unit.code for unit in self._store.units())
        return User(frappe.session.user, name or frappe.session.user, bool(units), units)

    def trainers(self, units: Collection[str]) -> Mapping[str, str]:
        return permissions.trainers_of(units)

    def names(self, accounts: Collection[str]) -> Mapping[str, str]:
        found = frappe.get_all("User", {"name": ("in", [*accounts])}, ["name", "full_name"]) if accounts else []
        return {row.name: row.full_name for row in found if row.full_name and "@" not in row.full_name}

    def posters(self, units: Collection[str]) -> Sequence[PosterUse]:
        return posters.uses(units)

    def note_printed(self, codes: Sequence[PosterCode]) -> None:
        posters.note_printed(codes)

    def classrooms(self, courses: Sequence[Course]) -> Mapping[str, Classroom]:
        """Of the courses that were published into the LMS; whoever takes another one is a citizen there."""
        if frappe.session.user == GUEST or not courses:
            return {}
        return classrooms(frappe.session.user, courses, self._store)

    def may_read(self, course: Course, lesson: Lesson | None = None) -> bool:
        """Courses in files are open to everybody; of those written in the LMS its own rules say who may."""
        if not (lesson or course).elsewhere:
            return True
        return reading.may_read(frappe.session.user, course, lesson)

    def form_fields(self, request: Request) -> Mapping[str, str]:
        """Frappe asks for its token from who is signed in alone."""
        return {} if frappe.session.user == GUEST else {"csrf_token": get_csrf_token()}

    def allow(self, request: Request, purpose: str, times: int, seconds: int) -> bool:
        """A window that starts with the first try, in Redis: all workers share it, and it is forgotten at its end."""
        key = frappe.cache.make_key(f"bdhvs_rate|{purpose}|{frappe.local.request_ip}")
        used = frappe.cache.incr(key)
        if used == 1:
            frappe.cache.expire(key, seconds)
        return bool(used <= times)

    def count_scan(self, code: str, *, bot: bool) -> None:
        scans.add(code, day_of(site.utc_now()), bot=bot)


def _serial() -> str:
    return codes.serial_from_bytes(secrets.token_bytes(codes.SERIAL_BYTES))
