"""How often is a cooperation to be brought up to date, and whose duty is it (R-052)?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreements.models import Recurrence
from workflows.door import advance, enter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agreements.models import Case, StepRecord
    from people.models import Actor, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """“1–2 times a year”: at least `minimum`, at most `maximum` in a calendar year.

    Rolling: the next is due `months` after the last that counts. `asked` are posts of the parties;
    nobody: no update is asked for. More than the maximum is welcome and asked of nobody.
    """

    asked: Sequence[Actor]
    cadence: str = Recurrence.Cadence.CALENDAR_YEAR
    months: int = 12
    minimum: int = 1
    maximum: int | None = None


def set_cadence(
    case: Case, cadence: Cadence, *, reason: str, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Set how often it is updated; duties of this and earlier periods follow the new rule."""
    with enter(
        case, by=by, at=at, seen=seen, attempt="set_cadence", reason=reason, alone=True
    ) as visit:
        visit.changes = {name: getattr(cadence, name) for name in Cadence.__dataclass_fields__}
        visit.about = ", ".join(str(actor) for actor in cadence.asked)
        return advance(visit, "set_cadence")
