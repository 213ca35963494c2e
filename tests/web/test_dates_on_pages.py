"""Are dates, distances and numbers written and read as people do, in each language?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import timezone, translation
from django.utils.formats import get_format, number_format

from agreements.dates import PartialDate
from tests.web.gallery import TODAY
from web.templatetags.samklang import relative, when


@pytest.mark.parametrize(
    ("language", "day", "moment", "month"),
    [
        (
            "da",
            ("18. november 2026", "18. nov. 2026", "18.11.2026"),
            "18. november 2026 kl. 09.41",
            "november 2026",
        ),
        ("sv", ("2026-11-18", "2026-11-18", "2026-11-18"), "2026-11-18 kl. 09.41", "november 2026"),
        (
            "en-gb",
            ("18 November 2026", "18 Nov 2026", "18/11/2026"),
            "18 November 2026, 09:41",
            "November 2026",
        ),
    ],
)
def test_dates_are_written_as_people_write_them(
    language: str, day: tuple[str, str, str], moment: str, month: str
) -> None:
    known = date(2026, 11, 18)
    with translation.override(language):
        for style, words in zip(("long", "medium", "short"), day, strict=True):
            assert when(known, style) == f'<time datetime="2026-11-18">{words}</time>'
        assert when(PartialDate.day(known)) == when(known)
        assert when(PartialDate.month(2026, 11)) == f'<time datetime="2026-11">{month}</time>'
        assert f">{moment}<" in when(datetime(2026, 11, 18, 9, 41))  # noqa: DTZ001
        assert get_format("FIRST_DAY_OF_WEEK") == 1


def test_a_day_that_is_not_known_is_not_invented() -> None:
    assert "1 December" not in when(PartialDate.month(2019, 12))
    assert when(PartialDate.decade(1940)) == "the 1940s"
    assert when(None) == ""
    assert when("open-ended") == "open-ended"
    assert when(2026) == "2026"  # type: ignore[arg-type]


def test_a_moment_is_told_in_the_time_zone_of_the_reader() -> None:
    with timezone.override("America/Nuuk"):
        assert "12 November 2026, 07:41" in when(datetime(2026, 11, 12, 9, 41, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("da", ["18-11-2026", "18.11.2026", "18/11/2026", "2026-11-18"]),
        ("sv", ["2026-11-18", "20261118", "18/11/2026", "18.11.2026"]),
        ("en-gb", ["18/11/2026", "18-11-2026", "2026-11-18"]),
    ],
)
def test_dates_are_read_as_people_type_them(language: str, typed: list[str]) -> None:
    with translation.override(language):
        assert {forms.DateField().clean(text) for text in typed} == {date(2026, 11, 18)}
        assert forms.DateField().clean("03/05/2026") == date(2026, 5, 3)
        with pytest.raises(forms.ValidationError):
            forms.DateField().clean("11/18/2026")


@pytest.mark.parametrize(
    ("language", "written"), [("da", "450.000,5"), ("sv", "450\xa0000,5"), ("en-gb", "450,000.5")]
)
def test_numbers_are_written_as_in_the_country(language: str, written: str) -> None:
    with translation.override(language):
        assert number_format(450000.5, force_grouping=True) == written


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "in 1 day"),
        (date(2026, 11, 27), "in 4 days"),
        (date(2026, 11, 20), "3 days over"),
        (date(2027, 3, 31), "in 128 days"),
        (date(2027, 11, 23), "in 1 year"),
        (date(2024, 8, 31), "2 years 2 months over"),
        (date(2027, 6, 22), "in 6 months"),
        (None, ""),
    ],
)
def test_a_distance_is_told_in_days_and_then_in_months(due: date | None, words: str) -> None:
    assert relative(due, TODAY) == words
