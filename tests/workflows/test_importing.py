"""An existing case enters as it stands (lifecycles.md, register)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import (
    AssessmentPart,
    Case,
    Kind,
    KindPolicy,
    Participation,
    Party,
    Ruling,
    Signatory,
    Signature,
)
from notifications.models import Message, Reminder
from people.models import Municipality, Unit, User
from people.roles import grant
from tests.conftest import NOW, TODAY
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


# ---------------------------------------------------------------- on their way
def entered(
    state: str, owner: Municipality, unit: Unit, kind: Kind, fill: Callable[[Visit], None]
) -> Case:
    new = NewCase(title="Aftale", kind=kind, unit=unit)
    case = open_case(new, owner=owner, by=IMPORT, at=NOW)
    register(case, state, by=IMPORT, at=NOW, fill=fill)
    return fresh(case)


@pytest.mark.requirement("R-061", "R-074")
def test_what_is_imported_under_review_is_evaluated_and_ruled_on_like_any_other(
    nuuk: Municipality, culture: Unit, sister_city: Kind, town: Town, routes: None
) -> None:
    def fill(visit: Visit) -> None:
        visit.case.review = AUGUST_2024
        Participation.objects.create(
            case=visit.case,
            party=Party.objects.create(sort="municipality", name="Tosno", country="RU"),
        )

    case = entered("under_review", nuuk, culture, sister_city, fill)

    assert open_kinds(case) == {"review_input", "review_evaluation", "review_memo", "review_ruling"}
    assert duty(case, "review_ruling").due == AUGUST_2024
    assert period(case, "under_review") == (TODAY, None)
    assert not Message.objects.exists()
    assert not Reminder.objects.filter(status="planned", due_at__lte=NOW).exists()
    town.evaluate(case, "unchanged")
    town.approve(case)
    assert state_of(case) == "active"
    assert open_kinds(case) == {"review", "send_decision"}


@pytest.mark.requirement("R-061")
def test_what_is_imported_as_proposed_is_assessed_by_those_who_assess(
    nuuk: Municipality, culture: Unit, sister_city: Kind, town: Town, routes: None
) -> None:
    case = entered("proposed", nuuk, culture, sister_city, lambda _visit: None)

    assert open_kinds(case) == {"assess_benefit", "assess_economy", "assess_citizens"}
    assert not Message.objects.exists()
    town.assess(case)
    assert state_of(case) == "assessed"
    assert open_kinds(case) == {"ready_for_agenda"}


def test_what_is_imported_as_proposed_with_nothing_left_to_assess_is_assessed(
    nuuk: Municipality, culture: Unit, sister_city: Kind, town: Town, routes: None
) -> None:
    KindPolicy.objects.update_or_create(
        municipality=nuuk, kind=sister_city, defaults={"gate": "none"}
    )

    case = entered("proposed", nuuk, culture, sister_city, lambda _visit: None)

    assert state_of(case) == "assessed"
    assert open_kinds(case) == {"ready_for_agenda"}
    assert [row.state for row in case.periods.all()] == ["assessed"]
    assert town


@pytest.mark.requirement("R-061", "R-072")
def test_what_is_imported_as_approved_is_signed_by_those_who_have_not_signed(
    nuuk: Municipality, culture: Unit, sister_city: Kind, town: Town, routes: None
) -> None:
    def fill(visit: Visit) -> None:
        for name in ("Tosno", "Arvika"):
            party = Party.objects.create(sort="municipality", name=name, country="SE")
            participation = Participation.objects.create(case=visit.case, party=party)
            signatory = Signatory.objects.create(participation=participation, title="Borgmester")
            if name == "Tosno":
                Signature.objects.create(
                    signatory=signatory,
                    signed=PartialDate.day(TODAY),
                    recorded_by=town.officer,
                    recorded_at=NOW,
                )

    case = entered("approved", nuuk, culture, sister_city, fill)

    assert [(row.kind_id, row.subject) for row in case.duties.all()] == [("sign", "Arvika")]
    town.sign(case, TODAY, first=1)
    assert state_of(case) == "active"


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
