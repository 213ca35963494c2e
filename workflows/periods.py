"""From which day to which day was a case in a state?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

import worded
from agreements.models import StatePeriod
from agreements.states import IN_FORCE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from agreements.models import Case, StepRecord
    from workflows.visit import Visit


def change(visit: Visit, case: Case, record: StepRecord) -> None:
    """End the present period and begin the next on the true day of the step."""
    if record.annuls_id:
        present = StatePeriod.objects.filter(case=case, end_date=None, annulled_at=None)
        _take_back(visit, case, present.first())
        return
    day = visit.effective
    standing = StatePeriod.objects.filter(case=case, annulled_at=None)
    if day < visit.on:
        _reach_back(standing, day)
    standing.filter(end_date=None).update(end_date=day)
    begin(case, day, visit.at)


def change_together(cases: Sequence[Case], day: date, *, on: date, at: datetime) -> None:
    """The same for many cases whose present state was over on one day."""
    standing = StatePeriod.objects.filter(case__in=cases, annulled_at=None)
    if day < on:
        _reach_back(standing, day)
    standing.filter(end_date=None).update(end_date=day)
    worded.add([_begun(case, day, at) for case in cases])


def _reach_back(standing: QuerySet[StatePeriod], day: date) -> None:
    """What was recorded as true later than `day` was not: it had moved on by then.

    A period that may have begun before, on a day nobody knows, still may have.
    """
    standing.filter(earliest_start_date__gt=day).update(
        earliest_start_date=day, start_date=day, end_date=day, latest_end_date=None
    )
    standing.filter(start_date__gt=day).update(start_date=None, end_date=day, latest_end_date=None)
    standing.filter(end_date__gt=day).update(end_date=day, latest_end_date=None)
    standing.filter(latest_end_date__gt=day).update(latest_end_date=day)


def begin(case: Case, day: date, at: datetime) -> None:
    """The case is in its present state from a day that is known."""
    worded.add([_begun(case, day, at)])


def _begun(case: Case, day: date, at: datetime) -> StatePeriod:
    return StatePeriod(
        case=case,
        state=case.state,
        earliest_start_date=day,
        start_date=day,
        recorded_at=at,
    )


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


def in_force_since(case: Case) -> date | None:
    """The day since which the case has been in force without a break, where it is known."""
    since, was = None, False
    rows = StatePeriod.objects.filter(case=case, annulled_at=None).order_by("id")
    for period in rows.exclude(start_date=F("end_date")):
        is_now = period.state in IN_FORCE
        if is_now and not was:
            since = period.start_date
        was = is_now
    return since if was else None
