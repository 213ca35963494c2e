"""How is a visit, a joint meeting or another occasion recorded (R-019, R-047)?

It is no condition of anything; it stands beside the dates of the document, of each party's
decision and of the signatures, which are kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Event
from workflows import cases
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Case, StepRecord
    from people.models import User
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is known of it."""

    sort: str
    name: str
    begins: PartialDate
    ends: PartialDate | None = None
    place: str = ""
    who: str = ""
    outcome: str = ""


def record_occasion(
    case: Case,
    facts: Occasion,
    *,
    event: Event | None = None,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Write a new occasion, or `event` anew."""
    if facts.ends is not None and facts.ends.latest < facts.begins.earliest:
        raise NotPossible(_("It cannot end before it begins."))

    def write(visit: Visit) -> None:
        row = event or Event(case=visit.case, recorded_by=by, recorded_at=at)
        row.sort, row.name, row.place = facts.sort, facts.name.strip(), facts.place.strip()
        row.begins, row.ends = facts.begins, facts.ends
        row.who, row.outcome = facts.who.strip(), facts.outcome.strip()
        row.save()

    return cases.edit(case, write, by=by, at=at, seen=seen, about=facts.name.strip())
