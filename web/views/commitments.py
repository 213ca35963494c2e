"""How are the commitments of an initiative added, changed and ended?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agreements.models import Case, Commitment
from web.acts import Act, perform, posted
from web.forms.commitments import (
    CommitmentForm,
    ProgressForm,
    PromoteForm,
    TurnForm,
)
from web.lookup import visible_case
from web.presenters import commitment as one_commitment
from web.presenters.shown import shown
from web.request import PersonRequest, signed_in
from workflows import commitments
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord

#: address: step, heading, button, what it does
TURNS = {
    "pause": (
        "pause_commitment",
        gettext_lazy("Pause the commitment"),
        gettext_lazy("It rests: nothing of it is overdue, and nobody is reminded."),
    ),
    "take-up": (
        "take_up_commitment",
        gettext_lazy("Take the commitment up again"),
        gettext_lazy("It goes on, and its milestones with it."),
    ),
    "done": (
        "finish_commitment",
        gettext_lazy("Record it as done"),
        gettext_lazy("It stays readable, with what came of it."),
    ),
    "close": (
        "close_commitment",
        gettext_lazy("Close the commitment"),
        gettext_lazy("It is given up. Nothing has to be signed anew."),
    ),
}


@require_safe
@signed_in
def commitment(request: PersonRequest, pk: int, commitment_pk: int) -> HttpResponse:
    """One commitment: its facts, milestones, what may be done, and every change."""
    page = shown(request, pk)
    found = page.those(Commitment, "giver", "receiver", case_id=pk, id=commitment_pk)
    if not found:
        raise Http404
    row = found[0]
    crumbs = [
        (_("Agreements"), reverse("agreements")),
        (page.case.title, reverse("case", args=[pk])),
        (_("Commitments"), reverse("case_commitments", args=[pk])),
        (str(row), ""),
    ]
    told = {
        "here": "agreements",
        "case": page.case,
        "crumbs": crumbs,
        "commitment": row,
        "is_ours": page.is_ours,
        **one_commitment.told(page, row),
    }
    return render(request, "web/commitment.html", told)


@signed_in
def new_commitment(request: PersonRequest, pk: int) -> HttpResponse:
    case = initiative_of(request, pk)
    form = CommitmentForm(posted(request), case=case, today=request.on)

    def add(data: dict[str, Any], **door: Any) -> Commitment:
        return commitments.add(case, form.promise(), reason=data["reason"], **door)

    act = Act(
        step="add_commitment",
        title=_("New commitment"),
        lead=case.title,
        button=_("Add the commitment"),
        form=form,
        case=case,
        call=add,
        done=lambda _row: _("The commitment is added."),
        then=lambda _row: reverse("case_commitments", args=[pk]),
        template="web/acts/commitment.html",
    )
    return perform(request, act)


@signed_in
def change_commitment(
    request: PersonRequest, pk: int, commitment_pk: int, what: str
) -> HttpResponse:
    """One page for each of: change, progress, promote, pause, take-up, done, close."""
    case = initiative_of(request, pk)
    row = _commitment_of(case, commitment_pk)
    acts = {"change": _scale, "progress": _measure, "promote": _promote}
    if what in acts:
        act = acts[what](request, case, row)
    elif what in TURNS:
        act = _turn(request, case, row, what)
    else:
        raise Http404
    act.visit = look(case, by=request.user, at=request.at)
    act.visit.commitment = row
    act.then = lambda _result: reverse("commitment", args=[pk, commitment_pk])
    act.context |= {"back": reverse("commitment", args=[pk, commitment_pk])}
    return perform(request, act)


def _scale(request: PersonRequest, case: Case, row: Commitment) -> Act:
    form = CommitmentForm(posted(request), case=case, today=request.on, commitment=row)

    def scale(data: dict[str, Any], **door: Any) -> StepRecord:
        return commitments.scale(row, form.promise(), reason=data["reason"], **door)

    return Act(
        step="scale_commitment",
        title=_("Change the commitment"),
        lead=_("More or less of it, another way, other words or another day."),
        button=_("Save"),
        form=form,
        case=case,
        call=scale,
        done=lambda _record: _("The commitment is changed."),
        template="web/acts/commitment.html",
    )


def _measure(request: PersonRequest, case: Case, row: Commitment) -> Act:
    def measure(data: dict[str, Any], **door: Any) -> StepRecord:
        return commitments.measure(row, **data, **door)

    return Act(
        step="measure_commitment",
        title=_("Tell how far the commitment is"),
        lead=row.text,
        button=_("Save"),
        form=ProgressForm(posted(request), case=case, commitment=row),
        case=case,
        call=measure,
        done=lambda _record: _("How far it is, is recorded."),
    )


def _promote(request: PersonRequest, case: Case, row: Commitment) -> Act:
    def promote(data: dict[str, Any], **door: Any) -> StepRecord:
        return commitments.promote(row, **data, **door)

    return Act(
        step="promote_commitment",
        title=_("Bring it forward to the short term"),
        lead=row.text,
        button=_("Bring it forward"),
        form=PromoteForm(posted(request), case=case, commitment=row),
        case=case,
        call=promote,
        done=lambda _record: _("The commitment is one for the short term now."),
    )


def _turn(request: PersonRequest, case: Case, row: Commitment, what: str) -> Act:
    step, title, explained = TURNS[what]

    def turn(data: dict[str, Any], **door: Any) -> StepRecord:
        return commitments.turn(row, step, **data, **door)

    return Act(
        step=step,
        title=title,
        lead=row.text,
        button=title,
        form=TurnForm(posted(request), case=case, step=step),
        case=case,
        call=turn,
        done=lambda _record: _("The change is recorded."),
        template="web/acts/step.html",
        context={"explained": explained},
    )


def initiative_of(request: PersonRequest, pk: int) -> Case:
    """The initiative, or 404: an agreement has commitments only in the initiatives under it."""
    case = visible_case(request, pk)
    if case.sort != Case.Sort.INITIATIVE:
        raise Http404
    return case


def _commitment_of(case: Case, pk: int) -> Commitment:
    rows = case.commitments.select_related("giver", "receiver")
    return get_object_or_404(rows, pk=pk)
