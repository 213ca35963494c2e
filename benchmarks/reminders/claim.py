"""The benches `claim` and `catch_up`: what has fallen due is resolved, folded and queued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from benchmarks.harness import Against
from benchmarks.reminders import scene
from benchmarks.reminders.turns import Bench, TakenBack
from notifications import sweep
from notifications.models import Reminder

if TYPE_CHECKING:
    from datetime import datetime

SHARE = 0.1
"""Row by row takes so long that a tenth is measured."""

# What a day asks, in as few statements as it can be: one letter of its own for each reader, the
# rest in the Monday letter. It knows no deputies, rights, wishes, holidays or earlier letters.
DUE = """
WITH due AS (
 SELECT r.id, d.case_id, a.person_id AS reader, u.email, u.language, row_number() OVER (
  PARTITION BY a.person_id ORDER BY r.days DESC, r.due_at DESC, r.duty_id) AS place
 FROM notifications_reminder r JOIN agreements_duty d ON d.id = r.duty_id
 JOIN people_actor a ON a.id = d.responsible_id JOIN people_user u ON u.id = a.person_id
 WHERE r.status = 'planned' AND r.due_at <= %(at)s AND d.status = 'open')
"""
LETTERS = """
INSERT INTO notifications_message (key, kind, guarantee, case_id, recipient_id, told_as, address,
 language, subject, text, html, message_id, status, attempts, fence, may_be_second_copy, error,
 created_at, available_at)
"""
SINGLES = f"""{LETTERS} {DUE}
SELECT 'single:u' || reader || ':' || %(day)s, 'reminder', 'at_least_once', case_id, reader,
 'responsible', email, language, '', '', '', '<single.u' || reader || %(day)s || '@x>', 'pending',
 0, 0, false, '', %(at)s, %(at)s FROM due WHERE place = 1
"""
DIGESTS = f"""{LETTERS} {DUE}
SELECT 'digest:u' || reader || ':' || %(day)s, 'digest', 'at_least_once', NULL, reader,
 'responsible', max(email), max(language), '', '', '', '<digest.u' || reader || %(day)s || '@x>',
 'pending', 0, 0, false, '', %(at)s, %(at)s FROM due WHERE place > 1 GROUP BY reader
"""
ROWS = f"""{DUE}
UPDATE notifications_reminder SET status = 'done', settled_at = %(at)s,
 reason = CASE WHEN place = 1 THEN '' ELSE 'in the Monday letter' END,
 message_id = (SELECT m.id FROM notifications_message m WHERE m.key =
  (CASE WHEN place = 1 THEN 'single:u' ELSE 'digest:u' END) || reader || ':' || %(day)s)
FROM due WHERE due.id = notifications_reminder.id
"""
NOTES = f"""
INSERT INTO notifications_note (user_id, case_id, reminder_id, created_at) {DUE}
SELECT reader, case_id, id, %(at)s FROM due
"""


class Claim(Bench):
    """`A_DAY` reminders that are due on one day, in their letters."""

    name = "reminders: claim"
    ours = "ours"
    against = (Against("row by row", 1 / 20), Against("raw SQL", 5.0))

    def setup(self, n: int, turns: int) -> int:  # noqa: ARG002 - each turn is taken back
        found = scene.prepare(n)
        at = found.morning(0)
        due = sweep.due_reminders(at).count()
        few = max(round(due * SHARE), 1)
        self.notes.append(f"{due} reminders are due; row by row takes {few} of them")
        self._variants = [
            TakenBack("ours", lambda: sweep.fall_due(at=at)),
            TakenBack("row by row", lambda: _row_by_row(at, few), share=few / due),
            TakenBack("raw SQL", lambda: _raw(at)),
        ]
        return n

    def check(self) -> None:
        """Ours and raw SQL leave the same; row by row leaves what a tenth of the rows asks."""
        every, self._variants = (
            self._variants,
            [v for v in self._variants if v.name != "row by row"],
        )
        super().check()
        self._variants = every
        _nothing_is_told_twice(self._variants[0])


class CatchUp(Bench):
    """Many days at once cost no more for each row than one day."""

    name = "reminders: catch-up"
    ours = "thirty days"
    against = (Against("one day", 1.2),)
    DAYS = 30

    def setup(self, n: int, turns: int) -> int:  # noqa: ARG002
        found = scene.prepare(n)
        days = min(self.DAYS, found.days)
        self.notes.append(f"{days} days of reminders are made up for")
        self._variants = [
            TakenBack(self.ours, lambda: sweep.fall_due(at=found.morning(days - 1)), share=days),
            TakenBack("one day", lambda: sweep.fall_due(at=found.morning(0))),
        ]
        return n

    def check(self) -> None:
        self._wrote = self._variants[1].writes()
        _nothing_is_told_twice(self._variants[0])


def _row_by_row(at: datetime, count: int) -> None:
    """The same functions, a row at a time."""
    rows = sweep.with_duties(sweep.due_reminders(at)).order_by("-due_at", "-id")
    for row in list(rows[:count]):
        sweep._settle([row], at)


def _raw(at: datetime) -> None:
    facts = {"at": connection.ops.adapt_datetimefield_value(at), "day": at.date().isoformat()}
    with connection.cursor() as cursor:
        for statement in (SINGLES, DIGESTS, NOTES, ROWS):
            cursor.execute(statement, facts)


def _nothing_is_told_twice(variant: TakenBack) -> None:
    from django.db import transaction

    with transaction.atomic():
        variant._work()
        before = Reminder.objects.exclude(message=None).count()
        variant._work()
        if Reminder.objects.exclude(message=None).count() != before:
            raise AssertionError("A rerun told something again.")
        transaction.set_rollback(True)
