"""What a phone needs to read a lesson before its pictures. The LMS player needs 1.48 MB gzipped and 32 requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from werkzeug.test import Client

from bdhvs_lms.field.installation import create
from bdhvs_lms.field.server import allowed_hosts, application

from .goals import Goal


def measure(folder: Path) -> Iterator[Goal]:
    installation = create(folder / "lesson", "Benchmark")
    client = Client(application(installation, allowed_hosts(installation)))
    headers = {"Accept-Encoding": "gzip"}
    heaviest, requests, script = 0, 0, 0
    for course in installation.catalog.courses:
        for one in course.lessons:
            page = client.get(f"/hoc/{course.id}/{one.id}", headers=headers)
            html = client.get(f"/hoc/{course.id}/{one.id}").get_data(as_text=True)
            # What holds up reading: style sheets, and scripts that aren't deferred.
            needed = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
            needed += re.findall(r'<script src="([^"]+)"', html)
            deferred = re.findall(r'<script defer src="([^"]+)"', html)
            size = len(page.get_data()) + sum(len(client.get(part, headers=headers).get_data()) for part in needed)
            heaviest, requests = max(heaviest, size), max(requests, 1 + len(needed))
            script = max(script, sum(len(client.get(part, headers=headers).get_data()) for part in deferred))
    said = f"{heaviest / 1024:.1f} KB gzipped (and {script / 1024:.1f} KB of script that reading doesn't wait for)"
    yield Goal("lesson before its pictures, KB", heaviest / 1024, 14, said, "LMS player: 1.48 MB")
    yield Goal("lesson before its pictures, requests", requests, 2, f"{requests} requests", "LMS player: 32")
