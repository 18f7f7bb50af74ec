"""A user's learner: made once, and kept in line with the account; the unit's word counts or refuses."""

from __future__ import annotations

import unittest

import frappe
from frappe.model.rename_doc import rename_doc

from bdhvs_lms.movement.units import AGENCY, Unit
from bdhvs_lms.province import members, rows, site
from bdhvs_lms.province.following import REASON

from .case import SiteCase
from .learning import certificates_of, completions_of, enroll, learn, make_course, make_user, with_keys

MEMBER = "thanh.vien@example.vn"


class TestMembers(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        with_keys(self)
        self.units = frappe.get_all("BDHVS Unit", {"kind": "xã"}, pluck="name", limit=2, order_by="name")
        self.member = make_user(MEMBER, mobile_no="0912345678")

    def complete(self):
        self.course, lessons = make_course()
        enroll(self.course, self.member)
        learn(self.course, lessons, self.member)
        return completions_of(self.member)[0]

    def say(self, **said):
        user = frappe.get_doc("User", self.member)
        user.update(said)
        user.flags.ignore_permissions = True
        user.save()

    def unit_says(self, state, unit=0):
        self.say(bdhvs_unit=self.units[unit], bdhvs_group="officials", bdhvs_unit_state=state)

    def standing(self):
        """Learner's unit and group, the completion's state, papers that stand."""
        store, (done,) = site.open_store(), completions_of(self.member)
        learner, paper = store.learner(done["learner"]), store.certificate_of(done["id"])
        return learner.unit, learner.group, done["state"], paper.revoked

    def test_an_account_gets_one_learner_with_what_it_says_of_the_person(self):
        done = self.complete()
        person = site.open_store().person(done["learner"])
        self.assertEqual((person.name, person.birth_year, person.phone), ("Lò Thị Mẫu", 1985, "0912345678"))
        self.assertEqual(rows.select(f"SELECT name FROM {rows.ACCOUNT} WHERE user = %s", self.member)[0]["name"],
                         done["learner"])  # fmt: skip

    def test_an_account_s_name_is_never_refused_and_what_it_does_not_say_is_not_known(self):
        self.say(first_name="Nguyễn Văn A 2", last_name="", birth_date=None, mobile_no="")
        member = members.find(self.member)
        self.assertEqual(member.claimant.person.name, "Nguyễn Văn A 2")
        self.assertEqual((member.claimant.person.birth_year, member.claimant.person.phone), (0, ""))
        self.assertEqual((member.claimant.unit, member.claimant.group), (Unit("", "", AGENCY), ""))

    def test_frappe_s_own_users_are_nobody(self):
        self.assertIsNone(members.find("Administrator"))
        self.assertIsNone(members.find("Guest"))

    def test_a_learner_is_made_once(self):
        first, made = members.learner_of(self.member)
        self.assertTrue(made)
        self.assertEqual(members.learner_of(self.member), (first, False))

    def test_users_who_are_merged_keep_both_learners_the_earlier_first(self):
        first, _ = members.learner_of(self.member)
        other = make_user("ten.khac@example.vn")
        second, _ = members.learner_of(other)
        third, _ = members.learner_of(make_user("ten.nua@example.vn"))
        for one in (self.member, "ten.nua@example.vn"):
            rename_doc("User", one, other, force=True, merge=True)
        found = rows.select(f"SELECT name, place FROM {rows.ACCOUNT} WHERE user = %s ORDER BY place", other)
        self.assertEqual([row["name"] for row in found], [second, first, third])
        self.assertEqual(members.find(other).learner, first)

    def test_two_accounts_without_a_birth_year_are_not_taken_for_one_person(self):
        for email in ("mot@example.vn", "hai@example.vn"):
            self.member = make_user(email, birth_date=None)
            self.unit_says("Confirmed")
            done = self.complete()
            linked = rows.select(f"SELECT name FROM {rows.LINK} WHERE one = %s OR other = %s", *[done["learner"]] * 2)
            self.assertEqual(linked, [])

    def test_a_corrected_name_and_birth_date_reach_the_learner(self):
        learner = self.complete()["learner"]
        self.say(first_name="Lò Văn", birth_date="1990-02-03")
        person = site.open_store().person(learner)
        self.assertEqual((person.name, person.birth_year), ("Lò Văn Mẫu", 1990))

    def call_themselves(self, **said):
        frappe.set_user(self.member)
        try:
            frappe.get_doc("User", self.member).update(said).save()
        finally:
            frappe.set_user("Administrator")

    def test_who_is_counted_stays_the_person_whom_the_unit_confirmed(self):
        self.unit_says("Confirmed")
        learner, mobile = self.complete()["learner"], "0912000000"
        before = site.open_store().person(learner)
        self.call_themselves(first_name="Giám Đốc", birth_date="1960-01-01", mobile_no=mobile)
        self.assertEqual(site.open_store().person(learner), before)
        self.assertEqual(self.standing(), (self.units[0], "officials", "counted", None))
        course, lessons = make_course("Khóa sau đó")
        enroll(course, self.member)
        learn(course, lessons, self.member)
        self.assertEqual([one["state"] for one in completions_of(self.member)], ["counted", "held"])
        self.unit_says("Confirmed")
        person = site.open_store().person(learner)
        self.assertEqual((person.name, person.birth_year, person.phone), ("Giám Đốc Mẫu", 1960, mobile))
        self.assertEqual([one["state"] for one in completions_of(self.member)], ["counted", "counted"])

    def test_other_changes_of_a_user_write_nothing(self):
        self.complete()
        before = frappe.db.count("BDHVS Record")
        self.say(bio="Xin chào")
        self.assertEqual(frappe.db.count("BDHVS Record"), before)

    def test_the_unit_s_yes_counts_what_was_held(self):
        self.unit_says("Declared")
        self.complete()
        self.assertEqual(self.standing(), (self.units[0], "officials", "held", None))
        self.unit_says("Confirmed")
        self.assertEqual(self.standing(), (self.units[0], "officials", "counted", None))

    def test_the_unit_s_no_refuses_and_revokes(self):
        self.unit_says("Declared")
        self.complete()
        self.unit_says("Refused")
        self.assertEqual(self.standing(), ("", "officials", "refused", REASON))

    def test_another_unit_s_yes_brings_completion_and_paper_back(self):
        self.unit_says("Declared")
        self.complete()
        self.unit_says("Refused")
        self.unit_says("Declared", 1)
        self.assertEqual(self.standing()[2], "refused")
        self.unit_says("Confirmed", 1)
        self.assertEqual(self.standing(), (self.units[1], "officials", "counted", None))
        (done,), (serial,) = completions_of(self.member), certificates_of(self.member, self.course)
        issued = site.open_store().certificate_of(done["id"])
        self.assertEqual((issued.serial, issued.unit), (serial, self.units[1]))

    def test_who_is_counted_moves_only_with_the_new_unit_s_yes(self):
        self.unit_says("Confirmed")
        self.complete()
        self.say(bdhvs_unit=None, bdhvs_unit_state="")
        self.assertEqual(self.standing()[0], self.units[0])
        self.unit_says("Declared", 1)
        self.assertEqual(self.standing()[0], self.units[0])
        self.unit_says("Confirmed", 1)
        self.assertEqual(self.standing(), (self.units[1], "officials", "counted", None))
