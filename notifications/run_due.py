"""What is due at this moment: steps, reminders, letters, delivery?

The one list of sweeps. `manage.py run_due` calls it with nothing but a database; beat and workers
call the same functions one by one.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from notifications.delivery import deliver_all
from notifications.digests import write_digests
from notifications.models import SweepRun
from notifications.reconcile import NAME as RECONCILE
from notifications.reconcile import reconcile
from notifications.sweep import fall_due
from workflows.files import throw_away
from workflows.timed import take_due_steps

HEARTBEAT = "sweep"
A_DAY = timedelta(days=1)


def run_due(*, at: datetime) -> Counter[str]:
    """Do all that is due and deliver it; how many of each. Two at once do nothing twice."""
    counts = sweep(at=at)
    last = SweepRun.objects.filter(name=RECONCILE).first()
    if last is None or at - last.at >= A_DAY:
        counts["reconciled"] += reconcile(at=at).planned
    counts += Counter({f"mail_{end}": count for end, count in deliver_all(at=at).items()})
    return counts


def sweep(*, at: datetime) -> Counter[str]:
    """Take the steps and queue the mails whose time has come, and say that it was done."""
    counts = Counter({f"step_{step}": count for step, count in take_due_steps(at=at).items()})
    counts += Counter({f"reminder_{end}": count for end, count in fall_due(at=at).items()})
    counts["digests"] += write_digests(at=at)
    counts["files_thrown_away"] += throw_away(at=at)
    counts = +counts
    beat(HEARTBEAT, at=at, counts=counts)
    return counts


def beat(name: str, *, at: datetime, counts: Counter[str] | None = None) -> None:
    """Write down that this ran."""
    SweepRun.objects.update_or_create(name=name, defaults={"at": at, "counts": dict(counts or {})})
