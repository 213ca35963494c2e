"""What does each letter say at the moment when it is handed over?

Here, outside any transaction, is looked once more at what it reminds of: what is no longer asked,
has another day or another reader by now is not told, and the plan says so.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import Min

import clock
from agreements.models import Duty
from notifications import notes, overview, rendering
from notifications.asked import MOVED, NOT_ASKED, is_asked, is_of_that_day
from notifications.models import Message, Reminder, ReminderRule
from notifications.outbox import reader_of
from notifications.recipients import Recipients
from notifications.sweep import LATER_ONE, how_advanced, local_day, settle, with_duties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from notifications.outbox import Rendered
    from people.models import User

log = structlog.get_logger()

S = Reminder.Status
WORDED_LATE = (Message.Kind.REMINDER, Message.Kind.DIGEST)
LATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Withheld:
    """Nothing that the letter was to tell is asked of its reader."""


Words = dict[int, "Rendered | Withheld | Exception"]


def word(messages: Sequence[Message], *, at: datetime) -> Words:
    """By key, the words of those that have none yet, or why they are not sent.

    One that may have gone out already keeps its words: nobody could say truly that it was not sent.
    """
    here = [m for m in messages if m.kind in WORDED_LATE and not m.may_be_second_copy]
    rows = defaultdict[int, list[Reminder]](list)
    for row in with_duties(Reminder.objects.filter(message__in=here)).order_by("id"):
        rows[row.message_id or 0].append(row)
    holding = _holding(here, rows, at)
    others, coming = _others(holding.values(), here), _coming(holding.values(), at)
    words: Words = {}
    for message in here:
        try:
            words[message.pk] = (
                _digest(message, holding[message.pk], at)
                if message.kind == Message.Kind.DIGEST
                else _reminder(message, holding[message.pk], others, coming, at)
            )
        except Exception as error:  # one letter that cannot be worded holds up no other
            log.exception("wording_failed", message=message.pk)
            words[message.pk] = error
    return words


def _holding(
    messages: Iterable[Message], rows: dict[int, list[Reminder]], at: datetime
) -> dict[int, list[Reminder]]:
    """The rows that are still to be told to the reader; the others are settled anew."""
    every = [row for of_one in rows.values() for row in of_one]
    recipients = Recipients(((row.duty, row.rule) for row in every), at=at)
    holding: dict[int, list[Reminder]] = {}
    settled: list[Reminder] = []
    for message in messages:
        holding[message.pk] = []
        for row in rows[message.pk]:
            to = recipients.find(row.duty, row.rule, local_day(row.duty, at))
            if not is_asked(row.duty):
                row.status, row.reason = S.CANCELLED, NOT_ASKED
            elif not is_of_that_day(row):
                row.status, row.reason = S.CANCELLED, MOVED
            elif to is None or to.key != reader_of(message).partition("-")[0]:
                row.status, row.reason, row.message = S.PLANNED, "", None
            else:
                holding[message.pk].append(row)
                continue
            row.settled_at = None if row.status == S.PLANNED else at
            settled.append(row)
        _lead(message, holding[message.pk], settled)
    with transaction.atomic():
        settle(settled)
        notes.tell(_told_now(messages, settled), at=at)
    return holding


def _told_now(
    messages: Iterable[Message], settled: list[Reminder]
) -> Iterator[tuple[User, Reminder]]:
    """What leads a letter since another was withheld, and whose it is."""
    readers = {message.pk: message.recipient for message in messages}
    for row in settled:
        reader = readers.get(row.message_id or 0)
        if reader is not None and row.status == S.DONE:
            yield reader, row


def _lead(message: Message, rows: list[Reminder], settled: list[Reminder]) -> None:
    """Of what a letter of its own still tells, the most advanced is told first."""
    if message.kind != Message.Kind.REMINDER:
        return
    rows.sort(key=how_advanced, reverse=True)
    for place, row in enumerate(rows):
        ends = (S.SUPERSEDED, LATER_ONE) if place else (S.DONE, "")
        if (row.status, row.reason) != ends:
            row.status, row.reason = ends
            settled.append(row)


def _reminder(
    message: Message,
    rows: list[Reminder],
    others: dict[int, list[Duty]],
    coming: dict[tuple[int, str], date],
    at: datetime,
) -> Rendered | Withheld:
    if not rows:
        return Withheld()
    row = rows[0]
    return rendering.reminder(
        message,
        row,
        on=local_day(row.duty, at),
        others=[duty for duty in others[row.duty.case_id] if duty.pk != row.duty_id],
        next_on=coming.get((row.duty_id, row.rule.recipient)),
        is_late=at - row.due_at > LATE,
    )


def _digest(message: Message, rows: list[Reminder], at: datetime) -> Rendered | Withheld:
    owner = (message.recipient and message.recipient.municipality) or (
        rows[0].duty.case.owner if rows else None
    )
    if owner is None:
        return Withheld()
    on = clock.local_date(at, owner.time_zone)
    return overview.worded(message, rows, on) or Withheld()


def _others(
    holding: Iterable[list[Reminder]], messages: Iterable[Message]
) -> dict[int, list[Duty]]:
    """What is open in the cases of these letters of their own."""
    cases = {m.case_id for m in messages if m.kind == Message.Kind.REMINDER}
    cases &= {row.duty.case_id for rows in holding for row in rows}
    duties = Duty.objects.filter(case__in=cases, status=Duty.Status.OPEN).select_related(
        "case", "body", "party", "responsible__post__municipality"
    )
    found: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        found[duty.case_id].append(duty)
    return found


def _coming(holding: Iterable[list[Reminder]], at: datetime) -> dict[tuple[int, str], date]:
    """The day of the next letter about each duty to the same kind of reader."""
    planned = Reminder.objects.filter(
        duty__in={row.duty_id for rows in holding for row in rows},
        status=S.PLANNED,
        due_at__gt=at,
        rule__channel=ReminderRule.Channel.SINGLE,
    )
    return {
        (duty, recipient): day
        for duty, recipient, day in planned.order_by()
        .values_list("duty", "rule__recipient")
        .annotate(day=Min("send_on"))
    }
