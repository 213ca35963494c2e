"""A review recommends to change the text: who writes it, and when is the review over?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Review, Term
from people.models import User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, last_step, open_kinds, seen, state_of
from workflows import openings
from workflows.annulments import annul
from workflows.door import take
from workflows.errors import NotPossible


def _amend(case: Case, town: Town) -> Case:
    """The draft of an amendment; who signed the agreement is to sign it."""
    return fresh(openings.amend(case, reason="Nyt", by=town.officer, at=NOW, seen=seen(case)))


@pytest.mark.requirement("R-074")
def test_a_ruling_that_the_text_is_to_change_asks_for_the_amendment(
    under_review: Case, town: Town
) -> None:
    town.evaluate(under_review, "amend")

    town.approve(under_review)

    assert state_of(under_review) == "under_review"
    assert Term.objects.filter(case=under_review, number__gt=1).count() == 0
    assert last_step(under_review).step == "approve_change"
    assert open_kinds(under_review) == {"write_amendment", "send_decision"}
    asked = duty(under_review, "write_amendment")
    assert asked.responsible.unit == under_review.unit
    assert asked.due == PartialDate.day(TODAY + timedelta(days=60))


@pytest.mark.requirement("R-074")
def test_the_amendment_in_force_ends_the_review_that_decided_on_it(
    under_review: Case, town: Town
) -> None:
    town.evaluate(under_review, "amend")
    town.approve(under_review)

    amendment = _amend(under_review, town)
    assert "write_amendment" not in open_kinds(under_review)
    town.to_active(amendment)

    case = fresh(under_review)
    assert case.state == "active"
    assert last_step(case).step == "continue_changed"
    assert Review.objects.get(case=case).status == "closed"
    assert case.review == PartialDate.month(2034, 3)
    assert duty(case, "review").due == case.review


def test_a_signature_annulled_takes_the_amended_back_under_review(
    under_review: Case, town: Town, person: Callable[..., User]
) -> None:
    town.evaluate(under_review, "amend")
    town.approve(under_review)
    amendment = _amend(under_review, town)
    town.to_approved(amendment)
    signed = town.sign(amendment, TODAY, TODAY)[-1]
    assert state_of(under_review) == "active"
    second = person("secretariat", municipality=amendment.owner, name="second")

    annul(amendment, signed, by=second, at=NOW, seen=seen(amendment), reason="Fejl")

    assert (state_of(amendment), state_of(under_review)) == ("approved", "under_review")
    assert Review.objects.get(case=under_review).status == "open"


def test_an_amendment_nobody_decided_on_ends_no_review(under_review: Case, town: Town) -> None:
    town.to_active(_amend(under_review, town))

    assert state_of(under_review) == "under_review"


def test_a_change_in_force_already_needs_no_amendment_more(under_review: Case, town: Town) -> None:
    town.to_active(_amend(under_review, town))
    town.evaluate(under_review, "amend")

    town.approve(under_review)

    assert state_of(under_review) == "active"
    assert "write_amendment" not in open_kinds(under_review)


def test_an_initiative_has_no_text_to_amend(initiative: Case, town: Town) -> None:
    Case.objects.filter(pk=initiative.pk).update(state="active")
    take("start_review", initiative, by=town.officer, at=NOW, seen=seen(initiative))

    with pytest.raises(NotPossible, match="text of an agreement"):
        town.evaluate(initiative, "amend")
