"""The bench `plan`: six offsets for many duties, after a rule has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from agreements.models import Duty
from benchmarks.harness import Against
from benchmarks.reminders import scene
from benchmarks.reminders.turns import Bench, TakenBack
from notifications.models import Reminder, ReminderRule
from notifications.models.plan import SEND_TIME
from notifications.moments import local_moment
from notifications.planning import replan

if TYPE_CHECKING:
    from collections.abc import Sequence

PLANNED_DUTIES = 10_000
LEAST = 100
RAW = """
INSERT INTO notifications_reminder
 (duty_id, rule_id, days, due_on, send_on, send_time, zone, due_at, status, reason, planned_at)
SELECT d.id, r.id, r.days, x.day, x.day, %(send)s, m.time_zone,
 samklang_moment(x.day, %(send)s, m.time_zone), 'planned', '', %(at)s
FROM (SELECT d.id AS duty, r.id AS rule,
  samklang_shift(CASE WHEN r.days < 0 THEN d.due_from ELSE d.due_until END, r.days) AS day
  FROM agreements_duty d CROSS JOIN notifications_reminderrule r
  WHERE r.is_active AND d.status = 'open' AND d.id IN ({ids})) x
JOIN agreements_duty d ON d.id = x.duty JOIN notifications_reminderrule r ON r.id = x.rule
JOIN agreements_case c ON c.id = d.case_id JOIN people_municipality m ON m.id = c.owner_id
ON CONFLICT DO NOTHING
"""


class Plan(Bench):
    """The plan of up to `PLANNED_DUTIES` duties from nothing; all else stands beside it."""

    name = "reminders: plan"
    ours = "ours"
    against = (Against("get_or_create", 1 / 40), Against("one raw statement", 2.0))

    def setup(self, n: int, turns: int) -> int:  # noqa: ARG002 - each turn is taken back
        found = scene.prepare(n)
        ids = found.duties(PLANNED_DUTIES)
        Reminder.objects.filter(duty__in=ids).delete()
        few = ids[: max(len(ids) // 100, min(LEAST, len(ids)))]
        self.notes.append(f"{len(ids)} duties are planned; get_or_create plans {len(few)} of them")
        self._variants = [
            TakenBack("ours", lambda: replan(ids, at=scene.NOW, fresh=frozenset(ids))),
            TakenBack("get_or_create", lambda: _one_by_one(few), share=len(few) / len(ids)),
            TakenBack("one raw statement", lambda: _raw(ids)),
        ]
        return n


def _one_by_one(ids: Sequence[int]) -> None:
    rules = list(ReminderRule.objects.filter(is_active=True))
    for duty in Duty.objects.filter(pk__in=ids).select_related("case__owner"):
        assert duty.due is not None
        zone = duty.case.owner.time_zone
        for rule in rules:
            counted_from = duty.due.earliest if rule.days < 0 else duty.due.latest
            day = counted_from + timedelta(days=rule.days)
            Reminder.objects.get_or_create(
                duty=duty,
                rule=rule,
                due_on=day,
                defaults={
                    "days": rule.days,
                    "send_on": day,
                    "zone": zone,
                    "due_at": local_moment(day, SEND_TIME, zone),
                    "planned_at": scene.NOW,
                },
            )


def _raw(ids: Sequence[int]) -> None:
    facts = {
        "at": connection.ops.adapt_datetimefield_value(scene.NOW),
        "send": SEND_TIME.isoformat(),
    }
    with connection.cursor() as cursor:
        cursor.execute(RAW.format(ids=", ".join(map(str, ids))), facts)
