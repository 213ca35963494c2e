"""How are the processes of one machine started together and stopped together?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GRACE_SECONDS = 45
"""For what was begun: as long as the containers get (docker-compose.yml, stop_grace_period)."""
LOOK_SECONDS = 0.2
ENVIRONMENT = {
    "GUNICORN_CMD_ARGS": "--log-level warning",
    "PYTHONUNBUFFERED": "1",
    "REMAP_SIGTERM": "SIGQUIT",  # Celery finishes what is begun, then hands the rest back
}


class Children:
    """Processes that live and die together."""

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        """Start them all; programs are those installed beside this Python."""
        programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        environment = {**ENVIRONMENT, **os.environ, "PATH": programs}
        self._processes = {
            name: subprocess.Popen(  # noqa: S603 - our own commands
                command,
                cwd=settings.BASE_DIR,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches this process alone, which tells them
            )
            for name, command in commands.items()
        }

    def the_dead(self) -> str | None:
        """The name of one that has ended, and its exit code."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                return f"{name} (exit code {process.returncode})"
        return None

    def watch(self) -> str:
        """Wait until one has ended, and say which."""
        while (dead := self.the_dead()) is None:
            time.sleep(LOOK_SECONDS)
        return dead

    def stop(self) -> None:
        """Ask all to end, and end those that do not; a second Ctrl-C ends them at once."""
        for process in self._processes.values():
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        try:
            for process in self._processes.values():
                process.wait(timeout=max(deadline - time.monotonic(), 0))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            for process in self._processes.values():
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)


def stop_on_signals() -> None:
    """Let SIGTERM and a closed terminal do what Ctrl-C does."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
