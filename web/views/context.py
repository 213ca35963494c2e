"""Where an agreement stands, and the acts about it: place it, record notice or an occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Case, Event
from agreements.terms import running
from web.acts import Act, perform, posted
from web.forms.context import NoticeForm, OccasionForm, PlaceUnderForm
from web.lookup import visible_case
from web.presenters import context
from web.presenters.shown import shown
from web.presenters.words import day
from web.request import PersonRequest, signed_in
from web.views.case import render_part
from workflows import kinship, listing, occasions, terms

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord


@require_safe
@signed_in
def case_context(request: PersonRequest, pk: int) -> HttpResponse:
    """Annexes, focus areas, what it replaces, what stands above and below it, occasions."""
    page = shown(request, pk)
    return render_part(page, "case_context", context.told(page))


@signed_in
def place_under(request: PersonRequest, pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    if case.sort != Case.Sort.AGREEMENT:
        raise Http404
    form = PlaceUnderForm(posted(request), case=case, roles=request.roles)

    def place(data: dict[str, Any], **door: Any) -> StepRecord:
        inherits = data["inherits_validity"]
        return kinship.place_under(case, data["above"], inherits_validity=inherits, **door)

    act = Act(
        step="place_under",
        title=_("Under another agreement"),
        lead=case.title,
        button=_("Save"),
        form=form,
        case=case,
        call=place,
        done=lambda _record: _("Saved."),
        then=lambda _record: _page(case),
        template="web/acts/step.html",
        context={
            "explained": _(
                "A framework agreement stands above others. One that holds only as long as it "
                "ends, rests and goes on with it."
            )
        },
    )
    return perform(request, act)


@signed_in
def notice(request: PersonRequest, pk: int) -> HttpResponse:
    """Continue or give notice: what the clause says, and the two answers."""
    case = visible_case(request, pk)
    if not _may(request, case, "give_notice") and _may(request, case, "let_renew"):
        return redirect("step", case.pk, "let_renew")  # who carries it may say that it goes on
    rows = list(case.terms.order_by("number"))
    now = running(rows)
    let_renew = now is not None and _may(request, case, "let_renew")
    form = NoticeForm(
        posted(request), case=case, today=request.on, has_clause=now is not None, over=None
    )

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return terms.give_notice(case, data.pop("party"), **data, **door)

    act = Act(
        step="give_notice",
        title=_("Continue or give notice") if let_renew else _("Record notice"),
        lead=case.title,
        button=_("Record notice"),
        form=form,
        case=case,
        call=record,
        done=lambda _record: _notice_told(case),
        template="web/acts/notice.html",
        context={
            "clause": _clause(rows) if now else "",
            "let_renew": let_renew,
            "others_stay": _others_stay(case),
            "terminate": _may(request, case, "terminate"),
            "withdraw": _notice_may_be_taken_back(request, case),
        },
    )
    return perform(request, act)


def _others_stay(case: Case) -> bool:
    """Could one party leave, and would enough be left for the agreement to go on?"""
    staying = case.participations.counting().filter(left_date=None)
    is_agreement = case.sort == Case.Sort.AGREEMENT
    return is_agreement and staying.count() > case.agreement.kind.minimum_parties


def _clause(rows: list[Any]) -> str:
    """What happens by itself, in a sentence."""
    now = running(rows)
    assert now is not None  # asked by the caller
    deadline, ends = now.clause.notice_by(now.number), now.clause.ends(now.number)
    told = {
        "deadline": day(deadline),
        "end": day(ends),
        "next": day(now.clause.ends(now.number + 1)),
    }
    if deadline is None:
        return _("The term ends %(end)s and then renews itself until %(next)s.") % told
    return (
        _("The term ends %(end)s. Without notice by %(deadline)s it renews itself until %(next)s.")
        % told
    )


def _notice_told(case: Case) -> str:
    fresh = Case.objects.select_related("ending").get(pk=case.pk)
    return _("The notice is recorded. No longer in force from %(date)s.") % {
        "date": day(fresh.ending.effective_date)
    }


def _may(request: PersonRequest, case: Case, slug: str) -> bool:
    step = listing.ask_for(slug, case, request.user, at=request.at)
    return step is not None and step.is_permitted and step.leads_on


def _notice_may_be_taken_back(request: PersonRequest, case: Case) -> bool:
    return bool(listing.ask_for("withdraw_notice", case, request.user, at=request.at))


@signed_in
def new_occasion(request: PersonRequest, pk: int) -> HttpResponse:
    return _occasion(request, visible_case(request, pk), None)


@signed_in
def occasion(request: PersonRequest, pk: int, event_pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    return _occasion(request, case, get_object_or_404(Event, case=case, pk=event_pk))


def _occasion(request: PersonRequest, case: Case, event: Event | None) -> HttpResponse:
    form = OccasionForm(posted(request), case=case, event=event)

    def record(_data: dict[str, Any], **door: Any) -> StepRecord:
        return occasions.record_occasion(case, form.facts(), event=event, **door)

    act = Act(
        step="edit",
        title=event.name if event else _("Record an occasion"),
        crumb=_("Visits and meetings"),
        lead=_(
            "A visit, a joint meeting: it is kept beside the dates of decisions and signatures."
        ),
        button=_("Save"),
        form=form,
        case=case,
        call=record,
        done=lambda _record: _("The occasion is recorded."),
        then=lambda _record: _page(case),
    )
    return perform(request, act)


def _page(case: Case) -> str:
    return reverse("case_context", args=[case.pk])
