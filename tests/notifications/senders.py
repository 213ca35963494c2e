"""Several senders at work, and one that kills them at random instants. Run as a program.

Forks senders that deliver what waits, kills one after another (SIGKILL) and starts anew, until it
is told to stop (SIGTERM). It has no threads and no connection, so that a fork is clean.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from types import FrameType

import django

SENDERS = 3
PAUSE = 0.05


def work() -> None:
    """Deliver for ever."""
    import clock  # noqa: PLC0415 - the settings must stand first
    from notifications.delivery import deliver  # noqa: PLC0415

    while True:
        deliver(at=clock.now(), batch=5)
        time.sleep(PAUSE)


def main(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    senders: list[int] = []

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for sender in senders:
            os.kill(sender, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    while True:
        while len(senders) < SENDERS:
            if child := os.fork():
                senders.append(child)
            else:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                work()
        time.sleep(chance.uniform(0.2, 0.6))
        victim = chance.choice(senders)
        senders.remove(victim)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(int(sys.argv[1]))
