"""Needs attention: what is overdue, what is not known, what nobody carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.presenters import attention as presenter
from web.presenters import incidents, rounds, untold
from web.presenters.people import may_see_people
from web.request import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from web.request import PersonRequest


@require_safe
@signed_in
def attention(request: PersonRequest) -> HttpResponse:
    filters = presenter.Filters.read(request.GET)
    everything, declared = presenter.found(request), presenter.declared(request)
    presenter.remember(request, len(everything) + len(declared))
    rows = presenter.narrowed(everything, filters)
    page = Paginator(rows, presenter.ON_A_PAGE).get_page(request.GET.get("page"))
    is_first = not any(filters) and not page.has_previous()
    is_last = not any(filters) and not page.has_next()
    return render(
        request,
        "web/attention.html",
        {
            "here": "attention",
            "groups": presenter.groups(list(page), request),
            "declared": declared if is_last else [],
            "page": page,
            "number": len(rows) + (0 if any(filters) else len(declared)),
            "filters": filters,
            "choices": presenter.choices(everything),
            "may_see_people": may_see_people(request),
            "rounds": rounds.waiting(request),
            "unreached": untold.rows(request, incidents.unreached(request)) if is_first else [],
        },
    )
