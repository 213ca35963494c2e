"""Of many cases together everything is written that a step changes, as of one alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Kind
from people.models import Municipality, Unit, User
from people.seats import asked_unit
from tests.conftest import NOW
from tests.workflows.stages import fresh, in_force
from workflows.events import duties_changed
from workflows.together import enter_all

WINDOW, LATER = PartialDate.month(2029, 8), PartialDate.month(2030, 9)


@pytest.fixture
def cases(nuuk: Municipality, sister_city: Kind, culture: Unit) -> list[Case]:
    """Two agreements in force that are asked about their review, which nobody began in time."""
    found = [in_force(nuuk, sister_city, culture) for _ in range(2)]
    for case in found:
        case.review, case.review_by_hand = WINDOW, True
        case.save()
        Duty.objects.create(
            case=case, kind_id="review", responsible=asked_unit(culture), due=WINDOW, opened_at=NOW
        )
    return found


@pytest.fixture
def changed() -> Iterator[set[int]]:
    """Keys of the duties that are told to have changed."""
    found: set[int] = set()

    def keep(ids: frozenset[int], **_rest: Any) -> None:
        found.update(ids)

    duties_changed.connect(keep)
    yield found
    duties_changed.disconnect(keep)


def test_a_review_set_on_another_day_and_its_duty_are_written(
    cases: list[Case], officer: User
) -> None:
    with enter_all([c.pk for c in cases], by=officer, at=NOW, attempt="edit") as group:
        for visit in group.visits:
            visit.case.review = LATER
        group.take("edit")

    assert [(fresh(c).review, fresh(c).review_by_hand) for c in cases] == [(LATER, False)] * 2
    assert [duty.due for duty in Duty.objects.filter(kind="review")] == [LATER, LATER]


def test_what_rests_is_told_so_that_nobody_is_reminded_of_it(
    cases: list[Case], officer: User, changed: set[int]
) -> None:
    Case.objects.update(sort="initiative")
    keys = set(Duty.objects.filter(kind="review").values_list("pk", flat=True))

    with enter_all(
        [c.pk for c in cases], by=officer, at=NOW, attempt="pause", reason="Ingen tid"
    ) as group:
        group.take("pause")

    assert changed == keys
