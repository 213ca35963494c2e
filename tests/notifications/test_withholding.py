"""Is a reminder looked at once more before it is sent, and does it say why it was not?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail

from agreements.dates import PartialDate
from agreements.models import Case, Duty
from notifications.delivery import deliver_all
from notifications.models import DeliveryAttempt, Message, Reminder
from notifications.status import status
from notifications.sweep import fall_due
from tests.notifications.conftest import at

AUGUST = PartialDate.month(2024, 8)
EARLY = at("2024-02-01 12:00")
MORNING = at("2024-05-03 09:00")


@pytest.fixture
def waiting(case: Case, ask: Callable[..., Duty]) -> Duty:
    """What the reminder of this morning, which waits in the outbox, is about."""
    duty = ask(case, AUGUST, at=EARLY)
    fall_due(at=MORNING)
    assert Message.objects.get().status == "pending"
    return duty


def test_a_reminder_of_what_was_done_meanwhile_is_not_sent_and_says_so(waiting: Duty) -> None:
    Duty.objects.filter(pk=waiting.pk).update(status="done", closed_at=MORNING)

    ended = deliver_all(at=MORNING)

    assert (mail.outbox, ended) == ([], {"not_sent": 1})
    row = Message.objects.get()
    assert (row.status, row.error, row.sent_at) == ("not_sent", "no longer asked", None)
    assert DeliveryAttempt.objects.get().end == "withheld"
    told = Reminder.objects.get(message=row)
    assert (told.status, told.reason) == ("cancelled", "no longer asked")


def test_a_reminder_of_a_case_that_rests_is_not_sent(waiting: Duty) -> None:
    Case.objects.filter(pk=waiting.case_id).update(state="suspended")

    assert deliver_all(at=MORNING) == {"not_sent": 1}


def test_it_is_settled_and_troubles_nobody(waiting: Duty) -> None:
    Duty.objects.filter(pk=waiting.pk).update(status="done", closed_at=MORNING)
    deliver_all(at=MORNING)

    assert not deliver_all(at=MORNING)
    told = status(at=MORNING)
    assert (told.waiting, told.failed, told.uncertain) == (0, 0, 0)


def test_a_reminder_of_what_is_still_asked_is_sent(waiting: Duty) -> None:
    assert deliver_all(at=MORNING) == {"sent": 1}
    assert Reminder.objects.get(message__isnull=False).status == "done"


def test_what_may_have_gone_out_already_is_not_called_unsent(waiting: Duty) -> None:
    Message.objects.update(may_be_second_copy=True)
    Duty.objects.filter(pk=waiting.pk).update(status="done", closed_at=MORNING)

    assert deliver_all(at=MORNING) == {"sent": 1}
