"""Who may open trainers' pages: whoever is signed in as a trainer, for classes of their own units alone."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any, Final
from urllib.parse import quote

from werkzeug.wrappers import Response

from ..movement.classes import TrainingClass, UnknownClass, parse_code
from ..movement.errors import N_, BdhvsError, InvalidCode
from ..movement.units import WHOLE_PROVINCE, Unit
from .addresses import moved
from .host import MANY_UNITS, User
from .page import Page

GONE: Final = N_("somebody whose account is gone")


class NotATrainer(BdhvsError):
    message = N_("This account holds no classes. Whoever looks after the accounts can give it a unit.")


def trainers_only(view: Callable[..., Response]) -> Callable[..., Response]:
    """Gives the view the trainer after the page. Others are led to sign in; nothing of it is kept by the browser."""

    @functools.wraps(view)
    def guarded(page: Page, **values: Any) -> Response:
        user = page.host.user(page.request)
        if user is None and page.request.method == "POST":
            return _signed_out(page)
        if user is None:
            return page.go(page.host.sign_in + quote(moved(page.address, page.host.prefix)))
        if not (user.trainer and user.units):
            raise NotATrainer
        response = view(page, user, **values)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


def _signed_out(page: Page) -> Response:
    """What was typed goes along in the page, to be sent again: going back, a browser shows an empty form."""
    sign_in = page.host.sign_in + quote(moved("/bdhvs/lop", page.host.prefix))
    typed = page.typed() if page.host.accounts else []  # elsewhere the site's own token ends with the session
    response = page.show("signed_out.html", status=403, sign_in=sign_in, typed=typed)
    response.headers["Cache-Control"] = "no-store"
    return response


def class_of(page: Page, user: User, code: str) -> TrainingClass:
    """UnknownClass for another unit's class as for one that isn't there: codes can't be tried out."""
    try:
        found = page.store.training_class(parse_code(code))
    except InvalidCode:
        found = None
    if found is None or found.plan.unit not in user.units:
        raise UnknownClass(code=code[:20])
    return found


def trainers_of(page: Page, cls: TrainingClass) -> list[str]:
    """Their names; never what they sign in with, which may be an e-mail address."""
    names = page.host.names(cls.plan.trainers)
    return [names.get(one) or page._(GONE) for one in cls.plan.trainers]


def chosen(page: Page, user: User) -> Collection[str]:
    """The units that a list is about: the one that was asked for (?xa=…), else all of the trainer's own.

    Whoever has more than `MANY_UNITS`, as the province's staff, chooses one first: () until then.
    """
    asked = page.request.args.get("xa", "")
    if asked in user.units:
        return (asked,)
    return user.units if len(user.units) <= MANY_UNITS else ()


def units_of(page: Page, user: User) -> list[Unit]:
    """The units whose classes a trainer may hold."""
    return [unit for unit in page.store.units() if unit.code in user.units and unit.kind != WHOLE_PROVINCE]
