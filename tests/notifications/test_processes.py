"""Is nothing lost and nothing doubled when real processes are killed?"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections, transaction
from redis import Redis

import clock
from agreements.models import Case, Duty
from config.processes import PROCESSES
from notifications.models import DeliveryAttempt, Message, Reminder
from notifications.outbox import Rendered, compose, queue
from notifications.planning import replan
from notifications.recipients import Addressee
from notifications.sweep import fall_due
from people import seats
from tests.notifications.conftest import make_case
from tests.notifications.sink import OK, Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from agreements.models import Kind
    from people.models import Municipality, User

ROOT = Path(__file__).parent.parent.parent
FULL = os.environ.get("PROOF") == "full"
PATIENCE = 100

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        "postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs PostgreSQL"
    ),
]


# ---------------------------------------------------------------- processes
def surroundings(sink: Sink | None) -> dict[str, str]:
    """The environment of a process that works on the test database."""
    base = connection.settings_dict
    login = ":".join(filter(None, (base["USER"], base["PASSWORD"])))
    return os.environ | {
        "DATABASE_URL": f"postgres://{login}@{base['HOST']}:{base['PORT'] or 5432}/{base['NAME']}",
        "EMAIL_URL": sink.url if sink else "",
        "EMAIL_TIMEOUT": "2",
        "MAIL_LEASE_SECONDS": "7",
        "SWEEP_SECONDS": "1",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def started(*command: str, sink: Sink) -> Iterator[subprocess.Popen[bytes]]:
    """A process with a group of its own; the whole group is killed in the end."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=surroundings(sink),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def wait_until(so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not so():
        left = Counter(Message.objects.values_list("status", "attempts", "error"))
        assert time.monotonic() < end, f"waited in vain for: {what}: {left}"
        time.sleep(0.1)


def all_settled() -> bool:
    return not Message.objects.filter(status__in=["pending", "sending", "transmitting"]).exists()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        yield server


def second_copies_say_so(sink: Sink) -> None:
    """A copy more than one is marked, and the ledger shows the attempts that led to it."""
    seen: Counter[str] = Counter()
    for mail in sink.mails:
        seen[mail["Message-ID"]] += 1
        if seen[mail["Message-ID"]] > 1:
            assert mail["X-Samklang-Second-Copy"] == "possible"
            ends = DeliveryAttempt.objects.filter(message__message_id=mail["Message-ID"])
            assert set(ends.values_list("end", flat=True)) >= {"unknown", "accepted"}


# ---------------------------------------------------------------- killed senders
@pytest.mark.smtp
@pytest.mark.proof
@pytest.mark.parametrize("guarantee", ["at_least_once", "at_most_once"])
def test_senders_killed_at_random_lose_and_hide_nothing(
    transactional_db: None,
    sink: Sink,
    guarantee: str,
    record_property: Callable[[str, object], None],
) -> None:
    count = 300 if FULL else 40
    record_property("counted", f"{count} notices")
    put(count, guarantee)
    chance = random.Random(7)  # noqa: S311 - no secret
    sink.answer = lambda _mail: chance.uniform(0.02, 0.15)

    with started("tests/notifications/senders.py", "7", sink=sink):
        wait_until(all_settled, "all messages settled")
        time.sleep(0.3)

    arrived = Counter(sink.ids)
    told = dict(Message.objects.values_list("message_id", "status"))
    assert {i for i, state in told.items() if state == "sent"} <= set(arrived)
    if guarantee == "at_least_once":
        assert set(arrived) == set(told)
        assert set(told.values()) == {"sent"}
        second_copies_say_so(sink)
    else:
        assert max(arrived.values()) == 1
        assert set(told.values()) <= {"sent", "uncertain"}


def put(count: int, guarantee: str) -> None:
    at = clock.now()
    text = Rendered("Kill", "text", "<p>text</p>")
    to = Addressee(key="u", address="a@example.org", language="da", role="")
    queue(
        [
            compose(f"kill:{n}", to, text, kind="notice", at=at, guarantee=guarantee)
            for n in range(count)
        ]
    )


# ---------------------------------------------------------------- Celery
@pytest.fixture
def redis() -> Iterator[Redis]:
    """Database 15 and no other, empty before and after."""
    url = os.environ.get("REDIS_URL", "")
    if not url.endswith("/15"):
        pytest.skip("needs REDIS_URL to name database 15")
    server = Redis.from_url(url)
    server.flushdb()
    yield server
    server.flushdb()
    server.close()


def worker(number: int, sink: Sink) -> AbstractContextManager[subprocess.Popen[bytes]]:
    command = [*PROCESSES["worker"], "--hostname", f"test{number}@%h"]
    return started("-m", *command, sink=sink)


def beat(folder: Path, sink: Sink) -> AbstractContextManager[subprocess.Popen[bytes]]:
    schedule = [str(folder / "schedule") if "beat-schedule" in w else w for w in PROCESSES["beat"]]
    return started("-m", *schedule, sink=sink)


@pytest.fixture
def due(
    transactional_db: None, nuuk: Municipality, sister_city: Kind, person: Callable[..., User]
) -> int:
    """A reminder due to each of eight officers."""
    at = clock.now()
    for n in range(8):
        officer = person("officer", municipality=nuuk, name=f"officer{n}")
        case = make_case(f"Case {n}", nuuk, sister_city, None)
        duty = Duty.objects.create(
            case=case,
            kind_id="review_ruling",
            responsible=seats.asked_person(officer),
            due=clock.local_date(at, nuuk.time_zone) + timedelta(days=30),
            opened_at=at,
        )
        replan({duty.pk}, at=at)
    Reminder.objects.filter(days=-30).update(due_at=at)
    return 8


def all_sent(count: int) -> Callable[[], bool]:
    return lambda: Message.objects.filter(status="sent").count() == count


@pytest.mark.redis
@pytest.mark.smtp
def test_a_due_reminder_goes_out_by_celery_once(
    due: int, redis: Redis, sink: Sink, tmp_path: Path
) -> None:
    with worker(1, sink), worker(2, sink), beat(tmp_path, sink):
        wait_until(all_sent(due), "all reminders sent")
        time.sleep(2.5)  # sweeps go on and find nothing

    assert Counter(sink.ids) == dict.fromkeys(sink.ids, 1)
    assert len(sink.mails) == due
    assert len({mail["To"] for mail in sink.mails}) == due


@pytest.mark.redis
@pytest.mark.smtp
@pytest.mark.acceptance("P16")
def test_workers_killed_in_mid_send_and_redis_wiped_lose_nothing(
    due: int, redis: Redis, sink: Sink, tmp_path: Path
) -> None:
    sink.answer = lambda _mail: 0.7
    with worker(1, sink) as one, worker(2, sink) as two, beat(tmp_path, sink) as ticker:
        wait_until(lambda: len(sink.mails) >= 2, "the second mail handed over")
        for process in (one, two, ticker):
            kill(process)
    redis.flushdb()
    assert not all_sent(due)()
    sink.answer = lambda _mail: OK

    with worker(1, sink), beat(tmp_path, sink):
        wait_until(all_sent(due), "all reminders sent")

    assert Message.objects.count() == due
    assert len({mail["To"] for mail in sink.mails}) == due
    assert len(sink.mails) <= due + 2
    second_copies_say_so(sink)


# ---------------------------------------------------------------- at the same time
def at_once(*calls: Callable[[], object]) -> None:
    """Run each call in a thread of its own, begun together; what one raises is raised here."""
    barrier, errors = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            call()
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []


def test_two_planners_at_once_plan_once(due: int) -> None:
    Reminder.objects.all().delete()
    ids, at = list(Duty.objects.values_list("pk", flat=True)), clock.now()

    def plan() -> None:
        with transaction.atomic():
            replan(ids, at=at)

    for _ in range(5):
        at_once(plan, plan)

    assert Reminder.objects.filter(status="planned").count() == due * 4
    assert not Reminder.objects.exclude(status="planned").exists()


def test_two_sweeps_at_once_tell_once(due: int) -> None:
    at = clock.now()

    at_once(lambda: fall_due(at=at), lambda: fall_due(at=at))
    fall_due(at=at)

    assert Message.objects.count() == due


def test_a_planner_waits_for_the_door_and_sees_what_came_of_it(due: int) -> None:
    Reminder.objects.all().delete()
    duty, at = Duty.objects.select_related("case").first(), clock.now()
    assert duty is not None
    inside = threading.Event()

    def close() -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=duty.case_id)
            Duty.objects.filter(pk=duty.pk).update(status="done", closed_at=at)
            inside.set()
            time.sleep(0.5)

    def plan() -> None:
        inside.wait(5)
        with transaction.atomic():
            replan({duty.pk}, at=at)

    at_once(close, plan)

    assert not Reminder.objects.filter(duty=duty).exists()
