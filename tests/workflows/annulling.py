"""Annul a step of a case, the day after."""

from __future__ import annotations

from datetime import datetime, timedelta

from agreements.models import Case, StepRecord
from people.models import User
from tests.conftest import NOW
from tests.workflows.stages import seen
from workflows import annulments

LATER = NOW + timedelta(days=1)


def annul(
    case: Case,
    record: StepRecord,
    by: User,
    reason: str = "Forkert sag",
    *,
    at: datetime = LATER,
) -> StepRecord:
    return annulments.annul(case, record, by=by, at=at, seen=seen(case), reason=reason)


def record_of(case: Case, step: str) -> StepRecord:
    return StepRecord.objects.filter(case=case, step=step).latest("pk")
