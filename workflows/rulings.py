"""How is what a body or delegate decided recorded, and what does it do to the case?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

import clock
from agreements.models import Case, FormalDecision, Ruling
from agreements.models.decisions import Outcome
from agreements.states import State
from audit.history import add
from workflows import outcomes, routes
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
        course = Matter(visit.case, visit).course
        visit.courses[visit.case.pk] = outcomes.course_before(minutes.body, visit.case, course)
        decision = formal_decision(visit, minutes, by)
        ruling = _ruling(visit, decision, outcome, conditions, conditions_due)
        return outcomes.follow(visit, ruling, ends)


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
        return outcomes.follow(visit, ruling, ends)


def _is_alone(case: Case, outcome: str) -> bool:
    """A review moves others with the case, and an amendment not approved what it was to amend."""
    return case.state != State.UNDER_REVIEW and outcome != Outcome.NOT_APPROVED


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
        approve_outside(visit, minutes, by)
        return advance(visit, step)


def approve_outside(visit: Visit, minutes: Minutes | None, by: User) -> None:
    """What a body or, without minutes, the delegate decided on a case in force, for the reason.

    Those of the whole route, as for approving: the light one is for going on unchanged.
    """
    visit.courses[visit.case.pk] = routes.course_of(visit.case, light=False)
    is_delegated = bool(routes.delegates(visit.courses[visit.case.pk].stops))
    if minutes is not None:
        _is_plausible(visit, minutes, Outcome.APPROVED, "")
        decision = formal_decision(visit, minutes, by)
        _ruling(visit, decision, Outcome.APPROVED, visit.reason, among=OUTSIDE)
    elif is_delegated and visit.case.handling != Case.Handling.REGISTERED:
        decision = _delegated(visit, by, "")
        _ruling(visit, decision, Outcome.APPROVED, visit.reason, among=OUTSIDE)


def decide_beside_the_route(visit: Visit, by: User, outcome: str) -> Ruling | None:
    """What the delegate decides so, on the authority of the route; nothing where it has none."""
    visit.courses[visit.case.pk] = routes.course_of(visit.case, light=False)
    if not routes.delegates(visit.courses[visit.case.pk].stops):
        return None
    return _ruling(visit, _delegated(visit, by, ""), outcome, "", among=OUTSIDE)


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
        round=case.ruling_round if among is None else among,
    )
    add([visit.ruling])
    visit.about = f"{decision}: {visit.ruling.get_outcome_display()}"
    if case.proposed_by_id == getattr(visit.person, "pk", None) and decision.body_id:
        visit.flag = "recorded_by_proposer"
    return visit.ruling
