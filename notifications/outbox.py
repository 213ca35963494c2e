"""How does a text become a row that will be delivered?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

import worded
from notifications import dispatch
from notifications.models import DeliveryAttempt, Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agreements.models import Case
    from notifications.recipients import Addressee
    from people.models import User

OPEN_ENDS = (Message.Status.UNCERTAIN, Message.Status.FAILED)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail in one language; text and HTML tell the same facts.

    `unsubscribe` is the address at which a reader ends such letters, where they may.
    """

    subject: str
    text: str
    html: str
    unsubscribe: str = ""


def compose(  # noqa: PLR0913 - the facts of a message
    key: str,
    to: Addressee,
    rendered: Rendered | None,
    *,
    kind: str,
    at: datetime,
    available_at: datetime | None = None,
    case: Case | None = None,
    guarantee: str = Message.Guarantee.AT_LEAST_ONCE,
) -> Message:
    """A row ready to be added; without words it is worded when it is handed over.

    `key` begins with its sort and the reader. The Message-ID follows from it: a second copy has
    the same.
    """
    return Message(
        key=key,
        kind=kind,
        guarantee=guarantee,
        case=case,
        recipient=to.user,
        told_as=to.role,
        stands_in_for=to.absent,
        unit=to.unit,
        address=to.address,
        language=to.language,
        message_id=f"<{re.sub(r'[^A-Za-z0-9.-]', '.', key)}@{mail_host()}>",
        created_at=at,
        available_at=available_at or at,
        **(words(rendered) if rendered else {}),
    )


def words(rendered: Rendered) -> dict[str, str]:
    """What a mail says, as the columns that keep it."""
    return {
        "subject": one_line(rendered.subject)[:250],
        "text": rendered.text,
        "html": rendered.html,
    }


def reader_of(message: Message) -> str:
    """The key of the addressee, which stands second in the key of the message."""
    return message.key.split(":")[1]


def queue(messages: Sequence[Message]) -> list[Message]:
    """Add those whose key is new, in the caller's transaction."""
    keys = [message.key for message in messages]
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    return add([message for message in messages if message.key not in known])


def add(messages: Sequence[Message]) -> list[Message]:
    """Add messages whose keys cannot be there yet, and wake the senders after the transaction."""
    if messages:
        worded.add(messages)
        transaction.on_commit(dispatch.kick)
    return list(messages)


def one_line(text: str) -> str:
    """A subject holds no line break, whatever a title holds."""
    return " ".join(text.split())


def mail_host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def thread_of(case_id: int) -> str:
    """The mail that all mails about a case answer to; it was never sent."""
    return f"<case-{case_id}@{mail_host()}>"


class Settled(Exception):
    """Somebody, or a sender, has settled this letter meanwhile; `message` is how it stands now."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@transaction.atomic
def send_again(
    message: Message, *, by: User, at: datetime, words: str = "", seen: int | None = None
) -> None:
    """A person decides that an uncertain or failed letter is to be sent again; `words` say why.

    `seen` is the fence of the letter as the person saw it. Raises `Settled` where it is not open
    any more, or has been tried since.
    """
    row = _open(message, seen)
    _note(row, DeliveryAttempt.End.RELEASED, at, by, words)
    row.may_be_second_copy = row.may_be_second_copy or row.status == Message.Status.UNCERTAIN
    row.status, row.available_at, row.error = Message.Status.PENDING, at, ""
    row.save()
    transaction.on_commit(dispatch.kick)


@transaction.atomic
def was_received(
    message: Message, *, by: User, at: datetime, words: str = "", seen: int | None = None
) -> None:
    """A person knows that an uncertain or failed letter has arrived, and from where.

    Raises `Settled` as `send_again` does.
    """
    row = _open(message, seen)
    _note(row, DeliveryAttempt.End.CONFIRMED, at, by, words)
    row.status, row.sent_at = Message.Status.SENT, at
    row.save()


def _open(message: Message, seen: int | None) -> Message:
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.status not in OPEN_ENDS or seen not in {None, row.fence}:
        raise Settled(row)
    return row


def _note(row: Message, end: str, at: datetime, by: User, words: str) -> None:
    DeliveryAttempt.objects.create(
        message=row,
        number=row.attempts,
        began_at=at,
        ended_at=at,
        end=end,
        by=by,
        detail=words[:500],
    )


def tries_of(message: Message) -> int:
    """How often it was tried since a person last had it sent again; the ledger counts on."""
    released = DeliveryAttempt.objects.filter(message=message, end=DeliveryAttempt.End.RELEASED)
    before = released.order_by("-id").values_list("number", flat=True).first()
    return message.attempts - (before or 0)
