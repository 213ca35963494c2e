"""Why did, or will, this reader get this reminder?

All that decided about a row of the plan: the rule, the window it counts from, the day and how it
moved, who was asked and who reads it, the letter and each attempt to hand it over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from notifications import foresight
from notifications.models import DeliveryAttempt, Note, Reminder
from notifications.sweep import with_duties

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

    from notifications.foresight import Foreseen
    from notifications.models import Message, ReminderRule
    from notifications.recipients import Addressee
    from people.models import User

S = Reminder.Status


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule by which it was planned, as it stands now.

    `of` names what it is for: the more of municipality, kind_of_duty and kind_of_agreement, the
    more general rules it stands instead of.
    """

    id: int
    days: int
    recipient: str
    channel: str
    shift: str
    of: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it and as whom; `stands_in_for` is the absent person whose deputy they are."""

    name: str
    address: str
    told_as: str
    stands_in_for: str
    user: int | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to hand the letter over, or what a person wrote about it."""

    number: int
    began_at: datetime
    ended_at: datetime
    end: str
    detail: str
    by: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter that tells it; `tells` counts the reminders in it, `first` is told first."""

    id: int
    kind: str
    status: str
    leaves_at: datetime
    sent_at: datetime | None
    tells: int
    first: int
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Days are local to `zone`, moments UTC. While it is planned, `reader` and `leaves` are

    what is foreseen now, and there is no letter yet.
    """

    reminder: int
    case: int
    duty: int
    kind: str
    rule: Rule
    window: str
    due_on: date
    send_on: date
    send_time: time
    zone: str
    planned_at: datetime
    due_at: datetime
    settled_at: datetime | None
    status: str
    reason: str
    asked: str
    reader: Reader | None
    leaves: datetime | None
    channel: str
    letter: Letter | None


def with_letters(rows: Any) -> Any:
    """The rows with what explains them, in a number of queries that does not grow."""
    attempts = DeliveryAttempt.objects.select_related("by")
    noted = Note.objects.select_related("user")
    return (
        with_duties(rows)
        .select_related("message")
        .prefetch_related(
            "message__recipient",
            "message__stands_in_for",
            "message__unit",
            Prefetch("message__ledger", queryset=attempts),
            Prefetch("message__reminders", queryset=Reminder.objects.order_by("pk")),
            Prefetch("notes", queryset=noted),
        )
    )


def explain(rows: Sequence[Reminder], *, at: datetime) -> list[Explanation]:
    """Why each of these; ask for them `with_letters`. What is planned is foreseen."""
    ahead = [row.pk for row in rows if row.status == S.PLANNED]
    told = foresight.foresee(Q(pk__in=ahead), at=at).rows if ahead else []
    foreseen = {one.row.pk: one for one in told}
    return [_explained(row, foreseen.get(row.pk)) for row in rows]


def _explained(row: Reminder, ahead: Foreseen | None) -> Explanation:
    settled = Explanation(
        reminder=row.pk,
        case=row.duty.case_id,
        duty=row.duty_id,
        kind=row.duty.kind_id,
        rule=_rule(row.rule),
        window=row.duty.due.edtf() if row.duty.due else "",
        due_on=row.due_on,
        send_on=row.send_on,
        send_time=row.send_time,
        zone=row.zone,
        planned_at=row.planned_at,
        due_at=row.due_at,
        settled_at=row.settled_at,
        status=row.status,
        reason=row.reason,
        asked=str(row.duty.responsible),
        reader=reader_of(row),
        leaves=row.message.available_at if row.message else None,
        channel=row.message.kind if row.message else "",
        letter=_letter(row.message) if row.message else None,
    )
    if ahead is None:
        return settled
    return replace(
        settled,
        reader=_foreseen_reader(ahead.to) if ahead.to else None,
        leaves=ahead.at,
        channel=ahead.letter.kind if ahead.letter else "app" if ahead.to else "",
    )


def _rule(rule: ReminderRule) -> Rule:
    of = {
        "municipality": rule.municipality_id,
        "kind_of_duty": rule.kind_id,
        "kind_of_agreement": rule.case_kind_id,
    }
    return Rule(
        id=rule.pk,
        days=rule.days,
        recipient=rule.recipient,
        channel=rule.channel,
        shift=rule.shift,
        of=tuple(name for name, key in of.items() if key is not None),
        is_active=rule.is_active,
    )


def reader_of(row: Reminder) -> Reader | None:
    """Who read a settled row, by its letter, or by the note that alone told it."""
    letter = row.message
    if letter is not None:
        return Reader(
            name=_name(letter.recipient) or str(letter.unit or letter.address),
            address=letter.address,
            told_as=letter.told_as,
            stands_in_for=_name(letter.stands_in_for),
            user=letter.recipient_id,
        )
    note = next(iter(row.notes.all()), None)
    if note is None:
        return None
    return Reader(note.user.name, note.user.email, row.rule.recipient, "", note.user_id)


def _name(user: User | None) -> str:
    return user.name if user else ""


def _foreseen_reader(to: Addressee) -> Reader:
    return Reader(
        name=_name(to.user) or str(to.unit or to.address),
        address=to.address,
        told_as=to.role,
        stands_in_for=_name(to.absent),
        user=to.user.pk if to.user else None,
    )


def _letter(message: Message) -> Letter:
    rows = list(message.reminders.all())
    first = next((row for row in rows if row.status == S.DONE), rows[0])
    return Letter(
        id=message.pk,
        kind=message.kind,
        status=message.status,
        leaves_at=message.available_at,
        sent_at=message.sent_at,
        tells=len(rows),
        first=first.pk,
        attempts=attempts_of(message),
    )


def attempts_of(message: Message) -> tuple[Attempt, ...]:
    """In their order, those of people among them."""
    return tuple(
        Attempt(
            number=row.number,
            began_at=row.began_at,
            ended_at=row.ended_at,
            end=row.end,
            detail=row.detail,
            by=_name(row.by),
        )
        for row in message.ledger.all()
    )
