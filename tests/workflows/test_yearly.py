"""Rounds open by themselves on their day, once, also when nothing ran that day (R-030, R-036)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from agreements.models import Case, Duty, Kind, Round, StepRecord
from people.models import Municipality
from tests.conftest import NOW
from tests.workflows.stages import fresh, noon
from workflows import rounds
from workflows.cases import NewCase, open_case
from workflows.timed import take_due_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Body
    from people.models import Unit, User


@pytest.fixture
def held(
    nuuk: Municipality, culture: Unit, officer: User, sister_city: Kind, routes: None
) -> Callable[..., Case]:
    def make(title: str = "Venskabsby", owner: Municipality | None = None) -> Case:
        new = NewCase(title=title, kind=sister_city, unit=culture)
        case = open_case(new, owner=nuuk, by=officer, at=NOW)
        Case.objects.filter(pk=case.pk).update(state="active", owner=owner or nuuk)
        return fresh(case)

    return make


def set_days(town: Municipality, **days: date | None) -> None:
    Municipality.objects.filter(pk=town.pk).update(**days)


def opened(at: datetime) -> int:
    return take_due_steps(at=at)["open_round"]


def years(sort: str = "owners") -> list[int]:
    rows = Round.objects.filter(sort=sort).order_by("year")
    return list(rows.values_list("year", flat=True))


@pytest.mark.requirement("R-030")
def test_the_yearly_round_opens_by_itself_on_its_day_each_year(
    held: Callable[..., Case], nuuk: Municipality
) -> None:
    case = held()
    set_days(nuuk, first_round_date=date(2026, 9, 1))

    assert opened(noon(2026, 8, 31)) == 0
    assert opened(noon(2026, 9, 1)) == 1
    assert opened(noon(2026, 9, 1)) == opened(noon(2026, 12, 31)) == 0

    row = Round.objects.get()
    assert (row.sort, row.year, row.opened_by) == ("owners", 2026, None)
    assert row.answer_by_date == date(2026, 9, 1) + timedelta(weeks=6)
    duty = Duty.objects.get(case=case, kind="still_right")
    assert duty.due is not None
    assert duty.due.latest == row.answer_by_date
    step = StepRecord.objects.filter(case=case).latest("pk")
    assert (step.step, step.automaton, step.by) == ("ask_still_right", "rounds", None)
    assert opened(noon(2027, 9, 1)) == 1
    assert years() == [2026, 2027]
    assert Duty.objects.filter(case=case, kind="still_right", status="open").count() == 1


@pytest.mark.requirement("R-030")
def test_after_a_long_standstill_it_is_caught_up_once(
    held: Callable[..., Case], nuuk: Municipality
) -> None:
    """Down from before its day in 2026 until January 2029: nobody is asked three times."""
    held()
    set_days(nuuk, first_round_date=date(2026, 11, 20))

    assert opened(noon(2029, 1, 10)) == 1
    assert opened(noon(2029, 1, 11)) == 0

    assert years() == [2028]
    assert Round.objects.get().answer_by_date == date(2029, 1, 10) + timedelta(weeks=6)


def test_what_the_secretariat_opened_that_year_is_not_opened_again(
    held: Callable[..., Case], nuuk: Municipality, secretary: User
) -> None:
    held()
    set_days(nuuk, first_round_date=date(2026, 9, 1))
    last = date(2026, 4, 30)
    rounds.open_round(nuuk, "owners", year=2026, answer_by=last, by=secretary, at=NOW)

    assert opened(noon(2026, 9, 2)) == 0
    assert opened(noon(2027, 9, 1)) == 1


def test_a_municipality_without_a_day_opens_none_by_itself(
    held: Callable[..., Case], nuuk: Municipality, aalborg: Municipality, council: Body
) -> None:
    """Another one's day asks nothing of it; nor is one about nothing opened."""
    held()
    set_days(aalborg, first_round_date=date(2026, 3, 1), election_date=date(2026, 3, 1))

    assert opened(noon(2027, 9, 1)) == 0
    assert not Round.objects.exists()


def test_a_day_in_february_comes_back_in_a_leap_year(
    held: Callable[..., Case], nuuk: Municipality
) -> None:
    held()
    set_days(nuuk, first_round_date=date(2028, 2, 29))

    days = [(2028, 2, 28), (2028, 2, 29), (2029, 2, 28), (2032, 2, 28), (2032, 2, 29)]
    assert [opened(noon(*day)) for day in days] == [0, 1, 1, 1, 1]
    assert years() == [2028, 2029, 2031, 2032]  # 2031 a little late


def test_its_day_begins_where_the_municipality_is(
    held: Callable[..., Case], nuuk: Municipality, aalborg: Municipality
) -> None:
    """At one in the night in Aalborg it is still yesterday in Nuuk."""
    held()
    held("Aalborg", aalborg)
    for town in (nuuk, aalborg):
        set_days(town, first_round_date=date(2026, 9, 1))

    assert opened(datetime(2026, 8, 31, 23, 30, tzinfo=UTC)) == 1

    assert Round.objects.get().municipality == aalborg


@pytest.mark.requirement("R-036")
def test_the_round_of_posts_and_bodies_opens_the_day_after_the_election(
    nuuk: Municipality, council: Body, committee: Body
) -> None:
    set_days(nuuk, election_date=date(2029, 4, 3))

    assert opened(noon(2029, 4, 3)) == 0
    assert opened(noon(2029, 4, 20)) == 1  # nothing ran on the day itself
    assert opened(noon(2029, 4, 21)) == opened(noon(2030, 4, 4)) == 0

    row = Round.objects.get()
    assert (row.sort, row.year) == ("election", 2029)
    assert {item.body for item in row.items.all()} == {council, committee}
    set_days(nuuk, election_date=date(2033, 4, 5))
    assert opened(noon(2033, 4, 6)) == 1
