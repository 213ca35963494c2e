"""How is the ending of a case recorded?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Ending, Initiative
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.rulings import approve_outside

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import Case, StepRecord
    from people.models import User
    from workflows.rulings import Minutes


def record_ending(
    case: Case,
    minutes: Minutes | None = None,
    *,
    effective: date,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
    decided: date | None = None,
    notice: date | None = None,
    notice_months: int | None = None,
    explained: str = "",
) -> StepRecord:
    """Record our own ending; the state changes on the day that it takes effect, perhaps at once.

    It carries the ruling of the body that decided it or, without minutes, that of the delegate;
    on a registered relation nobody decides. `notice` is the day on which the others received our
    notice; theirs is recorded by `terms.give_notice`.

    `explained` says why it takes effect before it was decided, or is decided on a day to come.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="terminate", reason=reason) as visit:
        visit.changes["explained"] = explained.strip()
        if notice and notice > effective:
            raise NotPossible(_("The notice came after the end."))
        ending = Ending.objects.filter(case=visit.case).first() or Ending(case=visit.case)
        approve_outside(visit, minutes, by)
        visit.about = " · ".join(filter(None, (visit.about, explained.strip())))
        if visit.ruling is not None:
            decided = visit.ruling.decision.date
        ending.decided_date, ending.notice_date = decided, notice
        ending.notice_months, ending.effective_date = notice_months, effective
        ending.reason, ending.recorded_at = reason, at
        ending.save()
        return advance(visit, "terminate")


def complete(
    case: Case, outcome: str, *, finding: str = "", by: User, at: datetime, seen: int | None
) -> StepRecord:
    """End an initiative as completed, with what came of it; a study with its finding (R-049)."""
    with enter(case, by=by, at=at, seen=seen, attempt="complete") as visit:
        initiative = visit.case.initiative
        if finding and initiative.sort != Initiative.Sort.STUDY:
            raise NotPossible(_("Only a study has a finding."))
        initiative.outcome, initiative.finding = outcome.strip(), finding
        initiative.save()
        return advance(visit, "complete")
