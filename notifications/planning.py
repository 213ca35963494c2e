"""Which reminders does the plan hold for these duties?

Few statements whatever the number of rules and duties: one cancels planned rows that nothing asks
for any more, one inserts those that are missing (shapes.md, planned reminders). They run in the
transaction that changed the duties, after a change of rules, and daily to compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from agreements.models import Duty
from agreements.states import FROZEN
from notifications.models import Reminder
from notifications.models.plan import SEND_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from datetime import datetime

CHUNK = 5000

# Both databases read these texts; the functions of days and zones stand in sql_functions.py. Few
# tables are joined and the rest is looked up beside them: the server weighs every order of what is
# joined, at every step. `{ids}` is a list of numbers, so that it can tell how few there are.
DUE_ON = """
samklang_shift(CASE WHEN r.days < 0 THEN d.due_from ELSE d.due_until END, r.days)
"""
ASKED = """
FROM agreements_duty d
JOIN agreements_case c ON c.id = d.case_id
JOIN people_municipality m ON m.id = c.owner_id
JOIN notifications_reminderrule r ON r.is_active
WHERE d.id IN ({ids}) AND d.status = 'open' AND d.due_from IS NOT NULL
 AND c.state NOT IN (%(suspended)s, %(paused)s)
 AND (NOT r.binding_only OR (
  SELECT k.is_binding FROM agreements_agreement a JOIN agreements_kind k ON k.id = a.kind_id
  WHERE a.case_id = c.id))
 AND (r.municipality_id = c.owner_id OR r.municipality_id IS NULL AND NOT EXISTS (
  SELECT 1 FROM notifications_reminderrule own WHERE own.municipality_id = c.owner_id))
 AND (r.kind_id = d.kind_id OR r.kind_id IS NULL AND NOT EXISTS (
  SELECT 1 FROM notifications_reminderrule own WHERE own.kind_id = d.kind_id
  AND (own.municipality_id = r.municipality_id
   OR own.municipality_id IS NULL AND r.municipality_id IS NULL)))
"""
CANCEL_ALL = """
UPDATE notifications_reminder SET status = 'cancelled', settled_at = %(at)s,
 reason = 'no longer asked'
WHERE status = 'planned' AND duty_id IN ({ids})
"""
CANCEL = f"""
{CANCEL_ALL} AND NOT EXISTS (
 SELECT 1 {ASKED} AND d.id = notifications_reminder.duty_id
 AND r.id = notifications_reminder.rule_id AND {DUE_ON} = notifications_reminder.due_on)
"""
# A date that has passed is not planned: no burst. An import keeps it as a row that says so.
PLAN = f"""
INSERT INTO notifications_reminder
 (duty_id, rule_id, days, due_on, send_on, send_time, zone, due_at, status, reason, planned_at)
SELECT d.id, r.id, r.days, {DUE_ON}, {DUE_ON}, %(send)s, m.time_zone,
 samklang_moment({DUE_ON}, %(send)s, m.time_zone),
 CASE WHEN {DUE_ON} >= samklang_day(%(at)s, m.time_zone) THEN 'planned' ELSE 'not_sent' END,
 CASE WHEN {DUE_ON} >= samklang_day(%(at)s, m.time_zone) THEN '' ELSE 'imported' END,
 %(at)s
{ASKED}
 AND ({DUE_ON} >= samklang_day(%(at)s, m.time_zone) OR d.opened_at = %(at)s AND (
  SELECT s.step FROM agreements_steprecord s WHERE s.id = d.opened_by_id) = 'register')
ORDER BY c.id, d.id
"""  # noqa: S608 - only the constants above
# Whoever goes through the door holds the case and its duties: wait and read what came of it.
LOCK = {"postgresql": "FOR SHARE OF c, d"}
ONCE = " ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows of the plan were added and cancelled."""

    planned: int = 0
    cancelled: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(self.planned + other.planned, self.cancelled + other.cancelled)

    def __bool__(self) -> bool:
        return bool(self.planned or self.cancelled)


def replan(
    ids: Iterable[int],
    *,
    at: datetime,
    fresh: AbstractSet[int] = frozenset(),
    over: AbstractSet[int] = frozenset(),
) -> Change:
    """Bring the plan of these duties up to date, in the transaction that changed them.

    The `fresh` among them have just been opened: nothing is planned yet. Those that are `over`
    have just been closed: nothing is to be.
    """
    ids = set(ids)
    cancelled = _run(CANCEL_ALL, ids & over, at) + _run(CANCEL, ids - fresh - over, at)
    return Change(
        planned=_run(PLAN + LOCK.get(connection.vendor, "") + ONCE, ids - over, at),
        cancelled=cancelled,
    )


def _run(statement: str, ids: AbstractSet[int], at: datetime) -> int:
    """How many rows the statement wrote for these duties; it is not asked for none."""
    if not ids:
        return 0
    facts = {
        "at": connection.ops.adapt_datetimefield_value(at),
        "send": SEND_TIME.isoformat(),
        **{state.value: state.value for state in FROZEN},
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.format(ids=", ".join(map(str, sorted(ids)))), facts)
        return int(cursor.rowcount)


def replan_all(*, at: datetime) -> Change:
    """The same for every open duty and every planned row; call it when a rule has changed.

    A chunk to a transaction, so that nobody waits long for the locks.
    """
    change = Change()
    for ids in _chunks():
        with transaction.atomic():
            change += replan(ids, at=at)
    return change


def _chunks() -> Iterator[list[int]]:
    """Keys of all duties that may have a plan, in portions."""
    asking = Duty.objects.filter(status=Duty.Status.OPEN, due_from__isnull=False)
    planned = Reminder.objects.filter(status=Reminder.Status.PLANNED)
    either = asking.order_by().values("pk").union(planned.order_by().values("duty"))
    keys = Duty.objects.filter(pk__in=either).order_by("pk")
    last = 0
    while ids := list(keys.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        yield ids
        last = ids[-1]
