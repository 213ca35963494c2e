"""How is an amount of money told to people?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.utils.formats import number_format

from agreements.models import KindPolicy

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import OuterRef, QuerySet


def money(amount: Decimal | int | None, currency: str = "") -> str:
    """“120.000 DKK” in Danish, “120 000 DKK” in Swedish, “120,000 DKK” in English.

    Hundredths only where there are any; nothing for no amount. The blanks do not break a line.
    """
    if amount is None:
        return ""
    places = 0 if amount == int(amount) else 2
    words = number_format(amount, places, use_l10n=True, force_grouping=True)
    return f"{words}\xa0{currency}" if currency else words


def currency_of(municipality_id: int) -> str:
    """What a municipality counts in by its rules for all kinds; nothing without such rules."""
    return _currencies(municipality_id).first() or ""


def currency_beside(municipality: OuterRef) -> Subquery:
    """The same as a column of another question."""
    return Subquery(_currencies(municipality)[:1])


def _currencies(municipality: int | OuterRef) -> QuerySet[KindPolicy, str]:
    policies = KindPolicy.objects.filter(municipality=municipality, kind=None)
    return policies.values_list("currency", flat=True).order_by("pk")
