"""An administrator looks at what a rule for reminders would do, and saves it; script on and off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import clock
from agreements.models import Case, Duty, Kind
from notifications.models import Reminder, ReminderRule
from notifications.planning import replan
from people import seats
from people.models import Municipality, User
from tests.notifications.conftest import make_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(nuuk: Municipality, sister_city: Kind, person: Callable[..., User]) -> Case:
    """Three agreements, each to be ruled on within the year."""
    officer = person("officer", municipality=nuuk)
    at = clock.now()
    for number, title in enumerate(("Gentofte", "Arvika kommun", "Aalborg"), start=1):
        case = make_case(title, nuuk, sister_city, None)
        duty = Duty.objects.create(
            case=case,
            kind_id="review_ruling",
            responsible=seats.asked_person(officer),
            due=at.date() + timedelta(days=100 * number),
            opened_at=at,
        )
        replan({duty.pk}, at=at)
    return case


def test_a_rule_is_looked_at_and_saved(
    asked: Case,
    nuuk: Municipality,
    person: Callable[..., User],
    walk: Callable[[User], Walker],
) -> None:
    boss = walk(person("administrator", municipality=nuuk, language="en-gb"))
    boss.go("/rules/")
    boss.follow("New rule")
    boss.fill(count="45")
    boss.page.get_by_label("before the first day", exact=False).first.check()
    boss.press("Look at what would change")
    assert boss.page.get_by_text("Reminders that appear").is_visible()
    assert boss.page.get_by_text("The rules that come with Samklang end here").is_visible()

    boss.press("Save the rule")

    assert "/rules/" in boss.page.url
    rule = ReminderRule.objects.get(municipality=nuuk)
    assert rule.days == -45
    assert set(Reminder.objects.filter(status="planned").values_list("rule", flat=True)) == {
        rule.pk
    }
    boss.go("/rules/times/")
    boss.go("/rules/quiet/")
