"""Does it run without a broker, survive one that is gone, and tell how it is?"""

from __future__ import annotations

import json
import re
import socket
import time
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from celery import Celery, current_app
from django.core.management import call_command

from config import celery_app
from config.processes import PROCESSES, running
from notifications import dispatch, tasks
from notifications.models import Message, Reminder, SweepRun
from notifications.run_due import run_due
from notifications.status import status
from tests.notifications.conftest import at
from tests.notifications.posted import put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.fixtures import Settings

    from agreements.models import Case, Duty

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
    ask(case, NOW.date().replace(year=2090), at=NOW)

    call_command("reminders", "--case", str(case.pk))
    call_command("reminders", "--replan")
    call_command("reminders", "--reconcile")

    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if "Venskabsby: Gentofte" in line]) == 5
    assert lines.count("planned=0 cancelled=0") == 2


def test_every_task_does_its_sweep(db: None) -> None:
    for task in (tasks.sweep, tasks.deliver, tasks.heartbeat, tasks.reconcile):
        task()

    assert set(SweepRun.objects.values_list("name", flat=True)) == {"sweep", "celery", "reconcile"}


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
