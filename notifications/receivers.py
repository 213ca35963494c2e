"""What does this package hear of, inside the transaction that did it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.signals import post_save
from django.dispatch import receiver

import clock
from notifications import feeds, notices, working_days
from notifications.planning import replan
from people.events import deactivated
from people.models import Municipality
from workflows.events import duties_changed, step_taken

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from agreements.models import StepRecord
    from people.models import User
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


@receiver(deactivated)
def end_their_feed(user: User, at: datetime, **_: object) -> None:
    """Whoever has left reads no calendar any more."""
    feeds.end_all(user, at=at)


@receiver(step_taken)
def tell_whom_it_concerns(record: StepRecord, visit: Visit, **_: object) -> None:
    notices.tell(record, visit)


@receiver(post_save, sender=Municipality)
def know_its_working_days(instance: Municipality, *, raw: bool, **_: object) -> None:
    """A municipality has times of sending from its first day; a dump brings its own."""
    if not raw:
        working_days.refresh(instance, on=clock.now().date())
