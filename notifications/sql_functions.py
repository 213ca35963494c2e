"""Which functions of days and zones do statements use that SQLite lacks?

PostgreSQL gets functions of the same names by a migration, so that the SQL is one text.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.backends.signals import connection_created
from django.dispatch import receiver

import clock
from notifications.moments import local_moment
from notifications.working_days import send_day

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ON_POSTGRESQL = """
CREATE FUNCTION samklang_shift(day date, days integer) RETURNS date
LANGUAGE sql IMMUTABLE AS 'SELECT day + days';
CREATE FUNCTION samklang_moment(day date, at time, zone text) RETURNS timestamptz
LANGUAGE sql STABLE AS 'SELECT (day + at) AT TIME ZONE zone';
CREATE FUNCTION samklang_day(at timestamptz, zone text) RETURNS date
LANGUAGE sql STABLE AS 'SELECT (at AT TIME ZONE zone)::date';
"""
SEND_DAY_ON_POSTGRESQL = """
CREATE FUNCTION samklang_send_day(day date, free text, shift text) RETURNS date
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
 moved date := day;
 line text;
BEGIN
 FOR n IN 1..400 LOOP
  line := to_char(moved, 'YYYY-MM-DD');
  IF NOT (shift <> 'none' AND (extract(isodow FROM moved) > 5 OR position(line IN free) > 0))
   AND position(line || '!' IN free) = 0 THEN
   RETURN moved;
  END IF;
  moved := moved + CASE shift WHEN 'before' THEN -1 ELSE 1 END;
 END LOOP;
 RETURN day;
END $$
"""


@lru_cache(maxsize=4096)
def _shift(day: str | None, days: int) -> str | None:
    return day and (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@lru_cache(maxsize=4096)
def _moment(day: str | None, at: str, zone: str) -> str | None:
    if day is None:
        return None
    moment = local_moment(
        date.fromisoformat(day), datetime.fromisoformat(f"{day}T{at}").time(), zone
    )
    return moment.strftime("%Y-%m-%d %H:%M:%S")


@lru_cache(maxsize=4096)
def _send_day(day: str | None, free: str, shift: str) -> str | None:
    return day and send_day(date.fromisoformat(day), free, shift).isoformat()


@lru_cache(maxsize=4096)
def _day(at: str, zone: str) -> str:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("UTC"))
    return clock.local_date(moment, zone).isoformat()


@receiver(connection_created)
def add_functions(connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor == "sqlite":
        for name, arguments, function in (
            ("samklang_shift", 2, _shift),
            ("samklang_moment", 3, _moment),
            ("samklang_day", 2, _day),
            ("samklang_send_day", 3, _send_day),
        ):
            connection.connection.create_function(name, arguments, function, deterministic=True)
