"""What would a rule change, before it is saved?

The rule is written, the plan asked what it wants by the same statement that plans, and the writing
undone: nothing is locked and nothing is left. Counts concern the municipality's own duties.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q

from agreements.models import Duty
from notifications.models import ReminderRule
from notifications.planning import LIES_AHEAD, WANTED, facts_at
from notifications.recipients import Recipients

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from agreements.models import Case
    from people.models import Municipality

EXAMPLES = 20
A_YEAR = timedelta(days=365)
MONTHS = 12
THOUSANDS = 1000
"""So many reminders of one rule in a year are hardly meant."""

TELLS_WHO = (
    "kind",
    "body",
    "party",
    "case__owner",
    "case__unit",
    "case__responsible",
    "responsible__person__unit",
    "responsible__post__unit",
    "responsible__post__municipality",
    "responsible__unit",
)
NEVER, TOO_MANY, NOBODY = "never", "thousands", "nobody"

_OPEN = """
SELECT x.id FROM agreements_duty x JOIN agreements_case y ON y.id = x.case_id
WHERE x.status = 'open' AND y.owner_id = %(owner)s
"""
_WANTED = WANTED.format(ids=_OPEN, lock="")
_KEY = "duty_id, rule_id, due_on, send_on, due_at"
_ALL = f"""
SELECT w.duty_id, w.rule_id, w.due_on, w.send_on,
 samklang_moment(w.send_on, w.send_time, w.zone) AS due_at FROM ({_WANTED}) w
"""  # noqa: S608 - only the constants of planning.py
_AHEAD = f"""
{_ALL} WHERE {LIES_AHEAD} AND NOT EXISTS (
 SELECT 1 FROM notifications_reminder p WHERE p.duty_id = w.duty_id AND p.rule_id = w.rule_id
 AND p.due_on = w.due_on AND p.status NOT IN ('planned', 'cancelled'))
"""  # noqa: S608 - only the constants above
_PLANNED = f"""
SELECT {_KEY} FROM notifications_reminder WHERE status = 'planned' AND duty_id IN ({_OPEN})
"""  # noqa: S608 - only the constants above
_MAILS = f"""
SELECT COUNT(*) FROM ({_WANTED}) w JOIN notifications_reminderrule r ON r.id = w.rule_id
WHERE r.channel = 'single' AND {LIES_AHEAD} AND w.send_on <= %(until)s
"""  # noqa: S608 - only the constants of planning.py
_OF_THE_RULE = f"""
SELECT w.duty_id, w.send_on FROM ({_WANTED}) w WHERE w.rule_id = %(rule)s AND {LIES_AHEAD}
ORDER BY w.send_on, w.duty_id
"""  # noqa: S608 - only the constants of planning.py


@dataclass(frozen=True, slots=True)
class Example:
    """A reminder that leaves on another day: from none where it appears, to none where it goes."""

    duty: Duty
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Effect:
    """How many reminders appear, vanish and move, and how many mails of their own a month brings.

    A month is a twelfth of the next year; who gets several on one day gets one. `problems` are to
    be confirmed one by one, in words for programs: never, thousands, nobody.
    """

    appear: int
    vanish: int
    move: int
    mails_before: float
    mails_after: float
    replaces_defaults: bool
    problems: tuple[str, ...]
    examples: tuple[Example, ...]
    fingerprint: str


@transaction.atomic
def preview(
    rule: ReminderRule,
    *,
    municipality: Municipality,
    at: datetime,
    readable: QuerySet[Case] | None = None,
) -> Effect:
    """The effect of this rule as it stands in memory; examples only of cases that are readable."""
    rules = ReminderRule.objects.filter(Q(municipality=municipality) | Q(municipality=None))
    known: list[Any] = list(rules.order_by("pk").values())
    facts = facts_at(at) | {
        "owner": municipality.pk,
        "until": (at.date() + A_YEAR).isoformat(),
    }
    before = _count(_MAILS, facts)
    with transaction.atomic():
        is_new = _write(rule)
        gone = _changed(f"{_PLANNED} EXCEPT {_ALL}", facts)
        new = _changed(f"{_AHEAD} EXCEPT {_PLANNED}", facts)
        after = _count(_MAILS, facts)
        fires = _rows(_OF_THE_RULE, facts | {"rule": rule.pk})
        is_for_nobody = bool(fires) and _reaches_nobody(rule, fires, at)
        transaction.set_rollback(True)
    if is_new:
        rule.pk = None
    moves = [key for key in new if key in gone]
    appear = sum(len(new[key]) for key in new) - len(moves)
    vanish = sum(len(gone[key]) for key in gone) - len(moves)
    within_a_year = [day for _duty, day in fires if day <= at.date() + A_YEAR]
    problems = {
        NEVER: rule.is_active and not fires,
        TOO_MANY: len(within_a_year) > THOUSANDS,
        NOBODY: is_for_nobody,
    }
    counts = (appear, vanish, len(moves), before, after)
    return Effect(
        appear=appear,
        vanish=vanish,
        move=len(moves),
        mails_before=before / MONTHS,
        mails_after=after / MONTHS,
        replaces_defaults=_is_the_first(rule, municipality),
        problems=tuple(name for name, is_so in problems.items() if is_so),
        examples=tuple(_examples(new, gone, readable)),
        fingerprint=_fingerprint(rule, known, counts),
    )


def _write(rule: ReminderRule) -> bool:
    """Without history: it is undone at once. Whether the rule is a new one."""
    fields = {f.attname: getattr(rule, f.attname) for f in rule._meta.concrete_fields}
    if rule.pk is None:
        rule.pk = ReminderRule.objects.bulk_create([ReminderRule(**fields)])[0].pk
        return True
    ReminderRule.objects.filter(pk=fields.pop("id")).update(**fields)
    return False


Key = tuple[int, int]
"""A duty and the rule by which it is reminded of."""


def _changed(statement: str, facts: dict[str, Any]) -> dict[Key, list[date]]:
    """By duty and rule, the days on which they leave."""
    found: dict[Key, list[date]] = {}
    for duty, rule, _due, send_on, _moment in _rows_of(statement, facts):
        found.setdefault((duty, rule), []).append(_day(send_on))
    return found


def _rows(statement: str, facts: dict[str, Any]) -> list[tuple[int, date]]:
    return [(duty, _day(send_on)) for duty, send_on in _rows_of(statement, facts)]


def _rows_of(statement: str, facts: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _count(statement: str, facts: dict[str, Any]) -> int:
    return int(_rows_of(statement, facts)[0][0])


def _day(value: Any) -> date:
    """SQLite gives text for what is computed."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _reaches_nobody(rule: ReminderRule, fires: list[tuple[int, date]], at: datetime) -> bool:
    """By whoever would be told today of the first of them."""
    first = Duty.objects.filter(pk__in=[pk for pk, _day in fires[:EXAMPLES]])
    duties = first.select_related(*TELLS_WHO)
    told = [(duty, rule) for duty in duties]
    recipients = Recipients(told, at=at)
    return not any(recipients.find(duty, rule, at.date()) for duty, _rule in told)


def _is_the_first(rule: ReminderRule, municipality: Municipality) -> bool:
    """No rule of its own covers what this one covers, and defaults do."""
    own = ReminderRule.objects.filter(municipality=municipality)
    return rule.pk is None and not own.filter(kind=rule.kind, case_kind=rule.case_kind).exists()


def _examples(
    new: dict[Key, list[date]], gone: dict[Key, list[date]], readable: QuerySet[Case] | None
) -> Iterable[Example]:
    """The first of those that change, by the day on which they leave."""
    changed: list[tuple[int, date | None, date | None]] = [
        (key[0], min(gone.get(key, []), default=None), min(new.get(key, []), default=None))
        for key in new.keys() | gone.keys()
    ]
    changed.sort(key=lambda row: (row[2] or row[1], row[0]))
    duties = Duty.objects.filter(pk__in={row[0] for row in changed[: EXAMPLES * EXAMPLES]})
    if readable is not None:
        duties = duties.filter(case__in=readable.order_by().values("pk"))
    known = {duty.pk: duty for duty in duties.select_related("case", "kind", "body", "party")}
    told = (Example(known[pk], before, after) for pk, before, after in changed if pk in known)
    return islice(told, EXAMPLES)


def _fingerprint(rule: ReminderRule, known: list[Any], counts: tuple[int, ...]) -> str:
    """Of what was shown: the rule, the rules beside it, and what comes of it."""
    fields = {f.attname: getattr(rule, f.attname) for f in rule._meta.concrete_fields}
    shown = json.dumps([fields, known, counts], sort_keys=True, default=str)
    return sha256(shown.encode()).hexdigest()
