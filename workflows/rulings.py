"""How is what a body or delegate decided recorded, and what does it do to the case?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

import clock
from agreements.models import Case, Ending, FormalDecision, Review, Ruling
from agreements.models.decisions import APPROVING, Outcome
from agreements.states import State
from audit.history import add
from workflows import routes, rules
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.visit import Matter

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import Body, Meeting, StepRecord
    from people.models import User
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """A formal decision as the minutes have it (R-066). `number` may be empty.

    `decision` is its row, where it has ruled on another case in the same act.
    """

    body: Body
    date: date
    number: str = ""
    wording: str = ""
    votes: str = ""
    minutes: str = ""
    meeting: Meeting | None = None
    decision: FormalDecision | None = None


TEXT_IS_NEEDED = frozenset(
    {
        Outcome.APPROVED_CHANGED,
        Outcome.APPROVED_CONDITIONS,
        Outcome.REFERRED_BACK,
        Outcome.NOT_APPROVED,
    }
)


OUTSIDE = 0
"""The round of what is decided beside the route: that a case rests or goes on."""


def record_ruling(
    case: Case,
    minutes: Minutes,
    outcome: str,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    conditions: str = "",
    reason: str = "",
    ends: date | None = None,
    conditions_due: date | None = None,
) -> StepRecord:
    """Record what a body ruled on this case and take the step that follows from it.

    The same body, date and number recorded before is the same decision: it rules on one case
    more. A date in the future and one before the proposal ask for a reason. `ends` is
    the day on which an ending that a review recommended takes effect, `conditions_due` the one
    by which conditions are to be met.
    """
    with enter(
        case,
        by=by,
        at=at,
        seen=seen,
        attempt="record_ruling",
        reason=reason,
        alone=_is_alone(case, outcome),
    ) as visit:
        _is_plausible(visit, minutes, outcome, conditions)
        _let_a_body_rule(visit, minutes.body)
        decision = formal_decision(visit, minutes, by)
        ruling = _ruling(visit, decision, outcome, conditions, conditions_due)
        return _apply(visit, ruling, ends)


def decide(
    case: Case,
    outcome: str,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    conditions: str = "",
    wording: str = "",
    ends: date | None = None,
    conditions_due: date | None = None,
    decision: FormalDecision | None = None,
) -> StepRecord:
    """Decide as delegate, within the authority that the route names.

    `decision` is the one of the same act on another case.
    """
    alone = _is_alone(case, outcome)
    with enter(case, by=by, at=at, seen=seen, attempt="decide", alone=alone) as visit:
        if outcome in TEXT_IS_NEEDED and not conditions.strip():
            raise NotPossible(_("Write the changes, conditions or reasons."))
        decision = _delegated(visit, by, wording, decision)
        ruling = _ruling(visit, decision, outcome, conditions, conditions_due)
        return _apply(visit, ruling, ends)


def _is_alone(case: Case, outcome: str) -> bool:
    """A review moves others with the case, and an amendment not approved what it was to amend."""
    return case.state != State.UNDER_REVIEW and outcome != Outcome.NOT_APPROVED


def _let_a_body_rule(visit: Visit, body: Body) -> None:
    """“Continue unchanged” is the delegate's, or a body's of the whole route (lifecycles.md)."""
    stops = Matter(visit.case, visit).course.stops
    if stops and visit.case.state == State.UNDER_REVIEW and body not in [s.body for s in stops]:
        visit.courses[visit.case.pk] = routes.course_of(visit.case, light=False)


def _delegated(
    visit: Visit, by: User, wording: str, decision: FormalDecision | None = None
) -> FormalDecision:
    stop = next((s for s in Matter(visit.case, visit).course.stops if s.role), None)
    if stop is None:
        raise NotPossible(_("No delegate decides cases of this kind."))
    if decision is not None and decision.authority == stop.authority:
        return decision
    return FormalDecision.objects.create(
        municipality=visit.case.owner,
        delegate=by,
        authority=stop.authority,
        date=visit.on,
        wording=wording,
        recorded_by=by,
        recorded_at=visit.at,
    )


def rest(
    step: str,
    case: Case,
    minutes: Minutes | None,
    *,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Suspend or resume a case (`step`) on what a body or, without minutes, the delegate decided.

    Such a decision is outside the rounds in which the route rules. On a registered relation
    nobody decides: it rests with the reason alone.
    """
    with enter(case, by=by, at=at, seen=seen, attempt=step, reason=reason) as visit:
        is_delegated = any(stop.role for stop in Matter(visit.case, visit).course.stops)
        if minutes is not None:
            _is_plausible(visit, minutes, Outcome.APPROVED, "")
            decision = formal_decision(visit, minutes, by)
            _ruling(visit, decision, Outcome.APPROVED, visit.reason, among=OUTSIDE)
        elif is_delegated and visit.case.handling != Case.Handling.REGISTERED:
            decision = _delegated(visit, by, "")
            _ruling(visit, decision, Outcome.APPROVED, visit.reason, among=OUTSIDE)
        return advance(visit, step)


def rule_beside_the_route(visit: Visit, minutes: Minutes, outcome: str) -> Ruling:
    """What a body decided that is not a stop of the route, such as adopting an annex."""
    _is_plausible(visit, minutes, outcome, "")
    return _ruling(visit, formal_decision(visit, minutes, visit.person), outcome, "", among=OUTSIDE)


def _is_plausible(visit: Visit, minutes: Minutes, outcome: str, conditions: str) -> None:
    if minutes.body.municipality_id != visit.case.owner_id:
        raise NotPossible(_("This body belongs to another municipality."))
    if minutes.date > visit.on and not visit.reason:
        raise NotPossible(_("The date of the decision has not come. Write the reason."))
    if not visit.reason and _is_older_than_the_proposal(visit, minutes):
        raise NotPossible(_("The decision is older than the proposal. Write the reason."))
    if outcome in TEXT_IS_NEEDED and not conditions.strip():
        raise NotPossible(_("Write the changes, conditions or reasons."))


def _is_older_than_the_proposal(visit: Visit, minutes: Minutes) -> bool:
    if minutes.date == visit.on:
        return False
    first = visit.case.proposal_versions.values_list("proposed_at", flat=True).first()
    zone = visit.case.owner.time_zone
    return first is not None and minutes.date < clock.local_date(first, zone)


def formal_decision(visit: Visit, minutes: Minutes, by: User | None) -> FormalDecision:
    """The decision of these minutes, found where they were recorded before."""
    if minutes.decision is not None:
        return minutes.decision
    said = {"body": minutes.body, "date": minutes.date, "number": minutes.number}
    facts = {
        "municipality": visit.case.owner,
        "meeting": minutes.meeting,
        "wording": minutes.wording,
        "votes": minutes.votes,
        "minutes": minutes.minutes,
        "recorded_by": by,
        "recorded_at": visit.at,
    }
    if not minutes.number:
        return FormalDecision.objects.create(**said, **facts)
    # Two cases may record the same decision at once: whoever comes second waits here and finds it.
    decision = FormalDecision(**said, **facts)
    if add([decision], once=True):
        return decision
    decision = FormalDecision.objects.select_related("body").get(**said, annulled_at=None)
    if decision.rulings.filter(case=visit.case, annulled_at=None).exists():
        raise NotPossible(_("This decision has already ruled on the case."))
    return decision


def _ruling(
    visit: Visit,
    decision: FormalDecision,
    outcome: str,
    conditions: str,
    due: date | None = None,
    *,
    among: int | None = None,
) -> Ruling:
    """Write the ruling, in the present round of the case unless another is named."""
    case = visit.case
    is_condition = outcome == Outcome.APPROVED_CONDITIONS
    visit.ruling = Ruling(
        decision=decision,
        case=case,
        outcome=outcome,
        conditions=conditions.strip(),
        conditions_due_date=due if is_condition else None,
        round=max(case.round, 1) if among is None else among,
    )
    add([visit.ruling])
    visit.about = f"{decision}: {visit.ruling.get_outcome_display()}"
    if case.proposed_by_id == getattr(visit.person, "pk", None) and decision.body_id:
        visit.flag = "recorded_by_proposer"
    return visit.ruling


def _apply(visit: Visit, ruling: Ruling, ends: date | None) -> StepRecord:
    """Take the step that follows from a ruling of the route."""
    case = visit.case
    course = Matter(case, visit).course
    if ruling not in course.rulings:
        visit.courses[case.pk] = replace(course, rulings=(*course.rulings, ruling))
    step = _step_for(visit, ruling.outcome)
    if step == "terminate" and ends is not None:
        _record_ending(visit, ruling.decision, ends)
    review = rules.open_review(case) if step in {"suspend", "renew"} else None
    if step == "suspend" and review is not None:
        visit.reason = visit.reason or ruling.conditions or review.evaluation
    if step == "renew" and review is not None and review.next_kind is not None:
        visit.about = _("%(ruling)s; goes on as %(kind)s") % {
            "ruling": visit.about,
            "kind": review.next_kind,
        }
    return advance(visit, step)


def _record_ending(visit: Visit, decision: FormalDecision, ends: date) -> None:
    visit.changes["explained"] = visit.reason
    ending = Ending.objects.filter(case=visit.case).first() or Ending(case=visit.case)
    ending.decided_date, ending.effective_date = decision.date, ends
    ending.reason, ending.recorded_at = visit.reason or visit.about, visit.at
    ending.save()


def _step_for(visit: Visit, outcome: str) -> str:
    """The step that a ruling takes: on the way, or the last of the route."""
    case = visit.case
    if outcome == Outcome.NOT_APPROVED and case.state != State.UNDER_REVIEW:
        return "reject"
    if outcome not in APPROVING:
        return "rule"
    if case.state == State.PROPOSED or Matter(case, visit).course.is_complete:
        return _final_step(case)
    return "rule"


def _final_step(case: Case) -> str:
    review = rules.open_review(case) if case.state == State.UNDER_REVIEW else None
    if review is None:
        return "approve"
    return {
        Review.Recommendation.UNCHANGED: "continue_unchanged",
        Review.Recommendation.AMEND: "approve_change",
        Review.Recommendation.SUSPEND: "suspend",
        Review.Recommendation.END: "terminate",
    }.get(Review.Recommendation(review.recommendation or "renew"), "renew")
