"""From finished quizzes to the paper, and the papers made on this phone."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.wrappers import Response

from ...movement import claims, records
from ...movement.address import printable
from ...movement.course import Course
from ...movement.errors import ClaimSpent, InvalidClaim, NoPaperHere
from ...movement.store import Issued
from ...trust import text_of
from ..page import Page
from .learn import find_course


def claim(page: Page, course: str) -> Response:
    """Not for a member of a course that the learning system keeps: there the certificate comes by itself."""
    found = find_course(page, course)
    return page.go(f"/hoc/{found.id}") if page.classroom(found) else _claim(page, found)


def _claim(page: Page, found: Course) -> Response:
    """The form once every quiz is passed; then the completion, the certificate, and on to the paper."""
    if not found.claimable:
        raise NoPaperHere
    progress = page.progress
    if not progress.finished(found):
        return page.show("claim.html", status=403, course=found, left=progress.left(found))
    spent = page.store.claimed(progress.claim(found.id))
    if spent is not None:
        return _to_paper(page, spent.id)
    if page.request.method != "POST":
        return _form(page, found, {}, {})
    form = page.form()
    means = page.host.means()
    units, groups = page.store.units(), page.store.groups()
    try:
        this_year = records.day_of(means.now).year
        claimant = claims.read_claim(form, units=units, groups=groups, this_year=this_year)
        made = claims.submit(claimant, found, progress, page.store, means)
    except InvalidClaim as error:
        return _form(page, found, form, error.faults)
    except ClaimSpent as error:
        return _to_paper(page, error.completion)
    response = page.go(f"/bdhvs/giay?moi={made.certificate.serial}")
    page.cookies.keep_progress(page.request, response, replace(progress, learner=made.learner))
    page.cookies.keep_papers(page.request, response, [made.certificate.serial, *page.cookies.papers(page.request)])
    return response


def _form(page: Page, course: Course, form: object, faults: object) -> Response:
    units, groups = page.store.units(), page.store.groups()
    context = {"units": units, "groups": groups, "form": form, "faults": faults}
    status = 422 if faults else 200
    return _private(page.show("claim.html", status=status, course=course, left=(), keep=page.progress, **context))


def _private(response: Response) -> Response:
    """What names a person isn't kept by the browser: the next one who learns on this phone may press “back”."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _to_paper(page: Page, completion: str) -> Response:
    """A form sent twice leads to the paper that stands."""
    issued = page.store.certificate_of(completion)
    if issued is None:
        raise ClaimSpent(completion)
    response = page.go(f"/bdhvs/giay?moi={issued.serial}")
    if not page.progress.learner:  # the answer that carried it was lost, as when a button is pressed twice
        page.cookies.keep_progress(page.request, response, replace(page.progress, learner=issued.learner))
    kept = page.cookies.papers(page.request)
    if issued.serial not in kept:
        page.cookies.keep_papers(page.request, response, [issued.serial, *kept])
    return response


def papers(page: Page) -> Response:
    """“Giấy của tôi trên máy này”."""
    real = printable(page.store.settings().public_address)
    found, asked = _papers(page), page.request.args.get("moi", "")
    new = asked if any(issued.serial == asked for issued, _, _ in found) else ""
    return _private(page.show("papers.html", papers=found, new=new, real=real))


def _papers(page: Page) -> list[tuple[Issued, str, str]]:
    """(certificate, payload text, holder) of the papers made on this phone that are still to be had."""
    found = []
    for serial in page.cookies.papers(page.request):
        issued, paper = page.store.certificate(serial), page.store.paper(serial)
        if issued is not None and paper is not None:
            person = page.store.person(issued.learner)
            found.append((issued, text_of(paper), person.name if person else ""))
    return found


def next_person(page: Page) -> Response:
    """“Người khác học trên máy này”: starts clean; whoever is finished takes their papers along first."""
    if page.request.method != "POST":
        return _private(page.show("next.html", papers=_papers(page), keep=page.progress))
    page.form()
    response = page.go(page.host.home)
    page.cookies.forget(response)
    return response
