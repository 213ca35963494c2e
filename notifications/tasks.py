"""Which sweeps may Celery call? Two lines each; the sweeps stand in their own modules."""

from __future__ import annotations

from celery import shared_task

import clock
from notifications import run_due


@shared_task
def sweep() -> None:
    run_due.sweep(at=clock.now())


@shared_task
def deliver() -> None:
    run_due.run(run_due.DELIVER, at=clock.now())


@shared_task
def heartbeat() -> None:
    run_due.beat("celery", at=clock.now())


@shared_task
def reconcile() -> None:
    run_due.run(run_due.RECONCILE, at=clock.now())
