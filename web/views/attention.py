"""Needs attention: what is overdue, what is not known, what nobody carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.presenters import attention as presenter
from web.request import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from web.request import PersonRequest


@require_safe
@signed_in
def attention(request: PersonRequest) -> HttpResponse:
    groups = presenter.groups(request)
    number = sum(len(group.rows) for group in groups)
    return render(
        request,
        "web/attention.html",
        {"here": "attention", "groups": groups, "number": number},
    )
