"""How is the demonstration loaded: once, whole, and never beside real people?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from exchange.demo.accounts import demo_accounts
from exchange.demo.changing import change_texts
from exchange.demo.commitments import promise_things
from exchange.demo.context import put_in_context
from exchange.demo.documents import put_on_file
from exchange.demo.examples import walk_examples
from exchange.demo.existing import register_agreements
from exchange.demo.follow_up import follow_up
from exchange.demo.moments import STEP
from exchange.demo.organisation import found
from exchange.demo.otherwise import go_another_way
from exchange.demo.people_leave import let_people_leave
from exchange.demo.taking_part import let_parties_come_and_go
from notifications.models import Message, Note, Reminder
from people.models import User
from workflows.handover import LEFT, leave

if TYPE_CHECKING:
    from datetime import datetime


class DemoRefusedError(Exception):
    """The demonstration does not go where real people work."""


def is_loaded() -> bool:
    return demo_accounts().exists()


def is_free() -> bool:
    """Has nobody an account yet?"""
    return not User.objects.exists()


@transaction.atomic
def load(*, at: datetime) -> bool:
    """Load the demonstration as of this moment; False when it is there already.

    Raises `DemoRefusedError` where anybody else has an account.
    """
    if is_loaded():
        return False
    if not is_free():
        raise DemoRefusedError(
            "Other people have accounts here; the demonstration goes into an empty database."
        )
    tenants = found(at=at)
    register_agreements(tenants, at=at - 3 * STEP)
    walk_examples(tenants, at=at)
    promise_things(tenants, at=at)
    let_parties_come_and_go(tenants, at=at)
    put_in_context(tenants, at=at)
    put_on_file(tenants, at=at)
    change_texts(tenants, at=at)
    follow_up(tenants, at=at)
    go_another_way(tenants, at=at)
    let_people_leave(tenants, at=at)
    _tell_nobody_of_the_past(at)
    return True


def _tell_nobody_of_the_past(at: datetime) -> None:
    """The examples went their way before this moment: nobody is written to because of it."""
    letters = Message.objects.filter(status=Message.Status.PENDING, created_at__lt=at)
    Note.objects.filter(message__in=letters).delete()
    letters.delete()
    Reminder.objects.filter(status=Reminder.Status.PLANNED, due_at__lt=at).update(
        status=Reminder.Status.NOT_SENT, reason="imported", settled_at=at
    )


@transaction.atomic
def close_sign_ins(*, at: datetime) -> int:
    """Nobody signs in to the demonstration any more; how many could. Units take their tasks."""
    accounts = list(demo_accounts().filter(is_active=True))
    for account in accounts:
        leave(account, reason="demo", by=LEFT, at=at)
    return len(accounts)
