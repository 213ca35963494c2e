"""How is what a body or delegate decided recorded, and what does it do to the case?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import FormalDecision, Review, Ruling
from agreements.models.decisions import APPROVING, Outcome
from agreements.states import State
from workflows import routes, rules
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.visit import Matter

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import Body, Case, Meeting, StepRecord
    from people.models import User
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """A formal decision as the minutes have it (R-066). `number` may be empty."""

    body: Body
    date: date
    number: str = ""
    wording: str = ""
    votes: str = ""
    minutes: str = ""
    meeting: Meeting | None = None


TEXT_IS_NEEDED = frozenset(
    {
        Outcome.APPROVED_CHANGED,
        Outcome.APPROVED_CONDITIONS,
        Outcome.REFERRED_BACK,
        Outcome.NOT_APPROVED,
    }
)


def record_ruling(  # noqa: PLR0913 - the facts of a ruling
    case: Case,
    minutes: Minutes,
    outcome: str,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    conditions: str = "",
    reason: str = "",
) -> StepRecord:
    """Record what a body ruled on this case and take the step that follows from it.

    The same body, date and number recorded before is the same decision: it rules on one case
    more. A date in the future is refused, one before the proposal asks for a reason.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="record_ruling", reason=reason) as visit:
        _is_plausible(visit, minutes, outcome, conditions)
        decision = _decision(visit, minutes, by)
        return _apply(visit, decision, outcome, conditions)


def decide(  # noqa: PLR0913 - the facts of a decision
    case: Case,
    outcome: str,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    conditions: str = "",
    wording: str = "",
) -> StepRecord:
    """Decide as delegate, within the authority that the route names."""
    with enter(case, by=by, at=at, seen=seen, attempt="decide") as visit:
        if outcome in TEXT_IS_NEEDED and not conditions.strip():
            raise NotPossible(_("Write the changes, conditions or reasons."))
        stop = next((s for s in routes.stops_of(visit.case) if s.role), None)
        if stop is None:
            raise NotPossible(_("No delegate decides cases of this kind."))
        decision = FormalDecision.objects.create(
            municipality=visit.case.owner,
            delegate=by,
            authority=stop.authority,
            date=visit.on,
            wording=wording,
            recorded_by=by,
            recorded_at=at,
        )
        return _apply(visit, decision, outcome, conditions)


def _is_plausible(visit: Visit, minutes: Minutes, outcome: str, conditions: str) -> None:
    if minutes.body.municipality_id != visit.case.owner_id:
        raise NotPossible(_("This body belongs to another municipality."))
    if minutes.date > visit.on:
        raise NotPossible(_("The date of the decision has not come."))
    proposed = visit.case.proposal_versions.first()
    if proposed and minutes.date < proposed.proposed_at.date() and not visit.reason:
        raise NotPossible(_("The decision is older than the proposal. Write the reason."))
    if outcome in TEXT_IS_NEEDED and not conditions.strip():
        raise NotPossible(_("Write the changes, conditions or reasons."))


def _decision(visit: Visit, minutes: Minutes, by: User) -> FormalDecision:
    if minutes.number:
        known = FormalDecision.objects.filter(
            body=minutes.body, date=minutes.date, number=minutes.number, annulled_at=None
        ).first()
        if known is not None:
            return known
    return FormalDecision.objects.create(
        municipality=visit.case.owner,
        body=minutes.body,
        meeting=minutes.meeting,
        date=minutes.date,
        number=minutes.number,
        wording=minutes.wording,
        votes=minutes.votes,
        minutes=minutes.minutes,
        recorded_by=by,
        recorded_at=visit.at,
    )


def _apply(visit: Visit, decision: FormalDecision, outcome: str, conditions: str) -> StepRecord:
    case = visit.case
    if Ruling.objects.filter(decision=decision, case=case, annulled_at=None).exists():
        raise NotPossible(_("This decision has already ruled on the case."))
    visit.ruling = Ruling.objects.create(
        decision=decision,
        case=case,
        outcome=outcome,
        conditions=conditions.strip(),
        round=max(case.round, 1),
    )
    visit.about = f"{decision}: {visit.ruling.get_outcome_display()}"
    if case.proposed_by_id == getattr(visit.person, "pk", None) and decision.body_id:
        visit.flag = "recorded_by_proposer"
    return advance(visit, _step_for(visit, outcome))


def _step_for(visit: Visit, outcome: str) -> str:
    """The step that a ruling takes: on the way, or the last of the route."""
    case = visit.case
    if outcome == Outcome.NOT_APPROVED and case.state != State.UNDER_REVIEW:
        return "reject"
    if outcome not in APPROVING:
        return "rule"
    matter = Matter(case, visit)
    if case.state in {State.ASSESSED, State.UNDER_REVIEW}:
        turn = rules.body_is_next_on_the_route(matter)
        if not turn:
            raise NotPossible(turn.message)
    if not routes.course_of(case).is_complete and case.state != State.PROPOSED:
        return "rule"
    return _final_step(case)


def _final_step(case: Case) -> str:
    review = rules.open_review(case) if case.state == State.UNDER_REVIEW else None
    if review is None:
        return "approve"
    return {
        Review.Recommendation.UNCHANGED: "continue_unchanged",
        Review.Recommendation.END: "terminate",
    }.get(Review.Recommendation(review.recommendation or "renew"), "renew")
