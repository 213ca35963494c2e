"""Who was told what, who will be, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notifications.explaining import explain, with_letters
from notifications.foresight import foresee
from notifications.models import Reminder
from people.models import Unit, User
from web.forms.listing import Period
from web.presenters import ahead, reminding
from web.presenters import ledger as presenter
from web.presenters.shown import shown
from web.request import signed_in
from web.tables import csv_file
from web.views.case import render_part

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from web.presenters.ledger import Filters
    from web.request import PersonRequest


@require_safe
@signed_in
def reminder_ledger(request: PersonRequest) -> HttpResponse:
    """Every reminder with what became of it, the newest first."""
    filters, period = _asked(request)
    rows = presenter.narrowed(request, filters, *period.days)
    context = {
        "page": presenter.page(request, rows, request.GET.get("after", "")),
        "filters": filters,
        "period": period,
        "is_narrowed": any(filters),
        "choices": presenter.choices(request),
    }
    return _page(request, "reminder_ledger", context)


@require_safe
@signed_in
def reminder_ledger_csv(request: PersonRequest) -> HttpResponse:
    """The same as a file, with the same filters."""
    filters, period = _asked(request)
    rows = presenter.narrowed(request, filters, *period.days)
    return csv_file(f"{_('reminders')}.csv", *presenter.table(request, rows))


def _asked(request: PersonRequest) -> tuple[Filters, Period]:
    filters = presenter.Filters.read(request.GET)
    return filters, Period({"since": filters.since, "until": filters.until})


@require_safe
@signed_in
def reminders_ahead(request: PersonRequest) -> HttpResponse:
    """The next 12 months: of the municipality, or of the reader alone."""
    here = presenter.watched(request)
    year = (
        ahead.ahead(request, Q(duty__case__owner__in=here))
        if here
        else ahead.ahead_of(request, request.user)
    )
    return _page(request, "reminders_ahead", {"year": year})


def _page(request: PersonRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    tabs = (("reminder_ledger", _("What was told")), ("reminders_ahead", _("What will be told")))
    frame = {
        "here": "reminders",
        "sees_all": bool(presenter.watched(request)),
        "tabs": [
            {"label": label, "url": reverse(page), "current": page == name} for page, label in tabs
        ],
    }
    return render(request, f"web/{name}.html", frame | context)


@require_safe
@signed_in
def reminder(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Why somebody got one, or will; as JSON if asked for."""
    row = with_letters(presenter.seen(request).filter(pk=pk)).first() or _to_come(request, pk)
    [told] = explain([row], at=request.at)
    [line] = presenter.told(request, [row])
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(reminding.as_data(told, line.case))
    context = {
        "here": "reminders",
        "row": line,
        "facts": reminding.facts(told, row.duty.due),
        "letter": told.letter,
        "attempts": [reminding.attempt(one) for one in told.letter.attempts] if told.letter else [],
        "crumbs": [(_("Reminders"), reverse("reminder_ledger")), (_("Why?"), "")],
    }
    return render(request, "web/reminder.html", context)


def _to_come(request: PersonRequest, pk: int) -> Reminder:
    """One that the reader will get for somebody else, who is asked now."""
    for one in foresee(Q(pk=pk), at=request.at).rows:
        if one.to is not None and one.to.user == request.user:
            found: Reminder = with_letters(Reminder.objects.filter(pk=pk)).get()
            return found
    raise Http404


# ---------------------------------------------------------------- of one thing
@require_safe
@signed_in
def case_reminders(request: PersonRequest, pk: int) -> HttpResponse:
    """A part of the case: what was and will be told about it."""
    page = shown(request, pk)
    if not page.is_ours:
        raise Http404
    return render_part(page, "case_reminders", _of(request, Q(duty__case=page.case.pk)))


@require_safe
@signed_in
def unit_reminders(request: PersonRequest, pk: int) -> HttpResponse:
    """About the cases of a unit."""
    unit = get_object_or_404(Unit, pk=pk, municipality__in=request.roles.municipalities())
    told = _of(request, Q(duty__case__unit=unit.pk))
    return _of_one(request, unit.name, told | {"ledger_query": f"?unit={unit.pk}"})


@require_safe
@signed_in
def person_reminders(request: PersonRequest, pk: int) -> HttpResponse:
    """To one person: by themself, or by those who look after the municipality."""
    seen = Q(pk=request.user.pk) | Q(municipality__in=presenter.watched(request))
    user = get_object_or_404(User.objects.filter(seen), pk=pk)
    asked = presenter.Filters(person=str(user.pk))
    rows = presenter.narrowed(request, asked, None, None)
    told = {
        "year": ahead.ahead_of(request, user),
        "page": presenter.page(request, rows, request.GET.get("after", "")),
        "ledger_query": f"?person={user.pk}",
    }
    return _of_one(request, user.name, told)


def _of(request: PersonRequest, scope: Q) -> dict[str, Any]:
    asked = presenter.narrowed(request, presenter.Filters(), None, None)
    return {
        "year": ahead.ahead(request, scope),
        "page": presenter.page(request, asked.filter(scope), request.GET.get("after", "")),
        "sees_all": bool(presenter.watched(request)),
    }


def _of_one(request: PersonRequest, name: str, told: dict[str, Any]) -> HttpResponse:
    crumbs = [(_("Reminders"), reverse("reminder_ledger")), (name, "")]
    context = {"here": "reminders", "name": name, "crumbs": crumbs} | told
    return render(request, "web/reminders_of.html", context)
