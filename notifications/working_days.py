"""On which days does nobody work, and when does what falls on one of them leave?

Kept as text, one ISO day to a line, so that statements of both databases can read it: public
holidays of the country, and the quiet days of the municipality with a mark behind them. Saturdays
and Sundays need not stand there.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from holidays import country_holidays

from notifications.models import FreePeriod, SendingSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from people.models import Municipality

QUIET = "!"
A_DAY = timedelta(days=1)
SATURDAY = 5
YEARS_BACK, YEARS_AHEAD = 1, 12
LONGEST_SHIFT = 400
"""Days; a municipality that is quiet for longer gets its reminders on their own day."""


def send_day(day: date, free: str, shift: str) -> date:
    """The day on which what falls on `day` leaves; the twin of `samklang_send_day`.

    `shift` is `none`, `before` or `after`. Quiet days move what moves for nothing else as well.
    """
    moved = day
    for _n in range(LONGEST_SHIFT):
        text = moved.isoformat()
        is_off = shift != "none" and (moved.weekday() >= SATURDAY or text in free)
        if not is_off and text + QUIET not in free:
            return moved
        moved += -A_DAY if shift == "before" else A_DAY
    return day


@lru_cache(maxsize=64)
def public_holidays(country: str, first: int, last: int) -> frozenset[date]:
    """Those of the years from `first` to `last`, by the law that is in force today."""
    return frozenset(country_holidays(country, years=range(first, last + 1)))


def free_text(country: str, periods: Iterable[tuple[date, date]], on: date) -> tuple[str, date]:
    """The days without work around the year of `on`, and the last day of which they are known."""
    first, last = on.year - YEARS_BACK, on.year + YEARS_AHEAD
    quiet = {
        begins + timedelta(days=n)
        for begins, ends in periods
        for n in range((ends - begins).days + 1)
    }
    lines = [
        day.isoformat() + (QUIET if day in quiet else "")
        for day in sorted(public_holidays(country, first, last) | quiet)
    ]
    return "\n".join(lines), date(last, 12, 31)


def refresh(municipality: Municipality, *, on: date) -> bool:
    """Write down the days without work of this municipality; whether they are others than before.

    Where it has no times of sending yet it gets the usual ones.
    """
    sending, created = SendingSettings.objects.get_or_create(municipality=municipality)
    periods = FreePeriod.objects.filter(municipality=municipality)
    text, until = free_text(
        municipality.country, periods.values_list("first_date", "last_date"), on
    )
    if sending.free_days == text:
        return created
    SendingSettings.objects.filter(pk=sending.pk).update(free_days=text, free_until=until)
    return True
