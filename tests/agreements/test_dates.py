"""Do dates with precision say what is known, and nothing more?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.dates import (
    Answer,
    PartialDate,
    Period,
    Precision,
    add_months,
    display,
    nth_anniversary,
)

AUGUST = PartialDate.month(2024, 8)
DAYS = st.dates(date(1000, 1, 1), date(2199, 12, 31))


# ---------------------------------------------------------------- the value
def test_month_spans_its_days() -> None:
    assert (AUGUST.earliest, AUGUST.latest) == (date(2024, 8, 1), date(2024, 8, 31))
    assert AUGUST.precision is Precision.MONTH


def test_decade_spans_ten_years() -> None:
    decade = PartialDate(date(1940, 1, 1), date(1949, 12, 31), Precision.DECADE)

    assert PartialDate.decade(1947) == decade


def test_first_decade_of_a_century_is_a_range_because_its_name_may_mean_the_century() -> None:
    assert PartialDate.decade(2003) == PartialDate.between(date(2000, 1, 1), date(2009, 12, 31))
    assert PartialDate.decade(2003).precision is Precision.RANGE


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        (date(2024, 8, 5), date(2024, 8, 5), Precision.DAY),
        (date(2028, 2, 1), date(2028, 2, 29), Precision.MONTH),
        (date(2024, 8, 1), date(2025, 8, 31), Precision.RANGE),
        (date(2024, 1, 1), date(2024, 12, 31), Precision.YEAR),
        (date(2024, 1, 1), date(2025, 12, 31), Precision.RANGE),
        (date(1940, 1, 1), date(1949, 12, 31), Precision.DECADE),
        (date(1941, 1, 1), date(1950, 12, 31), Precision.RANGE),
        (date(2024, 8, 1), date(2024, 8, 30), Precision.RANGE),
    ],
)
def test_one_fact_has_one_form(first: date, last: date, precision: Precision) -> None:
    assert PartialDate.between(first, last).precision is precision


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        (date(2024, 8, 1), date(2024, 8, 31), Precision.DAY),
        (date(2024, 8, 5), date(2024, 8, 31), Precision.MONTH),
        (date(2024, 8, 31), date(2024, 8, 1), Precision.RANGE),
        (date(2025, 8, 1), date(2024, 8, 31), Precision.RANGE),
        (date(999, 12, 31), date(1000, 1, 1), Precision.RANGE),
        (date(2200, 1, 1), date(2201, 1, 1), Precision.RANGE),
    ],
)
def test_value_that_contradicts_itself_cannot_be_made(
    first: date, last: date, precision: Precision
) -> None:
    with pytest.raises(ValueError, match=r"\."):
        PartialDate(first, last, precision)


def test_moment_is_not_a_day() -> None:
    with pytest.raises(TypeError, match="moments"):
        PartialDate.day(datetime(2024, 8, 31, 23, 30, tzinfo=UTC))


def test_text_longer_than_its_column_is_refused() -> None:
    with pytest.raises(ValueError, match="100"):
        PartialDate(date(2024, 8, 1), date(2024, 8, 31), Precision.MONTH, text="x" * 101)


def test_values_are_equal_whatever_the_words() -> None:
    given = PartialDate(date(2024, 8, 1), date(2024, 8, 31), Precision.MONTH, text="i aug. 2024")

    assert given == AUGUST
    assert hash(given) == hash(AUGUST)


# ---------------------------------------------------------------- yes, no, unknown
@pytest.mark.parametrize(
    ("one", "other", "before", "on_or_before", "after"),
    [
        (AUGUST, date(2024, 9, 1), "yes", "yes", "no"),
        (AUGUST, date(2024, 8, 31), "unknown", "yes", "no"),
        (AUGUST, date(2024, 8, 15), "unknown", "unknown", "unknown"),
        (AUGUST, date(2024, 8, 1), "no", "unknown", "unknown"),
        (AUGUST, date(2024, 7, 31), "no", "no", "yes"),
        (AUGUST, AUGUST, "unknown", "unknown", "unknown"),
        (AUGUST, PartialDate.year(2024), "unknown", "unknown", "unknown"),
        (AUGUST, PartialDate.decade(1990), "no", "no", "yes"),
        (PartialDate.day(date(2024, 8, 5)), date(2024, 8, 5), "no", "yes", "no"),
    ],
)
def test_comparison_answers_only_what_is_known(
    one: PartialDate, other: PartialDate | date, before: str, on_or_before: str, after: str
) -> None:
    assert one.before(other) is Answer(before)
    assert one.on_or_before(other) is Answer(on_or_before)
    assert one.after(other) is Answer(after)


@pytest.mark.parametrize(
    ("text", "day", "answer"),
    [
        ("1956~", date(1957, 1, 1), Answer.UNKNOWN),
        ("1956~", date(1958, 1, 1), Answer.YES),
        ("1956~", date(1955, 6, 1), Answer.UNKNOWN),
        ("1956~", date(1954, 12, 31), Answer.NO),
        ("2016-04-25~", date(2016, 5, 1), Answer.UNKNOWN),
        ("1000~/2200~", date(1500, 6, 1), Answer.UNKNOWN),
    ],
)
def test_approximate_date_is_sure_only_from_farther_away(
    text: str, day: date, answer: Answer
) -> None:
    assert PartialDate.from_edtf(text).before(day) is answer


def test_unknown_has_no_truth_value() -> None:
    assert Answer.YES
    assert not Answer.NO
    with pytest.raises(TypeError, match="do not tell"):
        bool(Answer.UNKNOWN)


@given(DAYS, DAYS, DAYS, DAYS)
def test_certain_answer_holds_for_every_day_that_it_may_be(
    a: date, b: date, c: date, d: date
) -> None:
    one = PartialDate.between(min(a, b), max(a, b))
    other = PartialDate.between(min(c, d), max(c, d))
    possible = {x < y for x in (one.earliest, one.latest) for y in (other.earliest, other.latest)}

    answer = one.before(other)

    assert (answer is Answer.YES) == (possible == {True})
    assert (answer is Answer.NO) == (possible == {False})


# ---------------------------------------------------------------- due
@pytest.mark.requirement("R-043")
def test_due_in_august_is_overdue_on_1_september_and_not_on_31_august() -> None:
    assert not AUGUST.overdue_on(date(2024, 8, 31))
    assert AUGUST.overdue_on(date(2024, 9, 1))
    assert AUGUST.first_overdue_day == date(2024, 9, 1)


@pytest.mark.requirement("R-043")
def test_reminders_count_back_from_the_first_day() -> None:
    assert (AUGUST.earliest - date(2024, 5, 3)).days == 90


# ---------------------------------------------------------------- periods
@pytest.mark.parametrize(
    ("period", "day", "answer"),
    [
        (Period(date(2015, 8, 12), date(2019, 12, 17)), date(2015, 8, 11), "no"),
        (Period(date(2015, 8, 12), date(2019, 12, 17)), date(2015, 8, 12), "yes"),
        (Period(date(2015, 8, 12), date(2019, 12, 17)), date(2019, 12, 17), "yes"),
        (Period(date(2015, 8, 12), date(2019, 12, 17)), date(2019, 12, 18), "no"),
        (Period(date(2016, 4, 25)), date(2199, 1, 1), "yes"),
        (Period(end=date(2016, 4, 25)), date(2016, 4, 26), "no"),
        (Period(), date(2016, 4, 25), "yes"),
        (Period(PartialDate.month(2019, 12)), date(2019, 12, 18), "unknown"),
        (Period(PartialDate.month(2019, 12)), date(2019, 12, 31), "yes"),
        (Period(PartialDate.month(2019, 12)), date(2019, 11, 30), "no"),
        (Period(PartialDate.year(2010), PartialDate.year(2012)), date(2011, 6, 1), "yes"),
        (Period(PartialDate.year(2010), PartialDate.year(2012)), date(2012, 6, 1), "unknown"),
        (Period(PartialDate.year(2010), PartialDate.year(2012)), date(2013, 1, 1), "no"),
        (Period(PartialDate.year(2010), date(2010, 3, 1)), date(2010, 4, 1), "no"),
    ],
)
def test_period_contains(period: Period, day: date, answer: str) -> None:
    assert period.contains(day) is Answer(answer)


def test_period_that_surely_ends_before_it_begins_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(PartialDate.year(2012), date(2010, 1, 1))


# ---------------------------------------------------------------- counting from an anchor
@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 1, 31), 2, date(2023, 3, 31)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 5, 31), 0, date(2024, 5, 31)),
    ],
)
def test_months_are_counted_from_the_original_anchor(
    anchor: date, months: int, expected: date
) -> None:
    assert add_months(anchor, months) == expected


def test_anniversary_of_a_leap_day_returns_to_it() -> None:
    assert nth_anniversary(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert nth_anniversary(date(2028, 2, 29), 4) == date(2032, 2, 29)


# ---------------------------------------------------------------- in words
@pytest.mark.parametrize(
    ("edtf", "danish", "swedish", "english"),
    [
        ("2026-11-18", "18. november 2026", "18 november 2026", "18 November 2026"),
        ("2019-12", "december 2019", "december 2019", "December 2019"),
        ("2024-08", "august 2024", "augusti 2024", "August 2024"),
        ("1956", "1956", "1956", "1956"),
        ("1956~", "ca. 1956", "ca 1956", "about 1956"),
        ("194X", "1940'erne", "1940-talet", "the 1940s"),
        ("200X", "2000--2009", "2000--2009", "2000--2009"),
        ("2010/2012", "2010--2012", "2010--2012", "2010--2012"),
        ("2016-04-24/2016-04-25", "24.--25. april 2016", "24--25 april 2016", "24--25 April 2016"),
        (
            "2016-04-30/2016-05-02",
            "30. april -- 2. maj 2016",
            "30 april -- 2 maj 2016",
            "30 April -- 2 May 2016",
        ),
        ("2026-05/2026-06", "maj--juni 2026", "maj--juni 2026", "May--June 2026"),
        (
            "2026-05/2027-06",
            "maj 2026 -- juni 2027",
            "maj 2026 -- juni 2027",
            "May 2026 -- June 2027",
        ),
    ],
)
@pytest.mark.requirement("R-045")
def test_date_is_shown_as_precisely_as_it_is_known(
    edtf: str, danish: str, swedish: str, english: str
) -> None:
    value = PartialDate.from_edtf(edtf)

    shown = [display(value, code).replace("\u2013", "--") for code in ("da", "sv", "en")]

    assert shown == [danish, swedish, english]


def test_plain_day_is_shown_and_a_region_known_and_another_language_gets_english() -> None:
    assert display(date(2026, 11, 18), "sv-se") == "18 november 2026"
    assert display(date(2026, 11, 18), "kl") == "18 November 2026"


# ---------------------------------------------------------------- EDTF outside
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (PartialDate.day(date(2016, 4, 25)), "2016-04-25"),
        (AUGUST, "2024-08"),
        (PartialDate.year(1956), "1956"),
        (PartialDate.decade(1940), "194X"),
        (PartialDate.between(date(2010, 1, 1), date(2012, 12, 31)), "2010/2012"),
        (PartialDate.between(date(2024, 8, 1), date(2024, 10, 31)), "2024-08/2024-10"),
        (PartialDate.between(date(2019, 8, 14), date(2019, 8, 17)), "2019-08-14/2019-08-17"),
    ],
)
def test_edtf_is_written_and_read(value: PartialDate, text: str) -> None:
    assert value.edtf() == str(value) == text
    assert PartialDate.from_edtf(text) == value


@given(DAYS, DAYS, st.booleans())
def test_every_value_survives_edtf(one: date, other: date, approximate: bool) -> None:
    between = PartialDate.between(min(one, other), max(one, other))
    value = PartialDate(between.earliest, between.latest, between.precision, approximate)

    assert PartialDate.from_edtf(value.edtf()) == value


@pytest.mark.parametrize(
    "text",
    ["", "2024-13", "2024-02-30", "2012/2010", "2010/..", "2010~/2012", "2012-05/2014", "1/2/3"],
)
def test_edtf_that_is_not_kept_here_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.from_edtf(text)
