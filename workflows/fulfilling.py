"""How is it recorded that a duty was done which no other step closes?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

import clock
from agreements.models import Case, Duty, Update
from audit.history import add
from people.models import Role
from people.roles import roles_of
from workflows.door import advance, enter, remember
from workflows.duties import close_one, open_duties
from workflows.errors import NotPermitted, NotPossible
from workflows.together import enter_all
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from agreements.dates import PartialDate
    from agreements.models import Body, StepRecord
    from people.models import User
    from workflows.visit import Visit

ORIENTATION = "orientation"


def fulfil(
    case: Case,
    duty: Duty,
    *,
    text: str,
    happened: PartialDate,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Record that a condition is met, a body was informed or a final report made."""
    with enter(case, by=by, at=at, seen=seen, attempt="fulfil") as visit:
        if not text.strip():
            raise NotPossible(_("Write what was done."))
        standing = open_duties(visit, visit.case)
        visit.duty = next((row for row in standing if row.pk == duty.pk), None)
        visit.about = text.strip()
        if duty.kind_id == ORIENTATION:
            _not_before_the_decision(duty, happened, case.title)
        Update.objects.create(
            case=visit.case, happened=happened, text=visit.about, recorded_by=by, recorded_at=at
        )
        return advance(visit, "fulfil")


def may_inform(body: Body, by: User, at: datetime) -> Verdict:
    """May this person record of what a body was informed, of many cases at once?"""
    on = clock.local_date(at, body.municipality.time_zone)
    if roles_of(by, on).has(Role.SECRETARIAT, body.municipality_id):
        return YES
    return no(_("Only the council secretariat may do this."))


def inform(
    body: Body,
    asked: Sequence[Duty],
    *,
    text: str,
    happened: PartialDate,
    by: User,
    at: datetime,
) -> int:
    """Record in each case that the body was informed of it: all of these duties or none; how many.

    `asked` are its duties of orientation, and it was told on the day of their decision or later.
    `Refused` where one of them is done by now; that somebody may not is kept.
    """
    if not (verdict := may_inform(body, by, at)):
        refusal = NotPermitted(verdict.message)
        remember(refusal, Case(owner=body.municipality), by=by, at=at, attempt="fulfil")
        raise refusal
    if not text.strip():
        raise NotPossible(_("Write what was done."))
    if not asked or any(duty.body_id != body.pk for duty in asked):
        raise NotPossible(_("Choose the cases anew."))
    keys: dict[int, set[int]] = {}
    for duty in asked:
        keys.setdefault(duty.case_id, set()).add(duty.pk)
    with enter_all(keys, by=by, at=at, attempt="fulfil") as group:
        for duty in asked:
            group.refused_by = duty.case
            _not_before_the_decision(duty, happened, group.name_of(duty.case))
        for visit in group.visits:
            told = _still(visit, keys)
            visit.duty = told[0] if len(told) == len(keys[visit.case.pk]) else None
            visit.about = text.strip()
        add(
            [
                Update(
                    case=visit.case,
                    happened=happened,
                    text=text.strip(),
                    recorded_by=by,
                    recorded_at=at,
                )
                for visit in group.visits
            ]
        )
        records = group.take("fulfil")
        for visit in group.visits:
            for duty in _still(visit, keys):  # more than one asked for the same
                close_one(visit, duty)
        return len(records)


def _still(visit: Visit, keys: dict[int, set[int]]) -> list[Duty]:
    """Those of the duties with these keys, by their case, that are open in this visit."""
    return [duty for duty in open_duties(visit, visit.case) if duty.pk in keys[visit.case.pk]]


def _not_before_the_decision(duty: Duty, happened: PartialDate, name: str) -> None:
    if happened.latest < (day := decided_on(duty)):
        said = _("%(case)s was decided on %(date)s: nobody can have been told before.")
        raise NotPossible(said % {"case": name, "date": date_format(day)})


def decided_on(duty: Duty) -> date:
    """The day of the decision that this orientation tells of; never after that of its record."""
    recorded = clock.local_date(duty.opened_at, duty.case.owner.time_zone)
    ruling = duty.opened_by.ruling if duty.opened_by else None
    return min(recorded, ruling.decision.date) if ruling else recorded


def orientations_of(body: Body) -> QuerySet[Duty]:
    """Of what the body is still to be informed."""
    rows = Duty.objects.filter(kind=ORIENTATION, status=Duty.Status.OPEN, body=body)
    return rows.select_related("case__owner", "opened_by__ruling__decision")
