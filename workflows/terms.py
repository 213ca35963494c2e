"""How is notice recorded, and by which day does it end a cooperation?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Ending
from agreements.terms import running
from workflows.door import advance, enter, take
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import Case, Participation, StepRecord
    from people.models import User


def give_notice(
    case: Case,
    party: Participation | None,
    *,
    notice: date,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
    effective: date | None = None,
    notice_months: int | None = None,
) -> StepRecord:
    """Record that another party gave notice on `notice`, and what the clause says of it (R-074).

    The step record names the party. Our own notice is a decision (`endings.record_ending`).

    `effective` is the first day on which it no longer holds. Without it the clause says: the end
    of the running term, or of the next one when notice came too late. `notice_months` is the
    period of notice where no clause says it.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="give_notice", reason=reason) as visit:
        now = running(list(visit.case.terms.order_by("number")))
        if effective is None:
            effective = over_after_notice(visit.case, notice)
        if effective is None:
            raise NotPossible(_("Write the day on which it ends."))
        if effective < notice:
            raise NotPossible(_("It cannot end before notice was given."))
        ending = Ending.objects.filter(case=visit.case).first() or Ending(case=visit.case)
        ending.notice_date, ending.effective_date = notice, effective
        ending.notice_months = now.clause.notice_months if now else notice_months
        ending.reason, ending.recorded_at = reason.strip(), at
        ending.decided_date = None
        ending.save()
        rows = visit.case.participations.select_related("party")
        visit.participation = rows.filter(pk=party.pk).first() if party else None
        visit.about = str(visit.participation or "")
        return advance(visit, "give_notice")


def withdraw_notice(
    case: Case, *, reason: str, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Take back a notice that ends the case on a day to come, as if it had not been given.

    Raises `NotPossible` once it has taken effect, and for what a ruling ended.
    """
    return take("withdraw_notice", case, by=by, at=at, seen=seen, reason=reason)


def over_after_notice(case: Case, notice: date) -> date | None:
    """The first day without it after notice on that day, where a clause says so."""
    now = running(list(case.terms.order_by("number")))
    return now.clause.over_after_notice(notice, now.number) if now else None
