"""What has fallen due, and in which letter is it told?

Reads planned rows whose moment has come, three days of them as easily as one minute's. Of a case
each reader gets one letter, and of a day one letter alone: what is beside it is told in the next
letter with all tasks. Each row names its letter, so what became of the letter became of the row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.db import connection

import clock
from notifications import digests, notes
from notifications.asked import NOT_ASKED, is_asked
from notifications.locks import exclusive
from notifications.models import Message, Preference, Reminder, ReminderRule
from notifications.outbox import compose, queue
from notifications.recipients import Addressee, Recipients

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from agreements.models import Duty
    from people.models import User

log = structlog.get_logger()

BATCH = 500
S = Reminder.Status
CHANNEL = ReminderRule.Channel
Told = tuple[Reminder, Addressee]

SETTLE = """
UPDATE notifications_reminder SET status = %s, reason = %s, message_id = %s, settled_at = %s
WHERE id = %s
"""
LATER_ONE = "a later one of the same case goes out"
IN_DIGEST = "in the Monday letter"
IN_APP = "told in Samklang"
UNWANTED = "not wished for"
NOBODY = "nobody to tell"
LETTERS_A_DAY = 5
"""How often one that was withheld may be made good on the same day."""


def fall_due(*, at: datetime) -> Counter[str]:
    """Queue a mail for what is due and settle the rows; how many ended how."""
    ended: Counter[str] = Counter()
    while True:
        with exclusive("fall_due") as alone:
            rows = list(_due(at)) if alone else []
            if not rows:
                return ended
            ended += _settle(rows, at)


def due_reminders(at: datetime) -> QuerySet[Reminder]:
    """Through the partial index: the cost follows what is due, not what is planned."""
    return Reminder.objects.filter(status=S.PLANNED, due_at__lte=at)


def with_duties(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """The rows with all that tells what they ask, and of whom."""
    return rows.select_related(
        "rule",
        "duty__kind",
        "duty__case__owner",
        "duty__body",
        "duty__party",
        "duty__case__unit",
        "duty__case__responsible",
        "duty__responsible__person__unit",
        "duty__responsible__post__unit",
        "duty__responsible__post__municipality",
        "duty__responsible__unit",
    )


def _due(at: datetime) -> QuerySet[Reminder]:
    rows = with_duties(due_reminders(at))
    # Whoever closes the duty now has it: its row is left to the next sweep, which finds it closed.
    return rows.select_for_update(of=("self", "duty"), skip_locked=True).order_by("-due_at", "-id")[
        :BATCH
    ]


def _settle(rows: list[Reminder], at: datetime) -> Counter[str]:
    """Decide the end of each row, queue the letters, write both."""
    told = by_reader(rows, Recipients(((row.duty, row.rule) for row in rows), at=at), at)
    for row in rows:
        if row.reason == NOBODY:
            log.warning("reminder_to_nobody", reminder=row.pk, case=row.duty.case_id)
    letters = Letters.of(told, at)
    letters.tell()
    letters.write()
    settle(rows)
    return Counter(str(row.status) for row in rows)


def by_reader(
    rows: Iterable[Reminder], recipients: Recipients, at: datetime
) -> dict[str, list[Told]]:
    """The rows that are told, by the key of their reader; the others end here."""
    told: dict[str, list[Told]] = defaultdict(list)
    for row in rows:
        row.settled_at = at
        if not is_asked(row.duty):
            row.status, row.reason = S.CANCELLED, NOT_ASKED
        elif to := recipients.find(row.duty, row.rule, local_day(row.duty, at)):
            told[to.key].append((row, to))
        else:
            row.status, row.reason = S.NOT_SENT, NOBODY
    return told


def settle(rows: Iterable[Reminder]) -> None:
    """Write how these rows ended. Django's `bulk_update` words a CASE for each column and row."""
    adapted = connection.ops.adapt_datetimefield_value
    ends = [
        (row.status, row.reason, row.message_id, row.settled_at and adapted(row.settled_at), row.pk)
        for row in rows
    ]
    if ends:
        with connection.cursor() as cursor:
            cursor.executemany(SETTLE, ends)


def local_day(duty: Duty, at: datetime) -> date:
    return clock.local_date(at, duty.case.owner.time_zone)


def best_first(letters: Iterable[Told]) -> list[Told]:
    """The most advanced first: what is overdue longest, else what is due next."""
    return sorted(letters, key=lambda told: how_advanced(told[0]), reverse=True)


def how_advanced(row: Reminder) -> tuple[int, datetime, int]:
    """By how far it has come; sort in reverse."""
    return row.days, row.due_at, -row.pk


@dataclass(frozen=True, slots=True)
class Known:
    """What people wish, and when the letters of their municipalities leave."""

    wishes: dict[int, Preference]
    times: digests.Times

    @classmethod
    def about(cls, users: Iterable[User], owners: Iterable[int]) -> Known:
        """Of these readers and owners of cases, in two queries."""
        users = set(users)
        wishes = Preference.objects.filter(user__in=users)
        return cls(
            {wish.user_id: wish for wish in wishes},
            digests.Times([*(user.municipality_id for user in users), *owners]),
        )


class Letters:
    """The letters that tell these rows, by reader; some are there already.

    `of_days` holds by their first key those that the readers get on these days. `tell` decides
    alone, so that what is foreseen is what will be; `write` keeps it.
    """

    def __init__(
        self,
        told: dict[str, list[Told]],
        at: datetime,
        known: Known,
        of_days: dict[str, list[Message]],
    ) -> None:
        self._told, self._at, self._known, self._of_days = told, at, known, of_days
        self.new: dict[str, Message] = {}
        self._next: dict[str, Message] = {}

    @classmethod
    def of(cls, told: dict[str, list[Told]], at: datetime) -> Letters:
        """With what is known of the readers now, and what goes to them today already."""
        every = [pair for letters in told.values() for pair in letters]
        known = Known.about(
            {to.user for _row, to in every if to.user},
            {row.duty.case.owner_id for row, _to in every},
        )
        letters = cls(told, at, known, defaultdict(list))
        letters.read_today()
        return letters

    def tell(self) -> None:
        for reader, letters in self._told.items():
            self._tell(reader, letters)

    def write(self) -> None:
        queue(list(self.new.values()))
        known = Message.objects.in_bulk(list(self.new), field_name="key")
        rows = [row for letters in self._told.values() for row, _to in letters]
        for row in rows:
            if row.message is not None:
                row.message = known.get(row.message.key, row.message)
        self._note()

    def read_today(self) -> None:
        """By their first key, what goes to these readers today already."""
        days = {
            self._key(reader, row) for reader, letters in self._told.items() for row, _to in letters
        }
        keys = [key + suffix for key in days for suffix in _SUFFIXES]
        for message in Message.objects.filter(key__in=keys).order_by("id"):
            self._of_days[":".join(message.key.split(":")[:3])].append(message)

    def _key(self, reader: str, row: Reminder) -> str:
        """One letter for a reader and day; those outside have one for each case."""
        which = f"{reader}-{row.duty.case_id}" if reader.startswith("contact") else reader
        return f"single:{which}:{local_day(row.duty, self._at).isoformat()}"

    def _tell(self, reader: str, letters: list[Told]) -> None:
        singles: dict[int, list[Told]] = defaultdict(list)
        for row, to in best_first(letters):
            channel = self._channel(row, to)
            if channel == CHANNEL.SINGLE:
                singles[row.duty.case_id].append((row, to))
            elif channel == CHANNEL.APP:
                row.status, row.reason = S.DONE, IN_APP
            else:
                self._fold(row, to)
        for case_letters in sorted(singles.values(), key=_rank, reverse=True):
            self._single(reader, case_letters)

    def _channel(self, row: Reminder, to: Addressee) -> str:
        wish = self._known.wishes.get(to.user.pk) if to.user else None
        can_wait = not row.duty.kind.is_statutory
        if row.rule.channel == CHANNEL.APP and to.user:
            return CHANNEL.APP
        if row.rule.channel == CHANNEL.SINGLE and not (wish and can_wait and not wish.own_mails):
            return CHANNEL.SINGLE
        return CHANNEL.DIGEST

    def _single(self, reader: str, letters: list[Told]) -> None:
        """One case in a letter of its own, unless the day has its letter."""
        first, to = letters[0]
        key = self._key(reader, first)
        sent = [m for m in self._of_days[key] if m.status != Message.Status.NOT_SENT]
        if sent and not (
            sent[0].case_id == first.duty.case_id and sent[0].status == Message.Status.PENDING
        ):
            for row, _to in letters:
                self._fold(row, to)
            return
        message = sent[0] if sent else self._add(key, first, to)
        for row, _to in letters:
            row.message = message
            row.status, row.reason = S.SUPERSEDED, LATER_ONE
        if not sent:
            first.status, first.reason = S.DONE, ""

    def _add(self, key: str, row: Reminder, to: Addressee) -> Message:
        is_outside = to.role == ReminderRule.Recipient.CONTACT
        message = compose(
            key + _SUFFIXES[len(self._of_days[key])],
            to,
            None,
            kind=Message.Kind.REMINDER,
            at=self._at,
            case=row.duty.case,
            guarantee=Message.Guarantee.AT_MOST_ONCE
            if is_outside
            else Message.Guarantee.AT_LEAST_ONCE,
        )
        self._of_days[key].append(message)
        self.new[message.key] = message
        return message

    def _fold(self, row: Reminder, to: Addressee) -> None:
        """Into the next letter with all tasks, which is made now if it is not there."""
        row.status, row.reason = S.DONE, IN_DIGEST
        wish = self._known.wishes.get(to.user.pk) if to.user else None
        if wish and wish.digest == Preference.Digest.NONE and not row.duty.kind.is_statutory:
            row.reason = UNWANTED
            return
        if to.key not in self._next:
            owner = to.user.municipality_id if to.user else None
            letter = digests.letter_after(
                to,
                self._known.times.of(owner or row.duty.case.owner_id),
                at=self._at,
                daily=bool(wish and wish.digest == Preference.Digest.DAILY),
            )
            self._next[to.key] = self.new[letter.key] = letter
        row.message = self._next[to.key]

    def _note(self) -> None:
        """What is told of a person is told in Samklang as well."""
        told = (pair for letters in self._told.values() for pair in letters)
        notes.tell(
            ((to.user, row) for row, to in told if to.user and row.status == S.DONE), at=self._at
        )


_SUFFIXES = ("", *(f":{n}" for n in range(2, LETTERS_A_DAY + 1)))


def _rank(letters: list[Told]) -> tuple[int, int]:
    row = letters[0][0]
    return row.days, -row.duty_id
