"""A delegate decides, and nobody decides alone (lifecycles.md, simple cases, four eyes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agreements.models import (
    Case,
    Ruling,
)
from people.models import Deputy, Municipality, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, decide, last_step, seen, state_of
from workflows import assessments
from workflows.assessments import PartText
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.models import RouteStop

if TYPE_CHECKING:
    from collections.abc import Callable


# ---------------------------------------------------------------- delegation
def test_the_secretariat_decides_a_simple_case_as_delegate(simple: Case, secretary: User) -> None:
    record = decide(simple, secretary)

    assert state_of(simple) == "approved"
    assert record.ruling is not None
    decision = record.ruling.decision
    assert (decision.body, decision.delegate) == (None, secretary)
    assert decision.authority == "Delegationsplan, punkt 4.2"
    assert decision.number == ""


def test_a_delegate_may_say_no(simple: Case, secretary: User) -> None:
    decide(simple, secretary, "not_approved", "For dyrt")

    assert state_of(simple) == "rejected"


def test_a_municipality_may_name_heads_of_unit(
    simple: Case, secretary: User, head: User, nuuk: Municipality, person: Callable[..., User]
) -> None:
    RouteStop.objects.filter(route__handling="simple").update(role="head")
    elsewhere = person("head", municipality=nuuk, unit=nuuk.units.create(name="Skole"))

    for other in (secretary, elsewhere):
        with pytest.raises(NotPermitted):
            decide(simple, other)
    decide(simple, head)
    assert state_of(simple) == "approved"


def test_a_deputy_decides_while_the_delegate_is_away(
    simple: Case, head: User, nuuk: Municipality, person: Callable[..., User]
) -> None:
    RouteStop.objects.filter(route__handling="simple").update(role="head")
    deputy = person("reader", municipality=nuuk, name="deputy")
    with pytest.raises(NotPermitted):
        decide(simple, deputy)

    Deputy.objects.create(absent=head, deputy=deputy, first_date=TODAY, last_date=TODAY)
    decide(simple, deputy)

    assert last_step(simple).by == deputy


def test_nobody_decides_a_political_case_as_delegate(assessed: Case, secretary: User) -> None:
    with pytest.raises(NotPossible, match="No delegate"):
        decide(assessed, secretary)


# ---------------------------------------------------------------- four eyes
@pytest.mark.acceptance("P02")
def test_a_delegate_does_not_decide_on_the_own_proposal(
    simple: Case, secretary: User, nuuk: Municipality
) -> None:
    Case.objects.filter(pk=simple.pk).update(proposed_by=secretary)

    with pytest.raises(NotPermitted, match="your own proposal"):
        decide(simple, secretary)
    assert state_of(simple) == "assessed"
    assert not Ruling.objects.filter(case=simple).exists()


@pytest.mark.acceptance("P02")
def test_another_delegate_decides_it(
    simple: Case, secretary: User, secretary2: User, officer: User
) -> None:
    Case.objects.filter(pk=simple.pk).update(proposed_by=secretary)

    decide(simple, secretary2)

    told = [(r.step, r.by, r.at) for r in simple.steps.exclude(by=None)]
    assert ("propose", officer, NOW) in told
    assert ("approve", secretary2, NOW) in told


@pytest.mark.acceptance("P02")
def test_the_proposer_may_record_what_a_body_ruled_and_it_is_flagged(
    assessed: Case, town: Town, secretary: User, secretary2: User
) -> None:
    Case.objects.filter(pk=assessed.pk).update(proposed_by=secretary)

    with pytest.raises(NotPermitted, match="your own proposal"):
        take("check_ready", assessed, by=secretary, at=NOW, seen=seen(assessed))
    take("check_ready", assessed, by=secretary2, at=NOW, seen=seen(assessed))
    town.rule(assessed, town.committee, "recommended", by=secretary2)
    town.rule(assessed, town.council, "approved", number="12", by=secretary)

    assert state_of(assessed) == "approved"
    flags = [r.flag for r in assessed.steps.filter(ruling__isnull=False)]
    assert flags == ["", "recorded_by_proposer"]


def test_nobody_assesses_the_economy_of_the_own_proposal(proposed: Case, assessor: User) -> None:
    Case.objects.filter(pk=proposed.pk).update(proposed_by=assessor)

    with pytest.raises(NotPermitted, match="economy of your own"):
        assessments.assess_part(
            proposed, "economy", PartText(text="Billigt"), by=assessor, at=NOW, seen=seen(proposed)
        )
    assessments.assess_part(
        proposed, "benefit", PartText(text="Godt"), by=assessor, at=NOW, seen=seen(proposed)
    )
