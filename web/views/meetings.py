"""Upcoming meetings, and the cases that wait for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.presenters import agenda
from web.request import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from web.request import PersonRequest


@require_safe
@signed_in
def meetings(request: PersonRequest) -> HttpResponse:
    rows, left, untold = agenda.agenda(request)
    quiet = [row for row in rows if not row.items and not row.told]
    told = {"here": "meetings", "meetings": rows, "quiet": quiet, "left": left, "untold": untold}
    return render(request, "web/meetings.html", told)
