"""Is the plan what it would be if it were made today from nothing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import connection

from notifications.locks import exclusive
from notifications.models import SweepRun
from notifications.planning import Change, replan_all

if TYPE_CHECKING:
    from datetime import datetime

log = structlog.get_logger()

NAME = "reconcile"
# A municipality that moved to another zone, or a zone whose law has changed.
RETIME = """
UPDATE notifications_reminder SET
 zone = (SELECT m.time_zone FROM agreements_duty d JOIN agreements_case c ON c.id = d.case_id
  JOIN people_municipality m ON m.id = c.owner_id WHERE d.id = notifications_reminder.duty_id),
 due_at = (SELECT samklang_moment(due_on, send_time, m.time_zone) FROM agreements_duty d
  JOIN agreements_case c ON c.id = d.case_id JOIN people_municipality m ON m.id = c.owner_id
  WHERE d.id = notifications_reminder.duty_id)
WHERE status = 'planned' AND due_at <> (
 SELECT samklang_moment(due_on, send_time, m.time_zone) FROM agreements_duty d
 JOIN agreements_case c ON c.id = d.case_id JOIN people_municipality m ON m.id = c.owner_id
 WHERE d.id = notifications_reminder.duty_id)
"""


def reconcile(*, at: datetime) -> Change:
    """Compare and repair; a difference is an incident that `/status/` shows until the next day."""
    with exclusive(NAME) as alone:
        if not alone:
            return Change()
        with connection.cursor() as cursor:
            cursor.execute(RETIME)
            retimed = cursor.rowcount
        run, _created = SweepRun.objects.update_or_create(name=NAME, defaults={"at": at})
    change = replan_all(at=at)
    run.counts = {"planned": change.planned, "cancelled": change.cancelled, "retimed": retimed}
    run.save()
    if change:
        log.error("plan_differed", **run.counts)
    return change
