"""A trainer at the laptop, and what they do there."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from bdhvs_lms.field.accounts import AccountBook
from bdhvs_lms.movement.class_tests import test_of as questions_of

from .support import CITIZENS, Phone, read

KIM, LENG = "03637", "03405"
HERE = "127.0.0.1"
PLAN = {
    "unit": KIM, "course": CITIZENS, "group": "citizens", "place": "Nhà văn hóa bản Thẳm", "village": "Bản Thẳm",
    "day": "2026-11-22",
}  # fmt: skip
MAI, POW = "Lò Thị Mai, 1985, 0912345678, Bản Thẳm", "Vàng A Pó 1979"


class Laptop(Phone):
    """A browser on the laptop itself, signed in."""

    def __init__(self, app, address=HERE, base="http://localhost"):
        super().__init__(app, base=base, address=address)

    def sign_in(self, account, password, target=""):
        form = read(self.get("/bdhvs/vao")).hidden()
        return self.post(f"/bdhvs/vao?toi={target}", {**form, "account": account, "password": password})

    def send(self, path, data=None, to=""):
        """Opens a page and sends its form with these fields."""
        page = self.get(path)
        assert page.status_code == 200, read(page).text
        hidden = {name: value for name, value in read(page).hidden().items() if name not in ("s", "w")}
        return self.post(to or path, {**hidden, **(data or {})})

    def open_class(self, **changed) -> str:
        """→ the class's code."""
        answer = self.send("/bdhvs/lop/moi", {**PLAN, **changed})
        assert answer.status_code == 303, read(answer).text
        return answer.headers["Location"].split("/")[3]

    def call_roll(self, code, ticked, page=None):
        """Ticks these and nobody else on the page of the roll, which may have been opened before, and saves it."""
        at = f"/bdhvs/lop/{code}/diem-danh"
        page = page or self.get(at)
        fields = [(one["name"], one["value"]) for one in read(page).all("input", type="hidden")]
        data = MultiDict([*fields, *(("p", learner) for learner in ticked)])
        return self.post(at, data)

    def add(self, code, *lines):
        return self.send(f"/bdhvs/lop/{code}/them", {"lines": "\n".join(lines)})


def trainer(installation, app, account="lo.mai", units=(KIM,), name="Lò Thị Mai"):
    """Somebody with an account, signed in on the laptop."""
    password = AccountBook(installation.store.database).add(account, name, units)
    laptop = Laptop(app)
    answer = laptop.sign_in(account, password)
    assert answer.status_code == 303, read(answer).text
    return laptop


def roll(installation, code):
    return {seat.person.name: seat for seat in installation.store.roll(code) if seat.person}


def everybody_here(laptop, installation, code):
    shown = [seat.learner for seat in installation.store.roll(code)]
    return laptop.send(f"/bdhvs/lop/{code}/diem-danh", {"p": shown, "s": shown})


def tell(laptop, installation, code, right):
    """right: name → how many questions were right."""
    seats = roll(installation, code)
    return laptop.send(f"/bdhvs/lop/{code}/doc-to", {f"r-{seats[name].learner}": str(n) for name, n in right.items()})


def close(laptop, code):
    return laptop.send(f"/bdhvs/lop/{code}/dong", {"attest": "yes"})


def asked(installation, code):
    cls = installation.store.training_class(code)
    return questions_of(installation.store.course(cls.plan.course), code)
