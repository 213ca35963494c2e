"""The page of an annex, and the acts on it: write, renew, adopt, bring into force, end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Annex, Case
from people.models import Role
from web.acts import Act, perform, posted
from web.forms.annexes import AdoptForm, AnnexDayForm, AnnexForm
from web.forms.base import ActForm
from web.forms.step import ReasonForm
from web.lookup import visible_case
from web.presenters import annexes as presenter
from web.presenters.shown import shown
from web.request import PersonRequest, signed_in
from web.views.case import render_part
from workflows import annexes, routes
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord


@require_safe
@signed_in
def annex(request: PersonRequest, pk: int, annex_pk: int) -> HttpResponse:
    """One version, with the others, what changed, its ruling and its initiatives."""
    page = shown(request, pk)
    found = get_object_or_404(Annex, agreement=page.case.pk, pk=annex_pk)
    told = presenter.told(page, found)
    if not told:
        raise Http404
    return render_part(page, "case_context", told, template="annex")


@signed_in
def new_annex(request: PersonRequest, pk: int) -> HttpResponse:
    """Officers of both sides write drafts."""
    case = _agreement(request, pk)
    form = AnnexForm(posted(request), case=case, number=_next_number(case))

    def write(_data: dict[str, Any], **door: Any) -> Annex:
        return annexes.write_annex(case, form.facts(), **door)

    act = _writing(case, form, _("New annex"), write)
    return perform(request, act)


@signed_in
def write_annex(request: PersonRequest, pk: int, annex_pk: int) -> HttpResponse:
    case, row = _of(request, pk, annex_pk)
    form = AnnexForm(posted(request), case=case, annex=row)

    def write(_data: dict[str, Any], **door: Any) -> Annex:
        return annexes.write_annex(case, form.facts(), annex=row, **door)

    return perform(request, _writing(case, form, presenter.heading(row), write))


def _writing(case: Case, form: AnnexForm, title: str, call: Any) -> Act:
    return Act(
        step="write_annex",
        title=title,
        lead=case.title,
        button=_("Save the draft"),
        form=form,
        case=case,
        call=call,
        done=lambda _annex: _("The draft is saved."),
        then=lambda written: _page(case, written),
    )


@signed_in
def revise_annex(request: PersonRequest, pk: int, annex_pk: int) -> HttpResponse:
    """The next version begins with the same text."""
    case, row = _of(request, pk, annex_pk)

    def revise(_data: dict[str, Any], **door: Any) -> Annex:
        return annexes.revise(case, row, **door)

    act = Act(
        step="write_annex",
        title=_("New version"),
        lead=presenter.heading(row),
        button=_("Begin a new version"),
        form=ActForm(posted(request), case=case),
        case=case,
        call=revise,
        done=lambda _annex: _("The new version is a draft with the same text."),
        then=lambda written: reverse("write_annex", args=[case.pk, written.pk]),
        template="web/acts/step.html",
        context={"explained": _("The version in force stays until the new one is.")},
    )
    return perform(request, act)


@signed_in
def adopt_annex(request: PersonRequest, pk: int, annex_pk: int) -> HttpResponse:
    case, row = _of(request, pk, annex_pk)
    stops = [stop for stop in routes.stops_of(case, light=False) if stop.role]
    may_record = request.roles.has(Role.SECRETARIAT, case.owner_id, case.unit_id)
    may_delegate = any(request.roles.has(s.role, case.owner_id, case.unit_id) for s in stops)
    form = AdoptForm(
        posted(request),
        case=case,
        today=request.on,
        may_record=may_record,
        may_delegate=may_delegate,
    )

    def adopt(data: dict[str, Any], **door: Any) -> StepRecord:
        return annexes.adopt(case, row, form.minutes(), reason=data.get("reason", ""), **door)

    act = _acting("adopt_annex", _("Adopt the annex"), form, adopt)
    explained = _(
        "One decision may adopt the annex and approve the agreement: write it as it stands in the "
        "minutes."
    )
    if may_delegate and not may_record:
        explained = _("You decide as delegate: %(authority)s.") % {"authority": stops[0].authority}
    return _perform(request, act, row, explained)


@signed_in
def activate_annex(request: PersonRequest, pk: int, annex_pk: int) -> HttpResponse:
    case, row = _of(request, pk, annex_pk)
    form = AnnexDayForm(posted(request), case=case, today=request.on)

    def activate(data: dict[str, Any], **door: Any) -> StepRecord:
        return annexes.activate(case, row, data["effective"], **door)

    act = _acting("activate_annex", _("Bring the annex into force"), form, activate)
    explained = _(
        "The version before it ends the day before. Initiatives that follow the agreement under "
        "this annex come into force with it."
    )
    return _perform(request, act, row, explained)


@signed_in
def end_annex(request: PersonRequest, pk: int, annex_pk: int) -> HttpResponse:
    case, row = _of(request, pk, annex_pk)
    form = ReasonForm(posted(request), case=case)

    def end(data: dict[str, Any], **door: Any) -> StepRecord:
        return annexes.end(case, row, reason=data["reason"], **door)

    act = _acting("end_annex", _("End the annex"), form, end)
    explained = _("In force until today; a draft is given up. Its initiatives stay as they are.")
    return _perform(request, act, row, explained)


def _acting(step: str, title: str, form: ActForm, call: Any) -> Act:
    assert form.case is not None  # every form here is of a case
    return Act(
        step=step,
        title=title,
        button=title,
        form=form,
        case=form.case,
        call=call,
        done=lambda record: _("Done: %(what)s.") % {"what": record.about},
        template="web/acts/step.html",
    )


def _perform(request: PersonRequest, act: Act, row: Annex, explained: str) -> HttpResponse:
    """The act is about this version, and leads back to its page."""
    case = row.agreement.case
    act.visit = look(case, by=request.user, at=request.at)
    act.visit.annex = row
    act.lead, act.context["explained"] = presenter.heading(row), explained
    act.then = lambda _record: _page(case, row)
    return perform(request, act)


def _page(case: Case, row: Annex) -> str:
    return reverse("annex", args=[case.pk, row.pk])


def _agreement(request: PersonRequest, pk: int) -> Case:
    case = visible_case(request, pk)
    if case.sort != Case.Sort.AGREEMENT:
        raise Http404
    return case


def _of(request: PersonRequest, pk: int, annex_pk: int) -> tuple[Case, Annex]:
    case = _agreement(request, pk)
    rows = Annex.objects.select_related("agreement__case__owner")
    return case, get_object_or_404(rows, agreement=case.pk, pk=annex_pk)


def _next_number(case: Case) -> str:
    """The number after the highest; letters are written by hand."""
    numbers = Annex.objects.filter(agreement=case.pk).values_list("number", flat=True)
    return str(max((int(number) for number in numbers if number.isdecimal()), default=0) + 1)
