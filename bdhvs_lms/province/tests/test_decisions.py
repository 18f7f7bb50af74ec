"""Staff decide in Desk about their own units' completions and pairs: once, by a record, and never about themselves."""

from __future__ import annotations

import unittest

import frappe
from frappe.handler import is_valid_http_method

from bdhvs_lms.movement import records
from bdhvs_lms.movement.people import Person
from bdhvs_lms.province import decisions, permissions, rows
from bdhvs_lms.testing.case import KIM, LENG, MAI, SAFETY
from bdhvs_lms.trust import read_payload

from .decisions_case import DecisionsCase

PAO = Person("Vàng A Páo", 1979, "0987654321", "Bản Sin Suối")

METHODS = (
    decisions.people, decisions.count, decisions.refuse, decisions.count_after_all, decisions.pair, decisions.decide,
    decisions.paper, decisions.revoke, decisions.correct, decisions.issue_again, decisions.erasing, decisions.erase,
)  # fmt: skip


class TestCompletions(DecisionsCase, unittest.TestCase):
    def state(self, completion):
        return self.store.completion(completion).state

    def test_the_units_staff_lets_a_held_completion_count(self):
        _, done, _ = self.held(MAI)
        self.assertEqual(self.total("everyone"), 0)
        self.assertEqual(self.by(self.staff, decisions.count, [done]), {"done": 1, "passed": 0, "waiting": 0})
        self.assertEqual((self.state(done), self.total("everyone")), ("counted", 1))
        (record,) = self.last()
        self.assertEqual((record.kind, record.by, record.unit), (records.RELEASED, "unit", KIM))

    def test_pressed_twice_it_is_one_record(self):
        _, done, _ = self.held()
        for method, more in ((decisions.count, ()), (decisions.refuse, ("không có người này",))):
            with self.subTest(method.__name__):
                self.by(self.staff, decisions.count, [done])
                before = self.kinds()
                self.assertEqual(self.by(self.staff, method, [done], *more), {"done": 0, "passed": 1, "waiting": 0})
                self.assertEqual(self.kinds(), before)

    def test_refusing_revokes_the_paper_for_the_same_reason(self):
        _, done, serial = self.held()
        self.by(self.manager, decisions.refuse, f'["{done}"]', "  không có\n người này ")
        self.assertEqual((self.state(done), self.store.certificate(serial).revoked), ("refused", "không có người này"))
        self.assertEqual([record.by for record in self.last(2)], ["province", "province"])

    def test_many_are_decided_at_once_and_what_was_decided_before_is_passed(self):
        held = [self.held()[1] for _ in range(4)]
        self.by(self.staff, decisions.refuse, held[:1], "trùng")
        self.assertEqual(self.by(self.staff, decisions.count, held), {"done": 3, "passed": 1, "waiting": 0})
        self.assertEqual([self.state(one) for one in held], ["refused", "counted", "counted", "counted"])

    def test_one_of_another_unit_among_them_and_none_is_decided(self):
        own, foreign = self.held()[1], self.held(unit=LENG)[1]
        for named in (foreign, "khong-co", own.upper()):
            self.refused(self.staff, decisions.count, [own, named])
            self.refused(self.staff, decisions.refuse, [own, named], "trùng")
        self.assertEqual((self.state(own), self.state(foreign)), ("held", "held"))

    def test_nobody_else_decides_or_sees_a_name(self):
        _, done, _ = self.held(MAI)
        for user in self.outsiders():
            self.refused(user, decisions.count, [done])
            self.refused(user, decisions.refuse, [done], "trùng")
            self.refused(user, decisions.count_after_all, done)
            self.refused(user, decisions.people, [done])

    def test_nobody_decides_about_themselves_nor_about_who_may_be_the_same_person(self):
        own, own_done, _ = self.held(MAI)
        _, likely, _ = self.held(Person("Lò Thị Mai", 1985))
        _, other, _ = self.held(PAO)
        for user in (self.staff, self.manager):
            self.own_account(user, own)
            for done in (own_done, likely):
                self.refused(user, decisions.count, [other, done])
            rows.write(f"DELETE FROM {rows.ACCOUNT}")
        self.assertEqual(self.by(self.staff, decisions.count, [other])["done"], 1)

    def test_who_has_moved_to_another_unit_is_decided_by_the_province(self):
        learner, done, serial = self.held(MAI)
        self.put(self.history.corrected(learner, MAI, unit=LENG))
        for user in (self.staff, self.others):
            self.refused(user, decisions.count, [done])
            self.refused(user, decisions.revoke, serial, "trùng")
        self.assertEqual(self.by(self.manager, decisions.count, [done])["done"], 1)

    def test_who_decides_sees_whom(self):
        _, done, _ = self.held(MAI)
        (one,) = self.by(self.staff, decisions.people, [done])
        self.assertEqual((one["name"], one["birth_year"], one["unit"]), (MAI.name, MAI.birth_year, "xã Mường Kim"))
        self.assertEqual((one["course"], one["state"], one["user"]), (f"Khóa {SAFETY}", "held", ""))

    def test_a_refused_one_counts_after_all_with_a_new_paper_once(self):
        _, done, serial = self.held(MAI)
        self.refused(self.staff, decisions.count_after_all, done, error=frappe.ValidationError)
        self.by(self.staff, decisions.refuse, [done], "nhầm")
        new = self.by(self.staff, decisions.count_after_all, done)
        self.assertEqual(self.state(done), "counted")
        self.assertEqual(self.store.certificate_of(done).serial, new)
        self.assertEqual(read_payload(self.store.paper(new))[1].holder, MAI.name)
        self.assertIsNotNone(self.store.certificate(serial).revoked)
        self.refused(self.staff, decisions.count_after_all, done, error=frappe.ValidationError)

    def test_a_member_s_completion_counts_by_confirming_the_member_and_may_be_refused(self):
        learner, done, _ = self.held(MAI)
        rows.write(f"UPDATE {rows.COMPLETION} SET way = 'account' WHERE name = %s", done)
        member = self.user("hoc-vien-2@example.vn")
        self.own_account(member, learner)
        self.assertEqual(self.by(self.staff, decisions.count, [done]), {"done": 0, "passed": 0, "waiting": 1})
        self.assertEqual(self.state(done), "held")
        self.by(self.staff, decisions.refuse, [done], "làm hộ")
        self.refused(self.staff, decisions.count_after_all, done, error=frappe.ValidationError)
        frappe.db.set_value("User", member, {"bdhvs_unit": KIM, "bdhvs_unit_state": "Confirmed"})
        self.by(self.staff, decisions.count_after_all, done)
        self.assertEqual(self.state(done), "counted")

    def test_what_is_no_list_and_what_is_no_reason_is_refused(self):
        done = self.held()[1]
        for told in ("{}", "[]", "[1]", '[""]', [done] * 0, [str(number) for number in range(501)]):
            self.refused(self.staff, decisions.count, told, error=frappe.ValidationError)
        for reason in ("", " \n", "x" * 121, "a\x00b"):
            self.refused(self.staff, decisions.refuse, [done], reason, error=frappe.ValidationError)


class TestPairs(DecisionsCase, unittest.TestCase):
    def pair(self, unit=KIM):
        one = self.new_learner(MAI, unit=unit)
        other = self.new_learner(Person(MAI.name, MAI.birth_year), unit=unit)
        return rows.digest(*sorted((one, other))), one, other

    def test_staff_sees_both_and_decides_once(self):
        name, one, other = self.pair()
        self.put(self.history.completed(one, SAFETY))
        shown = self.by(self.staff, decisions.pair, name)
        self.assertEqual([person["learner"] for person in shown["people"]], sorted((one, other)))
        self.assertEqual({person["name"] for person in shown["people"]}, {MAI.name})
        self.assertEqual(shown["people"][0]["courses"], [f"Khóa {SAFETY}"])
        self.assertEqual((shown["merged"], shown["decided"]), (False, ""))
        self.assertTrue(self.by(self.staff, decisions.decide, name, False))
        self.assertEqual(self.store.undecided(), [])
        self.assertNotEqual(self.store.learner(one).root, self.store.learner(other).root)
        before = self.kinds()
        self.assertFalse(self.by(self.staff, decisions.decide, name, False))
        self.assertEqual(self.kinds(), before)

    def test_a_decision_can_be_taken_back(self):
        name, one, other = self.pair()
        for same in ("1", "0", "1"):  # as a browser sends it
            self.assertTrue(self.by(self.manager, decisions.decide, name, same))
        self.assertEqual(self.store.learner(one).root, self.store.learner(other).root)
        self.assertEqual([record.by for record in self.last(3)], ["province"] * 3)

    def test_a_pair_across_two_units_is_the_province_s(self):
        name, one, other = self.pair()
        self.put(self.history.corrected(other, MAI, unit=LENG))
        for user in (self.staff, self.others):
            self.refused(user, decisions.pair, name)
            self.refused(user, decisions.decide, name, True)
            self.assertEqual(self.by(user, frappe.get_list, permissions.LINK), [])
        both = self.user("hai-xa@example.vn", [permissions.UNIT_STAFF], [KIM, LENG])
        self.assertTrue(self.by(both, decisions.decide, name, True))
        self.assertEqual(self.store.learner(other).root, one)

    def test_nobody_else_sees_or_decides_one(self):
        name, *_ = self.pair()
        for user in self.outsiders():
            self.refused(user, decisions.pair, name)
            self.refused(user, decisions.decide, name, True)
        self.refused(self.staff, decisions.decide, "0" * 64, True)
        self.refused(self.manager, decisions.decide, "0" * 64, True, error=frappe.DoesNotExistError)

    def test_nobody_decides_whether_they_are_somebody_else(self):
        name, one, _ = self.pair()
        self.own_account(self.staff, one)
        self.refused(self.staff, decisions.decide, name, False)

    def test_the_list_of_pairs_is_of_the_own_unit_and_not_for_trainers(self):
        (own, *_), (foreign, *_) = self.pair(), self.pair(LENG)
        self.assertEqual(self.by(self.staff, frappe.get_list, permissions.LINK, pluck="name"), [own])
        self.assertTrue(self.by(self.staff, frappe.has_permission, permissions.LINK, doc=own))
        self.assertFalse(self.by(self.staff, frappe.has_permission, permissions.LINK, doc=foreign))
        trainer = self.user("tap-huan@example.vn", [permissions.TRAINER], [KIM])
        self.assertFalse(self.by(trainer, frappe.has_permission, permissions.LINK))


class TestMethods(DecisionsCase, unittest.TestCase):
    def test_none_of_them_answers_a_get(self):
        for method in METHODS:
            for verb, allowed in (("GET", False), ("POST", True)):
                frappe.local.request = frappe._dict(method=verb)
                self.addCleanup(setattr, frappe.local, "request", None)
                with self.subTest(method=method.__name__, verb=verb):
                    if allowed:
                        is_valid_http_method(method)
                    else:
                        with self.assertRaises(frappe.PermissionError):
                            is_valid_http_method(method)

    def test_each_is_whitelisted_for_who_is_signed_in_alone(self):
        for method in METHODS:
            self.assertIn(method, frappe.whitelisted)
            self.assertNotIn(method, frappe.guest_methods)

    def test_what_is_of_another_type_never_reaches_the_rules(self):
        learner = self.new_learner(MAI)
        for method, given in ((decisions.erase, (learner, ["x"])), (decisions.revoke, ({"a": 1}, "x"))):
            self.refused(self.manager, method, *given, error=frappe.exceptions.FrappeTypeError)
