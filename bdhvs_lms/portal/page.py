"""One request on its way to one page: what views read from and how they answer."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from ..movement import codes
from ..movement.classes import format_code
from ..movement.course import Course
from ..movement.errors import N_, BdhvsError
from ..movement.progress import Progress
from ..movement.store import Store
from ..movement.targets import WAY_NAMES
from .addresses import home, moved, moved_links
from .classroom import Classroom
from .cookies import Cookies, new_progress
from .host import MANY_UNITS, Host

TOKEN: Final = "bdhvs_token"  # noqa: S105 - a field's name
BODY_LIMIT: Final = 64 * 1024
SEAT_BYTES: Final = 128
"""What a form about a whole roll sends of each person: an id of 36 letters, once or twice."""
POLICY: Final = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_WITH_SOUND: Final = f"{POLICY}; media-src 'self'"
_HERE: Final = Path(__file__).parent


class StaleForm(BdhvsError):
    message = N_(
        "This page is too old, or the phone refuses cookies. Go back, load the page again and answer once more."
    )


class TooMany(BdhvsError):
    message = N_("Too many tries from this network. Please wait a minute.")


class Page:
    """request: the host's own Werkzeug request, never rebuilt. A view ends in `show`, `go` or a Response of its own."""

    def __init__(self, request: Request, store: Store, host: Host) -> None:
        self.request, self.store, self.host = request, store, host
        self.cookies = Cookies(host.cookie_key)

    @property
    def address(self) -> str:
        """What was asked for, as the portal's own address with its query."""
        query = self.request.query_string.decode("latin-1")
        return home(self.request.path, self.host.prefix) + (f"?{query}" if query else "")

    def _(self, message: str, **fields: object) -> str:
        text = self.host.translate(message)
        return text.format(**fields) if fields else text

    def explain(self, error: BdhvsError) -> str:
        """A typed error in the reader's language."""
        fields = {
            name: self.host.translate(value) if isinstance(value, str) else value
            for name, value in error.fields.items()
        } if hasattr(error, "fields") else {}  # fmt: skip
        return self._(error.message, **fields)

    @cached_property
    def known_progress(self) -> Progress | None:
        return self.cookies.progress(self.request)

    @cached_property
    def progress(self) -> Progress:
        """This phone's progress; a new one where there is none, which the answer has to keep (`keep`)."""
        return self.known_progress or new_progress()

    def form(self) -> Mapping[str, str]:
        """The posted fields, once token and origin are right. StaleForm; RequestEntityTooLarge over 64 KB."""
        self._bound_body()
        fields = self.request.form
        if not self.cookies.token_fits(self.known_progress, fields.get(TOKEN, "")):
            raise StaleForm
        return self._hosts_own(fields)

    def member_form(self, limit: int = BODY_LIMIT) -> MultiDict[str, str]:
        """As `form`, from who is signed in: the host's own token vouches for it, and no cookie is asked for.

        limit: bytes of the body.
        """
        self._bound_body(limit)
        if not self.host.form_fields(self.request):
            raise StaleForm
        return self._hosts_own(self.request.form)

    def roll_form(self, seats: int) -> MultiDict[str, str]:
        """As `member_form`, about so many people on a roll."""
        return self.member_form(BODY_LIMIT + SEAT_BYTES * seats)

    def lent_form(self) -> MultiDict[str, str]:
        """As `form`, sent to an address that only those know to whom it was given."""
        self._bound_body()
        return self._hosts_own(self.request.form)

    def typed(self) -> list[tuple[str, str]]:
        """The posted fields, unchecked, for a page that offers to send them again; none of a form with a file."""
        self._bound_body(8 * BODY_LIMIT)
        if self.request.mimetype != "application/x-www-form-urlencoded" or not self._same_origin():
            return []
        return list(self.request.form.items(multi=True))

    def _bound_body(self, limit: int = BODY_LIMIT) -> None:
        if (self.request.content_length or 0) > limit:
            raise RequestEntityTooLarge
        self.request.max_content_length = limit

    def _hosts_own(self, fields: MultiDict[str, str]) -> MultiDict[str, str]:
        """The fields, once they come from this site and carry what the host wants in every form.

        Frappe itself lets a form through whose session hasn't got a token yet.
        """
        wanted = self.host.form_fields(self.request)
        if not self._same_origin() or any(
            not hmac.compare_digest(fields.get(name, "").encode(), value.encode()) for name, value in wanted.items()
        ):
            raise StaleForm
        return fields

    def _same_origin(self) -> bool:
        """The Origin header names this site. Our own no-referrer policy makes browsers send “null”: then they must not
        say that the form came from elsewhere."""
        origin = self.request.headers.get("Origin")
        if origin in (None, "null"):
            return self.request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
        return origin == self.request.host_url.rstrip("/")

    def require(self, purpose: str, times: int, seconds: int) -> None:
        """TooMany when this address has done it too often."""
        if not self.host.allow(self.request, purpose, times, seconds):
            raise TooMany

    def classroom(self, course: Course) -> Classroom | None:
        """The signed-in member's place in a course that the learning system keeps; None for everybody else."""
        return self.host.classrooms([course]).get(course.id)

    def show(self, template: str, *, status: int = 200, keep: Progress | None = None, **context: Any) -> Response:
        """Renders a template. keep: the progress that the phone shall keep from now on."""
        settings = self.store.settings()
        text = environment().get_template(template).render(
            _=self._, page=self, host=self.host, sample=settings.sample, static=static_address,
            token_field=TOKEN, **context,
        )  # fmt: skip
        text = moved_links(text, self.host.prefix)
        response = Response(text, status, content_type="text/html; charset=utf-8")
        if keep is not None:
            self.cookies.keep_progress(self.request, response, keep)
        return response

    def show_with_sound(self, template: str, **context: Any) -> Response:
        """As `show`, a page on which recordings of this site may play."""
        response = self.show(template, **context)
        response.headers["Content-Security-Policy"] = _WITH_SOUND
        return response

    def go(self, address: str, code: int = 303) -> Response:
        """A redirect inside the site."""
        headers = {"Location": moved(address, self.host.prefix)}
        return Response(status=code, headers=headers, content_type="text/html; charset=utf-8")

    def hidden(self, progress: Progress) -> Markup:
        """The hidden fields that each form carries."""
        return self._hidden({TOKEN: self.cookies.token(progress), **self.host.form_fields(self.request)})

    def member_hidden(self) -> Markup:
        """The same for `member_form`."""
        return self._hidden(self.host.form_fields(self.request))

    def _hidden(self, fields: Mapping[str, str]) -> Markup:
        parts = (Markup('<input type="hidden" name="{}" value="{}">').format(*field) for field in fields.items())
        return Markup("").join(parts)


def in_address(payload: str) -> str:
    """A paper's payload as a part of an address's path; its own signs stay as the QR has them."""
    return quote(payload, safe="$*-:.")


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters["serial"] = codes.format_serial
    env.filters["class_code"] = format_code
    env.filters["address"] = in_address
    env.filters["kilobytes"] = lambda size: -(-size // 1024)
    env.filters["day"] = _day
    env.filters["iso_day"] = lambda text: _day(date.fromisoformat(text))
    env.globals["way_names"] = WAY_NAMES
    env.globals["many_units"] = MANY_UNITS
    return env


@lru_cache(maxsize=1)
def static_files() -> Mapping[str, bytes]:
    """Name → content of everything under static/."""
    return {path.name: path.read_bytes() for path in (_HERE / "static").iterdir() if path.is_file()}


@lru_cache(maxsize=8)
def static_address(name: str) -> str:
    """Changes with the content, so that phones may keep it for ever."""
    digest = hashlib.sha256(static_files()[name]).hexdigest()[:8]
    return f"/bdhvs/tinh/{digest}/{name}"
