"""Whoever is deactivated or away: who is asked instead, and is nothing left behind (R-055)?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Case, Duty, Handover, StepRecord
from audit.models import SecurityEvent
from notifications.models import Reminder, ReminderRule
from notifications.recipients import Recipients
from notifications.sweep import fall_due
from people import seats
from people.events import deactivating
from people.models import Deputy, User
from tests.conftest import NOW, TODAY
from tests.workflows.carrying import WHY
from tests.workflows.stages import fresh, noon
from workflows import handover
from workflows.errors import NotPermitted, NotPossible
from workflows.timed import take_due_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from people.models import Municipality, Unit


# ---------------------------------------------------------------- leaving
@pytest.mark.requirement("R-055")
def test_nobody_is_deactivated_in_a_shell_while_they_are_asked(
    carried: Callable[..., Case], anna: User
) -> None:
    carried()
    anna.is_active = False

    with pytest.raises(NotPossible, match="hand them over first"):
        anna.save()

    assert User.objects.get(pk=anna.pk).is_active


@pytest.mark.requirement("R-055")
def test_the_unit_is_asked_when_nobody_is_named_and_its_mailbox_told(
    carried: Callable[..., Case],
    anna: User,
    bo: User,
    officer: User,
    culture: Unit,
    nuuk: Municipality,
    person: Callable[..., User],
) -> None:
    """Reminders reach the mailbox of the unit, and then whoever works there."""
    case = carried()
    admin = person("administrator", municipality=nuuk)
    User.objects.exclude(pk__in=[anna.pk, admin.pk]).update(is_active=False)

    handover.leave(anna, reason=WHY, by=admin, at=NOW)

    assert not User.objects.get(pk=anna.pk).is_active
    duty = Duty.objects.select_related("case__owner", "case__unit").get(case=case)
    assert duty.responsible == seats.asked_unit(culture)
    assert fresh(case).responsible == seats.asked_unit(culture)
    planned = Reminder.objects.filter(duty=duty, status="planned")
    assert planned.exists()
    assert fall_due(at=noon(2026, 9, 2))["done"] == 1
    mail = Reminder.objects.get(duty=duty, days=1).message
    assert mail is not None
    assert mail.address == culture.mailbox


@pytest.mark.requirement("R-055")
def test_units_take_over_from_people_deactivated_behind_the_pages_back(
    carried: Callable[..., Case], anna: User, culture: Unit
) -> None:
    case = carried()
    User.objects.filter(pk=anna.pk).update(is_active=False)

    assert take_due_steps(at=NOW)["hand_over"] == 1
    assert take_due_steps(at=NOW)["hand_over"] == 0

    assert fresh(case).responsible == seats.asked_unit(culture)
    step = StepRecord.objects.filter(case=case).latest("pk")
    assert (step.step, step.automaton) == ("hand_over", "handover")


def test_the_secretariat_is_asked_where_there_is_no_unit(
    carried: Callable[..., Case], anna: User, nuuk: Municipality
) -> None:
    case = carried()
    User.objects.filter(pk=anna.pk).update(is_active=False, unit=None)

    take_due_steps(at=NOW)

    assert fresh(case).responsible == seats.asked_role("secretariat", nuuk.pk)


def test_only_another_administrator_closes_a_sign_in(
    anna: User, secretary: User, nuuk: Municipality, person: Callable[..., User]
) -> None:
    admin = person("administrator", municipality=nuuk)
    for by, whom in ((secretary, anna), (admin, admin)):
        with pytest.raises(NotPermitted):
            handover.leave(whom, reason=WHY, by=by, at=NOW)
    assert handover.leave(anna, reason=WHY, by=admin, at=NOW) is None
    assert SecurityEvent.objects.filter(attempt="deactivated", actor_id=admin.pk).exists()


def test_an_administrator_does_not_close_the_sign_in_of_a_superuser(
    nuuk: Municipality, person: Callable[..., User]
) -> None:
    """A superuser may do more than any municipality's administrator, and outlasts them."""
    admin, other = (person("administrator", municipality=nuuk) for _ in range(2))
    above = person("officer", municipality=nuuk)
    User.objects.filter(pk__in=[above.pk, other.pk]).update(is_superuser=True)
    above.refresh_from_db()
    other.refresh_from_db()

    with pytest.raises(NotPermitted, match="superuser"):
        handover.leave(above, reason=WHY, by=admin, at=NOW)
    assert User.objects.get(pk=above.pk).is_active
    handover.leave(above, reason=WHY, by=other, at=NOW)

    assert not User.objects.get(pk=above.pk).is_active


def test_whoever_leaves_leaves_whole_or_not_at_all(
    carried: Callable[..., Case], anna: User, nuuk: Municipality, person: Callable[..., User]
) -> None:
    """Somebody objects to the second half: the first half, the hand-over, is not there either."""
    case, admin = carried(), person("administrator", municipality=nuuk)

    def objects(**_sent: object) -> None:
        raise NotPossible("Not today")

    deactivating.connect(objects)
    try:
        with pytest.raises(NotPossible, match="Not today"):
            handover.leave(anna, reason=WHY, by=admin, at=NOW)
    finally:
        deactivating.disconnect(objects)

    assert fresh(case).responsible == seats.asked_person(anna)
    assert anna.is_active
    assert User.objects.get(pk=anna.pk).is_active
    assert not Handover.objects.exists()
    refused = SecurityEvent.objects.get(attempt="hand_over")
    assert "Not today" in refused.reason


# ---------------------------------------------------------------- absence
@pytest.mark.requirement("R-055")
def test_whoever_stands_in_is_asked_and_told_while_the_other_is_away(
    carried: Callable[..., Case], anna: User, bo: User
) -> None:
    case = carried()
    Deputy.objects.create(
        absent=anna, deputy=bo, first_date=TODAY, last_date=TODAY + timedelta(days=7)
    )
    duty = Duty.objects.select_related("case__owner", "responsible__person").get(case=case)
    after = TODAY + timedelta(days=8)

    assert seats.asked_person(anna).pk in set(seats.actors_of(bo, TODAY))
    rule = ReminderRule()
    told = [Recipients([(duty, rule)], at=NOW).find(duty, rule, day) for day in (TODAY, after)]
    assert [to and to.address for to in told] == [bo.email, anna.email]
    assert seats.asked_person(anna).pk not in set(seats.actors_of(bo, after))
    assert [row.deputy for row in handover.deputies_of(anna, TODAY)] == [bo]


def test_a_stand_in_has_a_first_day_before_the_last(anna: User, bo: User) -> None:
    row = Deputy(absent=anna, deputy=bo, first_date=TODAY, last_date=TODAY - timedelta(days=1))
    with pytest.raises(ValidationError):
        row.full_clean()
