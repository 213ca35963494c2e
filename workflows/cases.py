"""How is a case opened and edited?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from agreements.models import (
    Agreement,
    AssessmentPart,
    Case,
    Initiative,
    Participation,
    StepRecord,
    Term,
)
from agreements.states import State
from audit.acting import acting
from people.models import Municipality, Role, User
from people.roles import roles_of
from workflows import periods, rules
from workflows.door import advance, enter, remember
from workflows.errors import NotPermitted, NotPossible, Refused
from workflows.numbering import may_be_numbered, tidy
from workflows.numbering import next_number as next_of_area
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import FocusArea, Kind, Party
    from people.models import Unit
    from workflows.visit import Author, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What is known of a case when it is opened; only the title is needed."""

    title: str
    handling: str = Case.Handling.POLITICAL
    summary: str = ""
    unit: Unit | None = None
    contact: str = ""
    parties: Sequence[Party] = ()
    kind: Kind | None = None
    agreement: Agreement | None = None
    annex: str = ""
    number: str = ""
    nature: str = Initiative.Sort.PROJECT
    focus_area: FocusArea | None = None
    is_outside_areas: bool = False
    follows_agreement: bool = False
    replaces: Agreement | None = None
    amends: Agreement | None = None
    takes_effect: str = Case.TakesEffect.LAST_SIGNATURE


def open_case(new: NewCase, *, owner: Municipality, by: Author, at: datetime) -> Case:
    """Open a draft: an agreement when a kind is given, else an initiative.

    Raises `NotPermitted` unless the person is officer of the owner, or contributor who registers
    a relation of the own unit, and `NotPossible` without a title.
    """
    draft = Case(owner=owner, title=new.title.strip())
    if refusal := _refusal(new, owner, by, at):
        remember(refusal, draft, by=by, at=at, attempt="create")
        raise refusal
    person = by if isinstance(by, User) else None
    with transaction.atomic(), acting(person, at=at):
        return _create(new, draft, by, at)


def _refusal(new: NewCase, owner: Municipality, by: Author, at: datetime) -> Refused | None:
    if not (verdict := may_open(owner, by, at)):
        return NotPermitted(verdict.message)
    if isinstance(by, User):
        roles = roles_of(by, clock.local_date(at, owner.time_zone))
        unit = new.unit.pk if new.unit else None
        is_own = roles.has(Role.CONTRIBUTOR, owner.pk, unit)
        is_small = new.handling == Case.Handling.REGISTERED
        if not roles.has(Role.OFFICER, owner.pk) and not (is_own and is_small):
            return NotPermitted(_("Contributors register the relations of their own unit."))
    if not new.title.strip():
        return NotPossible(_("Write a title."))
    if not (verdict := _is_numbered_well(new)):
        return NotPossible(verdict.message)
    if new.replaces is not None:
        draft = Case(owner=owner)
        if not (verdict := rules.may_replace(new.replaces, draft)):
            return NotPossible(verdict.message)
    return None


def _is_numbered_well(new: NewCase) -> Verdict:
    """A number of an initiative was never used before, and is that of its area (R-024)."""
    if new.focus_area is not None and new.is_outside_areas:
        return no(_("It stands in a focus area, or outside all of them; not both."))
    return may_be_numbered(new.agreement, tidy(new.number), area=new.focus_area, annex=new.annex)


def may_open(owner: Municipality, by: Author, at: datetime) -> Verdict:
    """May this person open a case of this municipality?"""
    if isinstance(by, Automaton):
        return YES
    roles = roles_of(by, clock.local_date(at, owner.time_zone))
    if roles.has_any({Role.OFFICER, Role.CONTRIBUTOR}, owner.pk):
        return YES
    return no(_("Only officers and contributors may open a case."))


def _create(new: NewCase, case: Case, by: Author, at: datetime) -> Case:
    Municipality.objects.select_for_update().get(pk=case.owner.pk)  # one number at a time
    on = clock.local_date(at, case.owner.time_zone)
    case.sort = Case.Sort.AGREEMENT if new.kind else Case.Sort.INITIATIVE
    case.number = next_number(case.owner, on.year)
    case.summary, case.contact = new.summary, new.contact
    case.handling, case.unit, case.takes_effect = new.handling, new.unit, new.takes_effect
    case.proposed_by = by if isinstance(by, User) else None
    case.created_at = at
    case.save()
    if new.kind:
        Agreement.objects.create(case=case, kind=new.kind, replaces=new.replaces, amends=new.amends)
    else:
        Initiative.objects.create(
            case=case,
            agreement=new.agreement,
            annex=new.annex,
            number=tidy(new.number),
            sort=new.nature,
            focus_area=new.focus_area,
            is_outside_areas=new.is_outside_areas,
            follows_agreement=new.follows_agreement,
        )
    for order, party in enumerate(new.parties):
        Participation.objects.create(case=case, party=party, order=order)
    StepRecord.objects.create(
        case=case,
        step="create",
        state_before=case.state,
        state_after=case.state,
        by=case.proposed_by,
        automaton=by.name if isinstance(by, Automaton) else "",
        cause=by.cause if isinstance(by, Automaton) else "",
        at=at,
        effective_date=on,
        version=case.version,
    )
    periods.begin(case, on, at)
    return case


def add_initiative(
    case: Case, new: NewCase, *, by: User, at: datetime, seen: int | None, reason: str
) -> Case:
    """Add an initiative under an agreement in force, registered or simple, with the reason.

    One in a focus area that names no number gets the next free one there (R-024).
    """
    with enter(case, by=by, at=at, seen=seen, attempt="add_initiative", reason=reason) as visit:
        if new.kind or not new.title.strip() or new.handling == Case.Handling.POLITICAL:
            raise NotPossible(_("Only a registered or simple initiative with a title is added."))
        agreement, area = visit.case.agreement, new.focus_area
        number = new.number or (next_of_area(agreement, area, new.annex) if area else "")
        new = replace(new, agreement=agreement, number=number)
        if not (verdict := _is_numbered_well(new)):
            raise NotPossible(verdict.message)
        visit.about = new.title.strip()
        advance(visit, "add_initiative")
        draft = Case(owner=visit.case.owner, title=visit.about)
        return _create(new, draft, by, at)


def place(
    case: Case,
    *,
    number: str,
    focus_area: FocusArea | None,
    is_outside_areas: bool,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Give an initiative another number or focus area under its agreement (R-024, R-040)."""
    with enter(case, by=by, at=at, seen=seen, attempt="place", reason=reason, alone=True) as visit:
        Municipality.objects.select_for_update().get(pk=visit.case.owner_id)  # one at a time
        visit.changes = {
            "number": tidy(number),
            "focus_area": focus_area,
            "is_outside_areas": is_outside_areas and focus_area is None,
        }
        visit.about = f"{visit.case.initiative.number or '–'} → {tidy(number) or '–'}"
        return advance(visit, "place")


def next_number(owner: Municipality, year: int) -> str:
    """The next case number of a municipality, such as 2026-14; never one that was used."""
    of_the_year = Case.objects.filter(owner=owner, number__startswith=f"{year}-")
    last = of_the_year.order_by("-pk").values_list("number", flat=True).first()  # in order, locked
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1}"


def edit(
    case: Case,
    change: Callable[[Visit], None],
    *,
    by: User,
    at: datetime,
    seen: int | None,
    about: str = "",
) -> StepRecord:
    """Let `change` write on the locked case (`visit.case`) and what hangs on it."""
    with enter(case, by=by, at=at, seen=seen, attempt="edit") as visit:
        visit.about = about
        change(visit)
        return advance(visit, "edit")


HEAVIER = {
    Case.Handling.REGISTERED: (Case.Handling.SIMPLE, Case.Handling.POLITICAL),
    Case.Handling.SIMPLE: (Case.Handling.POLITICAL,),
    Case.Handling.POLITICAL: (),
}


def lift(case: Case, handling: str, *, by: User, at: datetime, seen: int | None) -> StepRecord:
    """Lift a draft to a heavier handling, keeping everything; never to a lighter one."""

    def change(visit: Visit) -> None:
        if visit.case.state != State.DRAFT:
            raise NotPossible(_("Only a draft can be lifted; let it be sent back first."))
        if handling not in HEAVIER[Case.Handling(visit.case.handling)]:
            raise NotPossible(_("A case can only be lifted to a heavier handling."))
        visit.case.handling = handling

    return edit(case, change, by=by, at=at, seen=seen, about=handling)


def set_term(case: Case, *, end: PartialDate | None, start: PartialDate | None = None) -> Term:
    """Write the term of a draft inside a visit; without an end it holds until further notice."""
    term, _created = Term.objects.get_or_create(case=case, number=1)
    term.start, term.end = start, end
    term.basis = Term.Basis.FIXED if end else Term.Basis.OPEN
    term.save()
    return term


def write_part(case: Case, part: str, **facts: object) -> AssessmentPart:
    """Write the text (and for economy amount, account and judgement) of a part inside a visit."""
    row, _created = AssessmentPart.objects.get_or_create(case=case, part=part)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    return row
