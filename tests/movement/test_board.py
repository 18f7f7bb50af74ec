"""The count and the board: what targets ask, who counts, and what is never shown."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement.board import Numbers, board, offered, years
from bdhvs_lms.movement.targets import (
    ACCOUNT,
    CLASS,
    SELF,
    WAYS,
    Achievement,
    Denominator,
    Done,
    Requirement,
    Tally,
    Target,
    achieved,
)
from bdhvs_lms.movement.units import AGENCY, COMMUNE, PROVINCE, WARD, WHOLE_PROVINCE, Unit

KIM, LENG = Unit("03637", "Mường Kim", COMMUNE), Unit("03388", "Đoàn Kết", WARD)
HEALTH = Unit("SYT01", "Sở Y tế", AGENCY)
WHOLE = Unit(PROVINCE, "Lai Châu", WHOLE_PROVINCE)
UNITS = (WHOLE, KIM, LENG)
TARGET = Target(
    "t", "Người dân", "citizens", PROVINCE, 2026, 80, None, ("b", "a"), (CLASS, ACCOUNT), "văn bản", "press"
)
ATTESTED, ANYWAY = TARGET.requirement, Requirement("citizens", ("a", "b"))
NONE = Numbers((), {}, {})


def people(unit, year, way, number, requirement=ATTESTED):
    return Tally(requirement.key, unit.code, year, way, number)


def rows(*, targets=(TARGET,), denominators=(), tallies=(), units=UNITS, year=2026, held=None, undecided=None):
    numbers = Numbers(tallies, held or {}, undecided or {})
    found = board("t", year, units=units, targets=targets, denominators=denominators, numbers=numbers)
    return {row.unit.code: row for row in found}


days = st.dates(date(2024, 12, 30), date(2027, 1, 3))
completions = st.lists(st.builds(Done, days, st.sampled_from("abc"), st.sampled_from(WAYS)), max_size=8)
subsets = st.lists(st.sampled_from(WAYS), unique=True)


# --- when a requirement is met ---


@given(completions, st.sets(st.sampled_from("abc"), min_size=1), subsets)
def test_a_requirement_is_met_on_the_first_day_on_which_all_its_courses_are_done(done, courses, ways):
    requirement = Requirement("citizens", tuple(sorted(courses)), tuple(ways))
    found = achieved(requirement, done)
    span = [date(2024, 12, 30) + timedelta(days=n) for n in range(740)]

    def all_done(day):
        return all(
            any(one.course == course and one.way in ways and one.day <= day for one in done) for course in courses
        )

    first = next((day for day in span if all_done(day)), None)
    assert (found.day if found else None) == first
    assert found is None or found.way in ways


@given(completions, st.randoms(use_true_random=False))
def test_the_order_of_completions_does_not_matter(done, random):
    shuffled = done.copy()
    random.shuffle(shuffled)
    assert achieved(ANYWAY, done) == achieved(ANYWAY, shuffled)


@given(completions, subsets)
def test_who_meets_a_target_has_met_it_by_any_way_no_later(done, ways):
    narrow, wide = achieved(replace(ANYWAY, ways=tuple(ways)), done), achieved(ANYWAY, done)
    if narrow is not None:
        assert wide is not None
        assert wide.day <= narrow.day


def test_the_way_is_the_least_attested_of_those_that_were_needed():
    day = date(2026, 1, 1)
    done = [
        Done(day, "a", ACCOUNT),
        Done(day, "b", SELF),
        Done(day, "b", CLASS),
        Done(day + timedelta(1), "b", ACCOUNT),
    ]
    assert achieved(ANYWAY, done) == Achievement(day, CLASS)
    assert achieved(ANYWAY, done[:2]) == Achievement(day, SELF)


def test_a_requirement_without_courses_is_not_met_by_completing():
    with pytest.raises(ValueError, match="without courses"):
        achieved(Requirement("citizens"), [])


@given(st.sampled_from(["citizens", "officials"]), st.sets(st.sampled_from(["an-toan", "b", "c"])), subsets)
def test_a_requirement_has_one_key_whatever_the_order_it_was_written_in(group, courses, ways):
    key = Requirement(group, tuple(courses), tuple(ways)).key
    assert Requirement(group, tuple(sorted(courses, reverse=True)), tuple(reversed(ways))).key == key


# --- the split ---


@given(st.lists(st.tuples(st.sampled_from([KIM, LENG]), completions), max_size=12), subsets, st.integers(2024, 2027))
def test_counted_and_other_together_are_all_who_completed(learners, ways, year):
    target = replace(TARGET, year=year, ways=tuple(ways))
    tally = Counter()
    for unit, done in learners:
        for requirement in {target.requirement, ANYWAY}:
            if found := achieved(requirement, done):
                tally[requirement.key, unit.code, found.day.year, found.way] += 1
    tallies = [Tally(*key, number) for key, number in tally.items()]
    shown = rows(targets=[target], tallies=tallies, year=year)
    for code, mine in ((PROVINCE, {KIM, LENG}), (KIM.code, {KIM}), (LENG.code, {LENG})):
        met = [achieved(ANYWAY, done) for unit, done in learners if unit in mine]
        expected = sum(one is not None and one.day.year <= year for one in met)
        row = shown[code]
        assert row.total + sum(row.other.values()) == expected
        assert min([*row.counted.values(), *row.other.values()]) >= 0
        assert all(row.counted[way] == 0 for way in WAYS if way not in ways)
    for way in WAYS:
        assert shown[PROVINCE].counted[way] == shown[KIM.code].counted[way] + shown[LENG.code].counted[way]


def test_a_target_whose_courses_are_not_chosen_counts_nobody():
    tallies = [people(KIM, 2026, "", 5, Requirement("citizens"))]
    shown = rows(targets=[replace(TARGET, courses=())], tallies=tallies)[KIM.code]
    assert (shown.total, sum(shown.other.values()), shown.registered) == (0, 0, 5)


def test_years_are_cumulative_and_later_years_are_not_shown():
    tallies = [people(KIM, 2025, CLASS, 3), people(KIM, 2026, CLASS, 4), people(KIM, 2027, CLASS, 5)]
    targets = [replace(TARGET, year=year) for year in (2025, 2026, 2027)]
    totals = [rows(targets=targets, tallies=tallies, year=year)[KIM.code].total for year in (2025, 2026, 2027)]
    assert totals == [3, 7, 12]


# --- percentages, goals, denominators ---


def test_without_a_denominator_people_are_shown_and_never_a_percentage():
    row = rows(tallies=[people(KIM, 2026, CLASS, 7)])[KIM.code]
    assert (row.total, row.denominator, row.percent, row.goal, row.gap) == (7, None, None, None, None)


def test_a_denominator_of_another_year_group_or_unit_is_not_taken():
    others = [Denominator(KIM.code, "citizens", 2025, 9, "x"), Denominator(KIM.code, "officials", 2026, 9, "x"),
              Denominator(LENG.code, "citizens", 2026, 9, "x")]  # fmt: skip
    assert rows(denominators=others)[KIM.code].denominator is None


@given(st.integers(1, 500_000), st.integers(0, 100), st.integers(0, 600_000))
def test_a_goal_is_the_smallest_number_of_people_that_reaches_the_percentage(denominator, percent, counted):
    row = rows(targets=[replace(TARGET, percent=percent)], tallies=[people(KIM, 2026, CLASS, counted)],
               denominators=[Denominator(KIM.code, "citizens", 2026, denominator, "x")])[KIM.code]  # fmt: skip
    assert row.goal * 100 >= percent * denominator > (row.goal - 1) * 100
    assert (row.gap >= 0) == (counted * 100 >= percent * denominator)


def test_an_empty_unit_has_no_percentage():
    row = rows(denominators=[Denominator(KIM.code, "citizens", 2026, 0, "x")])[KIM.code]
    assert (row.denominator, row.percent, row.goal) == (0, None, 0)


def test_the_provinces_denominator_is_entered_or_the_sum_where_every_unit_has_one():
    kim, leng = (Denominator(unit.code, "citizens", 2026, 100, "x") for unit in (KIM, LENG))
    entered = Denominator(PROVINCE, "citizens", 2026, 1000, "x")
    assert rows(denominators=[kim])[PROVINCE].denominator is None
    assert rows(denominators=[kim, leng])[PROVINCE].denominator == 200
    assert rows(denominators=[kim, leng, entered])[PROVINCE].denominator == 1000
    assert rows(denominators=[entered])[PROVINCE].denominator == 1000
    assert rows(denominators=[])[PROVINCE].denominator is None


def test_a_unit_that_was_made_up_needs_no_denominator():
    units = (*UNITS, Unit("00000", "Xã mẫu", COMMUNE, sample=True))
    both = [Denominator(unit.code, "citizens", 2026, 100, "x") for unit in (KIM, LENG)]
    assert rows(units=units, denominators=both)[PROVINCE].denominator == 200


def test_a_head_count_binds_only_the_unit_that_it_was_set_for():
    shown = rows(targets=[replace(TARGET, percent=None, people=1000)], tallies=[people(KIM, 2026, CLASS, 250)])
    assert (shown[PROVINCE].goal, shown[PROVINCE].gap) == (1000, -750)
    assert (shown[KIM.code].goal, shown[KIM.code].total) == (None, 250)


def test_a_target_without_a_figure_yet_has_no_goal():
    both = [Denominator(KIM.code, "citizens", 2026, 100, "x")]
    row = rows(targets=[replace(TARGET, percent=None)], denominators=both, tallies=[people(KIM, 2026, CLASS, 5)])[
        KIM.code
    ]
    assert (row.goal, row.percent) == (None, 5.0)


# --- which units ---


def test_a_units_own_target_takes_the_provinces_place_there_and_nowhere_else():
    own = replace(TARGET, unit=KIM.code, percent=90, ways=WAYS)
    tallies = [people(KIM, 2026, CLASS, 1), people(KIM, 2026, SELF, 2, own.requirement)]
    shown = rows(targets=[TARGET, own], tallies=tallies)
    assert [row.target.percent for row in shown.values()] == [80, 90, 80]
    assert (shown[KIM.code].total, shown[PROVINCE].total) == (2, 1)


def test_agencies_have_only_their_own_targets():
    units = (*UNITS, HEALTH)
    assert list(rows(units=units)) == [PROVINCE, KIM.code, LENG.code]
    own = replace(TARGET, unit=HEALTH.code)
    assert list(rows(units=units, targets=[TARGET, own])) == [PROVINCE, KIM.code, LENG.code, HEALTH.code]
    assert list(rows(units=units, targets=[own])) == [HEALTH.code]


def test_people_of_agencies_count_for_the_province():
    tallies = [people(HEALTH, 2026, ACCOUNT, 4), people(KIM, 2026, CLASS, 1)]
    assert rows(units=(*UNITS, HEALTH), tallies=tallies)[PROVINCE].total == 5


def test_what_is_held_or_undecided_is_shown_by_unit_for_the_targets_group_and_courses_alone():
    shown = rows(
        held={(KIM.code, "citizens", "a"): 2, (LENG.code, "citizens", "b"): 1, (KIM.code, "officials", "a"): 5,
              (KIM.code, "citizens", "c"): 5},
        undecided={(LENG.code, "citizens"): 3, (LENG.code, "officials"): 5},
    )  # fmt: skip
    assert [(row.held, row.undecided) for row in shown.values()] == [(3, 3), (2, 0), (1, 3)]


def test_a_target_goes_on_until_another_year_is_set_and_people_go_on_counting():
    later = replace(TARGET, year=2028, percent=90)
    tallies = [people(KIM, 2026, CLASS, 1), people(KIM, 2027, CLASS, 2), people(KIM, 2028, CLASS, 4)]
    shown = {year: rows(targets=(TARGET, later), tallies=tallies, year=year)[KIM.code] for year in (2026, 2027, 2028)}
    assert {year: (row.total, row.target.percent) for year, row in shown.items()} == {
        2026: (1, 80), 2027: (3, 80), 2028: (7, 90),
    }  # fmt: skip
    assert [one.year for one in offered((TARGET, later), 2027)] == [2026]
    assert years((TARGET,), 2027) == range(2026, 2028)


def test_the_province_s_target_heads_the_board_whatever_units_have_of_their_own():
    own = replace(TARGET, unit=KIM.code, title="riêng", people=500, percent=None)
    for order in ((TARGET, own), (own, TARGET)):
        assert offered(order, 2026) == (TARGET,)
    assert offered((own,), 2026) == (own,)


def test_a_sample_unit_has_only_its_own_row_and_is_in_no_sum():
    made_up = Unit("T00MA", "Cơ quan mẫu", "cơ quan", sample=True)
    tallies = [people(made_up, 2026, CLASS, 4), people(KIM, 2026, CLASS, 1)]
    shown = rows(units=(*UNITS, made_up), tallies=tallies)
    assert made_up.code not in shown
    assert shown[PROVINCE].total == 1


def test_an_agency_with_people_has_a_row_and_one_without_takes_no_percentage_away():
    have = [Denominator(unit.code, "citizens", 2026, 10, "UBND") for unit in (KIM, LENG)]
    assert rows(units=(*UNITS, HEALTH), denominators=have)[PROVINCE].denominator == 20
    shown = rows(units=(*UNITS, HEALTH), denominators=have, tallies=[people(HEALTH, 2026, CLASS, 4)])
    assert shown[HEALTH.code].total == 4
    assert shown[PROVINCE].denominator is None


def test_an_unknown_target_or_an_earlier_year_has_no_rows():
    assert rows(year=2025) == {}
    assert board("other", 2026, units=UNITS, targets=[TARGET], denominators=(), numbers=NONE) == ()
