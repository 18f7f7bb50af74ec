"""A unit's staff and trainers read their own unit's people and nobody else's, however they ask."""

from __future__ import annotations

import json
from unittest import TestCase

import frappe

from bdhvs_lms.province import permissions

from .case import KIM, LENG, PermissionCase
from .ways import DOCUMENTS, LISTS, whitelisted

OPEN_TO_STAFF = ("BDHVS Learner", "BDHVS Completion", "BDHVS Certificate", "BDHVS Class", "BDHVS Seat")
ALL = (*permissions.GUARDED,)
REPORTS = ("Learners of My Unit", "Completions of My Unit", "Progress by Unit and Group", "Classes of My Unit")


class TestOtherUnits(PermissionCase, TestCase):
    def test_a_list_holds_the_own_unit_alone_however_it_is_asked_for(self):
        for role in (permissions.UNIT_STAFF, permissions.TRAINER):
            self.user(role, units=[KIM], email=f"{role.split()[-1].lower()}@example.vn")
            for doctype in ALL:
                for way, ask in LISTS.items():
                    with self.subTest(role=role, doctype=doctype, way=way):
                        self.assertTellsNothingOf(self.theirs, ask(self.told, doctype))

    def test_the_own_unit_is_listed(self):
        self.staff()
        for doctype in OPEN_TO_STAFF:
            for way in ("get_list", "client.get_list", "/api/resource", "/api/v2/document", "reportview.get"):
                with self.subTest(doctype=doctype, way=way):
                    self.assertIn(self.ours.names()[doctype], LISTS[way](self.told, doctype))

    def test_a_document_of_another_unit_opens_by_no_way(self):
        self.staff()
        for doctype, name in self.theirs.names().items():
            for way, ask in DOCUMENTS.items():
                with self.subTest(doctype=doctype, way=way):
                    self.assertTellsNothingOf(self.theirs, ask(self.told, doctype, name))

    def test_a_document_of_the_own_unit_opens(self):
        self.staff()
        for doctype in OPEN_TO_STAFF:
            for way in ("client.get", "/api/resource", "/api/v2/document", "form"):
                with self.subTest(doctype=doctype, way=way):
                    name = self.ours.names()[doctype]
                    self.assertIn(name, DOCUMENTS[way](self.told, doctype, name))

    def test_names_and_phones_are_in_no_doctype_that_staff_open(self):
        self.staff()
        for doctype in ALL:
            for way, ask in LISTS.items():
                with self.subTest(doctype=doctype, way=way):
                    told = ask(self.told, doctype)
                    self.assertNotIn(self.ours.person.name, told)
                    self.assertNotIn(self.ours.person.phone, told)

    def test_a_join_leads_to_no_person(self):
        self.staff()
        for fields in (["learner.person_name"], ["`tabBDHVS Person`.person_name"], ["name", "`tabBDHVS Person`.phone"]):
            for ask in (frappe.get_list, whitelisted("frappe.client.get_list")):
                with self.subTest(fields=fields, ask=ask):
                    try:
                        told = self.told(ask, "BDHVS Completion", fields=fields)
                    except (frappe.DataError, frappe.ValidationError, frappe.db.OperationalError):
                        continue
                    except frappe.db.ProgrammingError:
                        continue
                    self.assertNotIn(self.ours.person.phone, told)
                    self.assertNotIn(self.theirs.person.name, told)

    def test_reports_are_of_the_own_unit_also_when_another_is_asked_for(self):
        self.staff()
        run = whitelisted("frappe.desk.query_report.run")
        for report in REPORTS:
            for filters in (
                {},
                {"unit": LENG},
                {"unit": [LENG]},
                {"unit": {"!=": ""}},
                {"name": self.theirs.person.name},
            ):
                with self.subTest(report=report, filters=filters):
                    answer = self.told(run, report, json.dumps(filters), ignore_prepared_report=True)
                    self.assertTellsNothingOf(self.theirs, answer)
                    self.assertNotIn(f'"{LENG}"', answer.replace(json.dumps(filters), ""))

    def test_a_unit_staffs_report_names_the_own_learners(self):
        self.staff()
        run = whitelisted("frappe.desk.query_report.run")
        self.assertIn(self.ours.person.name, self.told(run, "Learners of My Unit", "{}"))
        self.assertIn(self.ours.person.phone, self.told(run, "Learners of My Unit", "{}"))

    def test_a_trainer_sees_no_phone_number(self):
        self.user(permissions.TRAINER, units=[KIM])
        answer = self.told(whitelisted("frappe.desk.query_report.run"), "Learners of My Unit", "{}")
        self.assertIn(self.ours.person.name, answer)
        self.assertNotIn(self.ours.person.phone, answer)

    def test_the_list_of_names_is_not_exported(self):
        for role in (permissions.UNIT_STAFF, permissions.TRAINER, permissions.MANAGER):
            self.user(role, units=[KIM], email=f"xuat.{role.split()[-1].lower()}@example.vn")
            form = {"report_name": "Learners of My Unit", "file_format_type": "CSV", "filters": f'{{"unit": "{KIM}"}}'}
            with self.subTest(role=role):
                answer = self.told(whitelisted("frappe.desk.query_report.export_query"), form=form)
                self.assertNotIn(self.ours.person.name, answer)

    def test_figures_of_another_unit_are_not_written(self):
        self.staff()
        figure = {"doctype": "BDHVS Population", "audience": "citizens", "year": 2027, "people": 5, "source": "UBND"}
        self.assertTrue(frappe.get_doc({**figure, "unit": KIM}).insert().name)
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc({**figure, "unit": LENG}).insert()
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc("BDHVS Population", f"{LENG}-officials-2026").update({"people": 1}).save()
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc({"doctype": "BDHVS Unit", "code": "03999", "unit_name": "Mới", "kind": "xã"}).insert()

    def test_managers_see_all_units(self):
        self.user(permissions.MANAGER)
        for doctype in OPEN_TO_STAFF:
            told = LISTS["get_list"](self.told, doctype)
            self.assertIn(self.ours.names()[doctype], told)
            self.assertIn(self.theirs.names()[doctype], told)
