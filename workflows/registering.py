"""How does an existing case enter as it stands?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.dates import as_partial
from agreements.models import Case, Signature, StatePeriod
from agreements.states import ENDED, FROZEN, IN_FORCE, State
from workflows.door import advance, enter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from agreements.dates import PartialDate
    from agreements.models import StepRecord
    from workflows.visit import Author, Visit

HELD_BEFORE = (ENDED | FROZEN) - {State.REJECTED, State.WITHDRAWN, State.CANCELLED}
"""States that only what was in force comes to."""


def register(
    case: Case,
    state: str,
    *,
    by: Author,
    at: datetime,
    since: PartialDate | date | None = None,
    ended: PartialDate | date | None = None,
    fill: Callable[[Visit], None] | None = None,
    cause: str = "",
) -> StepRecord:
    """Register a draft in the state it truly has; unknown days stay unknown.

    `fill` writes what hangs on the case (parties, terms, signatures) inside the same visit. It
    came into force `since`, and came to its present state when it `ended` if it has. Where that
    is not told it was in force from the day that its term, date or signatures tell, at the latest
    when it was recorded; whether it was before, nobody knows (decisions 8 and 9).
    """
    with enter(case, by=by, at=at, seen=None, attempt="register", reason=cause) as visit:
        if fill is not None:
            fill(visit)
        visit.target = state
        record = advance(visit, "register")
        _true_periods(visit, str(visit.case.state), since, ended)
        return record


def _true_periods(
    visit: Visit,
    state: str,
    since: PartialDate | date | None,
    ended: PartialDate | date | None,
) -> None:
    """Imported dates are true dates; the draft lasted no time."""
    StatePeriod.objects.filter(case=visit.case).delete()
    held = state in IN_FORCE | HELD_BEFORE or ended is not None
    began = as_partial(since) if since else _first_term(visit.case) if held else None
    if held and state not in IN_FORCE:
        began = _write_that_it_held(visit, began, as_partial(ended) if ended else None)
    known = began.latest if began else None
    if known is None and state in IN_FORCE:
        known = _told(visit.case)
    _write(
        visit,
        state,
        earliest_start_date=began.earliest if began else None,
        start_date=known or visit.on,
    )


def _write_that_it_held(
    visit: Visit, began: PartialDate | None, over: PartialDate | None
) -> PartialDate | None:
    """The time in force of what has ended or rests since; returns when that was, if known."""
    known = began.latest if began else _told(visit.case)
    if known and known > (over.earliest if over else visit.on):
        known = None  # it may have ended before it surely had begun
    _write(
        visit,
        State.ACTIVE,
        earliest_start_date=began.earliest if began else None,
        start_date=known,
        end_date=over.earliest if over else known or visit.on,
        latest_end_date=over.latest if over else visit.on,
    )
    return over


def _write(visit: Visit, state: str, **days: date | None) -> None:
    StatePeriod.objects.create(case=visit.case, state=state, recorded_at=visit.at, **days)


def _first_term(case: Case) -> PartialDate | None:
    """When it began, where its source says so."""
    term = case.terms.order_by("number").first()
    return term.start if term else None


def _told(case: Case) -> date | None:
    """The first day on which it was surely agreed: established, dated or signed by then."""
    signatures = Signature.objects.filter(signatory__participation__case=case, annulled_at=None)
    told = [signature.signed for signature in signatures]
    if case.sort == Case.Sort.AGREEMENT:
        told += [case.agreement.established, case.agreement.dated]
    return min((day.latest for day in told if day is not None), default=None)
