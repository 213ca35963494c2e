"""Which processes make up Samklang in full, and which of them is this one?

The containers of docker-compose.yml run the very same commands (tests/test_compose.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROCESSES: dict[str, list[str]] = {
    "web": ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2"],
    "worker": [
        "celery", "-A", "config", "worker", "--queues", "mail,render,sweep",
        "--concurrency", "2", "--loglevel", "INFO",
    ],
    "beat": [
        "celery", "-A", "config", "beat", "--schedule", "var/beat-schedule",
        "--loglevel", "INFO",
    ],
}  # fmt: skip


def running(command: Sequence[str]) -> str:
    """The name of the process that was started with `command`; all but Celery's count as web.

    Only they wait for a broker; whatever answers a person must not (settings, background work).
    """
    program = Path(command[0]) if command else Path()
    if "celery" in {program.name, program.parent.name}:
        for name in ("worker", "beat"):
            if name in command[1:]:
                return name
    return "web"
