"""How are the parties' input and the evaluation of a review recorded?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Case, RealisedBenefit, Review, ReviewInput
from workflows import rules
from workflows.door import advance, enter
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Participation, StepRecord
    from people.models import User
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How it went and what is recommended. `benefits` maps a group to its level and reason."""

    text: str
    recommendation: str
    benefits: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    next_review: PartialDate | None = None
    next_term_end: PartialDate | None = None


def evaluate(
    case: Case,
    evaluation: Evaluation,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    done: bool = True,
) -> StepRecord:
    """Write the evaluation; with `done` it is complete and the bodies may rule on it."""
    with enter(case, by=by, at=at, seen=seen, attempt="evaluate") as visit:
        review = _open_review(visit)
        if evaluation.recommendation == Review.Recommendation.AMEND and _has_no_text(visit.case):
            raise NotPossible(_("Only the text of an agreement is changed by an amendment."))
        review.evaluation, review.recommendation = evaluation.text, evaluation.recommendation
        review.next_review = evaluation.next_review
        review.next_term_end = evaluation.next_term_end
        if done:
            if not evaluation.text.strip() or not evaluation.recommendation:
                raise NotPossible(_("Write the evaluation and what you recommend."))
            review.evaluated_by, review.evaluated_at = by, at
        review.save()
        _tell_benefits(review, evaluation.benefits)
        visit.about = review.get_recommendation_display()
        return advance(visit, "evaluate")


def _has_no_text(case: Case) -> bool:
    """An initiative is edited; it has no text that parties have signed."""
    return case.sort != Case.Sort.AGREEMENT


def _tell_benefits(review: Review, benefits: Mapping[str, tuple[str, str]]) -> None:
    for group, (level, reason) in benefits.items():
        row = RealisedBenefit.objects.filter(review=review, group=group).first()
        row = row or RealisedBenefit(review=review, group=group)
        row.level, row.reason = level, reason.strip()
        row.save()
    for row in RealisedBenefit.objects.filter(review=review).exclude(group__in=benefits):
        row.delete()


def give_input(
    case: Case,
    participation: Participation,
    text: str,
    *,
    received: PartialDate | None,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Record what one party says of the cooperation."""
    with enter(case, by=by, at=at, seen=seen, attempt="give_input") as visit:
        review = _open_review(visit)
        if not text.strip():
            raise NotPossible(_("Write what the party says."))
        row = ReviewInput.objects.filter(review=review, participation=participation).first()
        row = row or ReviewInput(review=review, participation=participation)
        row.text, row.received = text.strip(), received
        row.recorded_by, row.recorded_at = by, at
        row.save()
        visit.participation, visit.about = participation, str(participation.party)
        return advance(visit, "give_input")


def _open_review(visit: Visit) -> Review:
    review = rules.open_review(visit.case)
    if review is None:
        raise NotPossible(_("No review is open."))
    return review
