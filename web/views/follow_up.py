"""How is a case followed up: the next window, how often it is updated, by whom, and with what?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Case
from agreements.states import BEFORE_FORCE
from web.acts import Act, perform, posted
from web.forms.follow_up import (
    CadenceForm,
    PartyBenefitForm,
    SetReviewForm,
    UpdateForm,
    WithdrawForm,
)
from web.lookup import visible_case
from web.presenters import follow_up as presenter
from web.presenters.actions import Action
from web.presenters.shown import shown
from web.request import PersonRequest, signed_in
from web.views.case import render_part
from workflows import cadence, listing, reviews, updates
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord


@signed_in
def set_review(request: PersonRequest, pk: int) -> HttpResponse:
    """The next window, or why there is none."""
    case = visible_case(request, pk)
    if request.method != "POST" and case.state in BEFORE_FORCE:
        return redirect("draft_section", case.pk, "review")

    def write(data: dict[str, Any], **door: Any) -> StepRecord:
        return reviews.set_review(case, **data, **door)

    act = Act(
        step="set_review",
        title=_("Set the next review"),
        lead=case.title,
        button=_("Save"),
        form=SetReviewForm(posted(request), case=case, today=request.on),
        case=case,
        call=write,
        done=lambda record: (
            _("The next review is set.")
            if record.case.review
            else _("It is recorded why there is no review.")
        ),
    )
    return perform(request, act)


@signed_in
def set_cadence(request: PersonRequest, pk: int) -> HttpResponse:
    """How often it is to be updated, and whose duty that is on each side."""
    case = visible_case(request, pk)
    form = CadenceForm(posted(request), case=case, today=request.on)

    def write(data: dict[str, Any], **door: Any) -> StepRecord:
        return cadence.set_cadence(case, form.told(), reason=data["reason"], **door)

    act = Act(
        step="set_cadence",
        title=_("How often is it updated?"),
        lead=case.title,
        button=_("Save"),
        form=form,
        case=case,
        call=write,
        done=lambda _record: _("It is recorded how often it is updated."),
        then=lambda _record: reverse("case_updates", args=[case.pk]),
    )
    return perform(request, act)


def _ways_out(request: PersonRequest, case: Case) -> list[Action]:
    """Where somebody goes whose answer is no: the ends that this person may record."""
    ends = ("complete", "cancel") if case.sort == Case.Sort.INITIATIVE else ("terminate",)
    asked = [listing.ask_for(slug, case, request.user, at=request.at) for slug in ends]
    return [
        Action(step.label, reverse("step", args=[case.pk, step.slug]))
        for step in asked
        if step is not None and step.is_permitted and step.leads_on
    ]


@signed_in
def update(request: PersonRequest, pk: int) -> HttpResponse:
    """Still alive, or brought up to date: one click."""
    case = visible_case(request, pk)

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return updates.record_update(case, **data, **door)

    act = Act(
        step="update",
        title=_("Is the cooperation alive?"),
        lead=case.title,
        button=_("Yes, it is alive"),
        form=UpdateForm(posted(request), case=case, today=request.on, roles=request.roles),
        case=case,
        call=record,
        done=lambda _record: _("Thank you. It is recorded."),
        template="web/acts/update.html",
        context={"ways_out": _ways_out(request, case)},
    )
    return perform(request, act)


@require_safe
@signed_in
def case_updates(request: PersonRequest, pk: int) -> HttpResponse:
    """What was done, with its evidence; what was taken back stays visible to the owner."""
    page = shown(request, pk)
    return render_part(page, "case_updates", presenter.updates_page(page))


@signed_in
def withdraw_update(request: PersonRequest, pk: int, update_pk: int) -> HttpResponse:
    """An update was recorded by mistake."""
    case = visible_case(request, pk)
    row = get_object_or_404(case.updates.all(), pk=update_pk)
    visit = look(case, by=request.user, at=request.at)
    visit.update = row

    def withdraw(data: dict[str, Any], **door: Any) -> StepRecord:
        return updates.withdraw_update(row, reason=data["reason"], **door)

    act = Act(
        step="withdraw_update",
        title=_("Withdraw an update"),
        lead=presenter.words_of(row),
        button=_("Withdraw"),
        form=WithdrawForm(posted(request), case=case),
        case=case,
        call=withdraw,
        done=lambda _record: _("The update is withdrawn; what it had answered is asked again."),
        then=lambda _record: reverse("case_updates", args=[case.pk]),
        visit=visit,
    )
    return perform(request, act)


@signed_in
def party_benefit(request: PersonRequest, pk: int, participation_pk: int) -> HttpResponse:
    """What a party gains: as the owner sees it, or in its own words."""
    case = visible_case(request, pk)
    rows = case.participations.select_related("party", "benefit")
    participation = get_object_or_404(rows, pk=participation_pk)
    if not presenter.may_read_benefit(request, case, participation):
        raise Http404
    visit = look(case, by=request.user, at=request.at)
    visit.participation = participation

    def tell(data: dict[str, Any], **door: Any) -> StepRecord:
        return reviews.tell_benefit(case, participation, data["text"], **door)

    act = Act(
        step="tell_benefit",
        title=_("What %(party)s gains") % {"party": participation.party},
        lead=case.title,
        button=_("Save"),
        form=PartyBenefitForm(posted(request), case=case, participation=participation),
        case=case,
        call=tell,
        done=lambda _record: _("It is recorded what the party gains."),
        visit=visit,
    )
    return perform(request, act)
