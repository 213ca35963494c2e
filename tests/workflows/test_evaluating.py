"""What does an evaluation say, and what does each recommendation lead to (R-058, R-074)?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agreements.dates import PartialDate
from agreements.models import (
    AreaEvaluation,
    Case,
    FocusArea,
    Kind,
    RealisedBenefit,
    Review,
    ReviewInput,
)
from people.models import User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, last_step, open_kinds, seen, state_of
from workflows import openings, reviews, rulings
from workflows.annulments import annul
from workflows.door import take
from workflows.errors import NotPossible
from workflows.reviews import Evaluation


def _evaluate(case: Case, town: Town, **told: object) -> None:
    facts: dict[str, object] = {
        "text": "Det gik godt",
        "recommendation": "renew",
        "benefits": {"citizens": ("high", "Mange mødtes")},
        "next_review": PartialDate.month(2034, 3),
    }
    evaluation = Evaluation(**facts | told)  # type: ignore[arg-type]
    reviews.evaluate(case, evaluation, by=town.officer, at=NOW, seen=seen(case))


# ---------------------------------------------------------------- per focus area, per group
@pytest.mark.requirement("R-074")
def test_each_focus_area_is_evaluated_with_its_reason(under_review: Case, town: Town) -> None:
    areas = [
        FocusArea.objects.create(agreement=under_review.agreement, number=n, name=name)
        for n, name in enumerate(("Kultur", "Skole"), start=1)
    ]
    _evaluate(under_review, town, areas={areas[0].pk: ("low", "Ingen mødtes")})
    _evaluate(under_review, town, areas={areas[1].pk: ("high", "Tre besøg")})

    told = AreaEvaluation.objects.get()
    assert (told.focus_area, told.level, told.text) == (areas[1], "high", "Tre besøg")

    with pytest.raises(NotPossible, match="reason for each level"):
        _evaluate(under_review, town, areas={areas[0].pk: ("low", " ")})


def test_an_area_of_another_agreement_is_refused(
    under_review: Case, town: Town, sister_city: Kind
) -> None:
    with pytest.raises(NotPossible, match="another agreement"):
        _evaluate(under_review, town, areas={4711: ("low", "Nej")})


@pytest.mark.requirement("R-058")
def test_a_group_that_nothing_was_expected_of_may_have_benefited(
    under_review: Case, town: Town
) -> None:
    assert not under_review.expected_benefits.filter(group="business").exists()

    _evaluate(under_review, town, benefits={"business": ("middle", "To ordrer")})

    assert RealisedBenefit.objects.get().group == "business"


# ---------------------------------------------------------------- what the parties say
@pytest.mark.requirement("R-077")
def test_a_party_tells_what_it_gained_itself(under_review: Case, town: Town) -> None:
    theirs = under_review.participations.get(party__name="Gentofte Kommune")

    reviews.give_input(
        under_review,
        theirs,
        "Vi vil gerne fortsætte",
        gained="Tolv unge kom hjem med nye venner",
        received=PartialDate.day(TODAY),
        by=town.officer,
        at=NOW,
        seen=seen(under_review),
    )

    assert ReviewInput.objects.get().gained == "Tolv unge kom hjem med nye venner"


def test_who_has_left_is_not_asked(active: Case, town: Town) -> None:
    active.participations.filter(party__name="Gentofte Kommune").update(left_date="2026-02-28")

    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))

    assert "review_input" not in open_kinds(active)


# ---------------------------------------------------------------- suspend
@pytest.mark.requirement("R-074")
def test_a_review_may_let_it_rest(under_review: Case, town: Town) -> None:
    _evaluate(under_review, town, recommendation="suspend", text="Krigen gør besøg umulige")

    town.approve(under_review)

    case = fresh(under_review)
    assert case.state == "suspended"
    assert last_step(case).reason == "Krigen gør besøg umulige"
    assert Review.objects.get(case=case).status == "closed"
    assert open_kinds(case) == {"review", "send_decision"}
    town.rest(case, "resume", reason="Fred")
    assert state_of(case) == "active"
    assert duty(case, "review").due == PartialDate.month(2034, 3)


@pytest.mark.requirement("R-074")
def test_suspending_beside_the_review_leaves_it_open(under_review: Case, town: Town) -> None:
    _evaluate(under_review, town, recommendation="suspend")

    town.rest(under_review, "suspend")

    assert Review.objects.get(case=under_review).status == "open"
    town.rest(under_review, "resume")
    assert state_of(under_review) == "under_review"


# ---------------------------------------------------------------- going on as another kind
def test_at_renewal_it_goes_on_as_another_kind_and_keeps_its_history(
    under_review: Case, town: Town
) -> None:
    strategic = Kind.objects.get(code="strategic")
    number, begun = under_review.number, under_review.steps.count()
    _evaluate(under_review, town, next_kind=strategic)

    town.approve(under_review)

    case = fresh(under_review)
    assert case.agreement.kind == strategic
    assert (case.number, case.state) == (number, "renewed")
    assert case.steps.count() > begun
    assert str(strategic) in last_step(case).about
    assert {row.kind.code for row in case.agreement.history.all()} == {"sister_city", "strategic"}


def test_an_annulled_renewal_gives_the_kind_back(
    under_review: Case, town: Town, secretary2: User
) -> None:
    _evaluate(under_review, town, next_kind=Kind.objects.get(code="strategic"))
    town.rule(under_review, town.committee, "recommended")
    ruled = town.rule(under_review, town.council, "approved")

    annul(under_review, ruled, by=secretary2, at=NOW, seen=seen(under_review), reason="Fejl")

    assert fresh(under_review).agreement.kind.code == "sister_city"


def test_a_kind_that_must_have_an_end_asks_for_it(under_review: Case, town: Town) -> None:
    _evaluate(under_review, town, next_kind=Kind.objects.get(code="project"))
    town.rule(under_review, town.committee, "recommended")

    with pytest.raises(NotPossible, match="must have an end"):
        town.rule(under_review, town.council, "approved")


def test_a_kind_that_needs_more_parties_is_refused(under_review: Case, town: Town) -> None:
    Kind.objects.filter(code="network").update(minimum_parties=3)
    _evaluate(under_review, town, next_kind=Kind.objects.get(code="network"))
    town.rule(under_review, town.committee, "recommended")

    with pytest.raises(NotPossible, match="at least 3 parties"):
        town.rule(under_review, town.council, "approved")


def test_only_a_renewal_changes_the_kind(under_review: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="renewed"):
        _evaluate(
            under_review,
            town,
            recommendation="unchanged",
            next_kind=Kind.objects.get(code="strategic"),
        )


# ---------------------------------------------------------------- unchanged: the light route
@pytest.mark.requirement("R-074")
def test_unchanged_may_be_ruled_on_by_the_bodies_instead(under_review: Case, town: Town) -> None:
    _evaluate(under_review, town, recommendation="unchanged")

    town.rule(under_review, town.committee, "recommended")
    assert state_of(under_review) == "under_review"
    town.rule(under_review, town.council, "approved")

    assert state_of(under_review) == "active"


def test_unchanged_is_decided_by_the_delegate_and_the_body_is_told(
    under_review: Case, town: Town
) -> None:
    _evaluate(under_review, town, recommendation="unchanged")

    rulings.decide(under_review, "approved", by=town.secretary, at=NOW, seen=seen(under_review))

    assert state_of(under_review) == "active"
    assert duty(under_review, "orientation").about == "The finance committee"


# ---------------------------------------------------------------- an amendment that fails
@pytest.fixture
def amendment(under_review: Case, town: Town) -> Case:
    """The draft of the change that the review of `under_review` decided on."""
    town.evaluate(under_review, "amend")
    town.approve(under_review)
    case = openings.amend(
        under_review, reason="Nyt", by=town.officer, at=NOW, seen=seen(under_review)
    )
    return fresh(case)


@pytest.mark.requirement("R-074")
def test_an_amendment_withdrawn_opens_the_evaluation_again(
    under_review: Case, amendment: Case, town: Town
) -> None:
    take("withdraw", amendment, by=town.officer, at=NOW, seen=seen(amendment), reason="Nej")

    assert state_of(under_review) == "under_review"
    assert open_kinds(under_review) >= {"review_evaluation", "review_ruling"}
    record = last_step(under_review)
    assert (record.step, record.automaton, record.cause) == (
        "evaluate_again",
        "amendment",
        amendment.number,
    )


@pytest.mark.requirement("R-074")
def test_an_amendment_not_approved_lets_the_review_end_otherwise(
    under_review: Case, amendment: Case, town: Town
) -> None:
    town.to_assessed(amendment)
    town.rule(amendment, town.committee, "not_approved", conditions="For dyrt")
    assert "review_evaluation" in open_kinds(under_review)
    town.rule(under_review, town.committee, "recommended")
    with pytest.raises(NotPossible, match="evaluation is not done"):
        town.rule(under_review, town.council, "approved")

    _evaluate(under_review, town, recommendation="renew")
    town.rule(under_review, town.council, "approved")

    assert state_of(under_review) == "renewed"


def test_while_another_amendment_is_on_its_way_nothing_is_opened(
    under_review: Case, amendment: Case, town: Town
) -> None:
    openings.amend(under_review, reason="Mere", by=town.officer, at=NOW, seen=seen(under_review))

    take("withdraw", amendment, by=town.officer, at=NOW, seen=seen(amendment), reason="Nej")

    assert "review_evaluation" not in open_kinds(under_review)
    assert state_of(amendment) == "withdrawn"


def test_an_amendment_that_no_review_asked_for_opens_nothing(
    active: Case, town: Town, person: Callable[..., User]
) -> None:
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    amendment = openings.amend(active, reason="Nyt", by=town.officer, at=NOW, seen=seen(active))

    take("withdraw", amendment, by=town.officer, at=NOW, seen=seen(amendment), reason="Nej")

    assert last_step(active).step == "amend"
