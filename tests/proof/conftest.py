"""Servers, a clock and reminders that are due, for proofs with real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import clock
from agreements.models import Duty
from notifications.models import Reminder
from notifications.planning import replan
from people import seats
from tests.notifications.conftest import make_case
from tests.notifications.processes import RedisServer
from tests.notifications.sink import Sink

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from agreements.models import Kind
    from people.models import Municipality, User


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        yield server


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


class MovedClock:
    """The time of this test and of the processes that are given its `setting`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.setting = f"file:{file}"

    def move(self, to: str) -> None:
        """So far from the true time: +3d, -90m, or nothing."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(to)
        fresh.rename(self._file)


@pytest.fixture
def moved(settings: Settings, tmp_path: Path) -> MovedClock:
    made = MovedClock(tmp_path / "clock")
    settings.SAMKLANG_CLOCK = made.setting
    return made


OFFICERS = 8


@pytest.fixture
def remind(
    transactional_db: None, nuuk: Municipality, sister_city: Kind, person: Callable[..., User]
) -> Callable[..., int]:
    """Let a reminder fall due to each of eight officers, on each of these days from now.

    remind(0): now. remind(1, 2): two about one case, tomorrow and the day after.
    """

    def make(*days: int) -> int:
        at = clock.now()
        for n in range(OFFICERS):
            officer = person("officer", municipality=nuuk, name=f"officer{n}")
            case = make_case(f"Case {n}", nuuk, sister_city, None)
            for day in days:
                duty = Duty.objects.create(
                    case=case,
                    kind_id="review_ruling",
                    responsible=seats.asked_person(officer),
                    due=clock.local_date(at, nuuk.time_zone) + timedelta(days=30),
                    opened_at=at,
                    subject=str(day),
                )
                replan({duty.pk}, at=at)
                due_at = at + timedelta(days=day)
                Reminder.objects.filter(duty=duty, days=-30).update(due_at=due_at)
        return OFFICERS

    return make
