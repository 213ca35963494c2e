"""Which meeting can still rule on a case, and which body is told of what was delegated?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import Body, Case, Meeting
from workflows import routes

if TYPE_CHECKING:
    from datetime import date


def next_meeting(body: Body, on: date) -> Meeting | None:
    """The next meeting whose agenda is still open on this day."""
    return Meeting.objects.filter(body=body, agenda_closes_date__gte=on).order_by("date").first()


def who_is_told(case: Case) -> Body | None:
    """The body that is told of what the delegate decided in this case; none where none is set up.

    Of a political case the first of its route; else the executive committee, or the council.
    """
    if case.handling == Case.Handling.POLITICAL:
        return next((stop.body for stop in routes.stops_of(case, light=False) if stop.body), None)
    bodies = Body.objects.filter(municipality=case.owner_id, is_active=True)
    by_level = {body.level: body for body in bodies.order_by("-id")}  # the first of each
    return by_level.get(Body.Level.EXECUTIVE) or by_level.get(Body.Level.COUNCIL)
