"""`handle`: from a request to a response, with every error as a page in the reader's language."""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections.abc import Callable
from typing import Any, Final

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from ..movement.classes import ClassClosed, RollBusy, UnknownClass
from ..movement.errors import (
    N_,
    BdhvsError,
    InvalidCode,
    NoPaperHere,
    NotFinished,
    PersonWithdrawn,
    PrintingUnavailable,
    StoreUnavailable,
    UnknownCertificate,
    UnknownCourse,
    UnknownLesson,
    UnknownUnit,
)
from ..movement.store import Store
from .addresses import home
from .classroom import QuestionsChanged
from .host import Host
from .page import POLICY, Page, StaleForm, TooMany
from .trainers import NotATrainer
from .views import (
    board,
    check,
    claim,
    class_files,
    classes,
    entering,
    files,
    learn,
    member,
    people,
    results,
    rolls,
    rosters,
    scan,
)

_log = logging.getLogger(__name__)

_View = Callable[..., Response]
_GET, _BOTH = ["GET"], ["GET", "POST"]

_ROUTES: Final[tuple[tuple[str, list[str], _View], ...]] = (
    ("/", _GET, learn.home),
    ("/bdhvs", _GET, learn.home),
    ("/bdhvs/giay", _GET, claim.papers),
    ("/bdhvs/nguoi-khac", _BOTH, claim.next_person),
    (member.ADDRESS, _BOTH, member.declare),
    ("/bdhvs/vao", _BOTH, entering.sign_in),
    ("/bdhvs/ra", ["POST"], entering.sign_out),
    ("/bdhvs/lop", _GET, classes.mine),
    ("/bdhvs/lop/moi", _BOTH, classes.new),
    ("/bdhvs/lop/<code>", _GET, classes.show),
    ("/bdhvs/lop/<code>/sua", _BOTH, classes.change),
    ("/bdhvs/lop/<code>/them", _BOTH, rolls.add),
    ("/bdhvs/lop/<code>/chep", _BOTH, rolls.copy),
    ("/bdhvs/lop/<code>/tep", _BOTH, rosters.bring),
    ("/bdhvs/lop/<code>/diem-danh", _BOTH, rolls.attendance),
    ("/bdhvs/lop/<code>/nguoi/<learner>", _BOTH, rolls.person),
    ("/bdhvs/lop/<code>/doc-to", _BOTH, results.spoken),
    ("/bdhvs/lop/<code>/cham", _GET, results.sheet),
    ("/bdhvs/lop/<code>/cham/<learner>", _BOTH, results.sheet),
    ("/bdhvs/lop/<code>/thi", _GET, results.lend),
    ("/bdhvs/lop/<code>/dong", _BOTH, classes.close),
    ("/bdhvs/lop/<code>/<name>.pdf", _GET, class_files.pdf),
    ("/bdhvs/thi/<token>", _BOTH, results.take),
    ("/bdhvs/nguoi-hoc", _GET, people.mine),
    ("/bdhvs/nguoi-hoc/danh-sach-goi.pdf", _GET, people.call_sheet),
    ("/bdhvs/ap-phich", _BOTH, people.posters),
    ("/bdhvs/tinh/<digest>/<name>", _GET, files.static),
    ("/bdhvs/tep/<course>/<name>", _GET, files.course_file),
    ("/hoc/<course>", _GET, learn.course),
    ("/hoc/<course>/xac-nhan", _BOTH, claim.claim),
    ("/hoc/<course>/<lesson>", _GET, learn.lesson),
    ("/hoc/<course>/<lesson>/kiem-tra", _BOTH, learn.quiz),
    ("/hoc/<course>/<lesson>/da-doc", ["POST"], learn.read),
    ("/hoc/<course>/<lesson>/tieng-<language>", _GET, learn.translation),
    ("/q", _GET, scan.enter),
    ("/q/<code>", _GET, scan.scan),
    ("/Q/<code>", _GET, scan.scan),
    ("/x", _GET, check.enter),
    ("/x/<serial>.pdf", _GET, check.pdf),
    ("/x/<serial>.png", _GET, check.png),
    ("/x/<serial>.jwt", _GET, check.badge),
    ("/x/<serial>", _GET, check.check),
    ("/X/<serial>", _GET, check.check),
    ("/x/<serial>/<payload>", _GET, check.check),
    ("/X/<serial>/<payload>", _GET, check.check),
    ("/tien-do", _GET, board.board),
    ("/tien-do.csv", _GET, board.csv),
)
_MAP: Final = Map(
    [Rule(path, methods=methods, endpoint=view) for path, methods, view in _ROUTES],
    strict_slashes=False,
    merge_slashes=False,
)
_ADDRESSES: Final = _MAP.bind("")

_STATUS: Final[dict[type[BdhvsError], int]] = {
    InvalidCode: 404,
    UnknownCourse: 404,
    UnknownLesson: 404,
    UnknownCertificate: 404,
    StaleForm: 400,
    NotFinished: 403,
    NoPaperHere: 403,
    QuestionsChanged: 409,
    check.NotTheHolder: 403,
    check.NoLongerValid: 410,
    check.NoBadge: 404,
    PersonWithdrawn: 410,
    check.Busy: 503,
    TooMany: 429,
    NotATrainer: 403,
    entering.NotOverThisLine: 403,
    UnknownClass: 404,
    UnknownUnit: 404,
    ClassClosed: 409,
    RollBusy: 409,
    results.LentNoLonger: 410,
    results.SheetNotSaved: 409,
    StoreUnavailable: 503,
    PrintingUnavailable: 503,
}

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


_WITH_PAGE: Final = tuple(HEADERS.items())
_WITHOUT_PAGE: Final = (
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
)  # fmt: skip
"""A redirect shows nothing that a policy could bind."""


def handle(request: Request, store: Store, host: Host) -> Response:
    """The one entry. Never raises: what goes wrong becomes a page, and a log entry where it is our fault."""
    page = Page(request, store, host)
    try:
        response = _dispatch(page)
    except RequestEntityTooLarge:
        response = _message(page, 413, N_("Too much was sent. Shorten what you typed and try again."))
    except NotFound:
        response = _message(page, 404, N_("This page doesn't exist."))
    except MethodNotAllowed as error:
        response = _message(page, 405, N_("This can't be done that way."))
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    except HTTPException as error:
        response = _message(page, error.code or 400, N_("This can't be done that way."))
    except BdhvsError as error:
        response = _refused(page, error)
    except UnicodeDecodeError:  # raw bytes in the query that are no UTF-8
        response = _message(page, 400, N_("This can't be done that way."))
    except Exception:
        _log.exception("a page failed: %s", request.path)
        response = _failed(page)
    return _finish(request, response)


def refusal(request: Request, store: Store, host: Host, error: BdhvsError) -> Response:
    """The page that says what went wrong, for where a host answers by itself with what is the portal's."""
    return _finish(request, _refused(Page(request, store, host), error))


def _refused(page: Page, error: BdhvsError) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    return _message(page, status, page.explain(error))


def _dispatch(page: Page) -> Response:
    request = page.request
    path = home(request.path, page.host.prefix)
    if not path:
        raise NotFound
    view, values = _ADDRESSES.match(path, "GET" if request.method == "HEAD" else request.method)
    found: Response = view(page, **values)
    return found


def _message(page: Page, status: int, message: str) -> Response:
    try:
        return page.show("message.html", status=status, message=page._(message))
    except Exception:
        _log.exception("the page for an error failed")
        return _failed(page)


def _failed(page: Page) -> Response:
    """When not even a template can be trusted."""
    message = page._(N_("Something went wrong on this machine. Nothing was lost; please try again in a moment."))
    return Response(message, 500, content_type="text/plain; charset=utf-8")


def _finish(request: Request, response: Response) -> Response:
    own = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - a multi-dict, not a dict
    leads_on = response.status_code in (301, 302, 303, 308)
    headers = _WITHOUT_PAGE if leads_on else _WITH_PAGE
    response.headers.extend([pair for pair in headers if pair[0].lower() not in own])
    if leads_on:
        return response
    body = response.get_data()
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.set_etag(hashlib.sha256(body).hexdigest()[:16], weak=True)
        response.make_conditional(request)
    if not _compressible(response):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 304 and request.accept_encodings.quality("gzip") > 0 and len(body) > 500:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _compressible(response: Response) -> bool:
    kind: Any = response.mimetype
    return kind.startswith("text/") or kind in ("image/svg+xml", "text/javascript")
