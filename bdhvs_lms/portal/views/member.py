"""Where a signed-in member belongs: unit and group, declared here and confirmed by the unit."""

from __future__ import annotations

from urllib.parse import quote

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ...movement.errors import InvalidClaim
from ...movement.officials import AlreadyConfirmed, Membership, read_declaration
from ..addresses import moved
from ..page import Page

ADDRESS = "/bdhvs/don-vi"


def declare(page: Page) -> Response:
    """GET: what stands, and the form while it may be changed. POST: declares. Unknown where nobody has an account."""
    members = page.host.members
    if members is None:
        raise NotFound
    own = members.own(page.request)
    if own is None and page.host.user(page.request) is not None:  # one of the site's own accounts belongs nowhere
        raise NotFound
    if own is None:
        return page.go(members.sign_in + quote(moved(ADDRESS, page.host.prefix)))
    if page.request.method != "POST":
        return _form(page, own, {}, {})
    form = page.member_form()
    try:
        declared = read_declaration(form, page.store.units(), page.store.groups())
        members.declare(page.request, declared)
    except InvalidClaim as error:
        return _form(page, own, form, error.faults)
    except AlreadyConfirmed:  # in the meantime, as by another page that was left open
        return page.go(ADDRESS)
    return page.go(f"{ADDRESS}?moi=1")


def _form(page: Page, own: Membership, form: object, faults: object) -> Response:
    units, groups = page.store.units(), page.store.groups()
    response = page.show(
        "member.html",
        status=422 if faults else 200,
        own=own,
        unit=next((unit.label for unit in units if unit.code == own.unit), own.unit),
        group=next((group.name for group in groups if group.id == own.group), own.group),
        units=units,
        groups=groups,
        chosen=form or {"unit": own.unit, "group": own.group},
        faults=faults,
        new="moi" in page.request.args,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
