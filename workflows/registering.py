"""How does an existing case enter as it stands?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import StatePeriod
from workflows.door import advance, enter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from agreements.models import Case, StepRecord
    from workflows.visit import Author, Visit


def register(  # noqa: PLR0913 - the facts of an import
    case: Case,
    state: str,
    *,
    by: Author,
    at: datetime,
    since: date | None = None,
    ended: date | None = None,
    fill: Callable[[Visit], None] | None = None,
    cause: str = "",
) -> StepRecord:
    """Register a draft in the state it truly has, from `since` on; unknown days stay unknown.

    `fill` writes what hangs on the case (parties, terms, signatures) inside the same visit. An
    ended case that was in force before `ended` gets that period as well.
    """
    with enter(case, by=by, at=at, seen=None, attempt="register", reason=cause) as visit:
        if fill is not None:
            fill(visit)
        visit.target = state
        record = advance(visit, "register")
        _true_periods(visit, state, since, ended)
        return record


def _true_periods(visit: Visit, state: str, since: date | None, ended: date | None) -> None:
    """Imported dates are true dates; the draft lasted no time."""
    StatePeriod.objects.filter(case=visit.case).delete()
    if ended is not None:
        StatePeriod.objects.create(
            case=visit.case, state="active", start_date=since, end_date=ended, recorded_at=visit.at
        )
    StatePeriod.objects.create(
        case=visit.case, state=state, start_date=ended or since, recorded_at=visit.at
    )
