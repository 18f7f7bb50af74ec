"""`portal.Host` for one laptop: nobody signs in yet, scans are counted in a file, throttling lives in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from werkzeug.wrappers import Request

from ..movement.claims import Means
from ..movement.course import Course, Lesson
from ..movement.records import day_of
from ..portal import Classroom, User
from ..trust import Keyring
from . import i18n, keyfiles
from .installation import Installation

BUCKETS: Final = 10_000


class FieldHost:
    """One for the server's whole life; safe to share between threads."""

    home: Final = "/"
    prefix: Final = ""
    members: Final = None

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.language = i18n.language()
        self.cookie_key = keyfiles.cookie_key(installation.keys)
        self._buckets: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def keyring(self) -> Keyring:
        return self._installation.keyring

    def translate(self, message: str) -> str:
        return i18n.translate(message)

    def means(self) -> Means:
        return self._installation.means()

    def base(self, request: Request) -> str:
        """The public address once it is set: papers outlive the village's Wi-Fi."""
        return self._installation.store.settings().public_address or request.host_url.rstrip("/")

    def user(self, request: Request) -> User | None:
        return None

    def classrooms(self, courses: Sequence[Course]) -> Mapping[str, Classroom]:
        return {}

    def may_read(self, course: Course, lesson: Lesson | None = None) -> bool:
        return True

    def form_fields(self, request: Request) -> Mapping[str, str]:
        return {}

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
