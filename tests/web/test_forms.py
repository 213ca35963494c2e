"""What is read from a form, and what is said when it cannot be?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from web.forms.fields import Amount, Day, Line, Text, When
from web.forms.money import NotAnAmount, read_amount, shown_amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("64000", "64000"),
        ("64.000", "64000"),
        ("64 000", "64000"),
        ("64\u00a0000", "64000"),
        ("64\u202f000,50", "64000.50"),
        ("64000,50", "64000.50"),
        ("64000.5", "64000.5"),
        ("64.000,50", "64000.50"),
        ("64,000.50", "64000.50"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("kr. 64.000", "64000"),
        ("64.000 kr.", "64000"),
        ("64.000,-", "64000"),
        ("64000 SEK", "64000"),
        ("0", "0"),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, value: str) -> None:
    assert read_amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("64,000", "may be 64 or 64 000"),
        ("-5", "not below zero"),
        ("cirka 5", "Write an amount"),
        ("6.40.00", "Write an amount"),
        ("99999999999", "too large"),
        ("٣", "Write an amount"),
    ],
)
def test_what_is_uncertain_is_refused_with_its_reason(text: str, said: str) -> None:
    with translation.override("en-gb"), pytest.raises(NotAnAmount) as refusal:
        read_amount(text)

    assert said in str(refusal.value.message)


@pytest.mark.parametrize("value", ["0", "7.5", "64000", "1250000.50"])
def test_an_amount_shown_can_be_read_again(value: str) -> None:
    assert read_amount(shown_amount(Decimal(value))) == Decimal(value)


def test_a_day_wants_a_whole_day() -> None:
    assert Day().clean("31. august 2024") == date(2024, 8, 31)
    for told in ("august 2024", "ca. 2024", "31-06-2027"):
        with pytest.raises(forms.ValidationError):
            Day().clean(told)


def test_a_date_may_be_a_month() -> None:
    assert When().clean("august 2024").edtf() == "2024-08"


def test_a_day_is_shown_as_it_is_asked_for() -> None:
    assert Day().prepare_value(date(2027, 6, 30)) == "30-06-2027"
    with translation.override("sv"):
        assert Day().prepare_value(date(2027, 6, 30)) == "2027-06-30"


def test_a_line_is_one_line_of_a_certain_length() -> None:
    assert Line(10).clean("  Aalborg ") == "Aalborg"
    for told in ("To\nlinjer", "To\rlinjer", "To\tord", "Elleve tegn"):
        with pytest.raises(forms.ValidationError):
            Line(10).clean(told)


def test_a_text_counts_its_line_breaks_once() -> None:
    assert Text(5).clean("a\r\nb\r\nc") == "a\nb\nc"
    with translation.override("en-gb"), pytest.raises(forms.ValidationError) as refusal:
        Text(5).clean("abcdef")
    assert refusal.value.messages == ["At most 5 characters; this has 6."]


def test_an_empty_amount_is_none() -> None:
    assert Amount().clean(" ") is None
