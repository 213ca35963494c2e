"""What falls due on which day: a month at a glance, and a list of what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from web.presenters import month as presenter
from web.presenters.feeds import tabs
from web.request import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from web.request import PersonRequest


@require_safe
@signed_in
def month(request: PersonRequest) -> HttpResponse:
    whose = presenter.whose(request)
    shown = presenter.month(request, whose)
    return render(
        request,
        "web/calendar.html",
        {
            "here": "calendar",
            "month": shown,
            "whose": presenter.choices(request, whose, month=shown.value),
            "tabs": tabs("calendar"),
            "tabs_name": _("Calendar"),
        },
    )


@require_safe
@signed_in
def agenda(request: PersonRequest) -> HttpResponse:
    whose = presenter.whose(request)
    shown = presenter.agenda(request, whose)
    return render(
        request,
        "web/agenda.html",
        {
            "here": "calendar",
            "agenda": shown,
            "whose": presenter.choices(request, whose, **{"from": shown.first.isoformat()}),
            "tabs": tabs("agenda"),
            "tabs_name": _("Calendar"),
        },
    )
