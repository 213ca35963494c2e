"""What time is it? The one place that reads the clock.

Views, tasks and commands ask here and pass the moment down (`at=`, `on=`); nothing below them does.
Outside production `SAMKLANG_CLOCK` moves the time of every process alike: an offset (`+3d`, `-12h`,
`+90m`), a moment (`2024-05-03T08:00+00:00`: the clock starts there and runs on) or `file:PATH` with
either in the file, read anew at each question, so that a test can move running processes.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

_STARTED = time.time()
_OFFSET = re.compile(r"([+-])(\d{1,6})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class ClockSettingError(ValueError):
    """`SAMKLANG_CLOCK` says something that is no offset, moment or file."""


def now() -> datetime:
    """The present moment in UTC, moved by `SAMKLANG_CLOCK`."""
    return datetime.fromtimestamp(time.time(), UTC) + shift()


def today(zone: str) -> date:
    """The date it is now in `zone`, an IANA name such as America/Nuuk."""
    return local_date(now(), zone)


def local_date(at: datetime, zone: str) -> date:
    """The date that the moment `at` has in `zone`."""
    return at.astimezone(ZoneInfo(zone)).date()


def shift() -> timedelta:
    """How far the clock is moved; nothing in production."""
    setting: str = settings.SAMKLANG_CLOCK
    if setting.startswith("file:"):
        path = Path(setting.removeprefix("file:"))
        setting = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    return read(setting)


def read(setting: str) -> timedelta:
    """The shift that a setting asks for.

    Raises `ClockSettingError` when it is neither empty, an offset nor an ISO moment with its zone.
    """
    if not setting:
        return timedelta(0)
    if match := _OFFSET.fullmatch(setting):
        sign, count, unit = match.groups()
        return timedelta(**{_UNITS[unit]: int(sign + count)})
    try:
        moment = datetime.fromisoformat(setting)
    except ValueError as error:
        raise ClockSettingError(setting) from error
    if moment.tzinfo is None:
        raise ClockSettingError(setting)
    return moment - datetime.fromtimestamp(_STARTED, UTC)
