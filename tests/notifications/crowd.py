"""Planners and senders, all at once, as often as they are told to. Run as a program.

Each line of its input holds two moments, that of the planners and that of the senders; it answers
with how many of them failed. They are forked while nothing is connected, and begin together.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Callable

PLANNERS = SENDERS = 5


def forked(work: Callable[[], None], gate: int, shut: int) -> int:
    """The number of a process that works when nobody holds the gate open."""
    if child := os.fork():
        return child
    os.close(shut)
    os.read(gate, 1)
    try:
        work()
    except BaseException:  # noqa: BLE001 - counted by whoever waits for it
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    from notifications.delivery import deliver_all  # noqa: PLC0415 - the settings must stand first
    from notifications.planning import replan_all  # noqa: PLC0415
    from notifications.sweep import fall_due  # noqa: PLC0415

    for line in sys.stdin:
        planned_at, sent_at = map(datetime.fromisoformat, line.split())

        def plan(at: datetime = planned_at) -> None:
            replan_all(at=at)

        def send(at: datetime = sent_at) -> None:
            fall_due(at=at)
            deliver_all(at=at)

        gate, shut = os.pipe()
        works = [plan] * PLANNERS + [send] * SENDERS
        children = [forked(work, gate, shut) for work in works]
        os.close(gate)
        os.close(shut)
        failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
        sys.stdout.write(f"{failed}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
