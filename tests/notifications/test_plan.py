"""Which reminders are planned, cancelled and planned again?"""

from __future__ import annotations

import zoneinfo
from datetime import date, timedelta
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.dates import PartialDate
from agreements.models import Case, Duty, DutyKind, Kind
from notifications import sql_functions
from notifications.models import Reminder, ReminderRule, SweepRun
from notifications.planning import replan, replan_all
from notifications.reconcile import reconcile
from notifications.status import status
from people.models import Municipality
from tests.notifications.conftest import at, make_case
from workflows.cases import NewCase, open_case
from workflows.registering import register
from workflows.visit import Automaton, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

AUGUST = PartialDate.month(2024, 8)
EARLY = at("2024-02-01 12:00")


def planned(duty: Duty | None = None) -> list[tuple[int, date]]:
    rows = Reminder.objects.filter(status="planned").order_by("due_on", "days")
    if duty is not None:
        rows = rows.filter(duty=duty)
    return list(rows.values_list("days", "due_on"))


@pytest.mark.acceptance("P06")
def test_a_window_of_a_month_is_counted_back_from_its_first_day(
    case: Case, ask: Callable[..., Duty]
) -> None:
    duty = ask(case, AUGUST, at=EARLY)

    assert planned(duty) == [
        (-90, date(2024, 5, 3)),
        (-30, date(2024, 7, 2)),
        (1, date(2024, 9, 1)),
        (30, date(2024, 9, 30)),
        (60, date(2024, 10, 30)),
    ]


def test_the_director_hears_of_binding_agreements_only(
    case: Case, ask: Callable[..., Duty], sister_city: Kind
) -> None:
    Kind.objects.filter(pk=sister_city.pk).update(is_binding=False)

    ask(case, AUGUST, at=EARLY)

    assert [days for days, _day in planned()] == [-90, -30, 1, 30]


def test_a_duty_without_a_date_has_no_reminders(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, None, at=EARLY)

    assert planned() == []


def test_what_has_passed_when_a_duty_opens_is_not_planned(
    case: Case, ask: Callable[..., Duty]
) -> None:
    ask(case, AUGUST, at=at("2024-07-15"))

    assert [days for days, _day in planned()] == [1, 30, 60]
    assert not Reminder.objects.exclude(status="planned").exists()


def test_a_reminder_of_the_very_day_is_planned(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, AUGUST, at=at("2024-07-02 20:00"))

    assert planned()[0] == (-30, date(2024, 7, 2))


def test_a_closed_duty_is_not_reminded_of(case: Case, ask: Callable[..., Duty]) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    Duty.objects.filter(pk=duty.pk).update(status="done", closed_at=EARLY)

    replan({duty.pk}, at=EARLY)

    assert planned() == []
    assert set(Reminder.objects.values_list("status", flat=True)) == {"cancelled"}


def test_a_date_that_moves_away_and_back_finds_its_reminders_again(
    case: Case, ask: Callable[..., Duty]
) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    first = planned()
    move(duty, PartialDate.month(2025, 8))
    assert planned()[0] == (-90, date(2025, 5, 3))

    move(duty, AUGUST)

    assert planned() == first


def test_a_reminder_that_was_sent_is_not_planned_again(
    case: Case, ask: Callable[..., Duty]
) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    Reminder.objects.filter(days=-90).update(status="done")
    move(duty, PartialDate.month(2025, 8))

    move(duty, AUGUST)

    assert [days for days, _day in planned()] == [-30, 1, 30, 60]


def test_a_case_that_rests_reminds_nobody_and_resumes_without_a_burst(
    case: Case, ask: Callable[..., Duty]
) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    Case.objects.filter(pk=case.pk).update(state="suspended")
    replan({duty.pk}, at=EARLY)
    assert planned() == []

    Case.objects.filter(pk=case.pk).update(state="active")
    replan({duty.pk}, at=at("2024-09-10"))

    assert [days for days, _day in planned()] == [30, 60]


@pytest.mark.acceptance("P18")
def test_an_import_keeps_past_dates_as_not_sent(nuuk: Municipality, sister_city: Kind) -> None:
    moment, automaton = at("2024-07-15"), Automaton("import", "register of 2024")
    draft = open_case(
        NewCase(title="Aalborg", kind=sister_city), owner=nuuk, by=automaton, at=moment
    )

    def fill(visit: Visit) -> None:
        visit.case.review = AUGUST

    register(draft, "active", by=automaton, at=moment, fill=fill)

    past = Reminder.objects.filter(status="not_sent")
    assert set(past.values_list("days", "reason")) == {(-90, "imported"), (-30, "imported")}
    assert [days for days, _day in planned()] == [1, 30, 60]


def test_a_municipality_with_rules_of_its_own_uses_none_of_the_defaults(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality
) -> None:
    ReminderRule.objects.create(municipality=nuuk, days=-14)

    ask(case, AUGUST, at=EARLY)

    assert planned() == [(-14, date(2024, 7, 18))]


def test_a_kind_with_a_single_inactive_rule_is_silent(case: Case, ask: Callable[..., Duty]) -> None:
    ReminderRule.objects.create(kind_id="still_alive", days=1, is_active=False)

    ask(case, AUGUST, at=EARLY, kind="still_alive")
    ask(case, AUGUST, at=EARLY, kind="update")

    assert len(planned()) == 5


def test_a_changed_rule_is_planned_anew_for_all(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, AUGUST, at=EARLY)
    ReminderRule.objects.filter(days=-90).update(days=-60)

    change = replan_all(at=EARLY)

    assert (change.planned, change.cancelled) == (1, 1)
    assert planned()[0] == (-60, date(2024, 6, 2))


def test_planning_takes_two_statements_whatever_the_number(
    case: Case, ask: Callable[..., Duty], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [ask(case, AUGUST, at=EARLY, subject=str(n)).pk for n in range(20)]
    Reminder.objects.all().delete()

    with django_assert_num_queries(2):
        change = replan(ids, at=EARLY)

    assert change.planned == 100


def test_a_plan_that_differs_is_repaired_and_told(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, AUGUST, at=EARLY)
    Reminder.objects.filter(days=-30).delete()
    Reminder.objects.filter(days=1).update(due_on=date(2024, 9, 2))

    reconcile(at=EARLY)

    assert [days for days, _day in planned()] == [-90, -30, 1, 30, 60]
    counts = SweepRun.objects.get(name="reconcile").counts
    assert counts == {
        "planned": 2,
        "cancelled": 1,
        "retimed": 0,
        "missed": 0,
        "zones_differ": 0,
    }


def test_a_municipality_that_moves_to_another_zone_keeps_its_hour(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality
) -> None:
    ask(case, AUGUST, at=EARLY)
    Municipality.objects.filter(pk=nuuk.pk).update(time_zone="Europe/Copenhagen")

    reconcile(at=EARLY)

    first = Reminder.objects.earliest("due_at")
    assert (first.zone, first.due_at) == ("Europe/Copenhagen", at("2024-05-03 06:00"))


# ---------------------------------------------------------------- local time
CLOCKS = [  # the 8 in the morning around changes of clocks, written from the law of each zone
    ("America/Nuuk", "2022-03-26", "2022-03-26 11:00"),
    ("America/Nuuk", "2022-03-27", "2022-03-27 10:00"),
    ("America/Nuuk", "2023-10-29", "2023-10-29 10:00"),
    ("America/Nuuk", "2026-03-28", "2026-03-28 10:00"),
    ("America/Nuuk", "2026-03-29", "2026-03-29 09:00"),
    ("America/Nuuk", "2026-10-24", "2026-10-24 09:00"),
    ("America/Nuuk", "2026-10-25", "2026-10-25 10:00"),
    ("Europe/Copenhagen", "2026-03-28", "2026-03-28 07:00"),
    ("Europe/Copenhagen", "2026-03-29", "2026-03-29 06:00"),
    ("Europe/Copenhagen", "2026-10-24", "2026-10-24 06:00"),
    ("Europe/Copenhagen", "2026-10-25", "2026-10-25 07:00"),
]


@pytest.mark.parametrize(("zone", "day", "moment"), CLOCKS)
def test_reminders_leave_at_eight_local_time(
    case: Case,
    ask: Callable[..., Duty],
    nuuk: Municipality,
    zone: str,
    day: str,
    moment: str,
) -> None:
    Municipality.objects.filter(pk=nuuk.pk).update(time_zone=zone)

    due = date.fromisoformat(day) - timedelta(days=1)
    ask(case, due, at=at("2022-01-01"))

    assert Reminder.objects.get(days=1).due_at == at(moment)


# ---------------------------------------------------------------- from scratch
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(-120, 200)),
        st.tuples(st.just("close"), st.just(0)),
        st.tuples(st.just("reopen"), st.just(0)),
        st.tuples(st.just("freeze"), st.just(0)),
        st.tuples(st.just("thaw"), st.just(0)),
        st.tuples(st.just("undate"), st.just(0)),
    ),
    max_size=12,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=MOVES)
def test_the_plan_is_what_it_would_be_from_scratch(
    db: None,
    nuuk: Municipality,
    sister_city: Kind,
    ask: Callable[..., Duty],
    moves: list[tuple[str, int]],
) -> None:
    case = make_case("Any", nuuk, sister_city, None)
    duty = ask(case, AUGUST, at=EARLY)
    for move_name, days in moves:
        apply(move_name, days, duty)

    kept = planned(duty)
    Reminder.objects.filter(duty=duty).delete()
    replan({duty.pk}, at=EARLY)

    assert kept == planned(duty)


def apply(name: str, days: int, duty: Duty) -> None:
    """Change the facts as the door would, and plan as it does."""
    duties = Duty.objects.filter(pk=duty.pk)
    cases = Case.objects.filter(pk=duty.case_id)
    if name == "move":
        move(duty, PartialDate.day(EARLY.date() + timedelta(days=days)))
        return
    if name == "undate":
        move(duty, None)
        return
    if name == "close":
        duties.update(status="done", closed_at=EARLY)
    elif name == "reopen":
        duties.update(status="open", closed_at=None)
    else:
        cases.update(state="suspended" if name == "freeze" else "active")
    replan({duty.pk}, at=EARLY)


def move(duty: Duty, due: PartialDate | None) -> None:
    fresh = Duty.objects.get(pk=duty.pk)
    fresh.due = due
    fresh.save()
    replan({duty.pk}, at=EARLY)


def test_the_sweep_reads_the_partial_index(case: Case) -> None:
    rows = Reminder.objects.filter(status="planned", due_at__lte=EARLY).order_by("due_at", "id")

    if connection.vendor == "sqlite":
        assert "reminder_falls_due" in rows.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "reminder_falls_due" in rows.explain()


# ---------------------------------------------------------------- the most special of the rules
OURS, OF_DUTY, OF_CASE = "municipality", "kind", "case_kind"
SPECIAL = [  # from the least to the most
    (),
    (OF_CASE,),
    (OF_DUTY,),
    (OF_DUTY, OF_CASE),
    (OURS,),
    (OURS, OF_CASE),
    (OURS, OF_DUTY),
    (OURS, OF_DUTY, OF_CASE),
]


@pytest.mark.parametrize("wins", [True, False], ids=["active", "silent"])
@pytest.mark.parametrize("number", range(1, len(SPECIAL)))
def test_the_most_special_rule_counts_alone(
    case: Case,
    ask: Callable[..., Duty],
    nuuk: Municipality,
    sister_city: Kind,
    number: int,
    wins: bool,
) -> None:
    named = {OURS: nuuk, OF_DUTY: DutyKind.objects.get(pk="update"), OF_CASE: sister_city}
    for index, names in enumerate(SPECIAL[: number + 1]):
        facts = {name: named[name] for name in names}
        ReminderRule.objects.create(days=-10 - index, is_active=wins or index < number, **facts)

    ask(case, AUGUST, at=EARLY, kind="update")

    assert [days for days, _day in planned()] == ([-10 - number] if wins else [])


def test_rules_of_another_municipality_kind_or_agreement_change_nothing(
    case: Case, ask: Callable[..., Duty], aalborg: Municipality
) -> None:
    other = Kind.objects.exclude(pk=case.agreement.kind_id).first()
    ReminderRule.objects.create(municipality=aalborg, days=-5)
    ReminderRule.objects.create(kind_id="update", days=-5)
    ReminderRule.objects.create(case_kind=other, days=-5)

    ask(case, AUGUST, at=EARLY)

    assert [days for days, _day in planned()] == [-90, -30, 1, 30, 60]


# ---------------------------------------------------------------- comparing
def test_what_was_never_planned_is_missed(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, AUGUST, at=EARLY)
    Duty.history.update(history_date=EARLY)
    later = at("2024-05-10")
    reconcile(at=later)
    assert counted()["missed"] == 0
    Reminder.objects.filter(days=-90).delete()

    reconcile(at=later)

    assert counted()["missed"] == 1


def test_what_a_change_has_passed_by_is_not_missed(case: Case, ask: Callable[..., Duty]) -> None:
    duty = ask(case, AUGUST, at=EARLY)
    Reminder.objects.filter(days=-90).delete()
    duty.history.update(history_date=at("2024-05-05"))  # moved there two days too late

    reconcile(at=at("2024-05-10"))

    assert counted()["missed"] == 0


@pytest.mark.postgres
def test_a_server_with_old_zones_is_told(case: Case) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite asks Python for every moment")
    reconcile(at=EARLY)
    assert counted()["zones_differ"] == 0
    with connection.cursor() as cursor:
        cursor.execute(FOR_EVER_ON_POSTGRESQL)

    reconcile(at=EARLY)

    assert counted()["zones_differ"] > 300


FOR_EVER_ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION samklang_moment(day date, at time, zone text) RETURNS timestamptz
LANGUAGE sql STABLE AS $$ SELECT (day + at) AT TIME ZONE 'Atlantic/South_Georgia' $$
"""


@pytest.fixture
def standard_time_for_ever(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Nuuk's clocks change no more: two hours behind UTC, as South Georgia's."""

    def forget() -> None:
        zoneinfo.ZoneInfo.clear_cache(only_keys=["America/Nuuk"])
        sql_functions._moment.cache_clear()  # noqa: SLF001 - as a new process begins

    def pass_the_law() -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(FOR_EVER_ON_POSTGRESQL)
            return
        law = resources.files("tzdata.zoneinfo.Atlantic").joinpath("South_Georgia")
        (tmp_path / "America").mkdir()
        (tmp_path / "America" / "Nuuk").write_bytes(law.read_bytes())
        zoneinfo.reset_tzpath([str(tmp_path)])
        forget()

    yield pass_the_law
    zoneinfo.reset_tzpath()
    forget()


def test_a_zone_whose_law_changes_gives_what_is_planned_its_hour_again(
    case: Case, ask: Callable[..., Duty], standard_time_for_ever: Callable[[], None]
) -> None:
    ask(case, PartialDate.month(2026, 12), at=EARLY)
    hours = dict(Reminder.objects.values_list("days", "due_at"))
    assert (hours[-90], hours[-30]) == (at("2026-09-02 09:00"), at("2026-11-01 10:00"))

    standard_time_for_ever()
    change = reconcile(at=EARLY)

    hours = dict(Reminder.objects.values_list("days", "due_at"))
    assert (hours[-90], hours[-30]) == (at("2026-09-02 10:00"), at("2026-11-01 10:00"))
    assert change.retimed == counted()["retimed"] == 1
    assert reconcile(at=EARLY).retimed == 0


def counted() -> dict[str, int]:
    counts: dict[str, int] = SweepRun.objects.get(name="reconcile").counts
    return counts


def test_what_is_missed_stands_on_the_status(case: Case, ask: Callable[..., Duty]) -> None:
    ask(case, AUGUST, at=EARLY)
    Duty.history.update(history_date=EARLY)
    later = at("2024-05-10")
    Reminder.objects.filter(days=-90).delete()

    reconcile(at=later)

    told = status(at=later)
    assert (told.plan_unmended, told.plan_differed) == (1, 0)
    assert "plan_unmended" in told.troubles
