"""Is everybody told, once, when beat, workers and broker fail?"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import clock
from notifications.models import Message, Reminder, SweepRun
from notifications.status import status
from notifications.sweep import LATER_ONE
from tests.notifications.processes import (
    FULL,
    ON_POSTGRESQL,
    RedisServer,
    all_sent,
    all_settled,
    beat,
    kill,
    put,
    second_copies_say_so,
    started,
    wait_until,
    worker,
)
from tests.notifications.sink import OK, Sink

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.proof.conftest import MovedClock

    Record = Callable[[str, object], None]

pytestmark = [*ON_POSTGRESQL, pytest.mark.redis, pytest.mark.smtp]

RESUMED_WITHIN = 120  # seconds


def test_a_due_reminder_goes_out_by_celery_once(
    remind: Callable[..., int], redis: RedisServer, sink: Sink, tmp_path: Path
) -> None:
    due = remind(0)

    with worker(1, sink, redis), worker(2, sink, redis), beat(tmp_path, sink, redis):
        wait_until(all_sent(due), "all reminders sent")
        time.sleep(2.5)  # sweeps go on and find nothing

    assert Counter(sink.ids) == dict.fromkeys(sink.ids, 1)
    assert len({mail["To"] for mail in sink.mails}) == len(sink.mails) == due


@pytest.mark.acceptance("P16")
def test_workers_killed_in_mid_send_and_redis_wiped_lose_nothing(
    remind: Callable[..., int], redis: RedisServer, sink: Sink, tmp_path: Path
) -> None:
    due = remind(0)
    sink.answer = lambda _mail: 0.7
    with (
        worker(1, sink, redis) as one,
        worker(2, sink, redis) as two,
        beat(tmp_path, sink, redis) as ticker,
    ):
        wait_until(lambda: len(sink.mails) >= 2, "the second mail handed over")
        for process in (one, two, ticker):
            kill(process)
    redis.wipe()
    assert not all_sent(due)()
    sink.answer = lambda _mail: OK

    with worker(1, sink, redis), beat(tmp_path, sink, redis):
        wait_until(all_sent(due), "all reminders sent")

    assert Message.objects.count() == due
    assert len({mail["To"] for mail in sink.mails}) == due
    assert second_copies_say_so(sink) <= 2


@pytest.mark.proof
def test_redis_wiped_while_all_work_loses_and_doubles_nothing(
    transactional_db: None,
    redis: RedisServer,
    sink: Sink,
    tmp_path: Path,
    record_property: Record,
) -> None:
    rounds, portion = (10, 30) if FULL else (2, 10)
    sink.answer = lambda _mail: 0.05
    put(portion)
    with worker(1, sink, redis), worker(2, sink, redis), beat(tmp_path, sink, redis):
        wait_until(lambda: bool(sink.mails), "the first mail")
        for _ in range(rounds):
            put(portion)
            redis.wipe()
            wait_until(all_settled, "all messages settled", RESUMED_WITHIN)

    count = portion * (rounds + 1)
    assert Counter(sink.ids) == dict.fromkeys(
        Message.objects.filter(status="sent").values_list("message_id", flat=True), 1
    )
    assert len(sink.ids) == count
    record_property("counted", f"{count} notices, {rounds} times wiped: 0 lost, 0 doubled")


@pytest.mark.proof
@pytest.mark.slow
def test_a_broker_that_hangs_while_all_work_costs_time_alone(
    transactional_db: None,
    redis: RedisServer,
    sink: Sink,
    tmp_path: Path,
    record_property: Record,
) -> None:
    """Meanwhile `run_due` goes on by itself."""
    put(20)
    with worker(1, sink, redis), worker(2, sink, redis), beat(tmp_path, sink, redis):
        wait_until(all_sent(20), "the first mails")
        with redis.hanging():
            time.sleep(40)
            put(20)
            with started("manage.py", "run_due", sink=sink):
                wait_until(all_sent(40), "those that run_due sends", 30)
            time.sleep(20)
        put(20)
        took = wait_until(all_sent(60), "workers that go on", RESUMED_WITHIN)
        wait_until(lambda: status(at=clock.now()).troubles == (), "all is well", RESUMED_WITHIN)

    assert Counter(sink.ids) == dict.fromkeys(sink.ids, 1)
    assert len(sink.ids) == 60
    record_property(
        "counted", f"60 notices, hung for a minute: workers sent again after {took:.0f} s"
    )


@pytest.mark.proof
def test_beat_gone_for_three_days_is_told_and_made_good_in_one_mail_for_each_case(
    remind: Callable[..., int],
    redis: RedisServer,
    sink: Sink,
    moved: MovedClock,
    tmp_path: Path,
    record_property: Record,
) -> None:
    officers = remind(1, 2, 3)
    now = {"SAMKLANG_CLOCK": moved.setting}
    with worker(1, sink, redis, **now):
        with beat(tmp_path, sink, redis, **now):
            wait_until(SweepRun.objects.filter(name="sweep").exists, "the first sweep")
        wait_until(lambda: status(at=clock.now()).troubles == (), "all is well")
        moved.move("+73h")
        assert set(status(at=clock.now()).troubles) >= {"sweep", "unsent"}
        time.sleep(2)
        assert sink.mails == []
        with beat(tmp_path, sink, redis, **now):
            wait_until(_reminded(officers), "one reminder to each")
            wait_until(all_settled, "all messages settled")
            time.sleep(2)
    assert status(at=clock.now()).troubles == ()
    rows = Reminder.objects.filter(days=-30)
    ends = Counter(rows.values_list("status", "reason"))
    assert ends == {("done", ""): officers, ("superseded", LATER_ONE): 2 * officers}
    assert Counter(sink.ids) == dict.fromkeys(sink.ids, 1)
    assert Message.objects.filter(kind="reminder").count() == officers
    record_property(
        "counted", f"{rows.count()} reminders of 3 days: {officers} mails, the rest superseded"
    )


def _reminded(count: int) -> Callable[[], bool]:
    reminders = Message.objects.filter(kind="reminder", status="sent")
    return lambda: reminders.count() == count
