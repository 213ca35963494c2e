"""Does every row of the plan say why it is as it is?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from notifications.explaining import explain, with_letters
from notifications.models import Reminder, ReminderRule
from notifications.run_due import run_due
from people.models import Deputy, Unit, User
from tests.notifications.conftest import at, make_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from agreements.models import Case, Duty, Kind
    from notifications.explaining import Explanation
    from people.models import Municipality

AUGUST = PartialDate.month(2024, 8)
EARLY = at("2024-02-01 12:00")
MORNING = at("2024-05-03 09:00")


def explained(days: int) -> Explanation:
    [told] = explain(list(with_letters(Reminder.objects.filter(days=days))), at=MORNING)
    return told


def test_one_that_was_sent_names_its_rule_its_window_and_each_attempt(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    ask(case, AUGUST, at=EARLY)
    run_due(at=MORNING)

    told = explained(-90)

    assert (told.rule.days, told.rule.recipient, told.rule.of) == (-90, "responsible", ())
    assert (told.window, told.due_on, told.zone) == ("2024-08", date(2024, 5, 3), "America/Nuuk")
    assert told.status == "done"
    assert told.reader is not None
    assert (told.reader.user, told.reader.told_as) == (officer.pk, "responsible")
    assert told.letter is not None
    assert (told.letter.kind, told.letter.tells, told.letter.first) == (
        "reminder",
        1,
        told.reminder,
    )
    assert [(a.number, a.end) for a in told.letter.attempts] == [(1, "accepted")]


def test_one_that_stood_in_a_letter_with_a_later_one_says_which(
    case: Case, ask: Callable[..., Duty]
) -> None:
    ask(case, AUGUST, at=EARLY)
    run_due(at=at("2024-09-02 12:00"))

    old, new = explained(-30), explained(1)

    assert old.status == "superseded"
    assert old.letter == new.letter is not None
    assert old.letter.first == new.reminder
    assert old.letter.tells == 3


def test_one_that_goes_to_a_deputy_says_for_whom(
    case: Case, ask: Callable[..., Duty], officer: User, secretary: User
) -> None:
    may = {"first_date": date(2024, 5, 1), "last_date": date(2024, 5, 31)}
    Deputy.objects.create(absent=officer, deputy=secretary, **may)
    ask(case, AUGUST, at=EARLY)
    run_due(at=MORNING)

    told = explained(-90)

    assert told.reader is not None
    assert (told.reader.name, told.reader.stands_in_for) == (secretary.name, officer.name)


def test_one_that_is_planned_says_who_would_read_it(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    ask(case, AUGUST, at=EARLY)

    told = explained(-30)

    assert told.status == "planned"
    assert told.letter is None
    assert told.reader is not None
    assert (told.reader.user, told.channel) == (officer.pk, "reminder")
    assert told.leaves == told.due_at


def test_one_that_nobody_got_has_no_reader(
    case: Case, ask: Callable[..., Duty], officer: User, culture: Unit
) -> None:
    ask(case, AUGUST, at=EARLY)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    Unit.objects.filter(pk=culture.pk).update(mailbox="")
    run_due(at=MORNING)

    told = explained(-90)

    assert (told.status, told.reason, told.reader) == ("not_sent", "nobody to tell", None)


def test_one_that_was_told_in_samklang_alone_names_who_read_it_there(
    case: Case, ask: Callable[..., Duty], officer: User
) -> None:
    ReminderRule.objects.filter(days=-90).update(channel="app")
    ask(case, AUGUST, at=EARLY)
    run_due(at=MORNING)

    told = explained(-90)

    assert told.letter is None
    assert told.reader is not None
    assert told.reader.user == officer.pk


def test_a_rule_says_how_special_it_is(
    case: Case, ask: Callable[..., Duty], nuuk: Municipality
) -> None:
    ReminderRule.objects.create(municipality=nuuk, kind_id="review_ruling", days=-10)
    ask(case, AUGUST, at=EARLY)

    assert explained(-10).rule.of == ("municipality", "kind_of_duty")


@pytest.mark.parametrize("number", [2, 25])
def test_the_queries_do_not_grow_with_what_is_explained(
    number: int, nuuk: Municipality, sister_city: Kind, ask: Callable[..., Duty], officer: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for n in range(number):
        ask(make_case(str(n), nuuk, sister_city, None), AUGUST, at=EARLY)
    run_due(at=MORNING)

    with django_assert_max_num_queries(26):
        told = explain(list(with_letters(Reminder.objects.all())), at=MORNING)

    assert len(told) >= 4 * number
