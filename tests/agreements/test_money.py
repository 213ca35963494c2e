"""An amount of money reads as the language writes it, and the same on every page."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from agreements.models import KindPolicy
from agreements.money import currency_of, money
from people.models import Municipality


@pytest.mark.parametrize(
    ("language", "whole", "parted"),
    [
        ("da", "120.000 DKK", "1.234,50 DKK"),
        ("sv", "120 000 DKK", "1 234,50 DKK"),
        ("en-gb", "120,000 DKK", "1,234.50 DKK"),
    ],
)
def test_money_reads_as_the_language_writes_it(language: str, whole: str, parted: str) -> None:
    with translation.override(language):
        told = money(Decimal("120000.00"), "DKK"), money(Decimal("1234.5"), "DKK")

    assert told == (whole.replace(" ", "\xa0"), parted.replace(" ", "\xa0"))


def test_no_amount_is_no_words_and_a_template_tells_the_same() -> None:
    page = Template("{% load samklang %}{{ cost|money:'SEK' }}|{{ none|money:'SEK' }}")

    with translation.override("sv"):
        assert page.render(Context({"cost": 64000, "none": None})) == "64\xa0000\xa0SEK|"


def test_a_municipality_counts_in_the_currency_of_its_rules(nuuk: Municipality) -> None:
    assert currency_of(nuuk.pk) == ""
    KindPolicy.objects.create(municipality=nuuk, gate="short", currency="DKK")

    assert currency_of(nuuk.pk) == "DKK"
