"""May the reader begin this step, so that a link to it is worth showing?

The answer is the step's own: its policy, and whether the state leads to it. A page that shows
nothing else leads nobody to “You may not do this”.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.states import State
from workflows import lifecycles
from workflows.routes import Course, Stop
from workflows.verdict import YES, Verdict, no
from workflows.visit import Visit

if TYPE_CHECKING:
    from agreements.models import Case, Duty
    from web.request import PersonRequest


STEPS = {
    "complete_proposal": "edit",
    "assess_benefit": "assess_part",
    "assess_economy": "assess_part",
    "assess_citizens": "assess_part",
    "ready_for_agenda": "check_ready",
    "rule": "rule",
    "decide": "approve",
    "answer_referral": "submit_memo",
    "sign": "sign",
    "send_decision": "send_decision",
    "four_parts": "edit",
    "commitment": "finish_commitment",
    "milestone": "reach_milestone",
    "review": "start_review",
    "review_input": "evaluate",
    "review_evaluation": "evaluate",
    "review_memo": "submit_memo",
    "review_ruling": "rule",
    "notice": "give_notice",
    "write_amendment": "amend",
}
"""Kind of duty: the step that its button begins. Of other kinds the policy is to be asked."""

ALSO = {"notice": "let_renew"}
"""The step that answers it as well: whoever carries a case says that it goes on."""


def looking(request: PersonRequest, case: Case) -> Visit:
    """A visit that only looks, with the roles that the request has read already."""
    return Visit(
        case=case,
        by=request.user,
        at=request.at,
        on=request.on,
        roles=request.roles,
        effective=request.on,
    )


def may_begin(step: str, case: Case, visit: Visit) -> Verdict:
    """Does the state lead to the step, and its policy let this person in?"""
    way = lifecycles.way(step, case, visit)
    if way is None:
        return no("")
    return lifecycles.permitted(way, visit.by)


def may_answer(request: PersonRequest, duty: Duty) -> Verdict:
    """May the reader, whom the duty asks, do what it asks for?"""
    step = STEPS.get(duty.kind_id)
    if step is None:
        return YES
    if duty.kind_id == "decide" and duty.case.state == State.UNDER_REVIEW:
        step = "continue_unchanged"
    visit = looking(request, duty.case)
    visit.part = duty.kind_id.removeprefix("assess_") if step == "assess_part" else ""
    if duty.kind_id == "decide":  # it names the delegate: a list reads no route for each row
        visit.courses[duty.case_id] = Course((Stop(None, duty.responsible.role, ""),), ())
    verdict = may_begin(step, duty.case, visit)
    other = ALSO.get(duty.kind_id)
    return verdict if verdict or other is None else may_begin(other, duty.case, visit)
