"""From which day to which day was a case in a state?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import worded
from agreements.models import StatePeriod

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import Case, StepRecord
    from workflows.visit import Visit


def change(visit: Visit, case: Case, record: StepRecord) -> None:
    """End the present period and begin the next on the true day of the step."""
    present = StatePeriod.objects.filter(case=case, end_date=None, annulled_at=None)
    if record.annuls_id:
        _take_back(visit, case, present.first())
        return
    day = visit.effective
    if not present.exclude(start_date__gt=day).update(end_date=day):
        present.update(earliest_start_date=day, start_date=day, end_date=day)
    begin(case, day, visit.at)


def begin(case: Case, day: date, at: datetime) -> None:
    """The case is in its present state from a day that is known."""
    begun = StatePeriod(
        case=case,
        state=case.state,
        earliest_start_date=day,
        start_date=day,
        recorded_at=at,
    )
    worded.add([begun])


def _take_back(visit: Visit, case: Case, present: StatePeriod | None) -> None:
    """The period that the annulled step began was never true; the one before it goes on."""
    if present is None:
        return
    present.end_date, present.annulled_at = present.start_date, visit.at
    present.save()
    before = StatePeriod.objects.filter(case=case, state=case.state, annulled_at=None).last()
    if before is not None:
        before.end_date = before.latest_end_date = None
        before.save()
