"""Initiatives rest, go on and end with the agreement that they follow (lifecycles.md)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import Annex, Case, Kind, Signatory
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    annex,
    duty,
    fresh,
    last_step,
    open_kinds,
    period,
    seen,
    state_of,
)
from workflows import annexes, annulments, bulk
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPossible
from workflows.registering import register
from workflows.rulings import Minutes
from workflows.timed import take_due_steps
from workflows.visit import Automaton

LATER = TODAY + timedelta(days=90)


@pytest.fixture
def following(approved: Case, town: Town) -> Case:
    """An initiative of annex 1 that took effect with its agreement."""
    case = annex(approved, town.officer)
    town.sign(approved, TODAY, TODAY)
    assert open_kinds(case) == {"four_parts"}
    return fresh(case)


@pytest.fixture
def above(following: Case) -> Case:
    """The agreement that it follows, in force."""
    agreement = following.initiative.agreement
    assert agreement is not None
    return fresh(agreement.case)


@pytest.fixture
def alone(above: Case, town: Town) -> Case:
    """An initiative under the same agreement that stands on a ruling of its own."""
    case = open_case(
        NewCase(title="Selvstændig", agreement=above.agreement, unit=above.unit),
        owner=above.owner,
        by=town.officer,
        at=NOW,
    )
    case.takes_effect = Case.TakesEffect.GIVEN_DATE
    case.save()
    town.to_approved(case)
    take("activate", case, by=town.officer, at=NOW, seen=seen(case))
    return fresh(case)


def end(case: Case, town: Town) -> None:
    decision = Minutes(body=town.council, date=TODAY)
    told = bulk.CommonEnd(minutes=decision, effective=TODAY, reason="Slut")
    bulk.end_together({case.pk: seen(case)}, told, by=town.secretary, at=NOW)
    take_due_steps(at=NOW)


# ---------------------------------------------------------------- resting
@pytest.mark.requirement("R-046", "R-074")
def test_it_rests_and_goes_on_with_its_agreement(above: Case, following: Case, town: Town) -> None:
    town.rest(above, "suspend")

    assert (state_of(above), state_of(following)) == ("suspended", "paused")
    record = last_step(following)
    assert (record.step, record.automaton) == ("rest_with_agreement", "annex")
    assert record.cause == above.number

    town.rest(above, "resume")
    assert (state_of(above), state_of(following)) == ("active", "active")
    assert open_kinds(following) == {"four_parts"}


def test_it_does_not_go_on_before_its_agreement(above: Case, following: Case, town: Town) -> None:
    town.rest(above, "suspend")

    with pytest.raises(NotPossible, match="goes on together with it"):
        take("take_up", following, by=town.officer, at=NOW, seen=seen(following), reason="Nye folk")


def test_what_was_paused_for_a_reason_of_its_own_stays_paused(
    above: Case, following: Case, town: Town
) -> None:
    take("pause", following, by=town.officer, at=NOW, seen=seen(following), reason="Ingen tid")
    town.rest(above, "suspend")
    town.rest(above, "resume")

    assert (state_of(above), state_of(following)) == ("active", "paused")


def test_what_stands_on_its_own_ruling_does_not_rest(above: Case, alone: Case, town: Town) -> None:
    town.rest(above, "suspend")

    assert state_of(alone) == "active"


def test_an_annulled_suspension_lets_it_go_on(
    above: Case, following: Case, town: Town, secretary2: User
) -> None:
    record = town.rest(above, "suspend")

    annulments.annul(above, record, reason="Fejl", by=secretary2, at=NOW, seen=seen(above))

    assert (state_of(above), state_of(following)) == ("active", "active")


# ---------------------------------------------------------------- ending
@pytest.mark.requirement("R-046", "R-074")
@pytest.mark.parametrize(("outcome", "state"), [("", "cancelled"), ("Fem kor", "completed")])
@pytest.mark.parametrize("rests", [False, True])
def test_it_ends_with_its_agreement(
    above: Case, following: Case, town: Town, *, rests: bool, outcome: str, state: str
) -> None:
    following.initiative.outcome = outcome
    following.initiative.save()
    if rests:
        town.rest(above, "suspend")

    end(above, town)

    assert (state_of(above), state_of(following)) == ("terminated", state)
    record = last_step(following)
    assert (record.step, record.automaton) == ("end_with_agreement", "annex")
    assert record.cause == above.number
    assert open_kinds(following) == set()


@pytest.mark.parametrize("together", [False, True])
def test_it_ends_on_the_true_day_on_which_its_agreement_ended(
    above: Case, following: Case, town: Town, *, together: bool
) -> None:
    if together:
        decision = Minutes(body=town.council, date=TODAY)
        told = bulk.CommonEnd(minutes=decision, effective=LATER, reason="Slut")
        bulk.end_together({above.pk: seen(above)}, told, by=town.secretary, at=NOW)
    else:
        term = above.terms.get()
        term.basis, term.end = term.Basis.FIXED, PartialDate.day(LATER - timedelta(days=1))
        term.save()
    assert state_of(following) == "active"

    take_due_steps(at=NOW + timedelta(days=95))

    assert state_of(following) == "cancelled"
    assert period(following, "cancelled") == (LATER, None)


@pytest.mark.requirement("R-042")
def test_it_ends_when_its_agreement_is_replaced(above: Case, following: Case, town: Town) -> None:
    successor = open_case(
        NewCase(
            title="Ny aftale",
            kind=above.agreement.kind,
            unit=above.unit,
            parties=[p.party for p in above.participations.all()],
            replaces=above.agreement,
        ),
        owner=above.owner,
        by=town.officer,
        at=NOW,
    )
    for participation in successor.participations.all():
        Signatory.objects.create(participation=participation, title="Borgmester")
    town.to_active(successor)

    assert (state_of(above), state_of(following)) == ("superseded", "cancelled")


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("together", [False, True])
def test_what_stands_on_its_own_ruling_stays_and_is_asked_about_once(
    above: Case, alone: Case, town: Town, *, together: bool
) -> None:
    if together:
        end(above, town)
    else:
        above.participations.exclude(party__municipality=above.owner).update(
            left_date=TODAY - timedelta(days=1)
        )
    take_due_steps(at=NOW)
    take_due_steps(at=NOW + timedelta(days=1))

    assert (state_of(above), state_of(alone)) == ("terminated", "active")
    asked = duty(alone, "still_alive")
    assert asked.due == PartialDate.day(TODAY + timedelta(days=30))
    assert above.number in asked.subject
    assert asked.responsible.unit == alone.unit
    assert alone.steps.filter(step="ask_what_becomes").count() == 1

    take("update", alone, by=town.officer, at=NOW, seen=seen(alone))
    take_due_steps(at=NOW + timedelta(days=2))
    assert "still_alive" not in open_kinds(alone)


@pytest.mark.requirement("R-046")
def test_the_initiatives_of_an_annex_end_with_it(above: Case, following: Case, town: Town) -> None:
    row = Annex.objects.create(
        agreement=above.agreement, number="1", title="Kultur", text="Kor", status="active"
    )

    annexes.end(above, row, reason="Udtjent", by=town.officer, at=NOW, seen=seen(above))

    assert (state_of(above), state_of(following)) == ("active", "cancelled")
    assert last_step(following).cause == "its annex has ended"


def test_what_was_imported_under_an_ended_agreement_is_left_as_it_is(
    nuuk: Municipality, sister_city: Kind
) -> None:
    """Nothing happens by itself because of an import."""
    imported = Automaton("import")
    over = open_case(NewCase(title="InnoUrba", kind=sister_city), owner=nuuk, by=imported, at=NOW)
    new = NewCase(title="Kor", agreement=over.agreement, annex="1", follows_agreement=True)
    case = open_case(new, owner=nuuk, by=imported, at=NOW)
    register(over, "expired", by=imported, at=NOW, since=date(2008, 1, 1), ended=date(2010, 1, 1))
    register(case, "active", by=imported, at=NOW)

    take_due_steps(at=NOW)

    assert state_of(case) == "active"
