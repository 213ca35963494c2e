"""What happened to a case: every step, with the fields that it changed, before and after?

Two sources in one feed. Step records say who or which automaton did what, why and on which
ruling; the history rows of the tables say what stood there. Rows written in the same passage
through the door carry the moment of its step and are shown with it. Each table is read once,
ordered by key and date, and compared in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clock
from agreements.models import AssessmentPart, Case, Commitment, Document, Milestone, StepRecord
from agreements.money import currency_of, money
from people.models import AssessmentPartName
from web.presenters.activity import done, kind_of
from web.presenters.words import actor_name, day, joined, person_name
from workflows.documents import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.db.models import Model
    from django_stubs_ext import StrOrPromise

    from web.presenters.shown import Shown

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

CAUSES: dict[str, StrOrPromise] = {
    "nothing is left to assess": gettext_lazy("nothing is left to assess"),
    "the last part is complete": gettext_lazy("the last part is complete"),
    "the last party has signed": gettext_lazy("the last party has signed"),
    "its agreement is in force": gettext_lazy("its agreement is in force"),
    "the agreed day has come": gettext_lazy("the agreed day has come"),
    "the ending takes effect": gettext_lazy("the ending takes effect"),
    "the term has ended": gettext_lazy("the term has ended"),
    "its lead time has begun": gettext_lazy("its lead time has begun"),
    "a party has left": gettext_lazy("a party has left"),
    "whoever was asked has left": gettext_lazy("whoever was asked has left"),
    "it leaves the agreement above": gettext_lazy("it leaves the agreement above"),
    "it stays in the agreement above": gettext_lazy("it stays in the agreement above"),
    "a person works here no more": gettext_lazy("a person works here no more"),
    "demo": gettext_lazy("taken from the sources of the demonstration"),
}


OF_PARTIES = frozenset({"party_joins", "party_leaves", "leaving_withdrawn"})
"""Steps that tell each party which other came, gave notice or stayed."""


@dataclass(slots=True)
class Change:
    """A field before and after, for components/diff.html."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Item:
    """One event of components/feed_item.html."""

    kind: str
    who: str
    what: StrOrPromise
    when: datetime
    text: str = ""
    small: str = ""
    changes: list[Change] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)


def feed(page: Shown, steps: list[StepRecord]) -> list[Item]:
    """Everything, newest first. A party sees the steps, without reasons and changed fields."""
    if not page.is_ours:
        return [step_item(page, record) for record in reversed(steps)]
    by_moment: dict[datetime, list[Change]] = {}
    authors: dict[datetime, Any] = {}
    for row, changes in _changes(page.case):
        by_moment.setdefault(row.history_date, []).extend(changes)
        authors.setdefault(row.history_date, row)
    items = []
    authored = {record.at: record for record in sorted(steps, key=_authorship, reverse=True)}
    for record in reversed(steps):
        item = step_item(page, record)
        if authored[record.at] is record:
            item.changes = by_moment.pop(record.at, [])
        items.append(item)
    items += [_change_item(authors[moment], changes) for moment, changes in by_moment.items()]
    return sorted(items, key=lambda item: item.when, reverse=True)


def _authorship(record: StepRecord) -> tuple[bool, bool, bool]:
    """Of the steps of one moment: who edited comes first, an automaton wrote nothing itself."""
    return bool(record.automaton), record.step == "create", record.step != "edit"


def step_item(page: Shown, record: StepRecord) -> Item:
    """One step: who or which automaton, what, why, on which ruling, from which day."""
    item = Item(kind_of(record), person_name(record.by), done(record), record.at)
    is_told = record.ruling_id or record.signature_id or record.step in OF_PARTIES or page.is_ours
    if is_told and not record.automaton:  # an automaton's record repeats what it follows
        item.text = _about(record)
    if page.is_ours and record.reason:
        item.text = joined(item.text, record.reason)
    item.small = joined(
        _cause(record), _from_day(page, record), _flag(record) if page.is_ours else ""
    )
    return item


def _about(record: StepRecord) -> str:
    if record.about in AssessmentPartName.values:
        return str(AssessmentPartName(record.about).label)
    if record.about in Case.Handling.values:
        return str(Case.Handling(record.about).label)
    return recorded_words(record)


def recorded_words(record: StepRecord) -> str:
    """A ruling: whose, under which number, of which day, with which outcome; else as recorded."""
    if record.ruling is None:
        return record.about
    decision = record.ruling.decision
    number = decision.body.numbered(decision.number) if decision.body else decision.authority
    where = joined(decision.body or person_name(decision.delegate), number, day(decision.date))
    return f"{where}: {record.ruling.get_outcome_display()}"


def _cause(record: StepRecord) -> str:
    if not record.automaton:
        return ""
    cause = cause_words(record.cause)
    return _("By itself: %(cause)s") % {"cause": cause} if cause else _("By itself")


def cause_words(cause: str) -> str:
    """Why an automaton acted, in words; a case number or a source stays as it is kept."""
    return str(CAUSES.get(cause, cause))


def _from_day(page: Shown, record: StepRecord) -> str:
    if record.step == "party_leaves":
        return _("takes part until %(date)s") % {"date": day(record.effective_date)}
    recorded = clock.local_date(record.at, page.case.owner.time_zone)
    if record.step == "party_joins":
        return _("takes part from %(date)s") % {"date": day(record.effective_date)}
    if record.state_before == record.state_after or record.effective_date == recorded:
        return ""
    return _("true from %(date)s") % {"date": day(record.effective_date)}


def _flag(record: StepRecord) -> str:
    if record.flag == "recorded_by_proposer":
        return _("recorded by the proposer of the case")
    if record.flag == INTERNAL:
        return _("internal")
    return record.flag


# ---------------------------------------------------------------- changed fields
def _changes(case: Any) -> Iterator[tuple[Any, list[Change]]]:
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


def _change_item(row: Any, changes: list[Change]) -> Item:
    item = Item("", person_name(row.history_user), _("changed fields"), row.history_date)
    item.changes = changes
    item.small = cause_words(row.history_change_reason or "")
    return item
