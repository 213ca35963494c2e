"""In which order does the list of agreements stand, and where does its next page begin?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreements.models import Case


def order(sort: str) -> tuple[Any, ...]:
    if sort == "title":
        return ("title", "pk")
    # A day stands before the month that it begins, and that before its year.
    return (F("review_from").asc(nulls_last=True), F("review_until").asc(nulls_last=True), "pk")


def mark(case: Case, sort: str) -> str:
    """Where a page ends: the value it is sorted by, and the key."""
    if sort == "title":
        return f"{case.pk}~{case.title}"
    window = case.review
    return f"{case.pk}~{f'{window.earliest}/{window.latest}' if window else ''}"


def behind(cases: QuerySet[Any], sort: str, marked: str) -> QuerySet[Any]:
    """The rows behind a mark; a mark that is none shows the first page."""
    key, _tilde, value = marked.partition("~")
    if not key.isdecimal():
        return cases
    last = int(key[:18])
    if sort == "title":
        return cases.filter(Q(title__gt=value) | Q(title=value, pk__gt=last))
    without = Q(review_from__isnull=True)
    if not value:
        return cases.filter(without, pk__gt=last)
    try:
        since, until = (date.fromisoformat(day) for day in value.split("/"))
    except ValueError:
        return cases
    same = Q(review_from=since)
    later = same & Q(review_until__gt=until) | same & Q(review_until=until, pk__gt=last)
    return cases.filter(without | Q(review_from__gt=since) | later)
