"""Staff revoke papers, correct their holders and issue again; the province erases who wishes it."""

from __future__ import annotations

import unittest

import frappe

from bdhvs_lms.movement import records, registry
from bdhvs_lms.movement.codes import format_serial
from bdhvs_lms.movement.people import Person
from bdhvs_lms.province import completions, decisions, following, members, permissions, site
from bdhvs_lms.province.host import SiteHost
from bdhvs_lms.testing import Clock, History
from bdhvs_lms.testing.case import KIM, LENG, MAI
from bdhvs_lms.trust import read_payload

from .case import SiteCase
from .decisions_case import DecisionsCase
from .learning import certificates_of, completions_of, enroll, learn, make_course, make_user, with_keys


class TestPapers(DecisionsCase, unittest.TestCase):
    FIELDS = (MAI.name, str(MAI.birth_year), MAI.phone, MAI.village)

    def test_a_paper_is_revoked_once_and_the_completion_still_counts(self):
        serial = self.attested()
        before = self.total("citizens")
        self.by(self.staff, decisions.revoke, serial, "cấp nhầm")
        self.assertEqual(self.store.certificate(serial).revoked, "cấp nhầm")
        self.assertEqual(self.total("citizens"), before)
        self.refused(self.staff, decisions.revoke, serial, "cấp nhầm", error=frappe.ValidationError)

    def test_a_corrected_name_makes_a_new_paper_and_the_old_one_says_so(self):
        serial = self.attested()
        said = self.by(self.staff, decisions.correct, serial, "lò thị mây", "1986", "+84 912 345 678", "Bản Hon")
        learner = self.store.certificate(serial).learner
        self.assertEqual(self.store.person(learner), Person("Lò Thị Mây", 1986, "0912345678", "Bản Hon"))
        self.assertEqual((said["corrected"], said["others"]), (True, []))
        printed = read_payload(self.store.paper(said["serial"]))[1]
        self.assertEqual((printed.holder, printed.birth_year, printed.unit), ("Lò Thị Mây", 1986, KIM))
        self.assertEqual(self.store.certificate(serial).revoked, f"replaced by {format_serial(said['serial'])}")
        self.assertEqual([one.kind for one in self.last(3)], [records.CORRECTED, records.ISSUED, records.REVOKED])
        self.assertEqual({one.by for one in self.last(3)}, {"unit"})
        self.refused(self.staff, decisions.correct, serial, "Lò Thị Mây", "1986", error=frappe.ValidationError)

    def test_a_phone_is_corrected_without_a_new_paper_and_nothing_new_writes_nothing(self):
        serial = self.attested()
        said = self.by(self.staff, decisions.correct, serial, MAI.name, MAI.birth_year, "", MAI.village)
        self.assertEqual(said, {"corrected": True, "serial": "", "others": []})
        self.assertIsNone(self.store.certificate(serial).revoked)
        before = self.kinds()
        said = self.by(self.staff, decisions.correct, serial, MAI.name, MAI.birth_year, "", MAI.village)
        self.assertEqual(said, {"corrected": False, "serial": "", "others": []})
        self.assertEqual(self.kinds(), before)

    def test_another_paper_of_the_same_holder_is_named_and_issued_again_once(self):
        first = self.attested()
        learner, means = self.store.certificate(first).learner, SiteHost(self.store).means()
        done = self.history.completed(learner, "dich-vu")
        self.put(done)
        self.store.append(registry.issue_again(self.store, done.id, means, "class"))
        second = self.store.certificate_of(done.id).serial
        said = self.by(self.staff, decisions.correct, first, "Lò Thị Mây", "1985")
        self.assertEqual(said["others"], [second])
        self.assertEqual(self.by(self.staff, decisions.paper, second)["printed"]["name"], MAI.name)
        again = self.by(self.staff, decisions.issue_again, second)
        self.assertEqual(read_payload(self.store.paper(again["serial"]))[1].holder, "Lò Thị Mây")
        self.assertEqual(again["others"], [])
        self.refused(self.staff, decisions.issue_again, second, error=frappe.ValidationError)
        before = self.kinds()
        self.assertEqual(self.by(self.staff, decisions.issue_again, again["serial"])["serial"], "")
        self.assertEqual(self.kinds(), before)

    def test_what_can_t_be_a_person_is_refused_with_every_fault(self):
        serial = self.attested()
        for name, year, phone, village in (
            ("Lò 1", "1985", "", ""), ("", "1985", "", ""), (MAI.name, "85", "", ""), (MAI.name, "", "", ""),
            (MAI.name, "1985", "123", ""), (MAI.name, "1985", "", "<b>"),
        ):  # fmt: skip
            given = (serial, name, year, phone, village)
            self.refused(self.staff, decisions.correct, *given, error=frappe.ValidationError)

    def test_nobody_else_sees_revokes_or_corrects_one(self):
        serial = self.attested()
        for user in self.outsiders():
            self.refused(user, decisions.paper, serial)
            self.refused(user, decisions.revoke, serial, "cấp nhầm")
            self.refused(user, decisions.correct, serial, *self.FIELDS)
            self.refused(user, decisions.issue_again, serial)
        for method, more in ((decisions.paper, ()), (decisions.revoke, ("nhầm",)), (decisions.issue_again, ())):
            self.refused(self.staff, method, "0" * 17, *more)
            self.refused(self.manager, method, "0" * 17, *more, error=Exception)

    def test_nobody_corrects_themselves(self):
        serial = self.attested()
        self.own_account(self.manager, self.store.certificate(serial).learner)
        self.refused(self.manager, decisions.correct, serial, "Lò Thị Mây", "1986")

    def test_of_a_holder_who_moved_away_staff_sees_whether_the_paper_stands_and_no_more(self):
        serial = self.attested()
        self.clock.now = site.utc_now()
        self.put(self.history.corrected(self.store.certificate(serial).learner, MAI, unit=LENG))
        self.assertEqual(self.by(self.staff, decisions.paper, serial), {"revoked": None})
        self.refused(self.staff, decisions.correct, serial, "Lò Thị Mây", "1986")
        self.assertEqual(self.by(self.manager, decisions.paper, serial)["name"], MAI.name)

    def test_a_revoked_paper_is_issued_again_by_the_province_alone_and_once(self):
        serial = self.attested()
        self.by(self.staff, decisions.revoke, serial, "cấp nhầm")
        self.refused(self.staff, decisions.issue_again, serial, error=frappe.ValidationError)
        new = self.by(self.manager, decisions.issue_again, serial)["serial"]
        self.assertIsNone(self.store.certificate(new).revoked)
        self.assertEqual(self.store.certificate(serial).revoked, "cấp nhầm")
        self.refused(self.manager, decisions.issue_again, serial, error=frappe.ValidationError)

    def test_an_erased_holder_is_neither_corrected_nor_given_a_paper(self):
        serial = self.attested()
        self.put(self.history.erased(self.store.certificate(serial).learner))
        self.assertEqual(self.by(self.staff, decisions.paper, serial)["name"], "")
        self.refused(self.staff, decisions.correct, serial, *self.FIELDS, error=frappe.ValidationError)
        self.refused(self.manager, decisions.issue_again, serial, error=frappe.ValidationError)


class TestErasing(DecisionsCase, unittest.TestCase):
    def test_the_province_erases_who_wishes_it_wherever_they_are_known(self):
        one = self.new_learner(MAI)
        two = self.new_learner(MAI, unit=LENG)  # merged by the rule
        before = self.total("everyone")
        shown = self.by(self.manager, decisions.erasing, one)
        self.assertEqual({person["learner"] for person in shown}, {one, two})
        for typed in ("", "Lò Thị May", one):
            self.refused(self.manager, decisions.erase, one, typed, error=frappe.ValidationError)
        said = self.by(self.manager, decisions.erase, one, " lò thị mai ")
        self.assertEqual(said, {"people": 2, "users": []})
        self.assertEqual([self.store.person(learner) for learner in (one, two)], [None, None])
        self.assertEqual(self.total("everyone"), before)
        self.refused(self.manager, decisions.erase, one, MAI.name, error=frappe.ValidationError)

    def test_whose_name_isn_t_here_is_erased_by_their_id(self):
        learner = self.new_learner()
        self.refused(self.manager, decisions.erase, learner, MAI.name, error=frappe.ValidationError)
        self.by(self.manager, decisions.erase, learner, learner)
        self.assertTrue(self.store.learner(learner).erased)

    def test_nobody_but_the_province_erases_and_nobody_themselves(self):
        learner = self.new_learner(MAI)
        for user in (self.staff, *self.outsiders()):
            self.refused(user, decisions.erasing, learner)
            self.refused(user, decisions.erase, learner, MAI.name)
        self.own_account(self.manager, learner)
        self.refused(self.manager, decisions.erase, learner, MAI.name)
        self.refused(self.manager, decisions.erase, "khong-co", "khong-co", error=frappe.ValidationError)


class TestMembers(SiteCase, unittest.TestCase):
    """A member of the LMS, whose account says who they are."""

    def setUp(self):
        super().setUp()
        with_keys(self)
        self.member = make_user("can-bo@example.vn", bdhvs_unit=KIM, bdhvs_unit_state="Confirmed")
        self.manager = make_user("tinh@example.vn", roles=[{"role": permissions.MANAGER}])
        self.course, lessons = make_course("Khóa của cán bộ")
        enroll(self.course, self.member)
        learn(self.course, lessons, self.member)
        (self.done,) = completions_of(self.member)
        (self.serial,) = certificates_of(self.member, self.course)

    def ask(self, method, *given):
        frappe.set_user(self.manager)
        try:
            return method(*given)
        finally:
            frappe.set_user("Administrator")

    def rename(self):
        user = frappe.get_doc("User", self.member)
        user.update({"first_name": "Lò Thị", "last_name": "Mây"})
        user.save()

    def test_they_are_corrected_in_their_account_and_the_lms_certificate_follows(self):
        with self.assertRaises(frappe.ValidationError) as refused:
            self.ask(decisions.correct, self.serial, "Lò Thị Mây", "1985")
        self.assertIn(self.member, str(refused.exception))
        self.rename()
        paper = self.ask(decisions.paper, self.serial)
        self.assertEqual((paper["name"], paper["printed"]["name"]), ("Lò Thị Mây", "Lò Thị Mẫu"))
        said = self.ask(decisions.issue_again, self.serial)
        self.assertEqual(certificates_of(self.member, self.course), [said["serial"]])
        self.assertEqual(read_payload(site.open_store().paper(said["serial"]))[1].holder, "Lò Thị Mây")
        self.assertEqual(completions.take(self.course, self.member).serial, said["serial"])

    def test_counting_a_refused_one_after_all_brings_its_lms_certificate_along(self):
        store = site.open_store()
        history = History(Clock(site.utc_now()), unit=KIM)
        store.append(history.batch(history.refused(self.done.id), history.revoked(self.serial)))
        serial = self.ask(decisions.count_after_all, self.done.id)
        self.assertEqual(certificates_of(self.member, self.course), [serial])

    def test_an_erased_member_keeps_the_account_and_nothing_more_is_written_of_them(self):
        said = self.ask(decisions.erase, self.done.learner, "Lò Thị Mẫu")
        self.assertEqual(said, {"people": 1, "users": [self.member]})
        self.assertTrue(members.find(self.member).erased)
        self.rename()
        self.assertEqual(following.follow(self.member), 0)
        self.assertIsNone(site.open_store().person(self.done.learner))
        self.assertEqual(certificates_of(self.member, self.course), [self.serial])
