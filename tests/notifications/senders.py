"""Several senders at work, and one that kills them at random instants. Run as a program.

Forks senders that deliver what waits, some of which sweep as well; kills one after another
(SIGKILL), notes it, and starts anew, until it is told to stop (SIGTERM). It has no threads and no
connection, so that a fork is clean.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path
from types import FrameType

import django
from django.conf import settings

SENDERS = 3
LEASE = 4
"""Seconds; each of the three waits of a hand-over is one at most."""


def main(seed: int, toll: Path, pause: float) -> None:
    # Imported once, when the settings stand: a child that would have to could be killed before
    # it has done anything.
    import clock  # noqa: PLC0415
    from notifications import run_due  # noqa: PLC0415
    from notifications.delivery import deliver  # noqa: PLC0415

    def work(*, sweeps: bool) -> None:
        """Deliver for ever, two at a time."""
        while True:
            if sweeps:
                run_due.sweep(at=clock.now())
            deliver(at=clock.now(), batch=2)
            time.sleep(pause)

    chance = random.Random(seed)  # noqa: S311 - no secret
    senders: list[int] = []

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for sender in senders:
            os.kill(sender, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    while True:
        while len(senders) < SENDERS:
            sweeps = chance.random() < 1 / SENDERS
            if child := os.fork():
                senders.append(child)
            else:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                work(sweeps=sweeps)
        time.sleep(chance.uniform(0.3, 0.7))
        victim = chance.choice(senders)
        senders.remove(victim)
        os.kill(victim, signal.SIGKILL)
        _pid, status = os.waitpid(victim, 0)
        with toll.open("a") as told:
            told.write(f"{os.WTERMSIG(status)}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    settings.MAIL_LEASE_SECONDS = LEASE
    main(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
