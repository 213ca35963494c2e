"""Is everybody told what they ought to be told? What `/status/` shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Min

from notifications.models import Message, Reminder, SweepRun
from notifications.reconcile import NAME as RECONCILE
from notifications.run_due import HEARTBEAT
from notifications.sweep import NOBODY, due_reminders

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_SILENCE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=15)
TO_NOBODY_SINCE = timedelta(days=7)
S = Message.Status


@dataclass(frozen=True, slots=True)
class Status:
    """`troubles` names what is wrong, in words for programs; nothing is wrong when it is empty."""

    last_sweep: datetime | None
    oldest_unsent: datetime | None
    waiting: int
    uncertain: int
    failed: int
    to_nobody: int
    plan_differed: int
    troubles: tuple[str, ...] = field(default=())

    @property
    def is_red(self) -> bool:
        return bool(self.troubles)


def status(*, at: datetime) -> Status:
    """The facts at this moment, in a handful of indexed queries."""
    runs = {run.name: run for run in SweepRun.objects.filter(name__in=[HEARTBEAT, RECONCILE])}
    last = runs[HEARTBEAT].at if HEARTBEAT in runs else None
    differed = sum(runs[RECONCILE].counts.values()) if RECONCILE in runs else 0
    oldest, waiting = _waiting(at)
    counted = {state: Message.objects.filter(status=state).count() for state in _LEFT}
    troubles = {
        "sweep": last is None or at - last > LONGEST_SILENCE,
        "unsent": oldest is not None and at - oldest > LONGEST_WAIT,
        "uncertain": bool(counted[S.UNCERTAIN]),
        "failed": bool(counted[S.FAILED]),
    }
    return Status(
        last_sweep=last,
        oldest_unsent=oldest,
        waiting=waiting,
        uncertain=counted[S.UNCERTAIN],
        failed=counted[S.FAILED],
        to_nobody=Reminder.objects.filter(
            status=Reminder.Status.NOT_SENT,
            reason=NOBODY,
            due_at__range=(at - TO_NOBODY_SINCE, at),
        ).count(),
        plan_differed=differed,
        troubles=_named(troubles),
    )


_LEFT = (S.UNCERTAIN, S.FAILED)


def _waiting(at: datetime) -> tuple[datetime | None, int]:
    """Since when the oldest unsent message or due reminder waits, and how many messages do."""
    unsent = Message.objects.filter(status__in=[S.PENDING, S.SENDING, S.TRANSMITTING])
    since = unsent.aggregate(first=Min("created_at"))["first"]
    due = due_reminders(at).aggregate(first=Min("due_at"))["first"]
    return min((moment for moment in (since, due) if moment), default=None), unsent.count()


def _named(troubles: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, is_so in troubles.items() if is_so)
