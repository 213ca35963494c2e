"""What do the filters of the list of agreements offer?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Kind, Party
from agreements.states import State
from people.models import Unit
from web.presenters.former import partings
from web.presenters.words import country

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from web.request import PersonRequest

INITIATIVE = "initiative"


@dataclass(slots=True)
class Choices:
    """What the filters offer: (value, words). `has_left`: some cases may read as of long ago."""

    kinds: list[tuple[str, str]]
    units: list[tuple[str, str]]
    countries: list[tuple[str, str]]
    states: list[tuple[str, StrOrPromise]]
    has_left: bool


def choices(request: PersonRequest) -> Choices:
    """What the filters offer, in one query."""
    name = {"da": "name_da", "sv": "name_sv"}.get((get_language() or "en")[:2], "name_en")
    kinds = _options("kind", Kind.objects.order_by(), "code", name)
    units = _options(
        "unit",
        Unit.objects.filter(municipality__in=request.roles.municipalities()).order_by(),
        "pk",
        "name",
    )
    named = Party.objects.exclude(country="").order_by()
    countries = _options("country", named, "country", "country")
    left = _options("left", partings(request).order_by(), "party", "party")
    rows = list(kinds.union(units, countries, left))
    told: dict[str, list[tuple[str, str]]] = {"kind": [], "unit": [], "country": [], "left": []}
    for sort, value, words in rows:
        told[sort].append((value, country(value) if sort == "country" else words))
    for offered in told.values():
        offered.sort(key=lambda option: option[1].casefold())
    return Choices(
        kinds=[*told["kind"], (INITIATIVE, _("Initiative"))],
        units=told["unit"],
        countries=told["country"],
        states=[(state.value, state.label) for state in State],
        has_left=bool(told["left"]),
    )


def _options(sort: str, rows: QuerySet[Any], value: str, words: str) -> QuerySet[Any, Any]:
    text = CharField(max_length=200)
    options: QuerySet[Any, Any] = rows.annotate(
        _sort=Value(sort, output_field=text), _value=Cast(value, text), _words=Cast(words, text)
    ).values_list("_sort", "_value", "_words")
    return options
