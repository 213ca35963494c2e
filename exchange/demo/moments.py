"""When does the demonstration take a step? No two at one moment, as no two people would."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from agreements.models import Case

if TYPE_CHECKING:
    from datetime import datetime

    from people.models import User

STEP = timedelta(minutes=1)
SOON = timedelta(hours=2)
"""What is done last, one act after the other, begins this long before loading."""


def door_of(case: Case, by: User, at: datetime) -> dict[str, Any]:
    """Who takes the next step, having seen the case as it is; at the first free minute from `at`.

    The history of a case tells what was written at one moment as one act.
    """
    taken = set(case.steps.filter(at__gte=at).values_list("at", flat=True))
    while at in taken:
        at += STEP
    seen = Case.objects.values_list("version", flat=True).get(pk=case.pk)
    return {"by": by, "at": at, "seen": seen}
