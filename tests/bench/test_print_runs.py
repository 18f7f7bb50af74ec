"""A trainer orders a month's papers in Desk; two workers print them, a volume each at a time."""

from __future__ import annotations

import io
import re
import subprocess

import pypdfium2
from playwright.sync_api import Locator, Page, expect

from .conftest import Served, kept
from .test_trainers_way import sign_in

PAPERS, UNIT = 2100, "03637"


def test_two_workers_print_a_months_papers_into_volumes(served: Served, desk: Page) -> None:
    month = served.ask("papers", count=PAPERS)
    sign_in(desk, served)
    desk.goto(f"{served.address}/app/bdhvs-print-run/new")
    desk.locator("[data-fieldname=month] input").fill(month)
    desk.locator("[data-fieldname=unit] input").fill(UNIT)
    desk.locator("[data-fieldname=month] input").click()
    desk.get_by_role("button", name="Save").click()
    desk.wait_for_url(re.compile(r"/bdhvs-print-run/(?!new)"))
    state = desk.locator("[data-fieldname=state] .control-value")
    expect(state).to_have_text("Queued")
    expect(desk.get_by_text("Waiting for a worker")).to_have_count(1)
    kept(desk, "desk-print-queued")
    with served.workers(2):
        expect(desk.locator(".progress-area")).to_contain_text("of 3 volumes", timeout=60_000)
        kept(desk, "desk-print-printing")
        expect(state).to_have_text("Printed", timeout=120_000)
        assert len(workers_of(served)) == 2
    kept(desk, "desk-print-printed")
    rows = desk.locator("[data-fieldname=volumes] tbody tr")
    expect(rows).to_have_count(3)
    pages = [page for row in rows.all() for page in texts(served, desk, row)]
    assert len(pages) == int(desk.locator("[data-fieldname=papers] .control-value").inner_text())
    names = [found[0] for page in pages if (found := re.search(r"Lò Văn Thử( [A-ZĐ]\w+){4}", page))]
    assert len(names) == len({*names}) == PAPERS


def workers_of(served: Served) -> set[str]:
    """Who has printed the volumes."""
    ask = lambda *words: subprocess.run(  # noqa: E731
        ["redis-cli", "-p", str(served.queue), *words], check=True, capture_output=True, text=True
    ).stdout.split()
    return {name for job in ask("keys", "rq:job:*bdhvs-volume-*") for name in ask("hget", job, "worker_name")}


def texts(served: Served, desk: Page, row: Locator) -> list[str]:
    """What stands on each page of a volume, fetched by who is signed in."""
    address = row.get_by_role("link").get_attribute("href")
    assert address is not None
    volume = pypdfium2.PdfDocument(io.BytesIO(served.fetch(desk, address)))
    return [page.get_textpage().get_text_range() for page in volume]
