"""Which step follows from a ruling, and what is written with it?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Ending, Review
from agreements.models.decisions import APPROVING, Outcome
from agreements.states import State
from workflows import routes, rules
from workflows.door import advance
from workflows.errors import NotPossible
from workflows.visit import Matter

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import Body, Case, FormalDecision, Ruling, StepRecord
    from workflows.routes import Course
    from workflows.visit import Visit


def course_before(body: Body, case: Case, course: Course) -> Course:
    """The course on which this body rules.

    “Continue unchanged” is the delegate's, or a body's of the whole route (lifecycles.md).
    """
    stops = course.stops
    if stops and case.state == State.UNDER_REVIEW and body not in [s.body for s in stops]:
        return routes.course_of(case, light=False)
    return course


def follow(visit: Visit, ruling: Ruling, ends: date | None) -> StepRecord:
    """Take the step that follows from a ruling of the route.

    `ends` is the day on which an ending that a review recommended takes effect.
    """
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
    if ending.notice_date and ending.notice_date > ends:
        raise NotPossible(_("The notice came after the end."))
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
        return final_step(case)
    return "rule"


def final_step(case: Case) -> str:
    """The step with which the whole route has approved: of a review, what it recommends."""
    review = rules.open_review(case) if case.state == State.UNDER_REVIEW else None
    if review is None:
        return "approve"
    return {
        Review.Recommendation.UNCHANGED: "continue_unchanged",
        Review.Recommendation.AMEND: "approve_change",
        Review.Recommendation.SUSPEND: "suspend",
        Review.Recommendation.END: "terminate",
    }.get(Review.Recommendation(review.recommendation or "renew"), "renew")
