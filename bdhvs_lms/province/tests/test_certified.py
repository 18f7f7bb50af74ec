"""A manager, and nobody else, says which courses of the LMS earn the province's paper."""

from __future__ import annotations

import json
import unittest

import frappe

from bdhvs_lms.province import certified, permissions, publishing

from .case import SiteCase
from .learning import make_course, make_user
from .publishing_case import COURSE, PublishingCase

DOCTYPE = "BDHVS Course"


class TestCertified(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.course, _ = make_course(certify=0)
        frappe.db.set_value("LMS Course", self.course, "enable_certification", 1)

    def sign_in(self, role):
        user = make_user(f"{role.lower().replace(' ', '.')}@chungnhan.example")
        frappe.get_doc("User", user).add_roles(role)
        frappe.set_user(user)
        return user

    def test_a_course_of_the_lms_is_not_certified_before_a_manager_says_so(self):
        self.assertFalse(certified.is_certified(self.course))
        manager = self.sign_in(permissions.MANAGER)
        self.assertIn(self.course, [one["value"] for one in certified.find_courses("viết tay")])
        name = certified.certify(self.course)
        self.assertTrue(certified.is_certified(self.course))
        self.assertNotIn(self.course, [one["value"] for one in certified.find_courses()])
        doc = frappe.get_doc(DOCTYPE, name).update({"certified": 0})
        doc.save(ignore_version=False)  # Frappe keeps none in tests else
        kept = frappe.get_all("Version", {"ref_doctype": DOCTYPE, "docname": name}, ["owner", "data"])
        self.assertEqual(
            [(one.owner, json.loads(one.data)["changed"]) for one in kept], [(manager, [["certified", 1, 0]])]
        )

    def test_nobody_else_certifies_not_even_through_the_api(self):
        name = certified.certify(self.course)
        frappe.db.set_value(DOCTYPE, name, "certified", 0)
        for role in ("Course Creator", "Moderator", "Batch Evaluator", permissions.UNIT_STAFF, permissions.TRAINER):
            frappe.set_user("Administrator")
            self.sign_in(role)
            ways = (
                lambda: certified.certify(self.course),
                certified.find_courses,
                lambda: frappe.call("frappe.client.set_value", DOCTYPE, name, "certified", 1),
                lambda: frappe.call("frappe.client.insert", doc={"doctype": DOCTYPE, "course_id": "x", "certified": 1}),
            )
            for number, way in enumerate(ways):
                with self.subTest(role=role, way=number), self.assertRaises(frappe.PermissionError):
                    way()
        self.assertFalse(certified.is_certified(self.course))

    def test_a_manager_changes_nothing_else_of_a_course_and_makes_none(self):
        name = certified.certify(self.course)
        other, _ = make_course("Khóa khác", certify=0)
        self.sign_in(permissions.MANAGER)
        change = {"title": "Giấy khen", "lms_course": other, "source": "Files", "written": "{}", "certified": 0}
        frappe.call("frappe.client.set_value", DOCTYPE, name, change)
        stands = frappe.db.get_value(DOCTYPE, name, ["title", "lms_course", "source", "written", "certified"])
        self.assertEqual(stands, ("Khóa viết tay", self.course, "LMS", None, 0))
        frappe.set_user("Administrator")
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc({"doctype": DOCTYPE, "course_id": "x", "certified": 1}).insert()

    def test_the_title_is_the_one_of_the_day_it_is_certified(self):
        name = certified.certify(self.course)
        frappe.db.set_value("LMS Course", self.course, "title", "Tên mới")
        certified.certify(self.course)
        self.assertEqual(frappe.db.get_value(DOCTYPE, name, "title"), "Khóa viết tay")
        frappe.get_doc(DOCTYPE, name).update({"certified": 0}).save()
        certified.certify(self.course)
        self.assertEqual(frappe.db.get_value(DOCTYPE, name, "title"), "Tên mới")

    def test_what_the_lms_does_not_publish_certify_or_give_away_is_not_certified(self):
        certified.certify(self.course)
        for switch in ({"published": 0}, {"enable_certification": 0}, {"paid_certificate": 1}):
            before = frappe.db.get_value("LMS Course", self.course, list(switch), as_dict=True)
            frappe.db.set_value("LMS Course", self.course, switch)
            self.assertFalse(certified.is_certified(self.course), switch)
            frappe.db.set_value("LMS Course", self.course, before)
        self.assertTrue(certified.is_certified(self.course))

    def test_a_certificate_that_the_lms_sells_can_not_be_the_province_s(self):
        frappe.db.set_value("LMS Course", self.course, "paid_certificate", 1)
        with self.assertRaises(frappe.ValidationError):
            certified.certify(self.course)


class TestPublished(PublishingCase):
    def certified(self):
        return certified.is_certified(self.row().lms_course)

    def test_a_course_from_files_is_certified_until_a_manager_says_otherwise(self):
        self.publish()
        self.assertTrue(self.certified())
        self.row().update({"certified": 0}).save()
        self.publish(self.changed(title="Bài đổi tên"))
        self.assertFalse(self.certified())

    def test_one_that_is_deleted_in_the_lms_is_certified_when_it_is_made_again(self):
        self.publish()
        frappe.delete_doc("LMS Course", self.row().lms_course, force=True)
        self.assertFalse(self.row().certified)
        self.publish(again=True)
        self.assertTrue(self.certified())

    def test_an_older_installation_s_courses_from_files_are_certified_by_the_patch(self):
        self.publish()
        frappe.db.set_value(DOCTYPE, COURSE.id, "certified", 0)
        frappe.get_attr("bdhvs_lms.patches.v0_1.certify_courses.execute")()
        self.assertTrue(self.certified())

    def test_an_id_that_a_course_of_the_lms_has_is_not_certified_by_publishing(self):
        row = {"name": COURSE.id, "course_id": COURSE.id, "title": "Viết tay", "source": "LMS"}
        publishing.rows.insert(publishing.rows.COURSE, row)
        self.publish()
        self.assertFalse(self.row().certified)
