"""Samklang as a person starts it, for tests that start it for real."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from django.conf import settings

from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SAMKLANG_ENV", "SAMKLANG_CLOCK", "DEMO", "PORT")
SERVES_WITHIN = 120  # seconds
ENDS_WITHIN = 60


def environment(**given: str) -> dict[str, str]:
    """Only what is given: no setting of whoever runs the tests."""
    rest = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**rest, "EMAIL_URL": "dummymail://", **given}


def manage(*command: str, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment(**given),
        capture_output=True,
        text=True,
        timeout=SERVES_WITHIN,
        check=False,
    )


class Service:
    """One running `manage.py serve`."""

    def __init__(self, **given: str) -> None:
        self.port = free_port()
        self._output = NamedTemporaryFile("a")  # noqa: SIM115 - open as long as this is
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=environment(PORT=str(self.port), **given),
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    @property
    def told(self) -> str:
        """What it and its children have written."""
        return Path(self._output.name).read_text(encoding="utf-8")

    def wait_until_it_serves(self) -> None:
        deadline = time.monotonic() + SERVES_WITHIN
        while "serves http" not in self.told:
            assert self.process.poll() is None, self.told
            assert time.monotonic() < deadline, self.told
            time.sleep(0.1)

    def children(self) -> dict[str, int]:
        """What each child process was started as, and its number."""
        pid = str(self.process.pid)
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", pid],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        rows = (line.strip().partition(" ") for line in listed.splitlines())
        return {command: int(number) for number, _, command in rows}

    def close(self) -> None:
        self._output.close()

    def stop(self) -> int:
        """Ask it to end, as an operator does; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=ENDS_WITHIN)


@contextmanager
def served(**given: str) -> Iterator[Service]:
    service = Service(**given)
    try:
        service.wait_until_it_serves()
        yield service
    finally:
        if service.process.poll() is None:
            service.stop()
        service.close()


def gone(pid: int) -> bool:
    """Has a process ended, now or within a moment?"""
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
