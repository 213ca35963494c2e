"""How are duties opened and closed, together with the step that does it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from agreements.dates import PartialDate, add_months
from agreements.models import Duty, Recurrence
from people import seats
from people.models import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agreements.models import Case
    from people.models import Actor
    from workflows.visit import Visit


def open_duty(  # noqa: PLR0913 - the facts of a duty
    visit: Visit,
    case: Case,
    kind: str,
    *,
    responsible: Actor,
    due: PartialDate | date | None = None,
    subject: str = "",
) -> None:
    """Ask `responsible` to do something; written when the visit ends. Asked already: once is
    enough."""
    asked = [*open_duties(visit, case), *visit.opened]
    key = (case.pk, kind, subject[:200], responsible.pk)
    if any((d.case_id, d.kind_id, d.subject, d.responsible_id) == key for d in asked):
        return
    window = due if due is None or isinstance(due, PartialDate) else PartialDate.day(due)
    visit.opened.append(
        Duty(
            case=case,
            kind_id=kind,
            responsible=responsible,
            due=window,
            subject=subject[:200],
            opened_by=visit.records[-1],
            opened_at=visit.at,
        )
    )


def close(visit: Visit, case: Case, *kinds: str, subject: str | None = None) -> None:
    """The fact that these duties asked for is there."""
    _close(visit, case, Duty.Status.DONE, kinds, subject)


def cancel(visit: Visit, case: Case, *kinds: str) -> None:
    """Nobody needs to do these any more."""
    _close(visit, case, Duty.Status.CANCELLED, kinds, None)


AFTER_THE_END = frozenset({"after_end", "send_decision", "complete_proposal"})
"""Kinds of duty that outlive the end of a case."""


def cancel_all(visit: Visit, case: Case) -> None:
    """The case has ended: nothing is due but what is due after an end."""
    stays = {d.kind_id for d in open_duties(visit, case)} & AFTER_THE_END
    kinds = {d.kind_id for d in open_duties(visit, case)} - stays
    if kinds:
        cancel(visit, case, *kinds)
    visit.opened = [d for d in visit.opened if d.case_id != case.pk or d.kind_id in AFTER_THE_END]
    for recurrence in Recurrence.objects.filter(case=case, is_active=True):
        recurrence.is_active = False
        recurrence.save()


def open_duties(visit: Visit, case: Case) -> list[Duty]:
    """The case's open duties, read once in a visit."""
    if case.pk not in visit.standing:
        rows = Duty.objects.filter(case=case, status=Duty.Status.OPEN)
        visit.standing[case.pk] = list(rows)
    return [d for d in visit.standing[case.pk] if d.status == Duty.Status.OPEN]


def _close(
    visit: Visit, case: Case, status: Duty.Status, kinds: Iterable[str], subject: str | None
) -> None:
    for duty in open_duties(visit, case):
        if duty.kind_id in kinds and subject in {None, duty.subject}:
            _end(visit, duty, status)
    visit.opened = [
        d
        for d in visit.opened
        if d.case_id != case.pk or d.kind_id not in kinds or subject not in {None, d.subject}
    ]


def cancel_one(visit: Visit, duty: Duty) -> None:
    """This very duty is not asked for any more."""
    _end(visit, duty, Duty.Status.CANCELLED)


def _end(visit: Visit, duty: Duty, status: Duty.Status) -> None:
    duty.status, duty.closed_by, duty.closed_at = status, visit.records[-1], visit.at
    visit.closed.append(duty)


def open_next(visit: Visit, recurrence: Recurrence, *, is_done_this_year: bool = True) -> None:
    """Open the next single duty of a recurrence, counted from its anchor, never from today.

    By calendar year it is due within the year after that of the visit, or within that year while
    nothing was done in it; rolling, on the first anniversary that lies after the visit.
    """
    due: PartialDate | date
    if recurrence.cadence == Recurrence.Cadence.CALENDAR_YEAR:
        due = PartialDate.year(visit.on.year + is_done_this_year)
    else:
        times = 1
        while (due := add_months(recurrence.anchor_date, recurrence.months * times)) <= visit.on:
            times += 1
    open_duty(
        visit,
        recurrence.case,
        recurrence.kind_id,
        responsible=recurrence.responsible,
        due=due,
        subject=recurrence.subject,
    )


def write(visit: Visit) -> frozenset[int]:
    """Write what the visit closed and opened in four statements; keys of all that changed."""
    if visit.closed:
        bulk_update_with_history(
            visit.closed,
            Duty,
            ["status", "closed_by", "closed_at"],
            default_user=visit.person,
            default_change_reason=visit.reason[:500] or None,
            default_date=visit.at,
        )
    if visit.opened:
        visit.opened = bulk_create_with_history(
            visit.opened,
            Duty,
            default_user=visit.person,
            default_change_reason=visit.reason[:500] or None,
            default_date=visit.at,
        )
    return frozenset({duty.pk for duty in (*visit.closed, *visit.opened)} | visit.moved)


def officer_of(case: Case) -> Actor:
    """Who carries the case: its responsible actor, else its unit, else the officers."""
    if case.responsible_id and case.responsible:
        return case.responsible
    if case.unit:
        return seats.asked_unit(case.unit)
    return seats.asked_role(Role.OFFICER, case.owner_id)


def secretariat_of(case: Case) -> Actor:
    return seats.asked_role(Role.SECRETARIAT, case.owner_id)
