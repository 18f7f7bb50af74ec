"""A class on the site, from opening to papers: by the portal's own forms, what Desk then shows, and what it costs."""

from __future__ import annotations

import dataclasses
import unittest
from datetime import date
from unittest.mock import patch

import frappe
from frappe.permissions import add_user_permission
from werkzeug.wrappers import Response

from ...movement import classes
from ...movement.claims import Means
from ...movement.class_tests import test_of as questions_of
from ...movement.classes import SPOKEN, ClassClosed, NotPassed, Plan, Result, code_from_bytes
from ...movement.codes import PosterCode
from ...movement.errors import InvalidRecord
from ...movement.people import Person
from ...printing import available
from ...testing.case import KIM, LENG, SAFETY, ContractCase
from .. import host, permissions, posters, rows, site
from .case import SiteCase
from .visiting import Visitor, hidden, text_of

CODE = code_from_bytes(b"lophc")
TODAY = date(2026, 3, 2)


def means(case: ContractCase) -> Means:
    """The site's, at the moment of the case's clock."""
    given = host.SiteHost(case.store).means()
    return dataclasses.replace(given, now=case.clock(), new_id=case.history.new_id)


class TestClasses(SiteCase, ContractCase, unittest.TestCase):
    """By the rules of `movement.classes`, over the site's tables."""

    def open(self, people: int = 3) -> list[str]:
        plan = Plan(KIM, SAFETY, "0" * 12, "Nhà văn hóa", "Bản Thẳm", TODAY, "citizens", ("lan@example.vn",))
        self.store.append(classes.open_class(plan, CODE, self.store, means(self), "lan@example.vn"))
        names = [Person(f"Lò Thị {chr(65 + n // 20)}{chr(97 + n % 20)}", 1960 + n) for n in range(people)]
        self.store.append(classes.enrol(self.cls, names, self.store, means(self), "lan@example.vn"))
        self.clock.move(minutes=1)
        return [seat.learner for seat in self.store.roll(CODE)]

    @property
    def cls(self) -> classes.TrainingClass:
        found = self.store.training_class(CODE)
        assert found is not None
        return found

    def tell(self, right: dict[str, int]) -> None:
        results = {learner: Result(SPOKEN, number, 5) for learner, number in right.items()}
        self.store.append(classes.tell_results(self.cls, results, self.store, means(self), "lan@example.vn"))
        self.clock.move(minutes=1)

    def close(self) -> None:
        self.store.append(classes.close_class(self.cls, self.store, means(self), "lan@example.vn"))

    def test_desk_shows_a_class_as_closing_attested_it(self) -> None:
        one, other, _absent = self.open()
        self.tell({one: 5, other: 2})
        shown = ["day", "unit", "place", "attended", "passed", "closed"]
        before = frappe.db.get_value("BDHVS Class", CODE, shown, as_dict=True)
        self.assertEqual((before.attended, before.passed, before.closed), (0, 0, ""))
        self.close()
        after = frappe.db.get_value("BDHVS Class", CODE, shown, as_dict=True)
        self.assertEqual((after.day, after.unit, after.attended, after.passed), (TODAY, KIM, 2, 1))
        self.assertTrue(after.closed)
        seat = frappe.get_doc("BDHVS Seat", rows.digest(CODE, one))
        self.assertEqual((seat.present, seat.right_answers, seat.questions), ("present", 5, 5))
        self.assertEqual(frappe.db.get_value("BDHVS Completion", seat.completion, "way"), "class")

    def test_what_a_second_closing_says_changes_nothing(self) -> None:
        learners = self.open()
        first = self.history.closed(CODE, *learners[:2])
        self.clock.move(hours=1)
        self.put(self.history.closed(CODE))
        self.put(first)
        stands = frappe.db.get_value("BDHVS Class", CODE, ["attended", "passed", "closed", "closing"])
        self.assertEqual(stands, (2, 2, first.at, first.id))

    def test_a_closed_class_stays_as_it_is_and_one_without_a_pass_stays_open(self) -> None:
        one, *_ = self.open()
        with self.assertRaises(NotPassed):
            self.close()
        self.tell({one: 5})
        self.close()
        with self.assertRaises(ClassClosed):
            self.close()
        with self.assertRaises(ClassClosed):
            self.tell({one: 1})

    def test_a_class_and_its_roll_are_made_changed_and_deleted_by_records_alone(self) -> None:
        (learner,) = self.open(1)
        for doctype, name in (("BDHVS Class", CODE), ("BDHVS Seat", rows.digest(CODE, learner))):
            with self.subTest(doctype=doctype):
                doc = frappe.get_doc(doctype, name)
                with self.assertRaises(frappe.PermissionError):
                    doc.save(ignore_permissions=True)
                with self.assertRaises(frappe.PermissionError):
                    doc.delete(ignore_permissions=True)
                with self.assertRaises(frappe.PermissionError):
                    frappe.get_doc({"doctype": doctype, "name": "moi"}).insert(ignore_permissions=True)

    def test_names_and_numbers_that_no_column_takes_leave_nothing_behind(self) -> None:
        (learner,) = self.open(1)
        before = len(self.stored())
        long = "x" * 141
        for record in (
            self.history.enrolled(CODE, long),
            self.history.attended(CODE, present=[learner], absent=[long]),
            self.history.opened(CODE, place=long),
            self.history.result(CODE, learner, 2**31, of=2**31),
        ):
            with self.subTest(kind=record.kind), self.assertRaises(InvalidRecord):
                self.put(record)
        self.assertEqual(len(self.stored()), before)

    def test_a_class_of_sixty_costs_a_few_statements_not_some_for_each_person(self) -> None:
        def statements(ask) -> int:
            with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as asked:
                ask()
            return int(asked.call_count)

        learners = self.open(60)
        came = dict.fromkeys(learners, True)
        attend = classes.attend(self.cls, came, self.store, means(self), "lan@example.vn")
        self.assertLessEqual(statements(lambda: self.store.append(attend)), 5)
        results = {learner: Result(SPOKEN, 5, 5) for learner in learners}
        told = classes.tell_results(self.cls, results, self.store, means(self), "lan@example.vn")
        self.assertLessEqual(statements(lambda: self.store.append(told)), 6)
        self.assertEqual(statements(lambda: self.store.roll(CODE)), 1)
        self.assertEqual(statements(lambda: self.store.training_classes([KIM, LENG])), 1)
        self.assertEqual(statements(lambda: self.store.unfinished([KIM, LENG])), 1)
        closing = classes.close_class(self.cls, self.store, means(self), "lan@example.vn")
        self.assertLessEqual(statements(lambda: self.store.append(closing)), 20 + len(learners))


class TestTrainersHost(SiteCase, ContractCase, unittest.TestCase):
    """The portal through Frappe's own serving, as a trainer with a role and a unit."""

    def setUp(self) -> None:
        super().setUp()
        opened = patch.object(site, "open_store", lambda: self.store)
        opened.start()
        self.addCleanup(opened.stop)
        now = patch.object(site, "utc_now", self.clock)
        now.start()
        self.addCleanup(now.stop)
        frappe.db.delete("BDHVS Poster")
        self.trainer = Visitor(self.user("huong.dan@example.vn", "Hà Thị Trang"))

    def user(self, email: str, name: str, *roles: str, units: tuple[str, ...] = (KIM,)) -> str:
        frappe.set_user("Administrator")
        user = frappe.get_doc({"doctype": "User", "email": email, "first_name": name, "send_welcome_email": 0})
        user.extend("roles", [{"role": role} for role in roles or (permissions.TRAINER,)])
        user.flags.no_welcome_mail = True
        user.insert(ignore_permissions=True)
        for unit in units:
            add_user_permission(permissions.UNIT, unit, email, ignore_permissions=True)
        frappe.clear_cache(user=email)
        self.addCleanup(frappe.clear_cache, user=email)
        return email

    def send(self, path: str, fields: dict[str, object]) -> Response:
        page = self.trainer.get(path)
        told = {name: value for name, value in hidden(page).items() if name not in ("s", "w")}
        return self.trainer.post(path, {**told, **fields})

    def test_a_class_is_held_from_the_form_to_the_papers(self) -> None:
        plan = {"unit": KIM, "course": SAFETY, "group": "citizens", "place": "Nhà văn hóa bản Thẳm",
                "village": "Bản Thẳm", "day": "2026-03-02"}  # fmt: skip
        self.send("/bdhvs/lop/moi", plan)
        (cls,) = self.store.training_classes([KIM])
        at = f"/bdhvs/lop/{cls.code}"
        self.assertEqual(cls.plan.trainers, (self.trainer.user,))
        self.send(f"{at}/them", {"lines": "Lò Thị Mai, 1985, 0912345678\nVàng A Páo, 1979\nGiàng Thị Sua, 1990"})
        seats = {seat.person.name: seat.learner for seat in self.store.roll(cls.code)}
        mai, pao, sua = seats.values()
        self.send(f"{at}/diem-danh", {"p": [mai, pao], "s": [mai, pao, sua]})
        self.send(f"{at}/doc-to", {f"r-{mai}": str(self.asked(cls)), f"r-{pao}": "0"})
        page = text_of(self.send(f"{at}/dong", {"attest": "yes"}))
        self.assertIn("1 người được nhận giấy", page)
        seat = next(one for one in self.store.roll(cls.code) if one.learner == mai)
        self.assertTrue(seat.serial)
        said = [one.by for one in self.stored() if one.kind.startswith("class.")]
        self.assertEqual({*said}, {self.trainer.user})
        self.assertIn("Hà Thị Trang", text_of(self.trainer.get(at)))
        if available():
            paper = self.trainer.get(f"{at}/giay.pdf")
            self.assertEqual((paper.status_code, paper.mimetype), (200, "application/pdf"))
        left = text_of(self.trainer.get("/bdhvs/nguoi-hoc"))
        self.assertIn("Giàng Thị Sua", left)
        self.assertNotIn("Lò Thị Mai", left)
        found = self.store.training_class(cls.code)
        assert found is not None
        self.assertEqual((found.enrolled, found.present, found.passed), (3, 2, 1))

    def asked(self, cls: classes.TrainingClass) -> int:
        course = self.store.course(cls.plan.course)
        assert course is not None
        return len(questions_of(course, cls.code))

    def test_closing_that_is_sent_twice_is_one_closing(self) -> None:
        learner = self.new_learner(Person("Lò Thị Mai", 1985))
        self.put(
            self.history.opened(CODE),
            self.history.enrolled(CODE, learner),
            self.history.attended(CODE, present=[learner]),
            self.history.result(CODE, learner, 5, of=5),
        )
        page = self.trainer.get(f"/bdhvs/lop/{CODE}/dong")
        for _ in range(2):
            answer = self.trainer.post(f"/bdhvs/lop/{CODE}/dong", {**hidden(page), "attest": "yes"})
            self.assertEqual(answer.status_code, 200)
        kinds = [record.kind for record in self.stored()]
        self.assertEqual((kinds.count("class.closed"), kinds.count("completion")), (1, 1))

    def told(self, user: str):
        frappe.set_user(user)
        return host.SiteHost(self.store).user(frappe._dict())

    def test_roles_and_units_say_who_is_a_trainer_and_of_what(self) -> None:
        everything = {unit.code for unit in self.store.units()}
        for number, (roles, units, trainer, of) in enumerate((
            ([permissions.TRAINER], (KIM, LENG), True, {KIM, LENG}),
            ([permissions.UNIT_STAFF], (LENG,), True, {LENG}),
            ([permissions.TRAINER], (), False, set()),
            (["LMS Student"], (KIM,), False, set()),
            ([permissions.MANAGER], (), True, everything),
        )):  # fmt: skip
            with self.subTest(roles=roles, units=units):
                user = self.told(self.user(f"nguoi.{number}@example.vn", f"Người {number}", *roles, units=units))
                self.assertEqual((user.trainer, user.units, user.name), (trainer, of, f"Người {number}"))
        self.assertIsNone(self.told("Guest"))

    def test_the_site_signs_in_by_its_own_pages(self) -> None:
        answer = Visitor("Guest").open("GET", "/bdhvs/lop")
        self.assertEqual(answer.headers["Location"], "/login?redirect-to=/bdhvs/lop")
        self.assertIsNone(host.SiteHost(self.store).accounts)

    def test_a_trainer_who_left_is_named_and_nobody_by_an_e_mail_address(self) -> None:
        left = self.user("da.nghi@example.vn", "Vàng A Páo")
        frappe.db.set_value("User", left, "enabled", 0)
        nameless = self.user("khong.ten@example.vn", "khong.ten@example.vn")
        names = host.SiteHost(self.store).names
        asked = [left, nameless, "khong.co@example.vn", self.trainer.user]
        self.assertEqual(names(asked), {left: "Vàng A Páo", self.trainer.user: "Hà Thị Trang"})
        self.assertEqual(names([]), {})

    def test_fellow_trainers_are_those_who_hold_a_role_and_the_unit(self) -> None:
        staff = self.user("can.bo@example.vn", "Lò Văn Cán", permissions.UNIT_STAFF)
        self.user("hv@example.vn", "Học Viên", "LMS Student")
        self.user("khac@example.vn", "Nơi Khác", units=(LENG,))
        found = host.SiteHost(self.store).trainers([KIM])
        self.assertEqual(found, {self.trainer.user: "Hà Thị Trang", staff: "Lò Văn Cán"})
        self.assertEqual(host.SiteHost(self.store).trainers([]), {})

    def test_printing_posters_notes_the_day_once_for_each_code(self) -> None:
        if not available():
            self.skipTest("WeasyPrint isn't here")
        fields = {"unit": KIM, "course": SAFETY, "channel": "A", "place": "2"}
        for _ in range(2):
            self.assertEqual(self.send("/bdhvs/ap-phich", fields).mimetype, "application/pdf")
        (row,) = frappe.get_all("BDHVS Poster", fields=["name", "unit", "place", "printed_on"])
        self.assertEqual((row.name, row.unit, row.place), (str(PosterCode(KIM, "AT01", "A", 2)), KIM, 2))
        self.assertEqual(str(row.printed_on), frappe.utils.today())
        (use,) = posters.uses([KIM])
        self.assertEqual((str(use.code), use.people), (row.name, 0))
        self.assertEqual(posters.uses([LENG]), [])
