"""Do many planners and senders at the same moment plan once and tell once?"""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections, transaction
from django.db.models import Count

import clock
from agreements.models import Case, Duty
from notifications import run_due
from notifications.locks import only_one
from notifications.models import Message, Reminder, ReminderRule, SweepRun
from notifications.planning import replan
from people import seats
from tests.notifications.conftest import make_case
from tests.notifications.processes import FULL, ON_POSTGRESQL, started, wait_until
from tests.notifications.sink import Sink

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from agreements.models import Kind
    from people.models import Municipality, User

pytestmark = [*ON_POSTGRESQL]

ROUNDS = 20 if FULL else 2
AGAIN = 10
OFFICERS = 8


@pytest.mark.proof
@pytest.mark.smtp
def test_five_planners_and_five_senders_at_once_plan_and_tell_once(
    transactional_db: None,
    sink: Sink,
    nuuk: Municipality,
    sister_city: Kind,
    person: Callable[..., User],
    record_property: Callable[[str, object], None],
) -> None:
    """In every round each officer has a new case, whose first reminder has come for the senders."""
    began = clock.now()
    officers = [person("officer", municipality=nuuk, name=f"o{n}") for n in range(OFFICERS)]
    holding = {False, sister_city.is_binding}
    rules = ReminderRule.objects.filter(kind=None, binding_only__in=holding).count()

    crowds = 0
    with started("tests/notifications/crowd.py", sink=sink, pipes=True) as crowd:
        for number in range(ROUNDS):
            due = began.date() + timedelta(days=120 + number)
            for officer in officers:
                Duty.objects.create(
                    case=make_case(f"Round {number}", nuuk, sister_city, None),
                    kind_id="review_ruling",
                    responsible=seats.asked_person(officer),
                    due=due,
                    opened_at=began,
                )
            sent_at = began + timedelta(days=34 + number)
            told = Reminder.objects.filter(days=-90, status="done")
            for _ in range(AGAIN):  # a sweep leaves to the next what a planner holds
                assert _answer(crowd, began, sent_at) == 0
                crowds += 1
                if told.count() == OFFICERS * (number + 1):
                    break

    rows = Reminder.objects.values("duty", "rule", "due_on")
    duties = OFFICERS * ROUNDS
    assert rows.annotate(many=Count("pk")).filter(many__gt=1).count() == 0
    assert Reminder.objects.count() == duties * rules
    ends = Counter(Reminder.objects.values_list("days", "status", "reason"))
    assert ends[-90, "done", ""] == duties
    assert Message.objects.filter(status="sent").count() == Message.objects.count() == duties
    assert Counter(sink.ids) == dict.fromkeys(sink.ids, 1)
    assert len(sink.ids) == duties
    record_property(
        "counted",
        f"{ROUNDS} rounds, {crowds} crowds of 5 and 5: {duties} mails, 0 rows or mails doubled",
    )


def _answer(crowd: subprocess.Popen[bytes], planned_at: datetime, sent_at: datetime) -> int:
    """How many of a crowd failed."""
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    crowd.stdin.write(f"{planned_at.isoformat()} {sent_at.isoformat()}\n".encode())
    crowd.stdin.flush()
    return int(crowd.stdout.readline())


# ---------------------------------------------------------------- two threads
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


def test_a_planner_waits_for_the_door_and_sees_what_came_of_it(remind: Callable[..., int]) -> None:
    remind(0)
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


def test_a_sweep_beside_another_leaves_it_the_work_and_takes_it_up_when_that_one_died(
    remind: Callable[..., int],
) -> None:
    due, at = remind(0), clock.now()
    held, may_die = threading.Event(), threading.Event()

    def hold() -> None:
        with only_one(run_due.HEARTBEAT) as alone:
            assert alone
            held.set()
            may_die.wait(10)
            connection.close()  # as the server sees a process that was killed

    def sweep_beside() -> None:
        held.wait(10)
        assert run_due.sweep(at=at) == {}
        assert not SweepRun.objects.filter(name=run_due.HEARTBEAT).exists()
        may_die.set()

    at_once(hold, sweep_beside)

    def take_up() -> bool:
        return run_due.sweep(at=at)["reminder_done"] == due

    wait_until(take_up, "a sweep that takes it up")
