"""Is the plan what it would be if it were made today from nothing?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import connection
from django.db.models import Max

import clock
from agreements.models import Kind
from notifications import working_days
from notifications.locks import exclusive
from notifications.models import ReminderRule, SweepRun
from notifications.models.plan import SEND_TIME
from notifications.moments import CLOCKS_APART, local_moment
from notifications.planning import WANTED, Change, chunks, facts_at, replan_all
from people.models import Municipality

if TYPE_CHECKING:
    from datetime import datetime

log = structlog.get_logger()

NAME = "reconcile"
UNFINISHED = "unfinished"
UNMENDED = ("missed", "zones_differ")
"""What only a person can mend; the rest is mended when it is counted."""
A_DAY = timedelta(days=1)
AGAIN = timedelta(hours=1)
"""After so long one that has not finished is begun anew."""
LOOKS_BACK = timedelta(days=30)
COMPARED_DAYS = 730

# Nothing that decides about such a row has changed since its day, and yet it is not there.
MISSED = f"""
SELECT COUNT(*)
FROM ({WANTED}) w JOIN agreements_duty d ON d.id = w.duty_id
WHERE w.due_on < w.today AND w.send_on < w.today
 AND w.due_on >= samklang_day(%(since)s, w.zone)
 AND w.due_on >= samklang_day(d.opened_at, w.zone)
 AND NOT EXISTS (
  SELECT 1 FROM agreements_historicalduty h
  WHERE h.id = d.id AND samklang_day(h.history_date, w.zone) > w.due_on)
 AND NOT EXISTS (
  SELECT 1 FROM agreements_steprecord f
  WHERE f.case_id = d.case_id AND samklang_day(f.at, w.zone) > w.due_on)
 AND NOT EXISTS (
  SELECT 1 FROM notifications_reminder p WHERE p.duty_id = d.id AND p.rule_id = w.rule_id
  AND p.due_on = w.due_on AND p.status <> 'cancelled')
"""  # noqa: S608 - only the constants of planning.py
MOMENTS = """
SELECT (%(first)s::date + n), samklang_moment(%(first)s::date + n, %(send)s::time, %(zone)s)
FROM generate_series(0, %(days)s) n
"""


def reconcile_if_due(*, at: datetime) -> int:
    """Once a day; sooner where the last one did not finish, or ran by a clock that was ahead."""
    last = SweepRun.objects.filter(name=NAME).first()
    if last is not None and last.at <= at + CLOCKS_APART:
        wait = AGAIN if UNFINISHED in last.counts else A_DAY
        if at - last.at < wait:
            return 0
    return reconcile(at=at).planned


def reconcile(*, at: datetime) -> Change:
    """Compare and repair; a difference is an incident that `/status/` shows until the next day.

    Counts what was planned, cancelled and given another moment, and what cannot be repaired: rows
    that are `missed` on days gone by, and days on which the zones of database and Python differ.
    """
    with exclusive(NAME) as alone:
        if not alone:
            return Change()
        run, _created = SweepRun.objects.update_or_create(
            name=NAME, defaults={"at": at, "counts": {UNFINISHED: 1}}
        )
    for municipality in Municipality.objects.order_by("pk"):
        working_days.refresh(municipality, on=clock.local_date(at, municipality.time_zone))
    change = replan_all(at=at)
    run.counts = {
        "planned": change.planned,
        "cancelled": change.cancelled,
        "retimed": change.retimed,
        "missed": _missed(at),
        "zones_differ": _zones_differ(at),
    }
    run.save()
    if any(run.counts.values()):
        log.error("plan_differed", **run.counts)
    return change


def _missed(at: datetime) -> int:
    """Reminders of the last month that were never planned; a rule that changed tells nothing."""
    changed = [
        model.history.aggregate(last=Max("history_date"))["last"] for model in (ReminderRule, Kind)
    ]
    since = max([at - LOOKS_BACK, *filter(None, changed)])
    facts = facts_at(at) | {"since": connection.ops.adapt_datetimefield_value(since)}
    count = 0
    with connection.cursor() as cursor:
        for ids in chunks():
            cursor.execute(MISSED.format(ids=", ".join(map(str, ids)), lock=""), facts)
            count += cursor.fetchone()[0]
    return count


def _zones_differ(at: datetime) -> int:
    """Days of the next two years on which an hour is another moment by the server's zones.

    They stand in its operating system, and age with it.
    """
    if connection.vendor != "postgresql":
        return 0
    differing = 0
    zones = Municipality.objects.order_by("time_zone").values_list("time_zone", flat=True)
    with connection.cursor() as cursor:
        for zone in zones.distinct():
            hour = SEND_TIME.isoformat()
            cursor.execute(
                MOMENTS, {"first": at.date(), "send": hour, "zone": zone, "days": COMPARED_DAYS}
            )
            differing += sum(
                moment != local_moment(day, SEND_TIME, zone) for day, moment in cursor.fetchall()
            )
    return differing
