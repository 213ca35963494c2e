"""The people and bodies of the owner, and cases at the states where tests begin."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import Case
from people import seats
from tests.conftest import NOW
from tests.workflows.carrying import ask
from tests.workflows.stages import AUGUST_2024, Town, fresh, noon
from workflows.cases import NewCase, edit, open_case, set_term, write_part

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Body, Kind
    from people.models import Municipality, Unit, User
    from workflows.visit import Visit


@pytest.fixture
def town(officer: User, assessor: User, secretary: User, committee: Body, council: Body) -> Town:
    return Town(officer, assessor, secretary, committee, council)


@pytest.fixture
def proposed(draft: Case, town: Town) -> Case:
    town.propose(draft)
    return draft


@pytest.fixture
def assessed(draft: Case, town: Town) -> Case:
    return town.to_assessed(draft)


@pytest.fixture
def approved(draft: Case, town: Town) -> Case:
    return town.to_approved(draft)


@pytest.fixture
def active(draft: Case, town: Town) -> Case:
    return town.to_active(draft)


@pytest.fixture
def of_2019(draft: Case, town: Town) -> Case:
    """In force since 2019, to be reviewed in August 2024 (P06)."""
    draft.review = AUGUST_2024
    draft.save()
    then, day = noon(2019, 12, 18), date(2019, 12, 18)
    Case.objects.filter(pk=draft.pk).update(created_at=then)
    draft.periods.update(earliest_start_date=day, start_date=day)
    town.propose(draft, at=then)
    town.assess(draft, at=then)
    town.approve(draft, on=day, at=then)
    town.sign(draft, day, day, at=then)
    return fresh(draft)


@pytest.fixture
def under_review(draft: Case, town: Town) -> Case:
    return town.to_review(draft)


@pytest.fixture
def simple(nuuk: Municipality, culture: Unit, town: Town, routes: None) -> Case:
    """A simple case, proposed by the officer, with its delegate."""
    new = NewCase(title="Kunstnerbesøg", handling="simple", unit=culture)
    case = open_case(new, owner=nuuk, by=town.officer, at=NOW)
    set_term(case, end=PartialDate.year(2026))
    write_part(case, "benefit", text="Mange ser det")
    write_part(case, "economy", text="Rejser", amount=Decimal(40_000), account="12.34")
    write_part(case, "citizens", text="Gratis adgang")
    town.propose(case)
    return fresh(case)


@pytest.fixture
def initiative(nuuk: Municipality, culture: Unit, officer: User, routes: None) -> Case:
    """A draft of an initiative that stands alone."""
    return open_case(
        NewCase(title="Kunstnerudveksling", unit=culture), owner=nuuk, by=officer, at=NOW
    )


@pytest.fixture
def anna(nuuk: Municipality, culture: Unit, person: Callable[..., User]) -> User:
    return person("officer", municipality=nuuk, unit=culture, name="Anna")


@pytest.fixture
def bo(nuuk: Municipality, culture: Unit, person: Callable[..., User]) -> User:
    return person("officer", municipality=nuuk, unit=culture, name="Bo")


@pytest.fixture
def carried(
    nuuk: Municipality, culture: Unit, sister_city: Kind, anna: User, routes: None
) -> Callable[..., Case]:
    """A case that Anna carries, with a duty that asks her in person."""

    def make(title: str = "Venskabsby", **facts: object) -> Case:
        new = NewCase(title=title, kind=sister_city, unit=culture)
        case = open_case(new, owner=nuuk, by=anna, at=NOW)

        def name(visit: Visit) -> None:
            visit.case.responsible = seats.asked_person(anna)
            for field, value in facts.items():
                setattr(visit.case, field, value)

        edit(case, name, by=anna, at=NOW, seen=case.version)
        ask(case, seats.asked_person(anna))
        return fresh(case)

    return make
