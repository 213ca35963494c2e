"""Is nothing lost, doubled or hidden when senders are killed and servers and clocks fail?"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import clock
from notifications.delivery import WAITS
from notifications.models import DeliveryAttempt, Message, Reminder
from notifications.status import status
from tests.notifications.processes import (
    FULL,
    ON_POSTGRESQL,
    PATIENCE,
    all_settled,
    kill,
    put,
    second_copies_say_so,
    started,
    wait_until,
    watch,
)
from tests.notifications.sink import OK, Sink

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message as Mail

    from tests.proof.conftest import MovedClock

    Record = Callable[[str, object], None]

pytestmark = [*ON_POSTGRESQL, pytest.mark.smtp, pytest.mark.proof]

NOTICES, KILLS = (300, 80) if FULL else (40, 10)


SLOW, QUICK = (0.05, 0.35), (0.005, 0.04)
"""Seconds that a server thinks before it accepts: nothing is known of who is killed meanwhile."""
MOST_DOUBLED = 0.1
"""Second copies for each kill, by a server that thinks as long as most do."""


@pytest.mark.parametrize(
    ("guarantee", "thinks", "pause"),
    [
        pytest.param("at_least_once", SLOW, 0.2, id="at_least_once"),
        pytest.param("at_most_once", SLOW, 0.2, id="at_most_once"),
        pytest.param("at_least_once", QUICK, 0.8, id="quick server", marks=pytest.mark.slow),
    ],
)
def test_senders_killed_at_random_lose_and_hide_nothing(
    transactional_db: None,
    sink: Sink,
    guarantee: str,
    thinks: tuple[float, float],
    pause: float,
    tmp_path: Path,
    record_property: Record,
) -> None:
    chance, toll = random.Random(7), tmp_path / "toll"  # noqa: S311 - no secret
    toll.touch()
    sink.answer = lambda _mail: chance.uniform(*thinks)
    put(NOTICES, guarantee)

    with started("tests/notifications/senders.py", "7", str(toll), str(pause), sink=sink):
        end = time.monotonic() + PATIENCE
        while not all_settled() or _killed(toll) < KILLS:
            if all_settled():
                put(10, guarantee)
            assert time.monotonic() < end, Counter(Message.objects.values_list("status", "error"))
            time.sleep(0.2)
        killed = _killed(toll)
        time.sleep(0.5)  # what was accepted late is noted

    arrived = Counter(sink.ids)
    told = dict(Message.objects.values_list("message_id", "status"))
    lost = set(told) - set(arrived)
    ends = Counter(told.values())
    if guarantee == "at_least_once":
        doubled = second_copies_say_so(sink)
        assert (lost, set(ends)) == (set(), {"sent"})
        assert thinks is SLOW or doubled <= MOST_DOUBLED * killed
    else:
        doubled = sum(arrived.values()) - len(arrived)
        assert doubled == 0
        assert set(ends) <= {"sent", "uncertain", "failed"}  # five senders of one may have died
        assert {told[one] for one in lost} <= {"uncertain", "failed"}
        assert {one for one, state in told.items() if state == "failed"} <= lost
    assert _doubtful() <= {one for one, state in told.items() if state == "uncertain"}
    shown = set(status(at=clock.now()).troubles) & {"uncertain", "failed"}
    assert shown == set(ends) - {"sent"}
    record_property(
        "counted",
        f"{len(told)} notices, {killed} kills: {len(lost)} not arrived, {doubled} second copies, "
        f"{ends['uncertain']} uncertain, {ends['failed']} failed",
    )


def _killed(toll: Path) -> int:
    """How many were killed, by what `waitpid` said of each."""
    return toll.read_text().splitlines().count("9")


def _doubtful() -> set[str]:
    """Messages of which no attempt says that they went out, and one that they may have."""
    ends: dict[str, set[str]] = defaultdict(set)
    for one, end in DeliveryAttempt.objects.values_list("message__message_id", "end"):
        ends[one].add(end)
    return {one for one, of_one in ends.items() if "unknown" in of_one and "accepted" not in of_one}


def test_what_a_server_refuses_for_two_hours_arrives_once(
    transactional_db: None, sink: Sink, moved: MovedClock, record_property: Record
) -> None:
    put(NOTICES)
    bad = Message.objects.latest("id").message_id
    sink.answer = lambda _mail: "451 later"

    with watch(sink, SAMKLANG_CLOCK=moved.setting):
        for tries, minutes in enumerate((0, 2, 8, 40), start=1):
            moved.move(f"+{minutes}m")
            wait_until(_tried(tries), f"try {tries}")
        moved.move("+2h")
        assert status(at=clock.now()).troubles == ("sweep", "unsent")
        sink.answer = lambda mail: "550 never" if mail["Message-ID"] == bad else OK
        time.sleep(1)
        assert sink.mails == []
        moved.move("+165m")
        wait_until(all_settled, "all messages settled")

    assert Counter(sink.ids) == dict.fromkeys(set(sink.ids), 1)
    assert set(sink.ids) == set(
        Message.objects.filter(status="sent").values_list("message_id", flat=True)
    )
    assert len(sink.ids) == NOTICES - 1
    assert Message.objects.get(status="failed").message_id == bad
    assert "failed" in status(at=clock.now()).troubles
    assert not Message.objects.filter(may_be_second_copy=True).exists()
    _waited_longer_each_time()
    record_property(
        "counted", f"{NOTICES} notices, {DeliveryAttempt.objects.count()} attempts, 1 failed"
    )


def _tried(tries: int) -> Callable[[], bool]:
    return lambda: DeliveryAttempt.objects.filter(number=tries).count() == NOTICES


def _waited_longer_each_time() -> None:
    begun = defaultdict(list)
    for message, began_at in DeliveryAttempt.objects.values_list("message", "began_at"):
        begun[message].append(began_at)
    for moments in begun.values():
        gaps = [later - sooner for sooner, later in pairwise(moments)]
        assert len(gaps) == 4
        assert all(gap >= wait for gap, wait in zip(gaps, WAITS, strict=False))


@pytest.mark.parametrize("wrong", ["-3d", "+3d"])
def test_a_clock_three_days_wrong_and_set_right_loses_and_doubles_nothing(
    remind: Callable[..., int],
    sink: Sink,
    moved: MovedClock,
    wrong: str,
    record_property: Record,
) -> None:
    """One mail is being handed over by a sender that dies, the others are refused for now."""
    stalled = Stalled()
    sink.answer = stalled
    officers = remind(0, 1)
    put(NOTICES)

    with watch(sink, SAMKLANG_CLOCK=moved.setting) as first:
        wait_until(lambda: stalled.is_stalling, "one stalled")
        kill(first)
    moved.move(wrong)
    began = clock.now()
    found = status(at=began).troubles
    assert ("clock" if wrong == "-3d" else "sweep") in found
    sink.answer = lambda _mail: OK
    with watch(sink, SAMKLANG_CLOCK=moved.setting):
        wait_until(all_but_letters_settled, "all messages settled at the wrong time")
        moved.move("")
        wait_until(lambda: "clock" not in status(at=clock.now()).troubles, "the clock set right")
        put(1)
        wait_until(all_but_letters_settled, "all messages settled at the right time")
        time.sleep(1)

    second = second_copies_say_so(sink)
    assert second <= 1
    assert set(sink.ids) == set(
        Message.objects.filter(status="sent").values_list("message_id", flat=True)
    )
    assert not Reminder.objects.filter(status="planned", due_at__lte=clock.now()).exists()
    reminded = Message.objects.filter(kind="reminder")
    assert set(Counter(reminded.values_list("recipient", flat=True)).values()) <= {1, 2}
    assert reminded.values("recipient").distinct().count() == officers
    record_property(
        "counted", f"{len(set(sink.ids))} mails by a clock of {wrong}, {second} second copies"
    )


def all_but_letters_settled() -> bool:
    """A letter with all tasks may wait for its Monday."""
    unsent = Message.objects.exclude(status__in=["sent", "not_sent", "failed", "uncertain"])
    return not unsent.exclude(kind="digest", available_at__gt=clock.now()).exists()


class Stalled:
    """Refuses for now; in the midst it says nothing for long."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_stalling = False

    def __call__(self, _mail: Mail) -> str | float:
        self.asked += 1
        self.is_stalling = self.asked == NOTICES // 2
        return 0.9 if self.is_stalling else "451 later"
