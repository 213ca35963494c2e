"""Does the sweep read what is due, however much is planned?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.models import Duty
from notifications.models import Reminder
from notifications.sweep import fall_due
from people import seats
from tests.notifications.conftest import at, make_case
from tests.notifications.processes import ON_POSTGRESQL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agreements.models import Kind
    from people.models import Municipality, Unit, User

NOW = at("2026-03-02 12:00")
CASES = 100
DUE = 50

pytestmark = [*ON_POSTGRESQL]

COPIES = """
INSERT INTO agreements_duty ({columns}, subject, case_id)
SELECT {columns}, n::text, (SELECT MIN(id) FROM agreements_case) + n %% %(cases)s
FROM agreements_duty, generate_series(%(known)s, %(count)s - 1) n
WHERE agreements_duty.id = %(like)s
"""
# Of each duty the first rule has been told, the others come on the next thousand days.
PLAN = """
INSERT INTO notifications_reminder (duty_id, rule_id, days, due_on, send_on, send_time, zone,
 due_at, status, reason, planned_at, settled_at)
SELECT d.id, r.id, r.days, day, day, '08:00', 'America/Nuuk', day + time '10:00',
 CASE WHEN r.days = -90 THEN 'done' ELSE 'planned' END, '', %(at)s,
 CASE WHEN r.days = -90 THEN %(at)s END
FROM agreements_duty d CROSS JOIN notifications_reminderrule r
CROSS JOIN LATERAL (SELECT (%(at)s::date + 1 + (d.id %% 1000)::int) AS day) days
WHERE r.kind_id IS NULL AND NOT EXISTS (
 SELECT 1 FROM notifications_reminder p WHERE p.duty_id = d.id)
"""


@pytest.fixture
def like(
    transactional_db: None, nuuk: Municipality, culture: Unit, sister_city: Kind, officer: User
) -> Duty:
    """The duty that the others are like, in the first of a hundred cases."""
    cases = [make_case(f"Case {n}", nuuk, sister_city, culture) for n in range(CASES)]
    return Duty.objects.create(
        case=cases[0],
        kind_id="review_ruling",
        responsible=seats.asked_person(officer),
        due=NOW.date() + timedelta(days=30),
        opened_at=NOW,
    )


def grow(like: Duty, count: int) -> None:
    """So many open duties in all, with their plans, of which fifty rows are due."""
    kept = [f for f in Duty._meta.concrete_fields if f.name not in {"id", "subject", "case"}]
    columns = ", ".join(str(field.column) for field in kept)
    with connection.cursor() as cursor:
        known = Duty.objects.count()
        cursor.execute("SET statement_timeout = 0")
        numbers = {"cases": CASES, "known": known, "count": count, "like": like.pk}
        cursor.execute(COPIES.format(columns=columns), numbers)
        cursor.execute(PLAN, {"at": NOW})
        first = Reminder.objects.filter(days=-30).order_by("duty")[:DUE]
        Reminder.objects.filter(pk__in=list(first.values_list("pk", flat=True))).update(due_at=NOW)
        cursor.execute("VACUUM agreements_duty, notifications_reminder")
        cursor.execute("ANALYZE")
        cursor.execute("RESET statement_timeout")
    assert Reminder.objects.filter(status="planned", due_at__lte=NOW).count() == DUE


def swept() -> str:
    """What the sweep truly asks for what is due; nothing comes of it here."""
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        fall_due(at=NOW)
        transaction.set_rollback(True)
    [sql, *_rest] = [query["sql"] for query in asked if "SKIP LOCKED" in query["sql"]]
    assert '"notifications_reminder"' in sql
    return str(sql)


def explained(sql: str, how: str) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({how}, FORMAT JSON) {sql}")
        told = cursor.fetchone()[0]
        transaction.set_rollback(True)
    [one] = told if isinstance(told, list) else json.loads(told)
    return dict(one["Plan"])


def blocks(sql: str) -> int:
    """How many blocks it looks at, warm."""
    explained(sql, "ANALYZE, BUFFERS")
    plan = explained(sql, "ANALYZE, BUFFERS")
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def parts(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from parts(part)


def test_the_sweep_finds_what_is_due_through_its_index(like: Duty) -> None:
    grow(like, 10_000)

    plan = explained(swept(), "COSTS")

    assert "reminder_falls_due" in {part.get("Index Name") for part in parts(plan)}
    whole = {part["Relation Name"] for part in parts(plan) if part["Node Type"] == "Seq Scan"}
    assert whole.isdisjoint({"notifications_reminder", "agreements_duty"})


@pytest.mark.parametrize(
    ("before", "after", "beyond"),
    [
        (3_000, 10_000, 0.5),  # of so few another order of the joins may be chosen
        pytest.param(10_000, 100_000, 0.05, marks=[pytest.mark.slow, pytest.mark.proof]),
    ],
)
def test_the_sweep_reads_no_more_when_more_is_planned(
    like: Duty,
    before: int,
    after: int,
    beyond: float,
    record_property: Callable[[str, object], None],
) -> None:
    grow(like, before)
    few = blocks(swept())
    grow(like, after)
    many = blocks(swept())

    assert many <= few * (1 + beyond)
    record_property("counted", f"{few} blocks at {before:,} duties, {many} at {after:,}")
