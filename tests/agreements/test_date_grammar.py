"""Are dates read as municipalities write them, and is what is not certain refused?

`date_phrases.csv` is the specification: what people write, in which languages, and the date that it
is, or the code of the refusal. Expected values are written by hand, never by the grammar.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from agreements.date_grammar import DateNotUnderstood, read
from agreements.dates import MONTHS, PartialDate, display

with (Path(__file__).parent / "date_phrases.csv").open(encoding="utf-8", newline="") as file:
    PHRASES = list(csv.DictReader(file))
READ = [(row["phrase"], row["edtf"]) for row in PHRASES if not row["refusal"]]
REFUSED = [(row["phrase"], row["refusal"]) for row in PHRASES if row["refusal"]]
LANGUAGES = st.sampled_from(["da", "sv", "en"])


@pytest.mark.parametrize(("phrase", "edtf"), READ)
def test_phrase_is_read(phrase: str, edtf: str) -> None:
    assert read(phrase).edtf() == edtf


@pytest.mark.parametrize(("phrase", "code"), REFUSED)
def test_phrase_is_refused_with_a_sentence_that_names_an_example(phrase: str, code: str) -> None:
    with pytest.raises(DateNotUnderstood) as refusal:
        read(phrase)

    assert refusal.value.code == code
    assert re.search(r"\d{4}", str(refusal.value))
    assert "%(" not in str(refusal.value)


def test_table_has_every_language_and_both_answers() -> None:
    languages = {code for row in PHRASES for code in row["languages"].split()}

    assert languages == {"da", "sv", "en"}
    assert len(PHRASES) >= 60
    assert len({row["phrase"] for row in PHRASES}) == len(PHRASES)
    assert {row["edtf"] == "refused" for row in PHRASES if row["refusal"]} == {True}


@pytest.mark.requirement("R-045")
@pytest.mark.parametrize("phrase", ["XX. december 2019", "xx. december 2019", "__. december 2019"])
def test_day_left_blank_is_the_month_and_never_its_first_day(phrase: str) -> None:
    value = read(phrase)

    assert value == PartialDate.month(2019, 12)
    assert value.text == phrase
    assert [display(value, code) for code in ("da", "sv", "en")] == [
        "december 2019",
        "december 2019",
        "December 2019",
    ]


def test_text_is_kept_as_given_without_the_blanks_around_it() -> None:
    assert read("  14.-17. August 2019\n").text == "14.-17. August 2019"


def test_impossible_day_is_told_with_the_last_day_of_that_month() -> None:
    with pytest.raises(DateNotUnderstood) as refusal:
        read("31-06-2027")

    with translation.override("en"):
        assert str(refusal.value) == "There is no 31-06-2027. That month ends on 30-06-2027."


def test_text_of_100_characters_is_read_and_one_more_refused() -> None:
    phrase = "25. april" + " " * 87 + "2016"

    assert len(phrase) == 100
    assert read(phrase) == PartialDate.day(date(2016, 4, 25))
    with pytest.raises(DateNotUnderstood) as refusal:
        read(phrase.replace("april", "april "))
    assert refusal.value.code == "too_long"


def test_month_names_mean_the_same_month_in_all_languages() -> None:
    meant: dict[str, set[int]] = {}
    for names in MONTHS.values():
        for number, name in enumerate(names.casefold().split(), start=1):
            meant.setdefault(name, set()).add(number)
            meant.setdefault(name[:3], set()).add(number)

    assert {len(numbers) for numbers in meant.values()} == {1}


# ---------------------------------------------------------------- what is shown can be read
DAYS = st.dates(date(1000, 1, 1), date(2200, 12, 31))


@given(DAYS, st.sampled_from(["day", "month", "year"]), LANGUAGES)
def test_what_is_shown_is_read_back(day: date, precision: str, language: str) -> None:
    value = {
        "day": PartialDate.day(day),
        "month": PartialDate.month(day.year, day.month),
        "year": PartialDate.year(day.year),
    }[precision]

    assert read(display(value, language)) == value
    assert read(value.edtf()) == value


@given(DAYS, DAYS, st.booleans(), LANGUAGES)
def test_ranges_and_approximate_dates_are_read_back_too(
    one: date, other: date, approximate: bool, language: str
) -> None:
    between = PartialDate.between(min(one, other), max(one, other))
    value = PartialDate(between.earliest, between.latest, between.precision, approximate)

    assert read(display(value, language)) == value


@pytest.mark.parametrize("year", [1810, 1940, 1990, 2010])
@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_decades_are_read_back_too(year: int, language: str) -> None:
    value = PartialDate.decade(year)

    assert read(display(value, language)) == value


# ---------------------------------------------------------------- hostile text
@given(st.text(max_size=120) | st.text("0123456789-/. xX_?", max_size=100))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = read(text)
    except DateNotUnderstood:
        return

    assert value.text == text.strip()


@pytest.mark.parametrize(
    "unit", ["-", " - ", "1-", "1. ", "i ", "x", "and ", "0", "ca. ", "1940- og ", "'"]
)
def test_long_repetition_is_refused_at_once(unit: str) -> None:
    texts = unit * (100 // len(unit)), unit * 1_000_000
    began = monotonic()

    for text in texts:
        with pytest.raises(DateNotUnderstood):
            read(text)

    assert monotonic() - began < 1
