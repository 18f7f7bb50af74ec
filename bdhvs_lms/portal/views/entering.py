"""Signing in and out, where the host keeps trainers' accounts itself."""

from __future__ import annotations

import re
from typing import Final

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ...movement.errors import N_, BdhvsError
from ..page import Page

TRIES, TRY_SECONDS = 10, 300
"""Passwords typed from one address; each has 59 random bits, so that guessing is hopeless long before."""
FIRST: Final = "/bdhvs/lop"
_INSIDE: Final = re.compile(r"/bdhvs/[\w/.-]*(?:\?[\w=&.%-]*)?", re.ASCII)

_TEST: Final = re.compile(r"/bdhvs/thi/[\w.-]+", re.ASCII)


class NotOverThisLine(BdhvsError):
    message = N_(
        "A password can't be typed here: this page came over the Wi-Fi without encryption, so others could read it. "
        "Sign in on the laptop itself (http://127.0.0.1), or start the pages with --tls and open the https address."
    )


def sign_in(page: Page) -> Response:
    """GET: the form, or why not here. POST: in, and on to where it was wanted."""
    accounts = page.host.accounts
    if accounts is None:
        raise NotFound
    if not accounts.allowed(page.request):
        raise NotOverThisLine
    target = _inside(page.request.args.get("toi", ""))
    if page.request.method != "POST":
        if page.host.user(page.request) is not None:
            return page.go(target)
        return _form(page)
    form = page.form()
    page.require("sign in", TRIES, TRY_SECONDS)
    response = page.go(target)
    if not accounts.enter(page.request, response, form.get("account", ""), form.get("password", "")):
        return _form(page, account=form.get("account", "")[:40])
    return response


def sign_out(page: Page) -> Response:
    """Out, and home, or on to a class test that the phone is lent for."""
    if page.host.accounts is None:
        raise NotFound
    form = page.member_form() if page.host.user(page.request) else page.lent_form()  # pressed twice: out already
    target = form.get("toi", "")
    response = page.go(target if _TEST.fullmatch(target) else page.host.home)
    page.host.accounts.leave(page.request, response)
    return response


def _form(page: Page, account: str = "") -> Response:
    response = page.show("sign_in.html", status=422 if account else 200, account=account, keep=page.progress)
    response.headers["Cache-Control"] = "no-store"
    return response


def _inside(target: str) -> str:
    """Where to go on: a page of trainers, whatever the link says."""
    return target if _INSIDE.fullmatch(target) and "//" not in target else FIRST
