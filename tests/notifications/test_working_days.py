"""Which days are without work, and when does what falls on one of them leave?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.models import Case, Duty
from notifications.models import FreePeriod, Reminder, ReminderRule, SendingSettings
from notifications.planning import renew
from notifications.working_days import free_text, public_holidays, refresh, send_day
from people.models import Municipality
from tests.notifications.conftest import at

EARLY = at("2026-01-05 12:00")

HOLIDAYS = [  # from the calendars of each country, by hand
    ("DK", 2026, "01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25 12-25 12-26"),
    ("DK", 2023, "01-01 04-06 04-07 04-09 04-10 05-05 05-18 05-28 05-29 12-25 12-26"),
    ("SE", 2026, "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31 12-25 12-26"),
    ("NO", 2026, "01-01 04-02 04-03 04-05 04-06 05-01 05-14 05-17 05-24 05-25 12-25 12-26"),
]


@pytest.mark.parametrize(("country", "year", "days"), HOLIDAYS)
def test_public_holidays_are_those_of_the_country(country: str, year: int, days: str) -> None:
    found = {f"{day:%m-%d}" for day in public_holidays(country, year, year)}

    assert found == set(days.split())


def test_the_great_prayer_day_is_free_in_greenland_and_no_longer_in_denmark() -> None:
    day = date(2027, 4, 23)

    assert day in public_holidays("GL", 2027, 2027)
    assert day not in public_holidays("DK", 2027, 2027)


@pytest.mark.parametrize(
    ("day", "shift", "leaves"),
    [
        ("2026-04-05", "none", "2026-04-05"),  # Easter Sunday
        ("2026-04-05", "before", "2026-04-01"),
        ("2026-04-05", "after", "2026-04-07"),
        ("2026-07-07", "none", "2026-07-13"),  # in a quiet week
        ("2026-07-07", "before", "2026-07-03"),
        ("2026-07-07", "after", "2026-07-13"),
        ("2026-11-18", "after", "2026-11-18"),  # a day like another
    ],
)
def test_what_falls_on_a_day_without_work_is_shifted(day: str, shift: str, leaves: str) -> None:
    quiet = (date(2026, 7, 6), date(2026, 7, 12))
    free, _until = free_text("DK", [quiet], date(2026, 1, 5))

    assert send_day(date.fromisoformat(day), free, shift) == date.fromisoformat(leaves)


days = st.dates(date(2025, 1, 1), date(2037, 12, 31))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    country=st.sampled_from(Municipality.Country.values),
    day=days,
    shift=st.sampled_from(ReminderRule.Shift.values),
    quiet=st.lists(st.tuples(days, st.integers(0, 40)), max_size=3),
)
def test_the_database_shifts_as_python_does(
    db: None, country: str, day: date, shift: str, quiet: list[tuple[date, int]]
) -> None:
    periods = [(first, first + timedelta(days=length)) for first, length in quiet]
    free, _until = free_text(country, periods, date(2026, 1, 5))
    with connection.cursor() as cursor:
        cursor.execute("SELECT samklang_send_day(%s, %s, %s)", [day, free, shift])
        (leaves,) = cursor.fetchone()

    python = send_day(day, free, shift)
    assert str(leaves) == python.isoformat()
    if shift != "none":
        assert python.weekday() < 5
        assert python not in public_holidays(country, 2025, 2038)
    assert not any(first <= python <= last for first, last in periods)


def test_a_municipality_knows_its_working_days_from_the_first(nuuk: Municipality) -> None:
    sending = SendingSettings.objects.get(municipality=nuuk)

    assert "-12-25" in sending.free_days
    assert sending.free_until.year > 2030


def test_a_quiet_week_moves_what_is_planned(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality
) -> None:
    duty = ask(case, date(2026, 7, 6), at=EARLY)  # +1 is Tuesday 7 July
    week = {"first_date": date(2026, 7, 6), "last_date": date(2026, 7, 12)}
    FreePeriod.objects.create(municipality=nuuk, name="Industriferie", **week)
    assert refresh(nuuk, on=EARLY.date())
    assert not refresh(nuuk, on=EARLY.date())

    change = renew([duty.pk], at=EARLY)

    assert (change.planned, change.cancelled, change.retimed) == (0, 0, 1)
    row = Reminder.objects.get(days=1)
    assert (row.due_on, row.send_on) == (date(2026, 7, 7), date(2026, 7, 13))
    assert row.due_at == at("2026-07-13 09:00")


def test_the_time_of_sending_is_the_municipality_s(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality
) -> None:
    SendingSettings.objects.filter(municipality=nuuk).update(send_time="09:30")

    ask(case, date(2026, 7, 6), at=EARLY)

    assert Reminder.objects.get(days=1).due_at == at("2026-07-07 10:30")


def test_a_rule_shifts_as_it_says_and_the_day_of_notice_only_back(
    case: Case, ask: Callable[..., Duty]
) -> None:
    ReminderRule.objects.filter(municipality=None, kind=None).update(shift="after")
    sunday = date(2026, 6, 14)

    ask(case, sunday + timedelta(days=30), at=EARLY, subject="review")
    ask(case, sunday + timedelta(days=30), at=EARLY, kind="notice")

    sent = {row.duty.kind_id: row.send_on for row in Reminder.objects.filter(days=-30)}
    assert sent == {"review_ruling": date(2026, 6, 15), "notice": date(2026, 6, 12)}


def test_what_is_shifted_past_today_is_planned_still(case: Case, ask: Callable[..., Duty]) -> None:
    ReminderRule.objects.filter(days=1).update(shift="after")

    ask(case, date(2026, 6, 12), at=at("2026-06-14 12:00"))  # +1 was yesterday, Saturday

    row = Reminder.objects.get(days=1)
    assert (row.status, row.send_on) == ("planned", date(2026, 6, 15))
