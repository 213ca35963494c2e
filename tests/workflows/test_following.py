"""Annexes follow their agreement, a successor supersedes it (lifecycles.md)."""

from __future__ import annotations

from datetime import date

import pytest

from agreements.models import (
    Case,
    Initiative,
    Kind,
    Review,
    Signatory,
)
from people.models import Municipality, Unit
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    annex,
    fresh,
    last_step,
    open_kinds,
    period,
    seen,
    state_of,
)
from workflows.cases import NewCase, edit, open_case
from workflows.door import take
from workflows.visit import Visit

TENTH, EIGHTEENTH = date(2026, 2, 10), date(2026, 2, 18)


# ---------------------------------------------------------------- annex initiatives
@pytest.mark.requirement("R-044")
@pytest.mark.acceptance("P04")
def test_annex_initiatives_come_into_force_with_their_agreement(approved: Case, town: Town) -> None:
    first, second = annex(approved, town.officer), annex(approved, town.officer, title="Idræt")
    alone = open_case(
        NewCase(title="Selvstændig", agreement=approved.agreement, unit=approved.unit),
        owner=approved.owner,
        by=town.officer,
        at=NOW,
    )

    town.sign(approved, TENTH, EIGHTEENTH)

    for initiative in (first, second):
        assert state_of(initiative) == "active"
        assert period(initiative, "active") == (EIGHTEENTH, None)
        record = last_step(initiative)
        assert (record.step, record.automaton) == ("follow", "annex")
        assert record.led_by is not None
        assert record.led_by.case_id == approved.pk
    assert state_of(alone) == "draft"


@pytest.mark.requirement("R-048")
def test_the_four_parts_are_work_after_activation_and_never_a_block(
    approved: Case, town: Town
) -> None:
    initiative = annex(approved, town.officer)
    town.sign(approved, TODAY, TODAY)
    assert open_kinds(initiative) == {"four_parts"}

    def write(visit: Visit) -> None:
        row = Initiative.objects.get(pk=visit.case.pk)
        row.description = row.organisation = row.timetable = row.responsibilities = "Skrevet"
        row.save()
        visit.case.initiative = row

    edit(initiative, write, by=town.officer, at=NOW, seen=seen(initiative))
    assert open_kinds(initiative) == set()


def test_an_annex_initiative_has_no_review_of_its_own(approved: Case, town: Town) -> None:
    initiative = annex(approved, town.officer)

    town.sign(approved, TODAY, TODAY)

    assert fresh(initiative).review is None


def test_a_withdrawn_annex_initiative_does_not_stop_its_agreement(
    approved: Case, town: Town
) -> None:
    initiative = annex(approved, town.officer)
    take("withdraw", initiative, by=town.officer, at=NOW, seen=1, reason="Ingen penge")

    town.sign(approved, TODAY, TODAY)

    assert state_of(approved) == "active"
    assert state_of(initiative) == "withdrawn"


# ---------------------------------------------------------------- succession
@pytest.fixture
def successor(
    active: Case, nuuk: Municipality, culture: Unit, town: Town, sister_city: Kind
) -> Case:
    """Approved, and replaces `active`."""
    parties = [p.party for p in active.participations.all()]
    case = open_case(
        NewCase(
            title="Ny aftale: Gentofte",
            kind=sister_city,
            unit=culture,
            parties=parties,
            replaces=active.agreement,
        ),
        owner=nuuk,
        by=town.officer,
        at=NOW,
    )
    for participation in case.participations.all():
        Signatory.objects.create(participation=participation, title="Borgmester")
    return town.to_approved(case)


@pytest.mark.requirement("R-042")
@pytest.mark.acceptance("P07")
def test_a_successor_supersedes_on_the_day_it_comes_into_force(
    active: Case, successor: Case, town: Town
) -> None:
    in_april = NOW.replace(month=4, day=20)
    day = date(2026, 4, 18)

    town.sign(successor, day, day, at=in_april)

    assert state_of(active) == "superseded"
    assert period(active, "active") == (TODAY, day)
    assert period(successor, "active") == (day, None)
    assert list(Case.objects.in_force_on(date(2026, 4, 17))) == [active]
    assert list(Case.objects.in_force_on(day)) == [successor]
    assert successor.agreement.replaces == active.agreement
    assert active.agreement.replaced_by == successor.agreement
    assert open_kinds(active) <= {"send_decision"}
    record = last_step(active)
    assert (record.automaton, record.cause) == ("succession", successor.number)


def test_an_open_review_of_the_superseded_closes_as_superseded(
    active: Case, successor: Case, town: Town
) -> None:
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))

    town.sign(successor, TODAY, TODAY)

    assert state_of(active) == "superseded"
    assert Review.objects.get(case=active).status == "superseded"
    assert open_kinds(active) <= {"send_decision"}


def test_both_versions_rise_when_one_supersedes_the_other(
    active: Case, successor: Case, town: Town
) -> None:
    before = seen(active)

    town.sign(successor, TODAY, TODAY)

    assert seen(active) == before + 1
