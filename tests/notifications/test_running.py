"""Does it run without a broker, survive one that is gone, and tell how it is?"""

from __future__ import annotations

import json
import re
import socket
import time
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from celery import Celery, current_app
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

import clock
from config import celery_app
from config.processes import PROCESSES, running
from notifications import dispatch, tasks
from notifications.beat import Clocked
from notifications.models import Message, Preference, Reminder, SweepRun
from notifications.run_due import run_due
from notifications.status import status
from people.models import Unit, User
from tests.notifications.conftest import at
from tests.notifications.posted import fresh, put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.fixtures import Settings

    from agreements.models import Case, Duty
    from people.models import Municipality

NOW = at("2026-03-02 12:00")
ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("config", "web", "exchange", "notifications", "workflows", "agreements", "people")


# ---------------------------------------------------------------- how it is
def test_all_is_well_after_a_sweep(db: None) -> None:
    run_due(at=NOW)

    assert status(at=NOW + timedelta(minutes=4)).troubles == ()


def test_silence_is_told(db: None) -> None:
    assert status(at=NOW).troubles == ("sweep",)
    run_due(at=NOW)

    assert status(at=NOW + timedelta(minutes=6)).is_red


def test_a_message_that_waits_is_told(db: None) -> None:
    run_due(at=NOW)
    put()

    told = status(at=NOW + timedelta(minutes=16))

    assert "unsent" in told.troubles
    assert (told.oldest_unsent, told.waiting) == (NOW, 1)


def test_a_reminder_that_nobody_swept_is_told(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, NOW.date() + timedelta(days=30), at=NOW - timedelta(days=1))

    assert "unsent" in status(at=NOW).troubles


@pytest.mark.parametrize("end", ["uncertain", "failed"])
def test_a_message_that_a_person_must_see_to_is_told(db: None, end: str) -> None:
    run_due(at=NOW)
    row = put()
    Message.objects.filter(pk=row.pk).update(status=end)

    assert status(at=NOW).troubles == (end,)


def test_a_letter_made_for_next_monday_does_not_wait(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    run_due(at=NOW)
    Preference.objects.create(user=officer, own_mails=False)
    ask(case, NOW.date() + timedelta(days=30), at=NOW - timedelta(days=1), kind="still_alive")
    tuesday = NOW + timedelta(days=1)
    run_due(at=tuesday)
    assert Message.objects.get(kind="digest").status == "pending"

    found = status(at=tuesday)

    assert (found.troubles, found.waiting, found.oldest_unsent) == ((), 0, None)
    letter = Message.objects.get()
    late = letter.available_at + timedelta(minutes=16)
    SweepRun.objects.update(at=late)
    assert status(at=late).troubles == ("unsent",)
    assert status(at=late).oldest_unsent == letter.available_at


def test_a_reminder_to_nobody_is_told_until_somebody_is_named(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    Unit.objects.update(mailbox="")
    ask(case, NOW.date() + timedelta(days=30), at=NOW - timedelta(days=1))
    run_due(at=NOW)

    assert status(at=NOW).troubles == ("nobody",)

    Unit.objects.update(mailbox="kultur@example.gl")
    assert status(at=NOW).troubles == ()


def test_a_plan_that_had_to_be_mended_is_told_until_the_next_day(
    case: Case, ask: Callable[..., Duty]
) -> None:
    ask(case, NOW.date() + timedelta(days=300), at=NOW)
    Reminder.objects.first().delete()
    run_due(at=NOW)

    assert status(at=NOW).troubles == ("plan_differed",)

    tomorrow = NOW + timedelta(days=1)
    run_due(at=tomorrow)
    assert status(at=tomorrow).troubles == ()


def test_letters_of_a_monday_that_were_not_written_are_told(nuuk: Municipality) -> None:
    run_due(at=NOW - timedelta(days=7))
    SweepRun.objects.exclude(name__startswith="digest").update(at=NOW)

    assert status(at=NOW).troubles == ("digest",)
    assert run_due(at=NOW) is not None
    assert status(at=NOW).troubles == ()


def test_a_clock_that_was_ahead_is_told_and_holds_up_nothing(nuuk: Municipality) -> None:
    ahead = NOW + timedelta(days=21)
    run_due(at=ahead)
    deferred = put("deferred")
    Message.objects.update(claimed_at=ahead, available_at=ahead, attempts=1)

    assert status(at=NOW).troubles == ("clock",)

    assert run_due(at=NOW)["mail_sent"] == 1
    assert fresh(deferred).status == "sent"
    assert status(at=NOW).troubles == ()
    assert {run.at for run in SweepRun.objects.all()} == {NOW}


@pytest.mark.parametrize("state", ["sending", "transmitting"])
def test_a_lease_from_a_clock_that_was_ahead_has_run_out(db: None, state: str) -> None:
    row = put()
    ahead = NOW + timedelta(days=3)
    Message.objects.update(status=state, attempts=1, claimed_at=ahead, lease_until=ahead)

    run_due(at=NOW)
    run_due(at=NOW + timedelta(minutes=2))

    assert fresh(row).status == "sent"
    assert fresh(row).may_be_second_copy == (state == "transmitting")


# ---------------------------------------------------------------- stages
STAGES = {
    "steps": 'FROM "agreements_term"',
    "reminders": '"notifications_reminder"."due_at" DESC',
    "nobody_ahead": '"notifications_reminder"."id" >',
    "digests": '"notifications_preference"."digest" =',
    "files_thrown_away": 'FROM "agreements_storedfile"',
    "reconciled": "INSERT INTO notifications_reminder",
    "deliver": 'UPDATE "notifications_message"',
}


class Refuses:
    """The database fails in every statement that says this."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if self._words in sql:
            raise DatabaseError("out of order")
        return execute(sql, params, many, context)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_that_fails_is_told_and_does_not_stop_the_next(
    case: Case, ask: Callable[..., Duty], stage: str
) -> None:
    ask(case, NOW.date() + timedelta(days=30), at=NOW - timedelta(days=1))

    with connection.execute_wrapper(Refuses(STAGES[stage])):
        counts = run_due(at=NOW)

    assert counts[f"failed_{stage}"] == 1
    assert [name for name in counts if name.startswith("failed_")] == [f"failed_{stage}"]
    assert SweepRun.objects.get(name="sweep").at == NOW
    found = status(at=NOW)
    assert ("stage_failed" in found.troubles, found.failed_stages) == (True, (stage,))
    assert bool(counts["mail_sent"]) == (stage != "deliver")
    later = NOW + timedelta(hours=1)
    run_due(at=later)
    assert status(at=later).failed_stages == ()
    assert Message.objects.get(kind="reminder").status == "sent"


def test_run_due_ends_badly_when_a_stage_has_failed(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        connection.execute_wrapper(Refuses(STAGES["files_thrown_away"])),
        pytest.raises(CommandError, match="failed_files_thrown_away"),
    ):
        call_command("run_due", "--json")

    assert json.loads(capsys.readouterr().out.splitlines()[-1])["failed_files_thrown_away"] == 1


# ---------------------------------------------------------------- commands and tasks
def test_run_due_says_what_it_did(
    case: Case, ask: Callable[..., Duty], capsys: pytest.CaptureFixture[str]
) -> None:
    ask(case, NOW.date() + timedelta(days=30), at=NOW - timedelta(days=1))
    Reminder.objects.update(due_at=NOW)

    call_command("run_due", "--json")

    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["mail_sent"] == 1
    assert said["reminder_done"] == 1


def test_the_plan_can_be_listed_and_made_anew(
    case: Case, ask: Callable[..., Duty], capsys: pytest.CaptureFixture[str]
) -> None:
    ask(case, clock.now().date() + timedelta(days=200), at=NOW)

    call_command("reminders", "--case", str(case.pk))
    call_command("reminders", "--replan")
    call_command("reminders", "--reconcile")

    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if "Venskabsby: Gentofte" in line]) >= 4
    assert len([line for line in lines if line.startswith("planned=0 cancelled=0")]) == 2


def test_every_task_does_its_sweep(db: None) -> None:
    for task in (tasks.sweep, tasks.deliver, tasks.heartbeat, tasks.reconcile):
        task()

    assert set(SweepRun.objects.values_list("name", flat=True)) == {
        *("sweep", "celery", "reconcile", "foresight")
    }


def test_beat_calls_tasks_that_exist_at_intervals(settings: Settings) -> None:
    current_app.loader.import_default_modules()

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks
        assert isinstance(entry["schedule"], int)


@pytest.mark.parametrize("name", list(PROCESSES))
def test_a_process_knows_which_it_is(name: str) -> None:
    assert running(PROCESSES[name]) == name


def test_celery_started_as_a_module_is_known() -> None:
    assert running([".venv/lib/celery/__main__.py", "-A", "config", "worker"]) == "worker"
    assert running([]) == running(["manage.py", "run_due"]) == "web"


def test_nothing_asks_celery_to_remember() -> None:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found = re.findall(r"\b(eta=|countdown=|apply_async\(|\.delay\()", path.read_text())
            assert not found or path.name == "dispatch.py", path


def test_a_beat_whose_clock_was_ahead_goes_on(tmp_path: Path) -> None:
    def begun() -> Clocked:
        return Clocked(app=app, schedule_filename=str(tmp_path / "schedule"))

    app = Celery("test", set_as_current=False, broker="memory://")
    app.conf.beat_schedule = {
        name: {"task": "x", "schedule": seconds} for name, seconds in (("a", 60), ("b", 600))
    }

    def was_ahead(scheduler: Clocked) -> None:
        for entry in scheduler.schedule.values():
            entry.last_run_at = app.now() + timedelta(days=3)

    first = begun()
    was_ahead(first)
    first.close()

    second = begun()
    for times in (1, 2):  # when it starts, and while it runs
        while not second.tick():
            pass
        assert [second.schedule[name].total_run_count for name in ("a", "b")] == [times, times]
        assert 50 < second.tick() <= 60
        was_ahead(second)
    second.close()


# ---------------------------------------------------------------- a broker that is gone
@pytest.fixture
def broker(settings: Settings) -> Iterator[Callable[[str], None]]:
    """Let kicks go to this address."""

    def use(url: str) -> None:
        settings.REDIS_URL = url
        app = Celery("test", set_as_current=True)
        app.config_from_object("django.conf:settings", namespace="CELERY")
        app.conf.update(broker_url=url)

    dispatch.breaker.rests_until = 0
    yield use
    celery_app.set_current()
    dispatch.breaker.rests_until = 0


def test_without_a_broker_nobody_is_kicked(settings: Settings) -> None:
    settings.REDIS_URL = ""

    dispatch.kick()

    assert not dispatch.breaker.is_open()


def test_a_broker_that_refuses_costs_little_and_is_left_alone(
    broker: Callable[[str], None],
) -> None:
    broker("redis://127.0.0.1:9/0")

    assert seconds(dispatch.kick) < 1
    assert dispatch.breaker.is_open()
    assert seconds(dispatch.kick) < 0.01


SLACK = 0.6
"""Seconds that a machine busy with other tests may add."""


def test_a_broker_that_hangs_costs_little(broker: Callable[[str], None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        broker(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0")
        import_module("kombu.transport.redis")  # not what is measured

        assert seconds(dispatch.kick) < 1 + SLACK
    assert dispatch.breaker.is_open()


def seconds(call: Callable[[], None]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began
