"""An existing case enters as it stands (lifecycles.md, register)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Kind, Participation, Party
from people.models import Municipality, Unit, User
from people.roles import grant
from tests.conftest import NOW
from tests.workflows.stages import (
    AUGUST_2024,
    duty,
    fresh,
    noon,
    open_kinds,
    period,
    seen,
    state_of,
)
from workflows import timed
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPermitted
from workflows.registering import register
from workflows.visit import Automaton, Visit


@pytest.fixture
def imported(nuuk: Municipality, culture: Unit, sister_city: Kind, routes: None) -> Case:
    aalborg = Party.objects.create(sort="municipality", name="Aalborg Kommune", country="DK")
    case = open_case(
        NewCase(title="Venskabsaftale: Aalborg", kind=sister_city, unit=culture),
        owner=nuuk,
        by=Automaton("import", "demo"),
        at=NOW,
    )

    def fill(visit: Visit) -> None:
        Participation.objects.create(case=case, party=aalborg)
        visit.case.review = AUGUST_2024

    register(
        case,
        "active",
        by=Automaton("import", "demo"),
        at=NOW,
        since=date(2019, 12, 18),
        fill=fill,
        cause="venskabsaftaler.yaml",
    )
    return fresh(case)


@pytest.mark.requirement("R-061")
def test_an_import_keeps_its_state_and_starts_nothing(imported: Case) -> None:
    assert (imported.state, imported.provenance) == ("active", "imported")
    assert period(imported, "active") == (date(2019, 12, 18), None)
    assert imported.periods.count() == 1
    assert open_kinds(imported) == {"review"}
    assert duty(imported, "review").due == AUGUST_2024

    assert timed.take_due_steps(at=NOW)["start_review"] == 0
    assert timed.take_due_steps(at=NOW + timedelta(days=365))["start_review"] == 0
    assert state_of(imported) == "active"


def test_the_review_of_an_import_is_started_by_hand(imported: Case, officer: User) -> None:
    take("start_review", imported, by=officer, at=NOW, seen=seen(imported))

    assert state_of(imported) == "under_review"
    assert duty(imported, "review_ruling").due == AUGUST_2024


def test_an_import_whose_lead_time_is_to_come_starts_by_itself(imported: Case) -> None:
    later = open_case(
        NewCase(title="Aftale", kind=imported.agreement.kind, unit=imported.unit),
        owner=imported.owner,
        by=Automaton("import"),
        at=NOW,
    )

    def fill(visit: Visit) -> None:
        visit.case.review = PartialDate.month(2027, 8)

    register(later, "active", by=Automaton("import"), at=NOW, fill=fill)

    assert timed.take_due_steps(at=noon(2027, 2, 2))["start_review"] == 1


@pytest.mark.requirement("R-061")
def test_an_ended_case_enters_with_the_time_it_was_in_force(
    nuuk: Municipality, sister_city: Kind
) -> None:
    case = open_case(
        NewCase(title="InnoUrba", kind=sister_city), owner=nuuk, by=Automaton("import"), at=NOW
    )

    register(
        case,
        "expired",
        by=Automaton("import"),
        at=NOW,
        since=date(2008, 1, 1),
        ended=date(2010, 1, 1),
    )

    assert list(Case.objects.in_force_on(date(2009, 6, 1))) == [case]
    assert not Case.objects.in_force_on(date(2010, 1, 1)).exists()
    assert open_kinds(case) == set()


def test_only_officers_with_the_import_right_register(
    draft: Case, officer: User, nuuk: Municipality
) -> None:
    with pytest.raises(NotPermitted, match="import right"):
        register(draft, "active", by=officer, at=NOW)
    grant(officer, "importer", nuuk, at=NOW)
    register(draft, "active", by=officer, at=NOW)

    assert state_of(draft) == "active"
