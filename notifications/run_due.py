"""What is due at this moment: steps, reminders, letters, delivery?

The one list of sweeps. `manage.py run_due` calls it with nothing but a database; beat and workers
call the same functions one by one. A stage that fails is told (`SweepRun` "failed.<stage>", which
`/status/` shows until it has succeeded), and the others go on.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import structlog
from django.db import close_old_connections, connection

from notifications import replanning
from notifications.delivery import deliver_all
from notifications.digests import write_digests
from notifications.foresight import look_ahead
from notifications.locks import only_one
from notifications.models import SweepRun
from notifications.reconcile import reconcile_if_due
from notifications.sweep import fall_due
from workflows.files import throw_away
from workflows.timed import take_due_steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = structlog.get_logger()

HEARTBEAT = "sweep"
FAILED = "failed."
Stage = tuple[str, "Callable[..., Counter[str] | int]", str]
"""Its name, what it calls, and what stands before what it counts."""

SWEEP: tuple[Stage, ...] = (
    ("steps", take_due_steps, "step_"),
    ("replanned", replanning.go_on, ""),
    ("reminders", fall_due, "reminder_"),
    ("digests", write_digests, ""),
    ("nobody_ahead", look_ahead, ""),
    ("files_thrown_away", throw_away, ""),
)
DELIVER: Stage = ("deliver", deliver_all, "mail_")
RECONCILE: Stage = ("reconciled", reconcile_if_due, "")


def run_due(*, at: datetime) -> Counter[str]:
    """Do all that is due and deliver it; how many of each. Two at once do nothing twice."""
    return sweep(at=at) + run(RECONCILE, at=at) + run(DELIVER, at=at)


def sweep(*, at: datetime) -> Counter[str]:
    """Take the steps and queue the mails whose time has come, and say that it was done."""
    with only_one(HEARTBEAT) as alone:
        if not alone:
            return Counter()
        counts = sum((run(stage, at=at) for stage in SWEEP), Counter[str]())
        beat(HEARTBEAT, at=at, counts=counts)
        return counts


def run(stage: Stage, *, at: datetime) -> Counter[str]:
    """How many of each, without those that are none; `failed_<stage>` where it failed."""
    name, call, prefix = stage
    try:
        done = call(at=at)
    except Exception as error:  # whatever one stage meets, the next has its turn
        log.exception("stage_failed", stage=name)
        if not connection.in_atomic_block:
            close_old_connections()
        beat(FAILED + name, at=at, counts=Counter({type(error).__name__: 1}))
        return Counter({f"failed_{name}": 1})
    SweepRun.objects.filter(name=FAILED + name).delete()
    if isinstance(done, int):
        return +Counter({prefix + name: done})
    return +Counter({prefix + what: count for what, count in done.items()})


def beat(name: str, *, at: datetime, counts: Counter[str] | None = None) -> None:
    """Write down that this ran."""
    SweepRun.objects.update_or_create(name=name, defaults={"at": at, "counts": dict(counts or {})})
