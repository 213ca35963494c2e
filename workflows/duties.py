"""How are duties opened and closed, together with the step that does it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import override

from agreements.dates import PartialDate, add_months
from agreements.models import Duty, Recurrence
from agreements.terms import next_after
from audit.history import add, keep
from people import seats
from people.models import Role
from worded import Given, Worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from agreements.models import Body, Case, Party, StepRecord
    from people.models import Actor
    from workflows.visit import AskedAs, Visit


def open_duty(
    visit: Visit,
    case: Case,
    kind: str,
    *,
    responsible: Actor,
    due: PartialDate | date | None = None,
    subject: str = "",
    body: Body | None = None,
    party: Party | None = None,
) -> None:
    """Ask `responsible` to do something; written when the visit ends. Once is enough.

    What is about a body or a party goes by its key and keeps its name: of a body in the owner's
    language, whatever language the one speaks who sets it off. Bodies of one name are asked once.
    """
    if body is not None:
        with override(case.owner.language):
            subject = str(body)
    if party is not None:
        subject = str(party)
    name, key = subject[:200], (case.pk, kind, responsible.pk)
    about = {party.pk} if party else {body.pk, name} if body else {name}
    for d in (*open_duties(visit, case), *visit.opened):
        if (d.case_id, d.kind_id, d.responsible_id) == key and about & {_what(d)[1], d.subject}:
            return
    window = due if due is None or isinstance(due, PartialDate) else PartialDate.day(due)
    visit.opened.append(
        Duty(
            case=case,
            kind_id=kind,
            responsible=responsible,
            due=window,
            subject=name,
            body=body,
            party=party,
            opened_by=visit.records[-1],
            opened_at=visit.at,
        )
    )


def _what(duty: Duty) -> tuple[str, int | str]:
    """What is asked: its kind, and which party or body or what else it is about."""
    return duty.kind_id, duty.party_id or duty.body_id or duty.subject


def close(
    visit: Visit, case: Case, *kinds: str, subject: str | None = None, party: Party | None = None
) -> None:
    """The fact that these duties asked for is there."""
    _close(visit, case, Duty.Status.DONE, kinds, party.pk if party else subject)


def cancel(
    visit: Visit, case: Case, *kinds: str, subject: str | None = None, party: Party | None = None
) -> None:
    """Nobody needs to do these any more."""
    _close(visit, case, Duty.Status.CANCELLED, kinds, party.pk if party else subject)


YEARLY = frozenset({"still_alive", "update"})
"""Kinds of duty that come again: is it alive, is it up to date?"""

AFTER_THE_END = frozenset({"after_end", "send_decision", "orientation"})
"""Kinds of duty that outlive the end of a case."""


def cancel_all(visit: Visit, case: Case) -> None:
    """The case has ended: nothing is due but what is due after an end."""
    cancel_asked(visit, case)
    stop_recurring([case])


def cancel_asked(visit: Visit, case: Case) -> None:
    """Whatever is open and does not outlive the case."""
    asked = {d.kind_id for d in (*open_duties(visit, case), *visit.opened) if d.case_id == case.pk}
    cancel(visit, case, *asked - AFTER_THE_END)


def stop_recurring(cases: Sequence[Case]) -> None:
    """Nothing is asked for again in these cases."""
    active = list(Recurrence.objects.filter(case__in=cases, is_active=True)) if cases else []
    if active:
        Recurrence.objects.filter(pk__in=[row.pk for row in active]).update(is_active=False)
        keep(active)


_open = Worded(lambda: Duty.objects.filter(case=Given("case"), status=Duty.Status.OPEN))


def open_duties(visit: Visit, case: Case) -> list[Duty]:
    """The case's open duties, read once in a visit."""
    if case.pk not in visit.standing:
        visit.standing[case.pk] = _open(case=case.pk)
    return [d for d in visit.standing[case.pk] if d.status == Duty.Status.OPEN]


def _close(
    visit: Visit, case: Case, status: Duty.Status, kinds: Iterable[str], about: str | int | None
) -> None:
    def ends(duty: Duty) -> bool:
        kind, what = _what(duty)
        return kind in kinds and about in {None, what}

    for duty in open_duties(visit, case):
        if ends(duty):
            _end(visit, duty, status)
    visit.opened = [d for d in visit.opened if d.case_id != case.pk or not ends(d)]


def close_one(visit: Visit, duty: Duty) -> None:
    """The fact that this very duty asked for is there."""
    _end(visit, duty, Duty.Status.DONE)


def cancel_one(visit: Visit, duty: Duty) -> None:
    """Nobody needs to do this very one any more."""
    _end(visit, duty, Duty.Status.CANCELLED)


def reopen_one(visit: Visit, duty: Duty) -> None:
    """The fact that closed this duty was taken back."""
    duty.status, duty.closed_at, duty.closed_by = Duty.Status.OPEN, None, None
    visit.reopened.append(duty)


def _end(visit: Visit, duty: Duty, status: Duty.Status) -> None:
    duty.status, duty.closed_by, duty.closed_at = status, visit.records[-1], visit.at
    visit.closed.append(duty)


def open_first(visit: Visit, recurrence: Recurrence) -> None:
    """Ask for what a recurrence wants first."""
    open_recurring(visit, recurrence, first_window(recurrence, visit.on))


def first_window(recurrence: Recurrence, on: date) -> PartialDate:
    """Within this year, or rolling, on the first day counted from its anchor still to come."""
    if recurrence.cadence == Recurrence.Cadence.ROLLING:
        return PartialDate.day(next_after(recurrence.anchor_date, recurrence.months, on))
    return PartialDate.year(on.year)


def open_next(visit: Visit, recurrence: Recurrence) -> None:
    """Ask for it again after a fact (P08).

    Within the year after that of the fact, or rolling, so many months after its true day.
    """
    due: PartialDate | date = PartialDate.year(visit.effective.year + 1)
    if recurrence.cadence == Recurrence.Cadence.ROLLING:
        due = add_months(visit.effective, recurrence.months)
    open_recurring(visit, recurrence, due)


def open_recurring(visit: Visit, recurrence: Recurrence, due: PartialDate | date) -> None:
    """Ask for what comes again, within this window."""
    open_duty(
        visit,
        recurrence.case,
        recurrence.kind_id,
        responsible=recurrence.responsible,
        due=due,
        subject=recurrence.subject,
    )


def reopen(visit: Visit, case: Case, passage: Sequence[StepRecord]) -> None:
    """Take back what a passage did to the duties of a case: what it closed is open again."""
    keys = {record.pk for record in passage}
    for duty in open_duties(visit, case):
        if duty.opened_by_id in keys:
            _end(visit, duty, Duty.Status.CANCELLED)
    asked = {(*_what(d), d.responsible_id) for d in open_duties(visit, case)}
    for duty in Duty.objects.filter(case=case, closed_by__in=keys).exclude(opened_by__in=keys):
        if (*_what(duty), duty.responsible_id) not in asked:
            duty.status, duty.closed_at, duty.closed_by = Duty.Status.OPEN, None, None
            visit.reopened.append(duty)


def hand_over(
    visit: Visit, case: Case, giver: Actor, taker: Actor, *, but: AbstractSet[str] = frozenset()
) -> None:
    """What the one is asked, the other is asked, `but` some kinds; what both were is asked once."""
    standing = open_duties(visit, case)
    asked = {_what(d) for d in standing if d.responsible_id == taker.pk}
    for duty in standing:
        if duty.responsible_id != giver.pk or duty.kind_id in but:
            continue
        if _what(duty) in asked:
            _end(visit, duty, Duty.Status.CANCELLED)
        else:
            duty.responsible = taker
            visit.handed.append(duty)


RESCHEDULED = [f"due_{column}" for column in ("from", "until", "precision", "approximate", "text")]


def reschedule(
    visit: Visit, case: Case, kind: str, due: PartialDate | None, *, subject: str | None = None
) -> None:
    """The day of what is asked for has changed; without a day it is not asked for any more."""
    for duty in open_duties(visit, case):
        if duty.kind_id != kind or subject not in {None, duty.subject}:
            continue
        if due is None:
            _end(visit, duty, Duty.Status.CANCELLED)
        elif duty.due != due:
            duty.due = due
            visit.rescheduled.append(duty)


def write(visit: Visit) -> frozenset[int]:
    """Write what the visit closed and opened; keys of all that changed.

    What it closed first, so that the same may be asked for again.
    """
    closing = ["status", "closed_by", "closed_at"]
    for changed, fields in (
        (visit.closed, closing),
        (visit.reopened, closing),
        (visit.rescheduled, RESCHEDULED),
        (visit.handed, ["responsible"]),
    ):
        if len(changed) == 1:
            changed[0].save(update_fields=fields)
        elif changed:
            Duty.objects.bulk_update(changed, fields)
            keep(changed)
    add(visit.opened)
    stood = (*visit.closed, *visit.reopened, *visit.rescheduled, *visit.handed)
    touched = (*stood, *visit.opened)
    return frozenset({duty.pk for duty in touched} | visit.moved)


# ---------------------------------------------------------------- who is asked
def officer_of(visit: Visit, case: Case) -> Actor:
    """Who carries the case: its responsible actor, else its unit, else the officers."""
    if case.responsible:
        return case.responsible
    if case.unit_id is None:
        return role_of(visit, Role.OFFICER, case.owner_id)
    known, key = _known(visit), ("", None, case.unit_id, "")
    if key not in known:
        assert case.unit is not None  # it has a key
        known[key] = seats.asked_unit(case.unit)
    return known[key]


def secretariat_of(visit: Visit, case: Case) -> Actor:
    return role_of(visit, Role.SECRETARIAT, case.owner_id)


def role_of(
    visit: Visit, role: str, municipality_id: int, unit_id: int | None = None, part: str = ""
) -> Actor:
    """A role of a municipality."""
    known, key = _known(visit), (role, municipality_id, unit_id, part)
    if key not in known:
        known[key] = seats.asked_role(role, municipality_id, unit_id, part)
    return known[key]


def _known(visit: Visit) -> dict[AskedAs, Actor]:
    """The actors of a visit: those that its case most often asks are read at once."""
    if not visit.actors:
        here = seats.asked_here(visit.case.owner_id, visit.case.unit_id)
        visit.actors.update({(a.role, a.municipality_id, a.unit_id, a.part): a for a in here})
    return visit.actors
