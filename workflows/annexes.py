"""How are annexes and action plans written, adopted, brought into force and ended?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreements.models import Annex, Case, Ruling
from agreements.models.decisions import Outcome
from workflows.door import advance, enter
from workflows.rulings import decide_beside_the_route, rule_beside_the_route

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.dates import PartialDate
    from agreements.models import StepRecord
    from people.models import User
    from workflows.rulings import Minutes
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexText:
    """What a draft says. `begins`: the day it is to take effect where it has one of its own."""

    number: str
    title: str
    text: str = ""
    sort: str = Annex.Sort.ANNEX
    follows_agreement: bool = True
    dated: PartialDate | None = None
    begins: PartialDate | None = None


def write_annex(
    case: Case,
    facts: AnnexText,
    *,
    annex: Annex | None = None,
    by: User,
    at: datetime,
    seen: int | None,
) -> Annex:
    """Write a new annex, or the draft `annex` anew. History names who of which party wrote."""
    with enter(case, by=by, at=at, seen=seen, attempt="write_annex", alone=True) as visit:
        visit.annex = draft = _own(visit, annex) if annex else Annex(agreement=visit.case.agreement)
        draft.number = draft.number if draft.version > 1 else facts.number.strip()
        draft.title, draft.text, draft.sort = facts.title.strip(), facts.text, facts.sort
        draft.follows_agreement, draft.dated = facts.follows_agreement, facts.dated
        draft.active_from = None if facts.follows_agreement else facts.begins
        return _write(visit, draft)


def revise(case: Case, annex: Annex, *, by: User, at: datetime, seen: int | None) -> Annex:
    """Begin the next version, a draft with the same text; the one in force goes on until then."""
    with enter(case, by=by, at=at, seen=seen, attempt="write_annex", alone=True) as visit:
        present = _own(visit, annex)
        versions = Annex.objects.filter(agreement=visit.case.pk, number=present.number)
        visit.annex = draft = Annex(
            agreement=present.agreement,
            sort=present.sort,
            number=present.number,
            version=max(versions.values_list("version", flat=True)) + 1,
            title=present.title,
            text=present.text,
            follows_agreement=False,
        )
        return _write(visit, draft)


def _write(visit: Visit, draft: Annex) -> Annex:
    """The rules look at the row before it is written."""
    visit.about = told(draft)
    advance(visit, "write_annex")
    draft.save()
    return draft


def adopt(
    case: Case,
    annex: Annex,
    minutes: Minutes | None,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    reason: str = "",
) -> StepRecord:
    """A body adopted this version; the decision that approved the agreement may be the same.

    Without `minutes` the delegate of the route decides; on a registered relation nobody does.
    """
    with enter(
        case, by=by, at=at, seen=seen, attempt="adopt_annex", reason=reason, alone=True
    ) as visit:
        visit.annex = _own(visit, annex)
        if minutes is not None:
            visit.ruling = _same(visit, minutes) or rule_beside_the_route(
                visit, minutes, Outcome.APPROVED
            )
        elif visit.case.handling != Case.Handling.REGISTERED:
            visit.ruling = decide_beside_the_route(visit, by, Outcome.APPROVED)
        visit.about = told(visit.annex)
        return advance(visit, "adopt_annex")


def activate(
    case: Case, annex: Annex, day: date, *, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """From `day` this version holds; the one before ends and the initiatives under it begin."""
    with enter(case, by=by, at=at, seen=seen, attempt="activate_annex", effective=day) as visit:
        name(visit, annex)
        return advance(visit, "activate_annex")


def end(
    case: Case, annex: Annex, *, reason: str, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """An annex in force holds until today, with its initiatives; one that is not is given up."""
    with enter(case, by=by, at=at, seen=seen, attempt="end_annex", reason=reason) as visit:
        name(visit, annex)
        return advance(visit, "end_annex")


def name(visit: Visit, annex: Annex) -> None:
    """The visit is about this annex."""
    visit.annex = _own(visit, annex)
    visit.about = told(visit.annex)


def told(annex: Annex) -> str:
    """“Annex 1, version 2: Exchange of pupils”, for the history."""
    return f"{annex.get_sort_display()} {annex.number}.{annex.version}: {annex.title}".capitalize()


def _own(visit: Visit, annex: Annex) -> Annex:
    return Annex.objects.get(agreement=visit.case.pk, pk=annex.pk)


def _same(visit: Visit, minutes: Minutes) -> Ruling | None:
    """What this very decision already ruled on the case."""
    if not minutes.number:
        return None
    return Ruling.objects.filter(
        case=visit.case,
        decision__body=minutes.body,
        decision__date=minutes.date,
        decision__number=minutes.number,
        annulled_at=None,
    ).first()
