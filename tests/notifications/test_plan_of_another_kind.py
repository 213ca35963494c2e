"""Do the rules of its new kind count for an agreement that is renewed as another?"""

from __future__ import annotations

from datetime import date

import pytest

from agreements.models import Case, Duty, Kind
from notifications.models import Reminder, ReminderRule
from notifications.planning import replan
from people import seats
from people.models import User
from tests.conftest import NOW
from tests.workflows.conftest import town, under_review
from tests.workflows.stages import Town, seen
from tests.workflows.test_evaluating import _evaluate
from workflows.annulments import annul

__all__ = ["town", "under_review"]


@pytest.fixture
def update(under_review: Case, town: Town) -> Duty:
    """What is asked for beside the review, and stays when it is renewed."""
    duty = Duty.objects.create(
        case=under_review,
        kind_id="update",
        responsible=seats.asked_person(town.officer),
        due=date(2026, 12, 1),
        opened_at=NOW,
    )
    ReminderRule.objects.create(case_kind=Kind.objects.get(code="strategic"), days=-7)
    replan({duty.pk}, at=NOW)
    return duty


def planned(duty: Duty) -> list[int]:
    rows = Reminder.objects.filter(duty=duty, status="planned").order_by("days")
    return list(rows.values_list("days", flat=True))


def test_what_stays_open_is_planned_by_the_rules_of_the_new_kind_and_back(
    under_review: Case, town: Town, update: Duty, secretary2: User
) -> None:
    before = planned(update)
    assert before == [-90, -30, 1, 30, 60]
    _evaluate(under_review, town, next_kind=Kind.objects.get(code="strategic"))
    town.rule(under_review, town.committee, "recommended")
    ruled = town.rule(under_review, town.council, "approved")
    assert planned(update) == [-7]

    annul(under_review, ruled, by=secretary2, at=NOW, seen=seen(under_review), reason="Fejl")

    assert planned(update) == before
