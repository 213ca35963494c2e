"""Does `run_due --watch` end as whoever stops it expects?"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from email.message import Message as Mail
from pathlib import Path

import pytest

from tests.config.processes import environment, manage
from tests.notifications.sink import Sink

ROOT = Path(__file__).parents[2]
PATIENCE = 60

QUEUE = """
import clock
from notifications.outbox import Rendered, compose, queue
from notifications.recipients import Addressee
to = Addressee(key="u1", address="a@example.org", language="da", role="")
queue([compose("a", to, Rendered("Hej", "Hej", "<p>Hej</p>"), kind="notice", at=clock.now())])
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with one message that waits."""
    file = tmp_path / "samklang.sqlite3"
    for command in (("migrate", "--noinput", "--skip-checks"), ("shell", "-c", QUEUE)):
        made = manage(*command, DATABASE_URL=f"sqlite:///{file}", DEMO="0")
        assert made.returncode == 0, made.stderr
    return file


def watch(database: Path, sink: Sink) -> subprocess.Popen[str]:
    given = {"DATABASE_URL": f"sqlite:///{database}", "EMAIL_URL": sink.url, "DEMO": "0"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_due", "--watch", "--every", "3600"],
        cwd=ROOT,
        env=environment(**given),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.slow
def test_a_stopped_watch_finishes_its_sweep_and_ends_well(database: Path) -> None:
    """The mail server takes two seconds to answer; the signal comes in the midst of them."""
    received = threading.Event()

    def slowly(_mail: Mail) -> float:
        received.set()
        return 2.0

    with Sink() as sink:
        sink.answer = slowly
        process = watch(database, sink)
        try:
            assert received.wait(PATIENCE)
            os.kill(process.pid, signal.SIGTERM)
            told, _nothing = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()

    assert process.returncode == 0, told
    assert "mail_sent=1" in told
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT status FROM notifications_message").fetchall()
    assert rows == [("sent",)]


@pytest.mark.slow
def test_a_watch_that_rests_ends_at_once(database: Path) -> None:
    with Sink() as sink:
        process = watch(database, sink)
        try:
            assert process.stdout is not None
            assert "mail_sent=1" in process.stdout.readline()
            os.kill(process.pid, signal.SIGTERM)
            process.communicate(timeout=5)
        finally:
            process.kill()

    assert process.returncode == 0
