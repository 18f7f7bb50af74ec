"""Who is the same person for certain, as erasing must know it."""

from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement import records
from bdhvs_lms.movement.records import Record
from bdhvs_lms.movement.registry import certainly_same

LEARNERS = st.sampled_from("abcdef")
FACTS = st.lists(st.tuples(st.sampled_from(["merged", "alike", "same", "different"]), LEARNERS, LEARNERS), max_size=12)


class Kept:
    """As much of a store as the rule reads."""

    def __init__(self, facts, order):
        made = [record(number, *fact) for number, fact in enumerate(facts)]
        self._records = [made[place] for place in order]

    def records(self):
        return ((one, None) for one in self._records)


def record(number, what, one, other):
    kind, data = {
        "merged": (records.MERGED, {"learner": one, "into": other}),
        "alike": (records.ALIKE, {"learner": one, "other": other}),
        "same": (records.DECIDED, {"learner": one, "other": other, "same": True}),
        "different": (records.DECIDED, {"learner": one, "other": other, "same": False}),
    }[what]
    return Record(f"{number:04}", kind, "2026-01-01T00:00:00.000Z", "", "", "", data)


def slowly(facts, learner):
    """The rule read off the facts: the last decision on a pair stands, a merge holds unless decided otherwise."""
    pairs = {}
    for what, one, other in facts:
        if what in ("same", "different"):
            pairs[frozenset((one, other))] = what == "same"
    for what, one, other in facts:
        if what == "merged":
            pairs.setdefault(frozenset((one, other)), True)
    same = {learner}
    for _again in "abcdef":
        same |= {one for pair, certain in pairs.items() if certain and pair & same for one in pair}
    return same


@given(FACTS, LEARNERS, st.data())
def test_merges_and_decisions_tell_it_in_whatever_order_records_come(facts, learner, data):
    order = data.draw(st.permutations(range(len(facts))))
    assert certainly_same(Kept(facts, order), learner) == slowly(facts, learner)


def test_a_likely_pair_is_not_certain():
    assert certainly_same(Kept([("alike", "a", "b")], [0]), "a") == {"a"}


def test_a_decision_undoes_a_merge():
    facts = [("merged", "a", "b"), ("different", "b", "a")]
    assert certainly_same(Kept(facts, [0, 1]), "a") == {"a"}
