"""How is a case opened and edited?"""

from __future__ import annotations

from dataclasses import dataclass
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
    StatePeriod,
    StepRecord,
    Term,
)
from audit.acting import acting
from people.models import Municipality, Role, User
from people.roles import roles_of
from workflows.door import advance, enter, remember
from workflows.errors import NotPermitted, NotPossible
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Kind, Party
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
    follows_agreement: bool = False
    replaces: Agreement | None = None
    amends: Agreement | None = None
    takes_effect: str = Case.TakesEffect.LAST_SIGNATURE


def open_case(new: NewCase, *, owner: Municipality, by: Author, at: datetime) -> Case:
    """Open a draft: an agreement when a kind is given, else an initiative.

    Raises `NotPermitted` unless the person is officer or contributor of the owner, and
    `NotPossible` without a title.
    """
    draft = Case(owner=owner, title=new.title.strip())
    try:
        if not (verdict := may_open(owner, by, at)):
            raise NotPermitted(verdict.message)
        if not draft.title:
            raise NotPossible(_("Write a title."))
    except (NotPermitted, NotPossible) as refusal:
        remember(refusal, draft, by=by, at=at, attempt="create")
        raise
    person = by if isinstance(by, User) else None
    with transaction.atomic(), acting(person, at=at):
        return _create(new, draft, by, at)


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
            number=new.number,
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
    StatePeriod.objects.create(case=case, state=case.state, start_date=on, recorded_at=at)
    return case


def next_number(owner: Municipality, year: int) -> str:
    """The next case number of a municipality, such as 2026-14; never one that was used."""
    used = Case.objects.filter(owner=owner, number__startswith=f"{year}-")
    numbers = [int(n.partition("-")[2]) for n in used.values_list("number", flat=True)]
    return f"{year}-{max(numbers, default=0) + 1}"


def edit(  # noqa: PLR0913 - the facts of an edit
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
