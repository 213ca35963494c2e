"""How are the senders woken at once, when there is a broker to wake them?

A kick may be lost: the sweep of the next minute finds the rows (ADR 7). So a broker that is gone
costs a page one short wait, is logged, and is left alone for half a minute.
"""

from __future__ import annotations

import time

import structlog
from celery import current_app
from django.conf import settings

log = structlog.get_logger()

REST_SECONDS = 30


class Breaker:
    """Remembers in this process until when the broker is left alone."""

    def __init__(self) -> None:
        self.rests_until = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.rests_until

    def trip(self) -> None:
        self.rests_until = time.monotonic() + REST_SECONDS


breaker = Breaker()


def kick() -> None:
    """Ask a worker to deliver now; call it after the commit. Never raises."""
    if not settings.REDIS_URL or breaker.is_open():
        return
    try:
        current_app.send_task("notifications.tasks.deliver")
    except Exception as error:  # noqa: BLE001 - whatever a broker's client raises
        breaker.trip()
        log.warning("kick_failed", error=str(error))
