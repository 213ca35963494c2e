"""How does a party leave, and how is its notice taken back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.door import advance, enter

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import Case, Participation, StepRecord
    from people.models import User
    from workflows.visit import Visit


def give_notice(
    case: Case,
    participation: Participation,
    *,
    notice: date,
    effective: date,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Record that a party leaves: `effective` is the last day on which it takes part (P11).

    It leaves what stands under the agreement with it. Raises `NotPossible` for the owner's own
    municipality, for one that has given notice, and for days in the wrong order.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="party_leaves", reason=reason) as visit:
        _of(visit, participation)
        visit.changes = {"notice_date": notice, "effective_date": effective}
        visit.effective = effective
        return advance(visit, "party_leaves")


def withdraw_notice(
    case: Case,
    participation: Participation,
    *,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Let a party stay that has given notice. Raises `NotPossible` once its last day is over."""
    with enter(case, by=by, at=at, seen=seen, attempt="leaving_withdrawn", reason=reason) as visit:
        _of(visit, participation)
        return advance(visit, "leaving_withdrawn")


def _of(visit: Visit, participation: Participation) -> None:
    rows = visit.case.participations.select_related("party")
    visit.participation = rows.filter(pk=participation.pk).first()
    visit.about = str(visit.participation or "")
