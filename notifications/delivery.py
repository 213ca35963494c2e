"""How does a message leave the outbox, and what is known of it at every moment?

pending → sending (a lease; safe to take again) → transmitting (committed immediately before the
text is handed over) → sent, uncertain or failed. What reminds is worded when it is claimed; it
ends as not_sent where nothing of it is asked any more. A holder whose lease ran out may write
nothing: each write asks for its fence.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from notifications import outbox, smtp, wording
from notifications.asked import NOT_ASKED
from notifications.letters import as_mail
from notifications.models import DeliveryAttempt, Message
from notifications.wording import Withheld

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notifications.outbox import Rendered

log = structlog.get_logger()

BATCH = 50
LONGEST_RUN = timedelta(seconds=45)
"""After this a run stops between two messages: well before Celery ends a task."""

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""How long to wait after each attempt; the last holds for all that follow."""

MOST_ATTEMPTS = {
    Message.Guarantee.AT_LEAST_ONCE: 12,  # about two days
    Message.Guarantee.AT_MOST_ONCE: 5,
}
LATE = "after its sender was believed dead"
S, END = Message.Status, DeliveryAttempt.End


class StaleError(Exception):
    """The lease ran out and somebody else holds the message."""


class Moments:
    """The moments after `at`, so that a long batch tells true times."""

    def __init__(self, at: datetime) -> None:
        self._at, self._began = at, time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._began)

    def are_over(self) -> bool:
        return self.now() - self._at > LONGEST_RUN


def deliver_all(*, at: datetime) -> Counter[str]:
    """Deliver batches until nothing is left that may go now, or the next run may go on."""
    ended, moments = Counter[str](), Moments(at)
    while batch := deliver(at=moments.now()):
        ended += batch
        if batch["unreachable"] or moments.are_over():
            break
    return ended


def deliver(*, at: datetime, batch: int = BATCH) -> Counter[str]:
    """Deliver one batch over one connection; how many ended how. Never in a transaction."""
    moments = Moments(at)
    settle_expired(at=at)
    ended: Counter[str] = Counter()
    held = claim(batch, at=at)
    if not held:
        return ended
    words = wording.word(held, at=at)
    with smtp.transport() as way:
        for place, message in enumerate(held):
            if moments.are_over():
                _release(held[place:], "", moments.now(), timedelta(0))
                break
            try:
                ended[_deliver_one(way, message, words.get(message.pk), moments)] += 1
            except StaleError:
                ended["stale"] += 1
            except smtp.Unreachable as error:
                log.warning("mail_server_unreachable", error=str(error))
                ended["unreachable"] += _release(held[place:], str(error), moments.now(), WAITS[0])
                break
            except Exception as error:  # one message that cannot be sent must not hold up the rest
                log.exception("delivery_failed", message=message.pk)
                ended[_give_up(message, repr(error), moments.now())] += 1
    return ended


@transaction.atomic
def claim(batch: int, *, at: datetime) -> list[Message]:
    """Take the oldest messages that may go, past those that another sender holds."""
    waiting = Message.objects.filter(status=S.PENDING, available_at__lte=at)
    ids = list(
        waiting.select_for_update(skip_locked=True)
        .order_by("available_at", "id")
        .values_list("pk", flat=True)[:batch]
    )
    Message.objects.filter(pk__in=ids).update(
        status=S.SENDING,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        claimed_at=at,
        lease_until=at + lease(),
    )
    return list(Message.objects.filter(pk__in=ids).order_by("available_at", "id"))


def lease() -> timedelta:
    """How long a holder is believed to live; longer than handing over one mail can take."""
    return timedelta(seconds=settings.MAIL_LEASE_SECONDS)


@transaction.atomic
def settle_expired(*, at: datetime) -> None:
    """Messages whose holder died: safe to take again, or a case for their guarantee.

    A moment that a clock far ahead has written may be days off: what waits for it waits no longer.
    """
    ahead = at + 2 * lease()
    tried_ahead = Q(claimed_at__gt=ahead) | Q(created_at__gt=ahead) & ~Q(kind=Message.Kind.DIGEST)
    waiting = Message.objects.filter(tried_ahead, status=S.PENDING, available_at__gt=at)
    waiting.update(available_at=at)
    is_over = Q(lease_until__lt=at) | Q(lease_until__gt=ahead)
    expired = Message.objects.filter(
        is_over, status__in=[S.SENDING, S.TRANSMITTING]
    ).select_for_update(skip_locked=True)
    for message in expired:
        message.fence += 1  # should the holder live after all, it may write nothing
        if message.status == S.TRANSMITTING:
            _end_unknown(message, "its sender died", at)
        else:
            _try_later(message, "its sender died", at, END.BROKEN)


def _deliver_one(
    way: smtp.Transport,
    message: Message,
    words: Rendered | Withheld | Exception | None,
    moments: Moments,
) -> str:
    if isinstance(words, Withheld):
        return _finish(message, S.NOT_SENT, END.WITHHELD, NOT_ASKED, moments.now())
    if isinstance(words, Exception):
        return _give_up(message, repr(words), moments.now())
    return _post(way, message, words, moments)


def _post(way: smtp.Transport, message: Message, words: Rendered | None, moments: Moments) -> str:
    if words is not None:
        vars(message).update(outbox.words(words))
    try:
        mail = as_mail(message, unsubscribe=words.unsubscribe if words else "")
        way.post(mail, lambda: _transmitting(message, moments.now()))
    except smtp.Broken as error:
        return _try_later(message, str(error), moments.now(), END.BROKEN)
    except smtp.Deferred as error:
        return _try_later(message, str(error), moments.now(), END.DEFERRED)
    except smtp.RefusedForGood as error:
        return _finish(message, S.FAILED, END.REFUSED, str(error), moments.now())
    except smtp.Unknown as error:
        return _end_unknown(message, str(error), moments.now())
    try:
        return _finish(message, S.SENT, END.ACCEPTED, "", moments.now())
    except StaleError:
        _accepted_late(message, moments.now())
        raise


def _give_up(message: Message, error: str, at: datetime) -> str:
    if message.status == S.TRANSMITTING:
        return _end_unknown(message, error, at)
    return _try_later(message, error, at, END.BROKEN)


def _transmitting(message: Message, at: datetime) -> None:
    """Commit what it says, and that from now on a kill leaves unknown what became of it."""
    held = Message.objects.filter(pk=message.pk, fence=message.fence, status=S.SENDING)
    said = {"subject": message.subject, "text": message.text, "html": message.html}
    if not held.update(status=S.TRANSMITTING, lease_until=at + lease(), **said):
        raise StaleError
    message.status = S.TRANSMITTING


def _end_unknown(message: Message, error: str, at: datetime) -> str:
    if message.guarantee == Message.Guarantee.AT_MOST_ONCE:
        return _finish(message, S.UNCERTAIN, END.UNKNOWN, error, at)
    message.may_be_second_copy = True
    return _try_later(message, error, at, END.UNKNOWN)


def _try_later(message: Message, error: str, at: datetime, end: str) -> str:
    tries = outbox.tries_of(message)
    if tries >= MOST_ATTEMPTS[Message.Guarantee(message.guarantee)]:
        return _finish(message, S.FAILED, end, error, at)
    died = message.lease_until is not None and message.lease_until < at
    wait = timedelta(0) if died else WAITS[min(tries, len(WAITS)) - 1]
    message.available_at = at + wait
    return _finish(message, S.PENDING, end, error, at)


@transaction.atomic
def _accepted_late(message: Message, at: datetime) -> None:
    """The server took it after all, when the lease had run out; nobody else has tried meanwhile."""
    unknown = Message.objects.filter(
        pk=message.pk, fence=message.fence + 1, status__in=[S.PENDING, S.UNCERTAIN]
    )
    is_second = message.may_be_second_copy
    unknown.update(status=S.SENT, sent_at=at, error="", may_be_second_copy=is_second)
    _note(message, END.ACCEPTED, LATE, at)


@transaction.atomic
def _finish(message: Message, status: str, end: str, error: str, at: datetime) -> str:
    """Write the end of this attempt and what follows, unless the lease was lost."""
    held = Message.objects.filter(pk=message.pk, fence__lte=message.fence)
    written = held.exclude(status__in=[S.SENT, S.PENDING]).update(
        status=status,
        error=error[:500],
        fence=message.fence,
        available_at=message.available_at,
        sent_at=at if status == S.SENT else None,
        may_be_second_copy=message.may_be_second_copy,
        lease_until=None,
    )
    if not written:
        raise StaleError
    _note(message, end, error, at)
    if status in {S.FAILED, S.UNCERTAIN}:
        log.error("message_not_delivered", message=message.pk, status=status, error=error)
    return status


def _note(message: Message, end: str, error: str, at: datetime) -> None:
    DeliveryAttempt.objects.create(
        message=message,
        number=message.attempts,
        began_at=message.claimed_at or at,
        ended_at=at,
        end=end,
        detail=error[:500],
    )


def _release(messages: Sequence[Message], error: str, at: datetime, wait: timedelta) -> int:
    """Give back what was not tried; no attempt is counted against it."""
    for message in messages:
        Message.objects.filter(pk=message.pk, fence=message.fence, status=S.SENDING).update(
            status=S.PENDING,
            attempts=F("attempts") - 1,
            available_at=at + wait,
            lease_until=None,
            error=error[:500],
        )
    return len(messages)
