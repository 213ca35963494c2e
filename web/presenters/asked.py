"""What is a person asked to do, and how much of it is there?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreements.models import Duty
from people.seats import actors_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from web.request import PersonRequest

MOST = 50


@dataclass(frozen=True, slots=True)
class Count:
    """A number that stops counting at `MOST`."""

    number: int

    def __str__(self) -> str:
        return f"{MOST}+" if self.number > MOST else str(self.number)


def open_duties() -> QuerySet[Duty]:
    return Duty.objects.filter(status=Duty.Status.OPEN)


def count_asked(request: PersonRequest) -> Count:
    """How many open duties ask this person; My work has them already and says so."""
    known: Count | None = getattr(request, "asked", None)
    if known is None:
        asked = open_duties().filter(responsible__in=actors_of(request.user, request.on))
        known = Count(len(asked.order_by().values_list("pk")[: MOST + 1]))
        remember(request, known)
    return known


def remember(request: PersonRequest, count: Count) -> None:
    """Keep the count for the menu, so that it is not asked again."""
    request.asked = count  # type: ignore[attr-defined]
