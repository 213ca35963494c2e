"""Which cases would miss the least number of updates of this period (P08)?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from agreements.models import Duty

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

WARNED_DAYS = 30
"""Before the last day of the period; of a calendar year: from 1 December."""


def missing_updates(on: date) -> QuerySet[Duty]:
    """Open duties to update whose period ends within a month or has ended, by case.

    One row for each post that is asked: the posts of both sides.
    """
    return (
        Duty.objects.filter(
            kind="update",
            status=Duty.Status.OPEN,
            due_until__lte=on + timedelta(days=WARNED_DAYS),
            case__recurrences__kind="update",
            case__recurrences__is_active=True,
            case__recurrences__responsible=F("responsible"),
        )
        .order_by("case", "due_until", "pk")
        .distinct()
    )
