"""Which sweeps may Celery call? Two lines each; the sweeps stand in their own modules."""

from __future__ import annotations

from celery import shared_task

import clock
from notifications import delivery, run_due
from notifications import reconcile as plan


@shared_task
def sweep() -> None:
    run_due.sweep(at=clock.now())


@shared_task
def deliver() -> None:
    delivery.deliver_all(at=clock.now())


@shared_task
def heartbeat() -> None:
    run_due.beat("celery", at=clock.now())


@shared_task
def reconcile() -> None:
    plan.reconcile(at=clock.now())
