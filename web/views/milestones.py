"""How are the milestones of an initiative added, reached, moved and dropped?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from web.acts import Act, perform, posted
from web.forms.commitments import MilestoneForm, MoveForm, ReachedForm
from web.forms.step import ReasonForm
from web.presenters.commitments import milestone_name
from web.request import PersonRequest, signed_in
from web.views.commitments import initiative_of
from workflows import commitments
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import Case, Milestone, StepRecord


@signed_in
def new_milestone(request: PersonRequest, pk: int) -> HttpResponse:
    case = initiative_of(request, pk)
    asked = request.GET.get("commitment", "")
    known = asked if asked.isdecimal() else ""
    form = MilestoneForm(posted(request), case=case, today=request.on, commitment=known)

    def add(_data: dict[str, Any], **door: Any) -> Milestone:
        return commitments.add_milestone(case, form.aim(), **door)

    act = Act(
        step="add_milestone",
        title=_("New milestone"),
        lead=case.title,
        button=_("Add the milestone"),
        form=form,
        case=case,
        call=add,
        done=lambda _row: _("The milestone is added."),
        then=lambda _row: reverse("case_commitments", args=[pk]),
        template="web/acts/milestone.html",
    )
    return perform(request, act)


@signed_in
def change_milestone(request: PersonRequest, pk: int, milestone_pk: int, what: str) -> HttpResponse:
    """One page for each of: reach, move, drop."""
    case = initiative_of(request, pk)
    row = get_object_or_404(case.milestones.select_related("party"), pk=milestone_pk)
    acts = {"reach": _reach, "move": _move, "drop": _drop}
    if what not in acts:
        raise Http404
    act = acts[what](request, case, row)
    act.lead = milestone_name(row)
    act.visit = look(case, by=request.user, at=request.at)
    act.visit.milestone = row
    act.then = lambda _record: reverse("case_commitments", args=[pk])
    act.context |= {"back": reverse("case_commitments", args=[pk])}
    return perform(request, act)


def _reach(request: PersonRequest, case: Case, row: Milestone) -> Act:
    def reach(data: dict[str, Any], **door: Any) -> StepRecord:
        return commitments.reach_milestone(row, data["reached"], **door)

    return Act(
        step="reach_milestone",
        title=_("Record the milestone as reached"),
        button=_("It is reached"),
        form=ReachedForm(posted(request), case=case, today=request.on),
        case=case,
        call=reach,
        done=lambda _record: _("The milestone is reached."),
    )


def _move(request: PersonRequest, case: Case, row: Milestone) -> Act:
    def move(data: dict[str, Any], **door: Any) -> StepRecord:
        return commitments.move_milestone(row, **data, **door)

    return Act(
        step="move_milestone",
        title=_("Move the milestone"),
        button=_("Move it"),
        form=MoveForm(posted(request), case=case, milestone=row),
        case=case,
        call=move,
        done=lambda _record: _("The milestone is expected on another day."),
    )


def _drop(request: PersonRequest, case: Case, row: Milestone) -> Act:
    def drop(data: dict[str, Any], **door: Any) -> StepRecord:
        return commitments.drop_milestone(row, **data, **door)

    return Act(
        step="drop_milestone",
        title=_("Drop the milestone"),
        button=_("Drop it"),
        form=ReasonForm(posted(request), case=case),
        case=case,
        call=drop,
        done=lambda _record: _("The milestone is dropped."),
    )
