"""Samklang's own processes at work on the test database, and what can befall them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from redis import Redis
from redis.exceptions import RedisError

import clock
from config.processes import PROCESSES
from notifications.models import DeliveryAttempt, Message
from notifications.outbox import Rendered, compose, queue
from notifications.recipients import Addressee
from tests.notifications.sink import Sink
from tests.servers import database_url, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

ROOT = Path(__file__).parent.parent.parent
FULL = os.environ.get("PROOF") == "full"
PATIENCE = 300 if FULL else 100
ON_POSTGRESQL = (
    pytest.mark.postgres,
    pytest.mark.skipif(
        "postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs PostgreSQL"
    ),
)
UNSETTLED = ["pending", "sending", "transmitting"]


# ---------------------------------------------------------------- processes
@contextmanager
def started(
    *command: str, sink: Sink, more: dict[str, str] | None = None, pipes: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with a group of its own, which one can speak with; all is killed in the end."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "EMAIL_URL": sink.url,
            "EMAIL_TIMEOUT": "1",
            "MAIL_LEASE_SECONDS": "11",
            "SWEEP_SECONDS": "1",
            "PYTHONPATH": str(ROOT),
        }
        | (more or {}),
        start_new_session=True,
        stdin=subprocess.PIPE if pipes else None,
        stdout=subprocess.PIPE if pipes else subprocess.DEVNULL,
        stderr=None if pipes else subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)
        for pipe in filter(None, (process.stdin, process.stdout)):
            pipe.close()


def kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def watch(sink: Sink, **more: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """`run_due`, again and again."""
    return started("manage.py", "run_due", "--watch", "--every", "0.3", sink=sink, more=more)


def worker(
    number: int, sink: Sink, redis: RedisServer, **more: str
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    command = [*PROCESSES["worker"], "--hostname", f"test{number}@%h"]
    return started("-m", *command, sink=sink, more={"REDIS_URL": redis.url} | more)


def beat(
    folder: Path, sink: Sink, redis: RedisServer, **more: str
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """With a schedule file in this folder, where the next one finds it."""
    command = [str(folder / "schedule") if "beat-schedule" in w else w for w in PROCESSES["beat"]]
    return started("-m", *command, sink=sink, more={"REDIS_URL": redis.url} | more)


class RedisServer:
    """A Redis of the test's own, which can hang and forget."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._client = Redis.from_url(self.url)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self._port), "--save", "", "--appendonly", "no"],
            cwd="/tmp",  # noqa: S108 - it writes nothing
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, "Redis")
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._process.kill()
        self._process.wait(10)

    def _answers(self) -> bool:
        with suppress(RedisError):
            return bool(self._client.ping())
        return False

    def wipe(self) -> None:
        self._client.flushall()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes every call and says nothing."""
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)


# ---------------------------------------------------------------- messages
def put(
    count: int,
    guarantee: str = Message.Guarantee.AT_LEAST_ONCE,
    address: str = "a@example.org",
) -> None:
    """So many notices more."""
    at, first = clock.now(), Message.objects.count()
    text = Rendered("Kill", "text", "<p>text</p>")
    to = Addressee(key="u", address=address, language="da", role="")
    queue(
        [
            compose(f"kill:{first + n}", to, text, kind="notice", at=at, guarantee=guarantee)
            for n in range(count)
        ]
    )


def wait_until(so: Callable[[], bool], what: str, seconds: float = PATIENCE) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    while not so():
        if time.monotonic() - began > seconds:
            left = Counter(Message.objects.values_list("status", "attempts", "error"))
            raise AssertionError(f"waited in vain for: {what}: {left}")
        time.sleep(0.1)
    return time.monotonic() - began


def all_settled() -> bool:
    return not Message.objects.filter(status__in=UNSETTLED).exists()


def all_sent(count: int) -> Callable[[], bool]:
    return lambda: Message.objects.filter(status="sent").count() == count


def second_copies_say_so(sink: Sink) -> int:
    """Each is marked, and the ledger shows the attempts that led to it; how many there are."""
    seen: Counter[str] = Counter()
    for mail in sink.mails:
        seen[mail["Message-ID"]] += 1
        if seen[mail["Message-ID"]] > 1:
            assert mail["X-Samklang-Second-Copy"] == "possible"
            ends = DeliveryAttempt.objects.filter(message__message_id=mail["Message-ID"])
            assert set(ends.values_list("end", flat=True)) >= {"unknown", "accepted"}
    return sum(seen.values()) - len(seen)
