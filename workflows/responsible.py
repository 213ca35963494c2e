"""Who answers for a case from now on?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import Recurrence
from workflows import duties, effects
from workflows.door import advance, enter
from workflows.handover import let_in, move_recurrences

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.models import Case, StepRecord
    from people.models import Actor, User


def name_responsible(
    case: Case, taker: Actor, *, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Let `taker` carry the case, and be asked what whoever carried it until now was asked.

    Raises `NotPossible` for somebody who is not active or works elsewhere, and for a unit where
    the case is kept to named people.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="name_responsible", alone=True) as visit:
        giver = duties.officer_of(visit, visit.case)
        visit.giver, visit.taker = giver, taker
        visit.about = f"{giver} → {taker}"
        record = advance(visit, "name_responsible")
        coming = Recurrence.objects.filter(case=case, responsible=giver, is_active=True)
        if giver.pk != taker.pk:
            move_recurrences(coming.exclude(kind__in=effects.kinds_that_stay(visit.case)), taker)
        if taker.person is not None:
            let_in(taker.person, {case.pk}, visit.on)
        return record
