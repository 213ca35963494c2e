"""How is it recorded that a duty was done which no other step closes?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

import clock
from agreements.models import Duty, Update
from audit.history import add
from people.models import Role
from people.roles import roles_of
from workflows.door import advance, enter
from workflows.duties import open_duties
from workflows.errors import NotPermitted, NotPossible
from workflows.together import enter_all
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from agreements.dates import PartialDate
    from agreements.models import Body, Case, StepRecord
    from people.models import User


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

    `asked` are its duties of orientation. `Refused` where one of them is done by now.
    """
    if not (verdict := may_inform(body, by, at)):
        raise NotPermitted(verdict.message)
    if not text.strip():
        raise NotPossible(_("Write what was done."))
    keys = {duty.case_id: duty.pk for duty in asked if duty.body_id == body.pk}
    if not keys or len(keys) < len(asked):
        raise NotPossible(_("Choose the cases anew."))
    with enter_all(keys, by=by, at=at, attempt="fulfil") as group:
        for visit in group.visits:
            standing = open_duties(visit, visit.case)
            visit.duty = next((d for d in standing if d.pk == keys[visit.case.pk]), None)
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
        return len(group.take("fulfil"))


def orientations_of(body: Body) -> QuerySet[Duty]:
    """Of what the body is still to be informed."""
    return Duty.objects.filter(kind="orientation", status=Duty.Status.OPEN, body=body)
