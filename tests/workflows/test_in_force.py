"""On which days was an import in force: yes, no, or unknown (decisions 8 and 9)?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Kind
from people.models import Municipality
from tests.conftest import NOW, TODAY
from workflows.cases import NewCase, open_case, set_term
from workflows.registering import register
from workflows.visit import Automaton


def answer(case: Case, day: date) -> str:
    """Was it in force that day: yes, no or unknown?"""
    if Case.objects.in_force_on(day).filter(pk=case.pk).exists():
        return "yes"
    return "unknown" if Case.objects.perhaps_in_force_on(day).filter(pk=case.pk).exists() else "no"


@pytest.fixture
def stands(nuuk: Municipality, sister_city: Kind) -> Callable[..., Case]:
    """Registers an agreement as it stands, with what is known of its days."""

    def registered(
        state: str,
        *,
        begins: PartialDate | None = None,
        ended: PartialDate | None = None,
        **days: PartialDate,
    ) -> Case:
        case = open_case(
            NewCase(title="Aftale", kind=sister_city), owner=nuuk, by=Automaton("import"), at=NOW
        )

        def fill(visit: object) -> None:
            agreement = visit.case.agreement  # type: ignore[attr-defined]
            for name, day in days.items():
                setattr(agreement, name, day)
            agreement.save()
            set_term(case, start=begins, end=None)

        register(case, state, by=Automaton("import"), at=NOW, fill=fill, ended=ended)
        return case

    return registered


@pytest.mark.requirement("R-061")
def test_without_any_day_it_is_known_in_force_since_it_was_recorded(
    stands: Callable[..., Case],
) -> None:
    case = stands("active")

    assert answer(case, TODAY) == "yes"
    assert answer(case, TODAY - timedelta(days=1)) == "unknown"
    assert answer(case, date(1990, 1, 1)) == "unknown"


def test_a_dated_agreement_is_known_in_force_since_its_date(stands: Callable[..., Case]) -> None:
    case = stands("active", dated=PartialDate.month(2019, 12))

    assert answer(case, date(2019, 12, 31)) == "yes"
    assert answer(case, date(2019, 12, 30)) == "unknown"


def test_a_term_says_from_when_it_was_not_yet_in_force(stands: Callable[..., Case]) -> None:
    case = stands("renewed", begins=PartialDate.year(2016), dated=PartialDate.month(2015, 3))

    assert answer(case, date(2015, 12, 31)) == "no"
    assert answer(case, date(2016, 1, 1)) == "unknown"
    assert answer(case, date(2016, 12, 31)) == "yes"


def test_an_end_known_to_the_month_is_unknown_within_it(stands: Callable[..., Case]) -> None:
    """Aalborg 2015: superseded in December 2019."""
    case = stands(
        "superseded",
        dated=PartialDate.day(date(2015, 8, 12)),
        ended=PartialDate.month(2019, 12),
    )

    assert answer(case, date(2015, 8, 11)) == "unknown"
    assert answer(case, date(2015, 8, 12)) == "yes"
    assert answer(case, date(2019, 11, 30)) == "yes"
    assert answer(case, date(2019, 12, 1)) == "unknown"
    assert answer(case, date(2019, 12, 31)) == "no"
    assert answer(case, date(2020, 1, 1)) == "no"


def test_an_end_nobody_tells_is_unknown_until_it_was_recorded(
    stands: Callable[..., Case],
) -> None:
    case = stands("expired", dated=PartialDate.year(2010))

    assert answer(case, date(2015, 1, 1)) == "unknown"
    assert answer(case, TODAY) == "no"


def test_what_never_was_in_force_is_no_on_every_day(stands: Callable[..., Case]) -> None:
    case = stands("rejected", dated=PartialDate.year(2010))

    assert answer(case, date(2012, 1, 1)) == "no"
    assert answer(case, TODAY) == "no"


def test_what_happens_here_is_known_to_the_day(active: Case) -> None:
    assert answer(active, TODAY) == "yes"
    assert answer(active, TODAY - timedelta(days=1)) == "no"
