"""In which order does the list of agreements stand, and where does its next page begin?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case as Choice
from django.db.models import F, Q, Value, When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from agreements.models import Case
    from web.presenters.former import Former


class Columns(NamedTuple):
    """By what the list is sorted."""

    title: str = "title"
    since: str = "review_from"
    until: str = "review_until"


PLACED = Columns("placed_title", "placed_from", "placed_until")


def placed(cases: QuerySet[Any], left: Sequence[Former]) -> QuerySet[Any]:
    """Cases that the reader's municipality has `left` stand by their title then, without a review.

    By what was written later their place would tell it.
    """
    if not left:
        return cases
    titles = [When(pk=row.case.pk, then=Value(row.case.title)) for row in left]
    keys = [row.case.pk for row in left]
    days = {
        name: Choice(When(pk__in=keys, then=Value(None)), default=F(column))
        for name, column in ((PLACED.since, "review_from"), (PLACED.until, "review_until"))
    }
    told: QuerySet[Any] = cases.alias(**{PLACED.title: Choice(*titles, default=F("title"))}, **days)
    return told


def _columns(left: Sequence[Former]) -> Columns:
    return PLACED if left else Columns()


def order(sort: str, left: Sequence[Former]) -> tuple[Any, ...]:
    by = _columns(left)
    if sort == "title":
        return (by.title, "pk")
    # A day stands before the month that it begins, and that before its year.
    return (F(by.since).asc(nulls_last=True), F(by.until).asc(nulls_last=True), "pk")


def mark(case: Case, sort: str) -> str:
    """Where a page ends: the value it is sorted by, and the key."""
    if sort == "title":
        return f"{case.pk}~{case.title}"
    window = case.review
    return f"{case.pk}~{f'{window.earliest}/{window.latest}' if window else ''}"


def behind(cases: QuerySet[Any], sort: str, marked: str, left: Sequence[Former]) -> QuerySet[Any]:
    """The rows behind a mark; a mark that is none shows the first page."""
    by = _columns(left)
    key, _tilde, value = marked.partition("~")
    if not key.isdecimal():
        return cases
    last = int(key[:18])
    if sort == "title":
        return cases.filter(Q((f"{by.title}__gt", value)) | Q((by.title, value), pk__gt=last))
    without = Q((f"{by.since}__isnull", True))
    if not value:
        return cases.filter(without, pk__gt=last)
    try:
        since, until = (date.fromisoformat(day) for day in value.split("/"))
    except ValueError:
        return cases
    same = Q((by.since, since))
    later = same & (Q((f"{by.until}__gt", until)) | Q((by.until, until), pk__gt=last))
    return cases.filter(without | Q((f"{by.since}__gt", since)) | later)
