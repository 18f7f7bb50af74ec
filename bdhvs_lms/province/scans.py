"""How often a poster was scanned: counted in Redis, because a GET is rolled back, and written down by the scheduler."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Final

import frappe
from redis.exceptions import RedisError

from . import rows

COUNTING: Final = "bdhvs_scans"
WRITING: Final = "bdhvs_scans_being_written"
LOT: Final = "bdhvs_scans_lot"


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
    job left aside is written by the next one. Each lot has an id, kept
    with what was written of it: a job that was killed after its commit isn't written twice.
    """
    counting, writing = frappe.cache.make_key(COUNTING), frappe.cache.make_key(WRITING)
    if not frappe.cache.exists(WRITING):
        if not frappe.cache.exists(COUNTING):
            return 0
        frappe.cache.rename(counting, writing)
    frappe.cache.execute_command("HSETNX", writing, LOT, secrets.token_hex(8))
    told = frappe.cache.execute_command("HGETALL", writing)
    lot = told.pop(LOT.encode()).decode()
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for field, number in told.items() if lot != frappe.db.get_default(LOT) else ():
        day, code, whose = field.decode().split("|")
        counts.setdefault((code, day), {"people": 0, "bots": 0})[whose] += int(number)
    for (code, day), count in counts.items():
        row = {"name": rows.digest(code, day), "code": code, "day": day, **count}
        rows.upsert(rows.SCAN, row, people=f"people + {rows.new('people')}", bots=f"bots + {rows.new('bots')}")
    frappe.db.set_default(LOT, lot)
    frappe.db.commit()
    frappe.cache.execute_command("DEL", writing)
    return len(counts)


def forget() -> None:
    """For when the app leaves the site."""
    frappe.db.delete("DefaultValue", {"defkey": LOT})
    frappe.cache.execute_command("DEL", *(frappe.cache.make_key(name) for name in (COUNTING, WRITING)))
