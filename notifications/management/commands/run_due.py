"""Does everything that is due, once or for as long as it runs; needs no broker."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING, Any

import structlog
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

import clock
from notifications.run_due import run_due

if TYPE_CHECKING:
    from argparse import ArgumentParser

log = structlog.get_logger()

SHORT_SECONDS = 0.2


class Stop:
    """Remembers that somebody asked this process to end; the sweep that runs is finished first."""

    def __init__(self) -> None:
        self.is_asked = False

    def __call__(self, *_signal: object) -> None:
        self.is_asked = True

    def wait(self, seconds: float) -> None:
        """Rest until somebody asks; after a signal alone Python would go on sleeping."""
        until = time.monotonic() + seconds
        while not self.is_asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, SHORT_SECONDS))


class Command(BaseCommand):
    help = "Take due steps, queue due reminders and letters, deliver what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="go on until stopped")
        parser.add_argument(
            "--every", type=float, default=20, help="seconds between (with --watch)"
        )
        parser.add_argument("--json", action="store_true", help="write the counts as JSON")

    def handle(self, *, watch: bool, every: float, json: bool, **_: Any) -> None:
        if not watch:
            counts = dict(run_due(at=clock.now()))
            self._tell(counts, as_json=json)
            if failed := sorted(name for name in counts if name.startswith("failed_")):
                raise CommandError(", ".join(failed))
            return
        stop = Stop()
        signal.signal(signal.SIGTERM, stop)
        try:
            while not stop.is_asked:
                self._once(as_json=json)
                stop.wait(every)
        except KeyboardInterrupt:
            return

    def _once(self, *, as_json: bool) -> None:
        """A sweep that fails is told and tried again: the rows are still there."""
        close_old_connections()
        try:
            if counts := dict(run_due(at=clock.now())):
                self._tell(counts, as_json=as_json)
        except Exception:
            log.exception("run_due_failed")
        close_old_connections()

    def _tell(self, counts: dict[str, int], *, as_json: bool) -> None:
        words = " ".join(f"{name}={count}" for name, count in sorted(counts.items()))
        self.stdout.write(json.dumps(counts) if as_json else words or "nothing was due")
