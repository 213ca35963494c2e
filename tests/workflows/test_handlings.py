"""Registered, simple, political (lifecycles.md, three ways to handle a case)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from agreements.dates import PartialDate
from agreements.models import (
    Case,
    KindPolicy,
)
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, open_kinds, seen, state_of
from workflows.cases import NewCase, lift, open_case, set_term, write_part
from workflows.door import take
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable


# ---------------------------------------------------------------- three handlings
def registered(nuuk: Municipality, unit: Unit, by: User) -> Case:
    new = NewCase(title="Skolevenner i Tasiilaq", handling="registered", unit=unit)
    return open_case(new, owner=nuuk, by=by, at=NOW)


@pytest.mark.requirement("R-050")
@pytest.mark.requirement("R-059")
def test_a_registered_relation_is_in_force_at_once_and_asked_about_in_a_year(
    nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    contributor = person("contributor", municipality=nuuk, unit=culture)
    case = registered(nuuk, culture, contributor)

    take("register_relation", case, by=contributor, at=NOW, seen=1)

    assert state_of(case) == "active"
    assert open_kinds(case) == {"still_alive"}
    alive = duty(case, "still_alive")
    assert alive.due == PartialDate.day(date(2027, 3, 2))
    assert alive.responsible.unit == culture


def test_still_alive_is_asked_again_a_year_after_the_answer(
    nuuk: Municipality, culture: Unit, officer: User
) -> None:
    case = registered(nuuk, culture, officer)
    take("register_relation", case, by=officer, at=NOW, seen=1)

    take("update", case, by=officer, at=NOW + timedelta(days=100), seen=seen(case))

    assert duty(case, "still_alive", "done").due == PartialDate.day(date(2027, 3, 2))
    assert duty(case, "still_alive").due == PartialDate.day(date(2027, 6, 10))


def test_a_registered_relation_is_not_proposed_and_others_are_not_registered(
    nuuk: Municipality, culture: Unit, draft: Case, town: Town, officer: User
) -> None:
    case = registered(nuuk, culture, officer)

    with pytest.raises(NotPossible):
        town.propose(case)
    with pytest.raises(NotPossible):
        take("register_relation", draft, by=officer, at=NOW, seen=1)


def test_a_case_is_lifted_to_a_heavier_handling_and_never_to_a_lighter(
    nuuk: Municipality, culture: Unit, officer: User
) -> None:
    case = registered(nuuk, culture, officer)

    lift(case, "political", by=officer, at=NOW, seen=seen(case))
    assert fresh(case).handling == "political"
    assert fresh(case).title == "Skolevenner i Tasiilaq"
    with pytest.raises(NotPossible):
        lift(case, "simple", by=officer, at=NOW, seen=seen(case))


def simple(
    nuuk: Municipality, unit: Unit, by: User, *, amount: int = 40_000, end: date | None = TODAY
) -> Case:
    new = NewCase(title="Kunstnerbesøg", handling="simple", unit=unit)
    case = open_case(new, owner=nuuk, by=by, at=NOW)
    set_term(case, end=PartialDate.day(end + timedelta(days=200)) if end else None)
    write_part(case, "benefit", text="Mange ser det")
    write_part(case, "economy", text="Rejser", amount=Decimal(amount), account="12.34")
    write_part(case, "citizens", text="Gratis adgang")
    return case


def test_a_simple_case_goes_straight_to_its_delegate(
    nuuk: Municipality, culture: Unit, town: Town, routes: None
) -> None:
    case = simple(nuuk, culture, town.officer)

    town.propose(case)

    assert state_of(case) == "assessed"
    assert open_kinds(case) == {"decide"}
    assert duty(case, "decide").responsible.role == "secretariat"


@pytest.mark.parametrize(
    ("lacking", "why"),
    [
        ({"end": None}, "when it ends"),
        ({"amount": 100_001}, "over the ceiling"),
    ],
)
def test_a_simple_case_is_limited_in_time_and_cost(
    nuuk: Municipality, culture: Unit, town: Town, routes: None, lacking: dict[str, Any], why: str
) -> None:
    case = simple(nuuk, culture, town.officer, **lacking)

    with pytest.raises(NotPossible, match=why):
        town.propose(case)


@pytest.mark.parametrize(
    ("part", "field", "why"),
    [
        ("economy", "account", "cost and the account"),
        ("benefit", "text", "benefit"),
        ("citizens", "text", "citizen perspective"),
    ],
)
def test_the_one_page_of_a_simple_case_must_be_complete(
    nuuk: Municipality, culture: Unit, town: Town, routes: None, part: str, field: str, why: str
) -> None:
    case = simple(nuuk, culture, town.officer)
    write_part(case, part, **{field: ""})

    with pytest.raises(NotPossible, match=why):
        town.propose(case)


def test_a_simple_case_never_asks_for_the_full_gate(
    nuuk: Municipality, culture: Unit, town: Town, routes: None
) -> None:
    KindPolicy.objects.filter(municipality=nuuk).update(gate="full")
    case = simple(nuuk, culture, town.officer)

    town.propose(case)

    assert state_of(case) == "assessed"
