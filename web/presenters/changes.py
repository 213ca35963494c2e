"""Which fields of a case's tables changed, before and after, as a page tells them?

Each history table is read once, ordered by key and date, and compared in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.models import AssessmentPart, Case, Commitment, Document, Milestone
from agreements.money import currency_of, money
from web.presenters.words import actor_name, day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model

MOST = 500

TOLD: dict[str, tuple[str, ...]] = {
    "case": (
        "title",
        "public_title",
        "summary",
        "handling",
        "unit",
        "responsible",
        "contact",
        "confidentiality",
        "journal_number",
        "takes_effect",
        "review",
        "no_review_reason",
        "is_wish",
    ),
    "agreement": (
        "kind",
        "is_framework",
        "dated",
        "established",
        "has_text",
        "other_parties_declared",
    ),
    "initiative": (
        "annex",
        "number",
        "description",
        "organisation",
        "timetable",
        "responsibilities",
        "sort",
        "focus_area",
        "is_outside_areas",
        "outcome",
        "finding",
    ),
    "commitment": (
        "text",
        "horizon",
        "mode",
        "giver",
        "gives",
        "receiver",
        "in_return",
        "extent",
        "due",
        "status",
        "progress",
    ),
    "milestone": ("name", "party", "expected", "reached", "is_dropped"),
    "document": (
        "title",
        "public_title",
        "sort",
        "dated",
        "counterpart",
        "language",
        "is_signed_copy",
    ),
    "assessmentpart": ("text", "amount", "account", "is_reasonable"),
}
"""The fields whose changes are told, per table; states are told by their steps."""

NAMED = {
    "case": (
        "unit",
        "responsible__person",
        "responsible__post",
        "responsible__unit",
        "responsible__municipality",
    ),
    "agreement": ("kind",),
    "initiative": ("focus_area",),
    "commitment": ("giver", "receiver"),
    "milestone": ("party",),
}


@dataclass(slots=True)
class Change:
    """A field before and after, for components/diff.html."""

    label: str
    before: str
    after: str


def changes_of(case: Any) -> Iterator[tuple[Any, list[Change]]]:
    """Each history row of a case, its own table and its assessment, with what differs in it."""
    detail = case.agreement if case.sort == Case.Sort.AGREEMENT else case.initiative
    yield from _told("case", Case.history.filter(id=case.pk))
    table = type(detail)._meta.model_name
    yield from _told(table, type(detail).history.filter(case_id=case.pk))
    yield from _told("assessmentpart", AssessmentPart.history.filter(case_id=case.pk))


def _told(table: str, rows: Any) -> Iterator[tuple[Any, list[Change]]]:
    """Compare each row with the older one of the same object, which comes next."""
    key = "case_id" if table in {"agreement", "initiative"} else "id"
    related = ("history_user", *NAMED.get(table, ()))
    ordered = list(
        rows.select_related(*related).order_by(key, "-history_date", "-history_id")[:MOST]
    )
    for row, older in zip_longest(ordered, ordered[1:]):
        before = older if older and getattr(older, key) == getattr(row, key) else None
        if before is None and table != "assessmentpart":
            continue  # how it began is told by the step that opened the case
        if changes := list(differences(table, before, row)):
            yield row, changes


def differences(table: str, before: Model | None, after: Model) -> Iterable[Change]:
    """The told fields in which two rows of a table differ, of one thing or of nothing before."""
    part = f"{after.get_part_display()}: " if table == "assessmentpart" else ""  # type: ignore[attr-defined]
    for name in TOLD[table]:
        old, new = _words(before, name), _words(after, name)
        if old != new:
            label = _label(table, name)
            yield Change(capfirst(f"{part}{label}".removesuffix(": ")), old, new)


def _label(table: str, name: str) -> str:
    if table == "assessmentpart" and name == "text":
        return ""
    models: dict[str, type[Model]] = {
        "assessmentpart": AssessmentPart,
        "case": Case,
        "commitment": Commitment,
        "document": Document,
        "milestone": Milestone,
    }
    model = models.get(table)
    if model is None:
        relation = Case._meta.get_field(table)
        model = relation.related_model
    for found in (*model._meta.fields, *model._meta.private_fields):  # type: ignore[union-attr]
        if found.name == name:
            words = str(found.verbose_name)
            return words[:1].upper() + words[1:]
    return name


def _words(row: Any, name: str) -> str:
    """The value of a field as a page tells it."""
    if row is None:
        return ""
    display = getattr(row, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    value = getattr(row, name)
    if name == "responsible":
        return actor_name(value)
    if isinstance(value, Decimal):
        return money(value, currency_of(row.case.owner_id))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return day(value) if hasattr(value, "earliest") else str(value if value is not None else "")
