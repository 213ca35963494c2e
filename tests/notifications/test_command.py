"""Does `manage.py reminders` say to people and programs who is told what, and why?"""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

import clock
from agreements.dates import PartialDate
from notifications.models import Reminder

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Case, Duty
    from people.models import Unit, User


@pytest.fixture
def planned(case: Case, ask: Callable[..., Duty]) -> Reminder:
    now = clock.now()
    ask(case, PartialDate.year(now.year + 1), at=now)
    return Reminder.objects.filter(status="planned").earliest("due_at")


def told(*words: object) -> Any:
    out = StringIO()
    call_command("reminders", *map(str, words), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_who_will_be_told_what_is_listed_by_case_unit_and_person(
    planned: Reminder, case: Case, officer: User, culture: Unit
) -> None:
    ways: tuple[list[object], ...] = (
        ["--case", case.pk],
        ["--unit", culture.pk],
        ["--person", officer.email],
        [],
    )
    for words in ways:
        found = told("list", *words)
        assert found["whole"] is found["folded"] is True
        assert (found["reminders"][0]["reminder"], found["reminders"][0]["reader"]) == (
            planned.pk,
            officer.email,
        )
    assert told("list", "--case", case.pk + 1)["reminders"] == []


def test_a_reminder_is_explained(planned: Reminder) -> None:
    found = told("explain", planned.pk)

    assert found["reminder"] == planned.pk
    assert found["rule"]["days"] == planned.days
    assert found["reader"]["told_as"] == "responsible"


def test_the_plan_is_compared_and_told_as_json(planned: Reminder) -> None:
    planned.delete()

    assert told("reconcile")["planned"] == 1
    assert told("reconcile")["planned"] == 0
    assert told("replan")["planned"] == 0


@pytest.mark.parametrize(
    "words", [["explain"], ["explain", "987654"], ["list", "--person", "nobody@example.org"]]
)
def test_what_does_not_exist_is_said(words: list[str], db: None) -> None:
    with pytest.raises(CommandError):
        call_command("reminders", *words)
