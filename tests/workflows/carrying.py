"""A case that Anna carries, what she is asked, and how she hands it over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Handover, Recurrence
from people.models import User
from tests.conftest import NOW, TODAY
from workflows import handover

if TYPE_CHECKING:
    from people.models import Actor

DUE = PartialDate.day(date(2026, 9, 1))
WHY = "Flytter til Sisimiut"


def ask(case: Case, who: Actor, kind: str = "orientation", **facts: object) -> Duty:
    row = {"due": DUE, "opened_at": NOW} | facts
    return Duty.objects.create(case=case, kind_id=kind, responsible=who, **row)


def yearly(case: Case, who: Actor) -> Recurrence:
    return Recurrence.objects.create(
        case=case, kind_id="update", responsible=who, anchor_date=TODAY
    )


def leaves(anna: User, to: Actor, by: User, **more: bool) -> Handover:
    return handover.hand_over(anna, to, reason=WHY, by=by, at=NOW, **more)
