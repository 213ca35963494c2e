"""The list of agreements, and of initiatives that stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from web.forms.listing import OnDay
from web.presenters import choices, finding, former, listing, words
from web.request import signed_in
from web.views.bulk import may_end_several
from web.views.work import may_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from web.presenters.choices import Choices
    from web.presenters.finding import Filters
    from web.request import PersonRequest


@require_safe
@signed_in
def agreements(request: PersonRequest) -> HttpResponse:
    filters = finding.Filters.read(request.GET)
    asked, offered = OnDay(filters._asdict(), today=request.on), choices.choices(request)
    can_be_read = asked.is_valid()
    left = former.former_cases(request) if offered.has_left and can_be_read else []
    page = listing.page(request, filters, asked.day, left) if can_be_read else listing.NOTHING
    return render(
        request,
        "web/agreements.html",
        {
            "here": "agreements",
            "filters": filters,
            "asked": asked,
            "held_on": words.day(asked.day),
            "page": page,
            "choices": offered,
            "windows": _windows(),
            "tabs": [
                {
                    "label": label,
                    "url": _url(filters._replace(tab=key, after="")),
                    "current": key == filters.tab,
                }
                for key, (label, _states) in finding.TABS.items()
            ],
            "sorts": {key: _url(filters._replace(sort=key, after="")) for key in finding.SORTS},
            "chips": _chips(filters, offered),
            "next_url": _url(filters._replace(after=page.after)) if page.after else "",
            "first_url": _url(filters._replace(after="")) if filters.after else "",
            "reset_url": _url(finding.Filters(tab=filters.tab)),
            "may_open": may_open(request),
            "may_end": may_end_several(request),
        },
    )


def _url(filters: Filters) -> str:
    usual = finding.Filters()
    said = {
        name: value for name, value in filters._asdict().items() if value != getattr(usual, name)
    }
    return reverse("agreements") + (f"?{urlencode(said)}" if said else "")


def _chips(filters: Filters, offered: Choices) -> list[dict[str, Any]]:
    """Each filter that is on, by name and value, with the address without it."""
    names: dict[str, tuple[str, Sequence[tuple[str, StrOrPromise]]]] = {
        "q": (_("Search"), ()),
        "kind": (_("Kind"), offered.kinds),
        "state": (_("State"), offered.states),
        "unit": (_("Unit"), offered.units),
        "country": (_("Country"), offered.countries),
        "review": (_("Review"), _windows()),
        "on": (_("In force on"), ()),
    }
    return [
        {
            "label": f"{label}: {dict(options).get(value, value)}",
            "url": _url(filters._replace(**{name: "", "after": ""})),
        }
        for name, (label, options) in names.items()
        if (value := getattr(filters, name))
    ]


def _windows() -> list[tuple[str, StrOrPromise]]:
    return [(key, label) for key, (label, _rows) in finding.WINDOWS.items()]
