"""What wakes the sweeps when a clock was wrong?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler

LONG_AGO = timedelta(days=1)


class Clocked(PersistentScheduler):
    """Runs at once what a clock that was ahead says to have run in the future.

    Celery's own waits until that moment has come, days long.
    """

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Seconds until the next."""
        for entry in list(self.schedule.values()):
            now = entry.default_now()
            if entry.last_run_at and entry.last_run_at > now:
                entry.last_run_at = now - LONG_AGO
                self._heap = None
        return float(super().tick(*args, **kwargs))
