"""Suspended and resumed: who decides it, and where does a case go on (lifecycles.md)?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agreements.models import Case, Review, Term
from people.models import User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, seen, state_of
from workflows import rulings, timed
from workflows.annulments import annul
from workflows.door import take
from workflows.errors import NotPossible
from workflows.rulings import Minutes


# ---------------------------------------------------------------- suspend and resume
def suspend(case: Case, town: Town) -> None:
    town.rest(case, "suspend")


def resume(case: Case, town: Town) -> None:
    town.rest(case, "resume", reason="Fred")


def test_suspending_asks_for_a_reason(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="reason"):
        town.rest(active, "suspend", reason=" ")


@pytest.mark.requirement("R-066")
def test_suspending_and_resuming_carry_the_ruling(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="body, date and number"):
        take("suspend", active, by=town.secretary, at=NOW, seen=seen(active), reason="Krig")

    suspended = town.rest(active, "suspend", number="17")
    resumed = town.rest(active, "resume", number="31")

    told = [
        (r.step, r.ruling.decision.body, r.ruling.decision.number) for r in (suspended, resumed)
    ]
    assert told == [("suspend", town.council, "17"), ("resume", town.council, "31")]
    assert suspended.ruling.decision.date == TODAY
    assert suspended.ruling.conditions == "Krig"


def test_only_who_decides_last_suspends(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="The municipal council decides this"):
        rulings.rest(
            "suspend",
            active,
            Minutes(body=town.committee, date=TODAY),
            reason="Krig",
            by=town.secretary,
            at=NOW,
            seen=seen(active),
        )


def test_a_delegate_suspends_on_the_authority_of_the_route(simple: Case, town: Town) -> None:
    rulings.decide(simple, "approved", by=town.secretary, at=NOW, seen=seen(simple))
    Case.objects.filter(pk=simple.pk).update(takes_effect="given_date")
    take("activate", simple, by=town.officer, at=NOW, seen=seen(simple))

    record = rulings.rest(
        "suspend", simple, None, reason="Krig", by=town.secretary, at=NOW, seen=seen(simple)
    )

    assert state_of(simple) == "suspended"
    assert record.ruling.decision.delegate == town.secretary
    assert record.ruling.decision.authority


def test_a_suspension_is_no_ruling_on_the_review_that_waits(under_review: Case, town: Town) -> None:
    """The council suspended and resumed it; it has still to rule on the review."""
    town.evaluate(under_review)
    suspend(under_review, town)
    resume(under_review, town)

    town.rule(under_review, town.committee, "recommended")

    assert state_of(under_review) == "under_review"
    assert duty(under_review, "rule").body == town.council


def test_an_annulled_suspension_is_taken_back(
    active: Case, town: Town, person: Callable[..., User]
) -> None:
    record = town.rest(active, "suspend")
    second = person("secretariat", municipality=active.owner, name="second")

    annul(active, record, by=second, at=NOW, seen=seen(active), reason="Fejl")

    assert state_of(active) == "active"
    assert list(Case.objects.in_force_on(TODAY)) == [active]


def test_resumed_in_its_first_term_it_is_active(active: Case, town: Town) -> None:
    suspend(active, town)
    assert state_of(active) == "suspended"
    assert not Case.objects.in_force().exists()

    resume(active, town)
    assert state_of(active) == "active"


def test_resumed_in_a_later_term_it_is_renewed(active: Case, town: Town) -> None:
    Term.objects.create(case=active, number=2)
    suspend(active, town)

    resume(active, town)

    assert state_of(active) == "renewed"


def test_resumed_while_a_review_was_open_it_is_under_review(under_review: Case, town: Town) -> None:
    suspend(under_review, town)
    assert Review.objects.get(case=under_review).status == "open"

    resume(under_review, town)

    assert state_of(under_review) == "under_review"


def test_reviews_rest_while_it_is_suspended(active: Case, town: Town) -> None:
    suspend(active, town)

    assert timed.take_due_steps(at=NOW.replace(year=2031))["start_review"] == 0
    assert state_of(active) == "suspended"
