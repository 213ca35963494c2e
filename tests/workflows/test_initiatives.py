"""What initiatives alone can do, and who is responsible for them (lifecycles.md, Initiative)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError

from agreements.models import Case
from people.models import Deputy, Municipality, PostHolding, Unit, User
from people.seats import asked_person, asked_post, asked_unit, reseat
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, fresh, last_step, open_kinds, seen, state_of
from workflows.cases import NewCase, add_initiative, open_case
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def running(initiative: Case, town: Town) -> Case:
    """An initiative in force that stands alone."""
    initiative.takes_effect = Case.TakesEffect.GIVEN_DATE
    initiative.save()
    town.to_approved(initiative)
    take("activate", initiative, by=town.officer, at=NOW, seen=seen(initiative))
    return fresh(initiative)


@pytest.fixture
def reader(nuuk: Municipality, person: Callable[..., User]) -> User:
    """Somebody whose roles would not let them do anything."""
    return person("reader", municipality=nuuk)


def pause(case: Case, by: User) -> None:
    take("pause", case, by=by, at=NOW, seen=seen(case), reason="Ingen tid")


def test_it_has_the_same_life_as_an_agreement(running: Case) -> None:
    assert [r.step for r in running.steps.all()] == [
        "create",
        "propose",
        "assess_part",
        "assess_part",
        "assess_part",
        "assess",
        "rule",
        "approve",
        "activate",
    ]
    assert open_kinds(running) == {"send_decision", "four_parts", "review"}


def test_it_is_completed_with_its_outcome(running: Case, officer: User) -> None:
    with pytest.raises(NotPossible, match="what came of it"):
        take("complete", running, by=officer, at=NOW, seen=seen(running))

    running.initiative.outcome = "Fire udstillinger"
    running.initiative.save()
    take("complete", running, by=officer, at=NOW, seen=seen(running))

    assert state_of(running) == "completed"
    assert open_kinds(running) == {"send_decision"}


def test_it_is_paused_and_taken_up_with_a_reason(running: Case, officer: User) -> None:
    with pytest.raises(NotPossible, match="reason"):
        take("pause", running, by=officer, at=NOW, seen=seen(running))
    pause(running, officer)
    assert state_of(running) == "paused"
    assert not Case.objects.in_force().exists()

    take("take_up", running, by=officer, at=NOW, seen=seen(running), reason="Nye folk")
    assert state_of(running) == "active"


@pytest.mark.parametrize("paused", [False, True])
def test_it_is_cancelled_with_a_reason(running: Case, officer: User, paused: bool) -> None:
    if paused:
        pause(running, officer)

    take("cancel", running, by=officer, at=NOW, seen=seen(running), reason="Opgivet")

    assert state_of(running) == "cancelled"


# ---------------------------------------------------------------- the responsible
def test_the_responsible_person_may_pause_it(
    running: Case, reader: User, nuuk: Municipality, person: Callable[..., User]
) -> None:
    with pytest.raises(NotPermitted, match="responsible"):
        pause(running, reader)

    Case.objects.filter(pk=running.pk).update(responsible=asked_person(reader))
    pause(running, reader)
    assert last_step(running).by == reader


def test_so_may_the_deputy_and_whoever_holds_the_post(
    running: Case, reader: User, nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    post = nuuk.posts.create(title="Kulturchef")
    holder = person("auditor", municipality=nuuk, name="holder")
    Case.objects.filter(pk=running.pk).update(responsible=asked_post(post.pk))
    PostHolding.objects.create(post=post, user=holder, first_date=TODAY - timedelta(days=9))
    reseat(holder)
    with pytest.raises(NotPermitted):
        pause(running, reader)

    Deputy.objects.create(
        absent=holder, deputy=reader, first_date=TODAY, last_date=TODAY + timedelta(days=1)
    )
    pause(running, reader)
    take("take_up", running, by=holder, at=NOW, seen=seen(running), reason="Tilbage")


def test_of_a_responsible_unit_everybody_is(
    running: Case, nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    colleague = person("reader", municipality=nuuk, unit=culture)
    Case.objects.filter(pk=running.pk).update(responsible=asked_unit(culture))

    pause(running, colleague)


# ---------------------------------------------------------------- added under an agreement
def small(unit: Unit, **facts: object) -> NewCase:
    return NewCase(title="Skolebesøg", handling="registered", unit=unit, **facts)  # type: ignore[arg-type]


@pytest.mark.requirement("R-023")
def test_the_responsible_adds_an_initiative_with_the_reason(
    active: Case, culture: Unit, reader: User
) -> None:
    Case.objects.filter(pk=active.pk).update(responsible=asked_person(reader))

    added = add_initiative(
        active, small(culture), by=reader, at=NOW, seen=seen(active), reason="Skolen bad om det"
    )

    assert added.initiative.agreement == active.agreement
    assert (added.sort, added.state, added.handling) == ("initiative", "draft", "registered")
    record = last_step(active)
    assert (record.step, record.reason) == ("add_initiative", "Skolen bad om det")


def test_adding_asks_for_a_reason_and_nothing_political(
    active: Case, culture: Unit, officer: User
) -> None:
    def add(new: NewCase, reason: str) -> None:
        add_initiative(active, new, by=officer, at=NOW, seen=seen(active), reason=reason)

    with pytest.raises(NotPossible, match="reason"):
        add(small(culture), "")
    with pytest.raises(NotPossible, match="registered or simple"):
        add(NewCase(title="Stort", unit=culture), "Fordi")
    assert Case.objects.count() == 1


def test_others_add_nothing(active: Case, culture: Unit, reader: User) -> None:
    with pytest.raises(NotPermitted):
        add_initiative(active, small(culture), by=reader, at=NOW, seen=seen(active), reason="Fordi")


def test_nothing_is_added_to_an_agreement_that_is_not_in_force(
    approved: Case, culture: Unit, officer: User
) -> None:
    with pytest.raises(NotPossible):
        add_initiative(
            approved, small(culture), by=officer, at=NOW, seen=seen(approved), reason="Fordi"
        )


def test_annexes_follow_an_agreement_only(nuuk: Municipality, culture: Unit, officer: User) -> None:
    with pytest.raises(IntegrityError):
        open_case(
            NewCase(title="Bilag til intet", unit=culture, follows_agreement=True),
            owner=nuuk,
            by=officer,
            at=NOW,
        )
