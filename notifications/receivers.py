"""What does this package hear of, inside the transaction that did it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from notifications import notices
from notifications.planning import replan
from workflows.events import duties_changed, step_taken

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from agreements.models import StepRecord
    from workflows.visit import Visit


@receiver(duties_changed)
def plan_their_reminders(
    ids: AbstractSet[int],
    fresh: AbstractSet[int],
    over: AbstractSet[int],
    at: datetime,
    **_: object,
) -> None:
    replan(ids, at=at, fresh=fresh, over=over)


@receiver(step_taken)
def tell_whom_it_concerns(record: StepRecord, visit: Visit, **_: object) -> None:
    notices.tell(record, visit)
