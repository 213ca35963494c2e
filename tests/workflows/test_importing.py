"""An existing case enters as it stands (lifecycles.md, register)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import AssessmentPart, Case, Kind, Participation, Party, Ruling
from people.models import Municipality, Unit, User
from people.roles import grant
from tests.conftest import NOW
from tests.workflows.stages import (
    AUGUST_2024,
    Town,
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
from workflows.models import RouteStop
from workflows.registering import register
from workflows.routes import course_of
from workflows.visit import Automaton, Visit

IMPORT = Automaton("import", "demo")


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


# ---------------------------------------------------------------- still to be decided
@pytest.fixture
def waiting(nuuk: Municipality, culture: Unit, sister_city: Kind, town: Town, routes: None) -> Case:
    """Imported as assessed: with its three texts, and never proposed here."""
    case = open_case(
        NewCase(title="Venskabsaftale: Tosno", kind=sister_city, unit=culture),
        owner=nuuk,
        by=IMPORT,
        at=NOW,
    )

    def fill(visit: Visit) -> None:
        for part in ("benefit", "economy", "citizens"):
            AssessmentPart.objects.create(
                case=visit.case,
                part=part,
                text="Godt",
                completed_by=town.assessor,
                completed_at=NOW,
            )

    register(case, "assessed", by=IMPORT, at=NOW, fill=fill)
    return fresh(case)


def test_an_imported_assessed_case_is_taken_to_the_agenda_and_decided_like_any_other(
    waiting: Case, town: Town
) -> None:
    assert open_kinds(waiting) == {"ready_for_agenda"}
    take("check_ready", waiting, by=town.secretary, at=NOW, seen=seen(waiting))
    assert duty(waiting, "rule").body == town.committee

    town.rule(waiting, town.committee, "recommended")
    assert duty(waiting, "rule").body == town.council
    town.rule(waiting, town.council, "approved")

    assert state_of(waiting) == "approved"
    assert {ruling.round for ruling in Ruling.objects.all()} == {1}


def test_an_imported_case_may_be_brought_before_the_council(waiting: Case, town: Town) -> None:
    stops = RouteStop.objects.filter(body=town.council)
    stops.delete()
    take("check_ready", waiting, by=town.secretary, at=NOW, seen=seen(waiting))

    town.rule(waiting, town.committee, "to_council")
    assert duty(waiting, "rule").body == town.council


def test_what_was_decided_beside_the_route_is_no_ruling_of_an_imported_case(
    imported: Case, town: Town
) -> None:
    town.rest(imported, "suspend")

    assert course_of(fresh(imported)).rulings == ()
