"""How often a poster was scanned: counted in Redis, because a GET is rolled back, and written down by the scheduler."""

from __future__ import annotations

from datetime import date
from typing import Final

import frappe
from redis.exceptions import RedisError

from . import rows

COUNTING: Final = "bdhvs_scans"
WRITING: Final = "bdhvs_scans_being_written"


def add(code: str, day: date, *, bot: bool) -> None:
    """Counts one scan. Without Redis the count is lost, not the learner's lesson."""
    try:
        field = f"{day.isoformat()}|{code}|{'bots' if bot else 'people'}"
        frappe.cache.hincrby(frappe.cache.make_key(COUNTING), field, 1)
    except RedisError:
        frappe.logger("bdhvs").warning("a scan was not counted", exc_info=True)


def flush() -> int:
    """Writes what was counted into the DocType and commits. → posters and days written.

    What is being written is set aside first: scans that come meanwhile count toward the next time, and what a killed
    job left aside is written by the next one.
    """
    counting, writing = frappe.cache.make_key(COUNTING), frappe.cache.make_key(WRITING)
    if not frappe.cache.exists(WRITING):
        if not frappe.cache.exists(COUNTING):
            return 0
        frappe.cache.rename(counting, writing)
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for field, number in frappe.cache.execute_command("HGETALL", writing).items():
        day, code, whose = field.decode().split("|")
        counts.setdefault((code, day), {"people": 0, "bots": 0})[whose] += int(number)
    for (code, day), count in counts.items():
        row = {"name": rows.digest(code, day), "code": code, "day": day, **count}
        rows.upsert(rows.SCAN, row, people=f"people + {rows.new('people')}", bots=f"bots + {rows.new('bots')}")
    frappe.db.commit()
    frappe.cache.execute_command("DEL", writing)
    return len(counts)
