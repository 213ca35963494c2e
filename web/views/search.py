"""Search: agreements and initiatives by title, number or party."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agreements.labels import state_label
from agreements.models import Case
from web.presenters import finding, former, keyset
from web.presenters.expressions import left_on, partners
from web.presenters.then import as_left
from web.presenters.words import joined
from web.request import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from web.request import PersonRequest

MOST = 50
LONGEST = 100


@require_safe
@signed_in
def search(request: PersonRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:LONGEST]
    found = _found(request, q) if q else []
    return render(
        request,
        "web/search.html",
        {
            "here": "search",
            "q": q,
            "rows": [_row(case) for case in found[:MOST]],
            "is_cut": len(found) > MOST,
        },
    )


def _found(request: PersonRequest, q: str) -> list[Case]:
    left = former.former_cases(request)
    asked = finding.but_of_then(finding.matching(q), left, [row for row in left if row.holds(q)])
    cases = keyset.placed(Case.objects.visible_to(request.roles).filter(asked), left)
    found: list[Case] = list(
        cases.annotate(
            partners=partners("name", request.on),
            left_on=left_on(request),
        )
        .select_related("owner", "unit", "agreement__kind", "initiative")
        .order_by(*keyset.order("title", left))[: MOST + 1]
    )
    as_left(request, found)
    return found


def _row(case: Any) -> dict[str, object]:
    state = case.state
    kind = case.agreement.kind if case.sort == Case.Sort.AGREEMENT else case.get_sort_display()
    return {
        "title": case.title,
        "url": reverse("case", args=(case.pk,)),
        "about": joined(kind, case.partners, case.number, case.unit, case.contact),
        "state": state,
        "state_label": state_label(case, state),
        "is_closed": case.is_closed,
    }
