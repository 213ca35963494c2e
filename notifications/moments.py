"""Which moment is it when local clocks show this time on this day?

Pure. A time that clocks skip is read by the offset that held before, and of a time that they show
twice the first is meant; at 7 and 8 in the morning neither happens in any zone we serve.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY = 0
CLOCKS_APART = timedelta(minutes=1)
"""By so much the clocks of two processes may differ; what lies further ahead is a wrong clock."""


def local_moment(day: date, at: time, zone: str) -> datetime:
    """The UTC moment of a local day and time."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
