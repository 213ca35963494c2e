"""What ends or renews by itself: fixed terms, clauses, too few parties (lifecycles.md)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Kind, Participation, Review
from people.models import Municipality, Unit
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    duty,
    fresh,
    in_force,
    last_step,
    noon,
    open_kinds,
    period,
    seen,
    state_of,
)
from workflows import timed
from workflows.door import take


# ---------------------------------------------------------------- terms
def test_a_fixed_term_expires_the_day_after_its_last(
    nuuk: Municipality, sister_city: Kind, culture: Unit
) -> None:
    case = in_force(
        nuuk, sister_city, culture, basis="fixed", end=PartialDate.day(date(2026, 6, 30))
    )

    assert timed.take_due_steps(at=noon(2026, 6, 30))["expire"] == 0
    assert timed.take_due_steps(at=noon(2026, 7, 20))["expire"] == 1

    assert state_of(case) == "expired"
    assert period(case, "expired") == (date(2026, 7, 1), None)


def test_a_term_to_a_month_ends_with_its_last_day(
    nuuk: Municipality, sister_city: Kind, culture: Unit
) -> None:
    case = in_force(nuuk, sister_city, culture, basis="fixed", end=PartialDate.month(2026, 6))

    timed.take_due_steps(at=noon(2026, 6, 30))
    assert state_of(case) == "active"
    timed.take_due_steps(at=noon(2026, 7, 1))
    assert state_of(case) == "expired"


def renewing(nuuk: Municipality, kind: Kind, unit: Unit, end: date, months: int) -> Case:
    return in_force(
        nuuk,
        kind,
        unit,
        basis="self_renewing",
        end=PartialDate.day(end),
        renewal_months=months,
        notice_by_date=end - timedelta(days=90),
    )


def test_a_self_renewing_term_renews_by_its_clause(
    nuuk: Municipality, sister_city: Kind, culture: Unit
) -> None:
    case = renewing(nuuk, sister_city, culture, date(2026, 12, 31), 12)
    assert duty(case, "notice").due == PartialDate.day(date(2026, 10, 2))

    assert timed.take_due_steps(at=noon(2027, 1, 1))["renew_tacitly"] == 1

    assert state_of(case) == "renewed"
    assert period(case, "renewed") == (date(2027, 1, 1), None)
    second = case.terms.get(number=2)
    assert second.start == PartialDate.day(date(2027, 1, 1))
    assert second.end == PartialDate.day(date(2027, 12, 31))
    assert second.basis == "self_renewing"
    assert duty(case, "notice").due == PartialDate.day(date(2027, 10, 2))
    record = last_step(case)
    assert (record.step, record.automaton) == ("renew_tacitly", "term")


@pytest.mark.parametrize(
    ("anchor", "months", "ends"),
    [
        (
            date(2026, 1, 31),
            1,
            [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)],
        ),
        (
            date(2024, 2, 29),
            12,
            [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)],
        ),
    ],
)
def test_periods_are_counted_from_the_first_term_and_several_missed_in_one_run(
    nuuk: Municipality,
    sister_city: Kind,
    culture: Unit,
    anchor: date,
    months: int,
    ends: list[date],
) -> None:
    case = renewing(nuuk, sister_city, culture, anchor, months)

    day_after = ends[-2] + timedelta(days=1)
    at = noon(day_after.year, day_after.month, day_after.day)
    taken = timed.take_due_steps(at=at)

    assert taken["renew_tacitly"] == 4
    later = case.terms.filter(number__gt=1)
    assert [term.end.latest for term in later if term.end] == ends
    assert [term.start.latest for term in later if term.start] == [
        day + timedelta(days=1) for day in (anchor, *ends[:-1])
    ]
    assert timed.take_due_steps(at=at)["renew_tacitly"] == 0


def test_after_notice_nothing_renews(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    case = renewing(nuuk, sister_city, culture, date(2026, 12, 31), 12)
    town.end(case, date(2027, 1, 1), notice=TODAY)
    assert "notice" not in open_kinds(case)

    taken = timed.take_due_steps(at=noon(2027, 1, 2))

    assert (taken["renew_tacitly"], taken["terminate"]) == (0, 1)
    assert state_of(case) == "terminated"
    assert case.terms.count() == 1


def test_a_review_that_the_clause_overtook_is_closed_and_the_next_is_later(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    case = renewing(nuuk, sister_city, culture, date(2026, 12, 31), 12)
    take("start_review", case, by=town.officer, at=NOW, seen=seen(case))

    timed.take_due_steps(at=noon(2027, 1, 1))

    assert state_of(case) == "renewed"
    assert Review.objects.get(case=case).status == "closed"
    assert fresh(case).review == PartialDate.month(2031, 1)
    assert open_kinds(case) == {"notice", "review"}
    assert timed.take_due_steps(at=noon(2027, 1, 1))["start_review"] == 0


# ---------------------------------------------------------------- too few parties
def test_fewer_parties_than_its_kind_needs_end_it(active: Case) -> None:
    theirs = Participation.objects.get(case=active, party__name="Gentofte Kommune")
    theirs.left_date = date(2026, 12, 31)
    theirs.save()

    assert timed.take_due_steps(at=noon(2026, 12, 31))["expire_too_few"] == 0
    assert timed.take_due_steps(at=noon(2027, 1, 1))["expire_too_few"] == 1

    assert state_of(active) == "terminated"
    assert duty(active, "after_end").responsible.role == "secretariat"


def test_while_enough_parties_stay_it_is_in_force(active: Case) -> None:
    Kind.objects.filter(code="sister_city").update(minimum_parties=1)
    Participation.objects.filter(case=active).update(left_date=None)
    theirs = Participation.objects.get(case=active, party__name="Gentofte Kommune")
    theirs.left_date = TODAY
    theirs.save()

    assert timed.take_due_steps(at=noon(2026, 12, 31))["expire_too_few"] == 0
