"""Does each planned day bring its mail at 08:00 local, once, while the clocks change?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from agreements.models import Case, Duty
from notifications.models import Message, Reminder, ReminderRule
from notifications.sweep import fall_due
from people.models import Municipality
from tests.notifications.conftest import at

A_DAY, HALF_AN_HOUR = timedelta(days=1), timedelta(minutes=30)

CHANGES = [  # the last Sundays of March and October, and which moment is 08:00 the day after
    ("America/Nuuk", "2026-03-29", "2026-03-28 10:00", "2026-03-30 09:00"),
    ("America/Nuuk", "2026-10-25", "2026-10-24 09:00", "2026-10-26 10:00"),
    ("America/Nuuk", "2027-03-28", "2027-03-27 10:00", "2027-03-29 09:00"),
    ("America/Nuuk", "2027-10-31", "2027-10-30 09:00", "2027-11-01 10:00"),
    ("Europe/Copenhagen", "2026-03-29", "2026-03-28 07:00", "2026-03-30 06:00"),
    ("Europe/Copenhagen", "2026-10-25", "2026-10-24 06:00", "2026-10-26 07:00"),
    ("Europe/Copenhagen", "2027-03-28", "2027-03-27 07:00", "2027-03-29 06:00"),
    ("Europe/Copenhagen", "2027-10-31", "2027-10-30 06:00", "2027-11-01 07:00"),
]


@pytest.mark.parametrize(("zone", "day", "before", "after"), CHANGES)
def test_a_mail_leaves_at_eight_each_day_over_a_change_of_clocks(
    case: Case,
    ask: Callable[..., Duty],
    nuuk: Municipality,
    zone: str,
    day: str,
    before: str,
    after: str,
) -> None:
    Municipality.objects.filter(pk=nuuk.pk).update(time_zone=zone)
    ReminderRule.objects.exclude(days=1).update(is_active=False)
    change = date.fromisoformat(day)
    days = [change + n * A_DAY for n in range(-1, 2)]
    for one in days:  # the first day overdue
        ask(case, one - A_DAY, at=at("2026-01-02"), subject=str(one))

    left = walk(at(f"{days[0]} 00:00"), at(f"{days[-1]} 23:30"))

    assert len(left) == len(days)
    assert {at(before), at(after)} <= set(left)
    hours = {later - sooner for sooner, later in pairwise(left)}
    assert hours <= {timedelta(hours=23), timedelta(hours=24), timedelta(hours=25)}
    rows = Reminder.objects.filter(days=1).exclude(status="planned")
    assert list(rows.order_by("due_on").values_list("due_on", "status")) == [
        (one, "done") for one in days
    ]


def walk(moment: datetime, last: datetime) -> list[datetime]:
    """The sweep, every half hour; when each mail of its own was made."""
    while moment <= last:
        fall_due(at=moment)
        moment += HALF_AN_HOUR
    singles = Message.objects.filter(kind="reminder").order_by("created_at")
    return list(singles.values_list("created_at", flat=True))
