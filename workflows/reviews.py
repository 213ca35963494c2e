"""How is a review set, answered and evaluated, and what is said of the initiatives under it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Case, InitiativeAnswer, Review, ReviewInput
from agreements.next_term import AS_IT_IS
from workflows import rules
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.levels import keep_levels
from workflows.windows import default_review

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Agreement, Commitment, Kind, Participation, StepRecord
    from agreements.next_term import NextTerm
    from people.models import User
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How it went and what is recommended.

    `benefits` maps a group, `areas` the key of a focus area to its level and reason; `next_kind`
    is what it goes on as when it is renewed, `next_term` how it holds then.
    """

    text: str
    recommendation: str
    benefits: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    areas: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    next_kind: Kind | None = None
    next_review: PartialDate | None = None
    next_term: NextTerm = AS_IT_IS


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
        _is_consistent(visit, evaluation, done=done)
        review.evaluation, review.recommendation = evaluation.text, evaluation.recommendation
        review.next_review = evaluation.next_review
        review.next_term = evaluation.next_term
        review.next_kind = evaluation.next_kind
        if done:
            review.evaluated_by, review.evaluated_at = by, at
        review.save()
        keep_levels(review.realised_benefits, evaluation.benefits)
        _tell_areas(visit.case, review, evaluation.areas)
        visit.about = review.recommendation
        return advance(visit, "evaluate")


def _is_consistent(visit: Visit, evaluation: Evaluation, *, done: bool) -> None:
    """An initiative is edited: it has no text that parties have signed, and no kind.

    Days that cannot be are refused in a draft too; what is missing, when it is ruled on.
    """
    case = visit.case
    is_agreement = case.sort == Case.Sort.AGREEMENT
    if evaluation.recommendation == Review.Recommendation.AMEND and not is_agreement:
        raise NotPossible(_("Only the text of an agreement is changed by an amendment."))
    renews = evaluation.recommendation in {Review.Recommendation.RENEW, ""}
    if evaluation.next_kind is not None and not (is_agreement and renews):
        raise NotPossible(_("Only an agreement that is renewed goes on as another kind."))
    if done and (not evaluation.text.strip() or not evaluation.recommendation):
        raise NotPossible(_("Write the evaluation and what you recommend."))
    for verdict in (
        rules.its_window_is_to_come(evaluation.next_review, visit.on),
        rules.the_next_term_holds(case, evaluation.next_term, visit.on, is_whole=False),
    ):
        if not verdict:
            raise NotPossible(verdict.message)


def _tell_areas(case: Case, review: Review, areas: Mapping[int, tuple[str, str]]) -> None:
    """How it went in each focus area of the agreement; none of another."""
    known = {area.pk: area for area in case.agreement.focus_areas.all()} if areas else {}
    if set(areas) - set(known):
        raise NotPossible(_("The focus area belongs to another agreement."))
    if not all(text.strip() for _level, text in areas.values()):
        raise NotPossible(_("Give the reason for each level."))
    keep_levels(review.area_evaluations, areas, by="focus_area_id", reason="text")


def give_input(
    case: Case,
    participation: Participation,
    text: str,
    *,
    received: PartialDate | None,
    by: User,
    at: datetime,
    seen: int | None,
    gained: str = "",
) -> StepRecord:
    """Record what one party says of the cooperation, and what it gained itself (R-077)."""
    with enter(case, by=by, at=at, seen=seen, attempt="give_input") as visit:
        review = _open_review(visit)
        if not text.strip():
            raise NotPossible(_("Write what the party says."))
        day = received.earliest if received else visit.on
        if not (verdict := rules.had_not_left(participation, day)):
            raise NotPossible(verdict.message)
        row = ReviewInput.objects.filter(review=review, participation=participation).first()
        row = row or ReviewInput(review=review, participation=participation)
        row.text, row.gained, row.received = text.strip(), gained.strip(), received
        row.recorded_by, row.recorded_at = by, at
        row.save()
        visit.participation, visit.about = participation, str(participation.party)
        return advance(visit, "give_input")


def answer(
    case: Case,
    about: Case | Commitment,
    what: str,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    moved_to: Agreement | None = None,
    reason: str = "",
) -> StepRecord:
    """Say at the review of `case` whether an initiative, or what may come up in one, goes on.

    `what` is an `InitiativeAnswer.Answer`. It is carried out when the review is ruled on, so that
    it may be changed until then.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="answer") as visit:
        review = _open_review(visit)
        commitment = None if isinstance(about, Case) else about
        initiative = about if isinstance(about, Case) else about.case
        rows = InitiativeAnswer.objects.filter(review=review, case=initiative)
        row = rows.filter(commitment=commitment).first()
        row = row or InitiativeAnswer(review=review, case=initiative, commitment=commitment)
        row.answer, row.reason = what, reason.strip()
        row.moved_to = moved_to if what == InitiativeAnswer.Answer.MOVE else None
        visit.answer = row
        visit.about = f"{commitment or initiative}: {row.get_answer_display()}"[:200]
        return advance(visit, "answer")


def set_review(
    case: Case,
    *,
    review: PartialDate | None,
    interval: int | None,
    no_review_reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Set the window of the next review, or say why there is none (R-037).

    An interval without a window sets the window by it, counted from today.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="set_review", alone=True) as visit:
        visit.case.review_interval_months = interval
        if review is None and interval:
            review = default_review(visit.case, visit.on)
        visit.changes = {"review": review, "no_review_reason": no_review_reason.strip()}
        visit.about = str(review or no_review_reason)[:200]
        return advance(visit, "set_review")


def tell_benefit(
    case: Case,
    participation: Participation,
    text: str,
    *,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Tell what a party gains: as the owner sees it, or the party in its own words (R-077)."""
    with enter(case, by=by, at=at, seen=seen, attempt="tell_benefit") as visit:
        parties = visit.case.participations.select_related("party", "benefit")
        visit.participation = parties.get(pk=participation.pk)
        visit.changes = {"text": text.strip()}
        visit.about = str(visit.participation.party)
        return advance(visit, "tell_benefit")


def _open_review(visit: Visit) -> Review:
    review = rules.open_review(visit.case)
    if review is None:
        raise NotPossible(_("No review is open."))
    return review
