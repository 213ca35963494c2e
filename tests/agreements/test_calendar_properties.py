"""No date drifts: leap days, month ends, clocks that change, services that were down.

Properties over anchors and intervals, and each of them in the zones of the municipalities we serve.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
from agreements.dates import PartialDate, add_months
from agreements.models import Term
from agreements.next_term import NextTerm
from agreements.terms import A_DAY, Clause, following, next_after, running
from notifications.models.plan import SEND_TIME
from notifications.moments import local_moment

ZONES = ("America/Nuuk", "Europe/Copenhagen", "Europe/Stockholm")
HARD_DAYS = [
    date(2024, 2, 29),
    date(2023, 2, 28),
    date(2024, 1, 31),
    date(2025, 1, 30),
    date(2025, 12, 31),
    date(2026, 3, 28),
    date(2026, 3, 29),
    date(2026, 10, 24),
    date(2026, 10, 25),
]
#: Nuuk changed its law: since 2023-03-26 it stands at -2, with summer time again from 2024.
CLOCK_DAYS = [
    date(year, month, day)
    for year in (2022, 2023, 2024, 2026)
    for month in (3, 10)
    for day in range(24, 32)
]

anchors = st.one_of(
    st.sampled_from(HARD_DAYS), st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
)
intervals = st.integers(min_value=1, max_value=120)
zones = st.sampled_from(ZONES)


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    months = draw(intervals)
    return Clause(
        anchor=draw(anchors),
        renewal_months=months,
        notice_months=draw(st.integers(min_value=0, max_value=24)),
    )


def same_day_or_last(day: date, anchor: date) -> bool:
    last = monthrange(day.year, day.month)[1]
    return day.day == min(anchor.day, last)


# ---------------------------------------------------------------- counting
@given(anchors, st.integers(min_value=-240, max_value=600))
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(
    anchor: date, months: int
) -> None:
    then = add_months(anchor, months)

    assert (then.year - anchor.year) * 12 + then.month - anchor.month == months
    assert same_day_or_last(then, anchor)


@pytest.mark.requirement("R-052")
@given(anchors, intervals, st.integers(0, 40), st.sampled_from([-17, -1, 0, 1, 17]))
def test_a_recurrence_is_asked_for_next_time_and_at_no_other(
    anchor: date, months: int, times: int, days: int
) -> None:
    """Whenever one asks: after that day, a whole number of intervals, and none in between.

    Days beside and on an occurrence are where one may be missed or told twice.
    """
    day = max(anchor, add_months(anchor, months * times) + timedelta(days=days))

    due = next_after(anchor, months, day)

    counted = (due.year - anchor.year) * 12 + due.month - anchor.month
    assert due > day
    assert counted % months == 0
    assert same_day_or_last(due, anchor)
    before = add_months(anchor, counted - months)
    assert before <= day or counted == months


# ---------------------------------------------------------------- terms that renew themselves
@given(clauses(), st.integers(min_value=2, max_value=40))
def test_terms_follow_each_other_without_gap_or_overlap(clause: Clause, number: int) -> None:
    assert clause.begins(number) == clause.ends(number - 1) + A_DAY
    assert clause.ends(number - 1) < clause.begins(number) <= clause.ends(number)


@given(clauses(), st.integers(min_value=1, max_value=40))
def test_no_end_and_no_notice_date_drifts_from_the_first_end(clause: Clause, number: int) -> None:
    notice = clause.notice_by(number)

    assert notice is not None
    assert clause.notice_months is not None
    assert same_day_or_last(clause.ends(number), clause.anchor)
    assert same_day_or_last(notice, clause.anchor)
    months = clause.renewal_months * (number - 1)
    assert clause.ends(number) == add_months(clause.anchor, months)
    assert notice == add_months(clause.anchor, months - clause.notice_months)


@given(anchors, intervals, st.integers(0, 400), st.integers(min_value=1, max_value=40))
def test_a_notice_day_that_the_text_names_comes_again_on_that_day(
    anchor: date, months: int, before: int, number: int
) -> None:
    first = anchor - timedelta(days=before)
    clause = Clause(anchor=anchor, renewal_months=months, notice_by_date=first)

    notice = clause.notice_by(number)

    assert clause.notice_by(1) == first
    assert notice is not None
    assert same_day_or_last(notice, first)


@given(clauses(), st.integers(min_value=1, max_value=30), st.integers(-400, 400))
def test_notice_in_time_ends_the_term_and_late_notice_a_later_one(
    clause: Clause, number: int, days: int
) -> None:
    deadline = clause.notice_by(number)
    assert deadline is not None
    given_on = deadline + timedelta(days=days)

    over = clause.over_after_notice(given_on, number)

    if days <= 0:
        assert over == clause.ends(number) + A_DAY
    else:
        assert over > clause.ends(number) + A_DAY
    stopped = next(n for n in range(number, number + 500) if clause.ends(n) + A_DAY == over)
    in_time = clause.notice_by(stopped)
    assert in_time is not None
    assert given_on <= in_time


def test_the_end_of_january_goes_to_the_end_of_february_and_back() -> None:
    clause = Clause(anchor=date(2026, 1, 31), renewal_months=1, notice_months=1)

    assert [clause.ends(n) for n in range(1, 6)] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]
    assert [clause.notice_by(n) for n in range(1, 4)] == [
        date(2025, 12, 31),
        date(2026, 1, 31),
        date(2026, 2, 28),
    ]


# ---------------------------------------------------------------- renewed by a ruling
def terms_of(clause: Clause, number: int = 1) -> list[Term]:
    """So many terms as the clause begins them."""
    return [
        Term(
            number=n,
            basis=Term.Basis.SELF_RENEWING,
            end=PartialDate.day(clause.ends(n)),
            renewal_months=clause.renewal_months,
            notice_months=clause.notice_months,
            notice_by_date=clause.notice_by(n),
        )
        for n in range(1, number + 1)
    ]


def added(terms: list[Term], then: NextTerm) -> list[Term]:
    more = Term(
        number=len(terms) + 1,
        basis=then.basis,
        end=then.end,
        renewal_months=then.renewal_months,
        notice_months=then.notice_months,
        notice_by_date=then.notice_by,
    )
    return [*terms, more]


@pytest.mark.requirement("R-074")
@given(
    clauses(),
    st.one_of(st.none(), st.integers(0, 400)),
    st.integers(1, 4),
    st.lists(st.booleans(), min_size=1, max_size=8),
)
def test_a_ruling_renews_as_the_clause_does_and_neither_drifts(
    clause: Clause, named: int | None, begun: int, are_whole: list[bool]
) -> None:
    """However often: the ends, the notice dates and the first days are those of the clause.

    The ruling says nothing of the clause, or all of it as it stands.
    """
    if named is not None:
        day = clause.anchor - timedelta(days=named)
        clause = Clause(
            anchor=clause.anchor, renewal_months=clause.renewal_months, notice_by_date=day
        )
    terms = terms_of(clause, begun)
    for number, is_whole in enumerate(are_whole, start=begun + 1):
        told = NextTerm(
            basis="self_renewing",
            end=PartialDate.day(clause.ends(number)),
            renewal_months=clause.renewal_months,
            notice_months=clause.notice_months,
            notice_by=clause.notice_by(number),
        )

        then = following(terms, told if is_whole else NextTerm(), clause.ends(number - 1))

        assert then.start == clause.begins(number)
        assert then.end == PartialDate.day(clause.ends(number))
        assert then.notice_by == clause.notice_by(number)
        terms = added(terms, then)
        now = running(terms)
        assert now is not None
        assert (now.number, now.clause.anchor) == (number, clause.anchor)
        assert now.clause.notice_by(number + 1) == clause.notice_by(number + 1)


@given(clauses(), st.integers(1, 6), clauses())
def test_a_ruling_that_changes_the_clause_counts_from_the_end_it_names(
    clause: Clause, begun: int, other: Clause
) -> None:
    terms = terms_of(clause, begun)
    end = add_months(clause.ends(begun), other.renewal_months) + timedelta(days=1)
    told = NextTerm(
        basis="self_renewing",
        end=PartialDate.day(end),
        renewal_months=other.renewal_months,
        notice_months=other.notice_months,
    )

    then = following(terms, told, clause.ends(begun))

    anew = Clause(
        anchor=end, renewal_months=other.renewal_months, notice_months=other.notice_months
    )
    now = running(added(terms, then))
    assert now is not None
    assert then.notice_by == anew.notice_by(1)
    number = now.number  # by chance it may be a day of the old clause, and then goes on with it
    assert [now.clause.ends(number + n) for n in (0, 1)] == [anew.ends(1), anew.ends(2)] or (
        number > 1 and now.clause.ends(number) == end
    )


@given(clauses(), st.sampled_from(["open", "fixed"]), st.integers(1, 900))
def test_what_a_ruling_says_besides_a_clause_is_taken_at_its_word(
    clause: Clause, basis: str, days: int
) -> None:
    end = PartialDate.day(clause.anchor + timedelta(days=days))

    then = following(terms_of(clause), NextTerm(basis=basis, end=end), clause.anchor)

    assert then == NextTerm(
        basis=basis, start=clause.begins(2), end=end if basis == "fixed" else None
    )
    assert running(added(terms_of(clause), then)) is None


# ---------------------------------------------------------------- clocks
@given(st.one_of(st.sampled_from(CLOCK_DAYS), anchors), zones)
def test_a_reminder_leaves_at_eight_of_that_day_wherever_the_clock_stands(
    day: date, zone: str
) -> None:
    moment = local_moment(day, SEND_TIME, zone)

    local = moment.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (day, time(8))
    assert clock.local_date(moment, zone) == day


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.sampled_from(CLOCK_DAYS), st.sampled_from(HARD_DAYS)), zones)
def test_the_database_agrees_on_the_moment_of_each_reminder(day: date, zone: str) -> None:
    """On SQLite our own function, on PostgreSQL its own knowledge of zones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT samklang_moment(%s, %s, %s)"
            if connection.vendor == "sqlite"
            else "SELECT samklang_moment(%s::date, %s::time, %s)",
            [day.isoformat(), SEND_TIME.isoformat(), zone],
        )
        [told] = cursor.fetchone()

    moment = datetime.fromisoformat(told).replace(tzinfo=UTC) if isinstance(told, str) else told
    assert moment == local_moment(day, SEND_TIME, zone)


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("Europe/Copenhagen", date(2026, 3, 28), 7),
        ("Europe/Copenhagen", date(2026, 3, 29), 6),
        ("Europe/Stockholm", date(2026, 10, 24), 6),
        ("Europe/Stockholm", date(2026, 10, 25), 7),
        ("America/Nuuk", date(2022, 10, 30), 11),
        ("America/Nuuk", date(2023, 10, 29), 10),
        ("America/Nuuk", date(2024, 3, 30), 10),
        ("America/Nuuk", date(2024, 3, 31), 9),
        ("America/Nuuk", date(2026, 3, 28), 10),
        ("America/Nuuk", date(2026, 3, 29), 9),
    ],
)
def test_the_hour_changes_with_the_law_of_each_place(zone: str, day: date, utc: int) -> None:
    assert local_moment(day, SEND_TIME, zone) == datetime(
        day.year, day.month, day.day, utc, tzinfo=UTC
    )
