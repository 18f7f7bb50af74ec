"""Desk's reports, cards and charts say what the board says, for the units of whoever asks."""

from __future__ import annotations

import dataclasses
import datetime
import json
import unittest
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run

from bdhvs_lms.movement.classes import code_from_bytes
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.units import PROVINCE
from bdhvs_lms.province import dashboard, permissions, reports, site
from bdhvs_lms.testing.case import KIM, LENG, SAFETY

from .security.case import PermissionCase

TODAY = datetime.datetime(2026, 3, 10, 3, tzinfo=datetime.timezone.utc)
EVERY = ("Learners of My Unit", "Completions of My Unit", "Progress by Unit and Group", "Classes of My Unit")


class TestReports(PermissionCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.patch(site, "utc_now", lambda: TODAY)
        self.patch(site, "open_store", lambda: self.store)

    def add(self, name, *, unit=KIM, way="class", day=None, held=False, course=SAFETY):
        """A learner who completed a course. → the learner's id and the serial."""
        learner = self.new_learner(Person(name, 1990, "", "Bản Hon"), unit=unit)
        done = self.history.completed(learner, course, way=way, day=day, held=held, unit=unit)
        issued = self.history.issued(done)
        self.put(done, issued)
        return learner, issued.data["serial"]

    def hold_class(self, unit=KIM, *, came=3, passed=2, day=datetime.date(2026, 3, 9), closed=True, course=SAFETY):
        self.classes = getattr(self, "classes", 0) + 1
        code = code_from_bytes(f"lop{self.classes:02}".encode())
        people = [self.new_learner(unit=unit) for _ in range(came)]
        opened = self.history.opened(code, unit=unit, day=day, course=course)
        told = [opened, self.history.enrolled(code, *people), self.history.attended(code, present=people)]
        attested = dataclasses.replace(closing := self.history.closed(code, *people[:passed]),
                                       data={**closing.data, "present": came})  # fmt: skip
        self.put(*told, *([attested] if closed else []))
        return code

    def one(self, report, **filters):
        """The rows of a report, as Desk gets them."""
        return run(report, json.dumps(filters), ignore_prepared_report=True)["result"]

    def test_progress_is_the_boards(self):
        self.add("Lù Văn Pao")
        frappe.set_user("Administrator")
        row = self.row("citizens", unit=KIM)
        found = [one for one in self.one("Progress by Unit and Group", year=2026) if one["unit"] == KIM]
        found = next(one for one in found if one["target"] == row.target.title)
        said = (row.registered, row.total, row.denominator, row.goal, row.gap, row.held, row.undecided)
        names = ("registered", "counted", "denominator", "goal", "gap", "held", "undecided")
        self.assertEqual(tuple(found[name] for name in names), said)
        self.assertEqual((found["class"], found["self"]), (row.counted["class"], row.counted["self"]))
        self.assertGreater(found["counted"], 0)

    def test_progress_without_a_denominator_has_no_percentage(self):
        frappe.set_user("Administrator")
        for row in self.one("Progress by Unit and Group", year=2026):
            self.assertEqual(row["percent"] is None, row["denominator"] is None)

    def test_progress_of_one_group_or_year(self):
        frappe.set_user("Administrator")
        groups = {row["audience"] for row in self.one("Progress by Unit and Group", audience="officials", year=2026)}
        self.assertEqual(groups, {"Cán bộ"})
        self.assertEqual(self.one("Progress by Unit and Group", year=2019), [])

    def test_completions_are_counted_by_month_course_way_and_state_with_a_total(self):
        self.add("Lù Văn Pao", day=datetime.date(2026, 2, 9))
        self.add("Lù Thị Sen", day=datetime.date(2026, 2, 11))
        self.add("Lù Văn Thào", day=datetime.date(2026, 2, 11), way="self", held=True)
        self.staff()
        *found, total = self.one("Completions of My Unit", from_date="2026-02-01", to_date="2026-02-28")
        said = [(row["month"], row["unit"], row["counted"], row["held"], row["refused"]) for row in found]
        self.assertEqual(said, [("2026-02", KIM, 2, 0, 0), ("2026-02", KIM, 0, 1, 0)])
        self.assertEqual(total[5:7], [2, 1])
        asked = self.one("Completions of My Unit", from_date="2026-02-01", to_date="2026-02-28", way="self")
        self.assertEqual([row["held"] for row in asked[:-1]], [1])

    def test_classes_are_counted_by_month_with_who_came_and_passed_as_closing_attested_it(self):
        self.hold_class(came=30, passed=25, day=datetime.date(2026, 2, 9))
        self.hold_class(came=12, passed=12, day=datetime.date(2026, 2, 20))
        self.hold_class(came=9, day=datetime.date(2026, 2, 21), closed=False)
        self.hold_class(LENG, came=7, day=datetime.date(2026, 2, 21))
        self.staff()
        asked = {"from_date": "2026-02-01", "to_date": "2026-02-28"}
        *found, total = self.one("Classes of My Unit", **asked)
        names = ("month", "unit", "audience", "closed", "attended", "passed", "left_open", "ahead")
        said = [tuple(row[name] for name in names) for row in found]
        self.assertEqual(said, [("2026-02", KIM, "Người dân", 2, 42, 37, 1, 0)])
        self.assertEqual(total[5:8], [2, 42, 37])
        self.assertEqual(self.one("Classes of My Unit", **asked, course="khoa-khac"), [])

    def test_a_class_that_is_still_to_come_is_not_one_that_was_forgotten(self):
        self.hold_class(day=datetime.date(2026, 3, 20), closed=False)
        self.staff()
        row = self.one("Classes of My Unit", from_date="2026-03-15", to_date="2026-03-31")[0]
        self.assertEqual((row["closed"], row["left_open"], row["ahead"]), (0, 0, 1))

    def test_progress_tells_the_classes_of_the_group_and_how_often_people_came(self):
        self.hold_class(came=30, day=datetime.date(2025, 12, 30))
        self.hold_class(came=12)
        self.hold_class(came=5, closed=False)
        self.hold_class(LENG, came=8)
        frappe.set_user("Administrator")

        def told(year, **filters):
            found = self.one("Progress by Unit and Group", year=year, audience="citizens", **filters)
            return {row["unit"]: (row["classes"], row["attended"]) for row in found}

        said = told(2026)
        self.assertEqual((said[KIM], said[LENG], said[PROVINCE]), ((2, 42), (1, 8), (3, 50)))
        officials = self.one("Progress by Unit and Group", year=2026, audience="officials")
        self.assertEqual({row["classes"] for row in officials}, {0})
        self.staff()
        self.assertEqual(told(2026), {KIM: (2, 42)})

    def test_a_learner_is_found_by_a_name_with_or_without_accents(self):
        learner, serial = self.add("Đèo Thị Hạnh")
        self.staff()
        for typed in ("Đèo Thị Hạnh", "deo thi hanh", "HẠNH", "thi  hạnh "):
            with self.subTest(typed=typed):
                found = self.one("Learners of My Unit", name=typed)
                self.assertEqual([(row["learner"], row["serial"]) for row in found], [(learner, serial)])
        row = self.one("Learners of My Unit", name="hanh")[0]
        self.assertEqual((row["person_name"], row["birth_year"], row["village"]), ("Đèo Thị Hạnh", "1990", "Bản Hon"))

    def test_a_revoked_paper_and_an_erased_name_are_told_as_such(self):
        learner, serial = self.add("Đèo Thị Hạnh")
        self.put(self.history.revoked(serial))
        self.staff()
        self.assertEqual(self.one("Learners of My Unit", name="hanh")[0]["state"], frappe._("revoked"))
        self.sign_in("Administrator")
        self.put(self.history.erased(learner))
        self.assertEqual(self.one("Learners of My Unit", name="hanh", unit=KIM), [])
        named = {row["learner"]: row["person_name"] for row in self.one("Learners of My Unit", unit=KIM)}
        self.assertEqual(named[learner], frappe._("(erased)"))

    def test_who_sees_all_units_is_asked_for_a_unit_or_a_name(self):
        frappe.set_user("Administrator")
        self.assertEqual(self.one("Learners of My Unit"), [])
        self.assertTrue(self.one("Learners of My Unit", unit=LENG))
        self.assertTrue(self.one("Learners of My Unit", name="pao"))

    def test_many_learners_are_cut_off_with_a_word_about_it(self):
        for number in range(3):
            self.add("Lù Văn " + "ABC"[number])
        self.staff()
        with patch.object(reports, "MOST_LEARNERS", 2):
            _columns, rows, message = reports.learners({})
        self.assertEqual(len(rows), 2)
        self.assertIn("2", message)

    def test_cards_count_the_own_units(self):
        self.add("Lù Văn Pao")
        self.add("Lù Thị Sen", unit=LENG)
        self.add("Lù Văn Thào", way="self", held=True)
        for unit in (KIM, LENG):
            self.hold_class(unit, came=2, passed=1)
        self.hold_class(KIM, day=datetime.date(2026, 2, 27))
        counted = {}
        for user in (self.staff(KIM), "Administrator"):
            self.sign_in(user)
            cards = (
                dashboard.people_this_year, dashboard.certificates_this_month, dashboard.completions_waiting,
                dashboard.undecided_pairs, dashboard.scans_this_week,
                dashboard.classes_this_month,
            )  # fmt: skip
            counted[user] = [card()["value"] for card in cards]
        mine, everybodys = counted.values()
        self.assertEqual(mine, [1, 3, 1, 0, 0, 1])
        self.assertEqual(everybodys, [2, 5, 1, 0, 0, 2])

    def test_charts_count_the_own_units(self):
        self.add("Lù Văn Pao", day=datetime.date(2026, 1, 5))
        self.add("Lù Thị Sen", unit=LENG)
        self.staff()
        months = dashboard.chart("Completions by Month")
        by_class = next(one["values"] for one in months["datasets"] if one["name"] == frappe._("Class"))
        self.assertEqual((months["labels"][-3:], by_class[-3:]), (["1/2026", "2/2026", "3/2026"], [1, 0, 0]))
        self.assertEqual(dashboard.chart("Completions by Way")["datasets"][0]["values"], [0, 1, 1])
        self.assertEqual(sum(dashboard.chart("Poster Scans by Day")["datasets"][0]["values"]), 3)
        with self.assertRaises(frappe.DoesNotExistError):
            dashboard.chart("Another")

    def test_each_report_is_open_to_the_roles_of_the_app_alone(self):
        for report in (*EVERY, "Posters Never Scanned"):
            roles = {row.role for row in frappe.get_doc("Report", report).roles}
            self.assertEqual(roles, {*permissions.ROLES, "System Manager"})
