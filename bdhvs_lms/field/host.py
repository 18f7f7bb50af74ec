"""`portal.Host` for one laptop: its own accounts for trainers, scans counted in a file, throttling in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from ..movement.claims import Means
from ..movement.codes import PosterCode
from ..movement.course import Course, Lesson
from ..movement.poster import PosterUse
from ..movement.records import day_of
from ..portal import Classroom, User
from ..printing import Blank, own_pages
from ..trust import Keyring
from . import i18n, keyfiles
from .accounts import AccountBook, SignIn, is_here
from .installation import Installation

BUCKETS: Final = 10_000
FORM_TOKEN: Final = "bdhvs_session"  # noqa: S105 - a field's name


class FieldHost:
    """One for the server's whole life; safe to share between threads."""

    home: Final = "/"
    prefix: Final = ""
    members: Final = None
    sign_in: Final = "/bdhvs/vao?toi="

    def __init__(self, installation: Installation, near: str = "") -> None:
        """near: the address on the village's Wi-Fi, "" where the pages are served to this machine alone."""
        self._installation, self._near = installation, near
        self.language = i18n.language()
        self.cookie_key = keyfiles.cookie_key(installation.keys)
        self.accounts = SignIn(AccountBook(installation.store.database), self.cookie_key)
        self._buckets: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def keyring(self) -> Keyring:
        return self._installation.keyring

    @property
    def template(self) -> Blank | None:
        return own_pages.standing(self._installation.template)

    def translate(self, message: str) -> str:
        return i18n.translate(message)

    def means(self) -> Means:
        return self._installation.means()

    def base(self, request: Request) -> str:
        """The public address once it is set: papers outlive the village's Wi-Fi."""
        return self._installation.store.settings().public_address or request.host_url.rstrip("/")

    def near(self, request: Request) -> str:
        """A phone that came under another name than this machine's own can tell the others that name."""
        name = urlsplit(request.host_url).hostname or ""
        here = name == "localhost" or is_here(name)
        return self._near if here else request.host_url.rstrip("/")

    def user(self, request: Request) -> User | None:
        return self.accounts.user(request)

    def trainers(self, units: Collection[str]) -> Mapping[str, str]:
        return self.accounts.trainers(units)

    def names(self, accounts: Collection[str]) -> Mapping[str, str]:
        return self.accounts.names(accounts)

    def posters(self, units: Collection[str]) -> Sequence[PosterUse]:
        return self._installation.scans.uses(units)

    def note_printed(self, codes: Sequence[PosterCode]) -> None:
        self._installation.scans.note_printed(map(str, codes), day_of(self._installation.clock()))

    def classrooms(self, courses: Sequence[Course]) -> Mapping[str, Classroom]:
        return {}

    def may_read(self, course: Course, lesson: Lesson | None = None) -> bool:
        return True

    def form_fields(self, request: Request) -> Mapping[str, str]:
        """A trainer has a token; citizens' forms carry their own progress's alone."""
        user = self.user(request)
        return {FORM_TOKEN: self.accounts.form_token(user)} if user else {}

    def allow(self, request: Request, purpose: str, times: int, seconds: int) -> bool:
        """A window that starts with the first try; the oldest addresses are forgotten over 10,000."""
        key, now = (purpose, request.remote_addr or ""), time.monotonic()
        with self._lock:
            since, used = self._buckets.pop(key, (now, 0))
            if now - since >= seconds:
                since, used = now, 0
            self._buckets[key] = (since, used + 1)
            if len(self._buckets) > BUCKETS:
                self._buckets.popitem(last=False)
        return used < times

    def count_scan(self, code: str, *, bot: bool) -> None:
        self._installation.scans.add(code, day_of(self._installation.clock()), bot=bot)
