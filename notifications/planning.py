"""Which reminders does the plan hold for these duties?

Few statements whatever the number of rules and duties: one cancels planned rows that nothing asks
for any more, one inserts those that are missing (shapes.md, planned reminders). They run in the
transaction that changed the duties, after a change of rules, and daily to compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
# A day by law is told in time: what falls on a day without work leaves before it.
SEND_ON = f"""
samklang_send_day({DUE_ON}, COALESCE(s.free_days, ''),
 CASE WHEN d.kind_id = 'notice' AND r.days <= 0 THEN 'before' ELSE r.shift END)
"""
SEND_AT = f"COALESCE(s.send_time, '{SEND_TIME}')"
COVERS = """
({rule}.municipality_id IS NULL OR {rule}.municipality_id = c.owner_id)
 AND ({rule}.kind_id IS NULL OR {rule}.kind_id = d.kind_id)
 AND ({rule}.case_kind_id IS NULL OR {rule}.case_kind_id = (
  SELECT a.kind_id FROM agreements_agreement a WHERE a.case_id = c.id))
"""
# How special a rule is: of the municipality, of the kind of duty, of the kind of agreement.
RANK = """
(CASE WHEN {rule}.municipality_id IS NULL THEN 0 ELSE 4 END
 + CASE WHEN {rule}.kind_id IS NULL THEN 0 ELSE 2 END
 + CASE WHEN {rule}.case_kind_id IS NULL THEN 0 ELSE 1 END)
"""
ASKED = f"""
FROM agreements_duty d
JOIN agreements_case c ON c.id = d.case_id
JOIN people_municipality m ON m.id = c.owner_id
JOIN notifications_reminderrule r ON r.is_active AND {COVERS.format(rule="r")}
LEFT JOIN notifications_sendingsettings s ON s.municipality_id = c.owner_id
WHERE d.id IN ({{ids}}) AND d.status = 'open' AND d.due_from IS NOT NULL
 AND c.state NOT IN (%(suspended)s, %(paused)s)
 AND (NOT r.binding_only OR (
  SELECT k.is_binding FROM agreements_agreement a JOIN agreements_kind k ON k.id = a.kind_id
  WHERE a.case_id = c.id))
 AND {RANK.format(rule="r")} = (
  SELECT MAX({RANK.format(rule="o")}) FROM notifications_reminderrule o
  WHERE {COVERS.format(rule="o")})
"""  # noqa: S608 - only the constants above
WANTED = f"""
SELECT d.id AS duty_id, r.id AS rule_id, r.days AS days, {DUE_ON} AS due_on, {SEND_ON} AS send_on,
 {SEND_AT} AS send_time, m.time_zone AS zone, c.owner_id AS owner_id,
 samklang_day(%(at)s, m.time_zone) AS today,
 d.opened_at = %(at)s AND (SELECT f.step FROM agreements_steprecord f WHERE f.id = d.opened_by_id)
  = 'register' AS is_imported
{ASKED}
"""  # noqa: S608 - only the constants above
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
LIES_AHEAD = "(w.due_on >= w.today OR w.send_on >= w.today)"
PLAN = f"""
INSERT INTO notifications_reminder
 (duty_id, rule_id, days, due_on, send_on, send_time, zone, due_at, status, reason, planned_at)
SELECT w.duty_id, w.rule_id, w.days, w.due_on, w.send_on, w.send_time, w.zone,
 samklang_moment(w.send_on, w.send_time, w.zone),
 CASE WHEN {LIES_AHEAD} THEN 'planned' ELSE 'not_sent' END,
 CASE WHEN {LIES_AHEAD} THEN '' ELSE 'imported' END, %(at)s
FROM ({WANTED} ORDER BY c.id, d.id {{lock}}) w
WHERE {LIES_AHEAD} OR w.is_imported
ON CONFLICT DO NOTHING
"""  # noqa: S608 - only the constants above
# The hour, the days without work or the zone are others than when it was planned.
RETIME = f"""
UPDATE notifications_reminder SET send_on = w.send_on, send_time = w.send_time, zone = w.zone,
 due_at = samklang_moment(w.send_on, w.send_time, w.zone)
FROM ({WANTED}) w
WHERE notifications_reminder.status = 'planned' AND notifications_reminder.duty_id = w.duty_id
 AND notifications_reminder.rule_id = w.rule_id
 AND (w.send_on <> notifications_reminder.send_on OR w.zone <> notifications_reminder.zone
  OR samklang_moment(w.send_on, w.send_time, w.zone) <> notifications_reminder.due_at)
"""  # noqa: S608 - only the constants above
# Whoever goes through the door holds the case and its duties: wait and read what came of it.
LOCK = {"postgresql": "FOR SHARE OF c, d"}


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows of the plan were added, cancelled, and given another moment."""

    planned: int = 0
    cancelled: int = 0
    retimed: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(
            self.planned + other.planned,
            self.cancelled + other.cancelled,
            self.retimed + other.retimed,
        )

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
        planned=_run(PLAN, ids - over, at),
        cancelled=cancelled,
    )


def _run(statement: str, ids: AbstractSet[int], at: datetime) -> int:
    """How many rows the statement wrote for these duties; it is not asked for none."""
    if not ids:
        return 0
    lock = LOCK.get(connection.vendor, "")
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(ids=", ".join(map(str, sorted(ids))), lock=lock), facts_at(at)
        )
        return int(cursor.rowcount)


def facts_at(at: datetime) -> dict[str, Any]:
    """What the statements are told."""
    return {
        "at": connection.ops.adapt_datetimefield_value(at),
        **{state.value: state.value for state in FROZEN},
    }


def renew(ids: Iterable[int], *, at: datetime) -> Change:
    """The same, and the hours of what stays: for a change of rules, of times or of quiet days."""
    ids = set(ids)
    retimed = _run(RETIME, ids, at)
    return replan(ids, at=at) + Change(retimed=retimed)


def replan_all(*, at: datetime) -> Change:
    """The same for every open duty and every planned row.

    A chunk to a transaction, so that nobody waits long for the locks.
    """
    change = Change()
    for ids in chunks():
        with transaction.atomic():
            change += renew(ids, at=at)
    return change


def chunks() -> Iterator[list[int]]:
    """Keys of all duties that may have a plan, in portions."""
    last = 0
    while ids := next_duties(last):
        yield ids
        last = ids[-1]


def next_duties(after: int, *, owner: int | None = None) -> list[int]:
    """Keys of the next duties that may have a plan, of one municipality or of all."""
    asking = Duty.objects.filter(status=Duty.Status.OPEN, due_from__isnull=False)
    planned = Reminder.objects.filter(status=Reminder.Status.PLANNED)
    either = asking.order_by().values("pk").union(planned.order_by().values("duty"))
    duties = Duty.objects.filter(pk__in=either, pk__gt=after).order_by("pk")
    if owner is not None:
        duties = duties.filter(case__owner=owner)
    return list(duties.values_list("pk", flat=True)[:CHUNK])
