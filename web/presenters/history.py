"""What happened to a case: every step, with the fields that it changed, before and after?

Two sources in one feed. Step records say who or which automaton did what, why and on which
ruling; the history rows of the tables say what stood there (web/presenters/changes.py). Rows
written in the same passage through the door carry the moment of its step and are shown with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clock
from agreements.models import Agreement, Case, Review, RoundItem, StepRecord
from people.models import AssessmentPartName
from web.presenters.activity import done, kind_of
from web.presenters.changes import Change, changes_of
from web.presenters.ends import told_at
from web.presenters.words import day, joined, person_name
from workflows.documents import INTERNAL
from workflows.passages import ENDINGS

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from web.presenters.shown import Shown

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
    "a party went on as another": gettext_lazy("a party went on as another"),
    "its day has come": gettext_lazy("its day has come"),
    "what it amends has ended": gettext_lazy("what it amends has ended"),
    "demo": gettext_lazy("taken from the sources of the demonstration"),
}

SECTIONS: dict[str, StrOrPromise] = {
    "basis": gettext_lazy("Name and unit"),
    "parties": gettext_lazy("Parties"),
    "signatories": gettext_lazy("Who signs"),
    "amended": gettext_lazy("Title and annexes of the agreement"),
    "context": gettext_lazy("Beside other agreements"),
    "purpose": gettext_lazy("Purpose"),
    "term": gettext_lazy("Term"),
    "review": gettext_lazy("Review"),
    "assessment": gettext_lazy("Benefit, economy, citizens"),
    "parts": gettext_lazy("The work"),
    "contact": gettext_lazy("Contact"),
    "text": gettext_lazy("Facts of the agreement"),
}
"""What the section of a draft is called that an edit wrote."""

SAID_ONLY = frozenset({"ask_still_right", "answer_still_right", "hand_over"})
"""Steps that write no field of the case, whatever was written at the same moment."""

OF_PARTIES = frozenset({"party_joins", "party_leaves", "leaving_withdrawn"})
"""Steps that tell each party which other came, gave notice or stayed."""

OF_ANOTHER = {"place_under": "parent_id", "name_predecessor": "replaces_id"}
"""Steps that name another agreement, and where it was written which one."""


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
    told = items(page, steps)
    if not page.is_ours:
        return told
    by_moment: dict[datetime, list[Change]] = {}
    authors: dict[datetime, Any] = {}
    for row, changes in changes_of(page.case):
        by_moment.setdefault(row.history_date, []).extend(changes)
        authors.setdefault(row.history_date, row)
    authored = {record.at: record for record in sorted(steps, key=_authorship, reverse=True)}
    for record, item in zip(reversed(steps), told, strict=True):
        if authored[record.at] is record:
            item.changes = by_moment.pop(record.at, [])
    told += [_change_item(authors[moment], changes) for moment, changes in by_moment.items()]
    return sorted(told, key=lambda item: item.when, reverse=True)


def _authorship(record: StepRecord) -> tuple[bool, ...]:
    """Of the steps of one moment: who edited comes first, an automaton wrote nothing itself."""
    silent = record.step in SAID_ONLY
    return silent, bool(record.automaton), record.step == "create", record.step != "edit"


def items(page: Shown, steps: list[StepRecord]) -> list[Item]:
    """These steps, newest first; what recorded an end with its days."""
    ends = told_at(page, steps)
    hidden = _naming_what_is_hidden(page, steps)
    found = []
    for record in reversed(steps):
        item = _step_item(page, record, hides=record.pk in hidden)
        if record.step in ENDINGS and not record.automaton:
            item.small = joined(ends.get(record.at, ""), item.small)
        found.append(item)
    return found


def _naming_what_is_hidden(page: Shown, steps: list[StepRecord]) -> set[int]:
    """Keys of the steps that name another agreement of which the reader may not know.

    Which one it is says the history of the agreement at that moment; one query, or none.
    """
    naming = [record for record in steps if record.step in OF_ANOTHER]
    if not naming or not page.is_ours:
        return set()
    visible = Case.objects.visible_to(page.request.roles).order_by()
    hidden = {
        step: Q((f"{column}__isnull", False)) & ~Exists(visible.filter(pk=OuterRef(column)))
        for step, column in OF_ANOTHER.items()
    }
    rows = Agreement.history.filter(case_id=page.case.pk).order_by("history_date", "history_id")
    kept = list(rows.annotate(**hidden).values("history_date", *hidden))
    found = set()
    for record in naming:
        known = [row[record.step] for row in kept if row["history_date"] <= record.at]
        if known and known[-1]:
            found.add(record.pk)
    return found


def _step_item(page: Shown, record: StepRecord, *, hides: bool) -> Item:
    """One step: who or which automaton, what, why, on which ruling, from which day."""
    item = Item(kind_of(record), person_name(record.by), done(record), record.at)
    is_told = record.ruling_id or record.signature_id or record.step in OF_PARTIES or page.is_ours
    if is_told and not record.automaton:  # an automaton's record repeats what it follows
        item.text = _("an agreement that you may not see") if hides else _about(record)
    if page.is_ours and record.reason:
        item.text = joined(item.text, record.reason)
    item.small = joined(
        _cause(record), _from_day(page, record), _flag(record) if page.is_ours else ""
    )
    return item


def _about(record: StepRecord) -> str:
    if record.about in AssessmentPartName.values:
        return capfirst(str(AssessmentPartName(record.about).label))
    if record.step == "edit" and record.about in SECTIONS:
        return str(SECTIONS[record.about])
    if record.about in Case.Handling.values:
        return str(Case.Handling(record.about).label)
    if record.step == "evaluate" and record.about in Review.Recommendation.values:
        return capfirst(str(Review.Recommendation(record.about).label))
    if record.step == "answer_still_right" and record.about in RoundItem.Answer.values:
        return capfirst(str(RoundItem.Answer(record.about).label))
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


def _change_item(row: Any, changes: list[Change]) -> Item:
    item = Item("", person_name(row.history_user), _("changed fields"), row.history_date)
    item.changes = changes
    item.small = cause_words(row.history_change_reason or "")
    return item
