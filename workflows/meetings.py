"""Which meeting can still rule on a case?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import Meeting

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import Body


def next_meeting(body: Body, on: date) -> Meeting | None:
    """The next meeting whose agenda is still open on this day."""
    return Meeting.objects.filter(body=body, agenda_closes_date__gte=on).order_by("date").first()
