"""Who will be told what, and is there a reminder that nobody would get?

The planned rows, each with its reader as of the day on which it is told (deputies, holders of
posts) and folded as the sweep folds: what stands here is what goes out, while nothing changes.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from notifications.asked import is_asked
from notifications.models import Message, Reminder, ReminderRule, SweepRun
from notifications.moments import CLOCKS_APART
from notifications.outbox import reader_of
from notifications.recipients import Recipients
from notifications.sweep import Known, Letters, by_reader, how_advanced, local_day, with_duties
from people.models import PostHolding, Role, RoleGrant, Seat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from notifications.recipients import Addressee
    from people.models import User

S = Reminder.Status
YEAR, SOON = timedelta(days=365), timedelta(days=30)
MOST = 500
LOOKED_AT = 2_000
"""So many rows are read at most; what lies behind is told as such."""

NAME = "foresight"
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
NAMED = 100
TO = ReminderRule.Recipient


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One row of the plan as it would end: `letter` is none where it is told in Samklang alone.

    Nobody reads it where `to` is none. `at` is when the letter leaves.
    """

    row: Reminder
    at: datetime
    to: Addressee | None
    letter: Message | None

    @property
    def is_folded(self) -> bool:
        """Does it stand in a letter with others, not in one of its own?"""
        return self.letter is not None and self.letter.kind == Message.Kind.DIGEST


@dataclass(frozen=True, slots=True)
class Foresight:
    """What is foreseen, by its moment. `is_whole` is false where there is more than is listed;

    without `is_folded` each row stands alone: there is too much beside it to say which letter
    holds it.
    """

    rows: list[Foreseen]
    is_whole: bool = True
    is_folded: bool = True


def planned(at: datetime, within: timedelta = YEAR) -> QuerySet[Reminder]:
    """What is planned from now on, and what is due and was not swept yet."""
    ahead = Reminder.objects.filter(status=S.PLANNED, due_at__lte=at + within)
    return with_duties(ahead).order_by("due_at", "id")


def foresee(scope: Q, *, at: datetime) -> Foresight:
    """The next 12 months of these rows of the plan, at most `MOST` of them.

    A dozen queries, and for each reader of a case that is kept to some two more.
    """
    rows = list(planned(at).filter(scope)[: MOST + 1])
    is_whole, rows = len(rows) <= MOST, rows[:MOST]
    beside = list(_beside(rows, at)[: LOOKED_AT + 1]) if rows else []
    is_folded = len(beside) <= LOOKED_AT
    told = _Coming([*rows, *(beside if is_folded else [])], at).run()
    if not is_folded:
        told = [replace(one, at=max(one.row.due_at, at), letter=None) for one in told]
    keys = {row.pk for row in rows}
    return Foresight([one for one in told if one.row.pk in keys], is_whole, is_folded)


def foresee_for(user: User, *, at: datetime) -> Foresight:
    """The same of one reader, with what comes to them as deputy, by a role or by a post."""
    rows = list(planned(at).filter(_may_reach(user, at))[: LOOKED_AT + 1])
    told = _Coming(rows[:LOOKED_AT], at).run()
    theirs = [one for one in told if one.to is not None and one.to.user == user]
    return Foresight(theirs[:MOST], len(rows) <= LOOKED_AT and len(theirs) <= MOST)


def _may_reach(user: User, at: datetime) -> Q:
    """More rows than this reader gets, and none fewer."""
    absent = user.stands_in_for.filter(last_date__gte=at.date() - A_DAY).values("absent")
    people = Q(user=user) | Q(user__in=absent)
    seats = Seat.objects.filter(people).values("actor")
    grants = RoleGrant.objects.filter(people)

    def at_home(role: str) -> Q:
        return Q(duty__case__owner__in=grants.filter(role=role).values("municipality"))

    return (
        Q(duty__responsible__in=seats)
        | Q(duty__responsible__person=user)
        | Q(duty__responsible__person__in=absent)
        | Q(rule__recipient=TO.HEAD) & at_home(Role.HEAD)
        | Q(rule__recipient=TO.DIRECTOR) & at_home(Role.DIRECTOR)
        | Q(rule__recipient=TO.SECRETARY)
        & (Q(duty__body__secretary__in=seats) | at_home(Role.SECRETARIAT))
        | Q(rule__role__in=grants.values("role"), rule__recipient=TO.ROLE)
        | Q(rule__post__in=PostHolding.objects.filter(people).values("post"))
    )


def _beside(rows: Sequence[Reminder], at: datetime) -> QuerySet[Reminder]:
    """What else those municipalities tell on the same days: a day has one letter for a reader."""
    same = Q(send_on__in={row.send_on for row in rows})
    if rows[0].due_at <= at:
        same |= Q(due_at__lte=at)
    others = planned(at).filter(same, duty__case__owner__in={r.duty.case.owner_id for r in rows})
    return others.exclude(pk__in=[row.pk for row in rows])


# ---------------------------------------------------------------- the sweep, without writing
class _Coming:
    """What sweeps and senders would do with these rows, moment by moment."""

    def __init__(self, rows: Sequence[Reminder], at: datetime) -> None:
        self._recipients = Recipients(((row.duty, row.rule) for row in rows), at=at)
        owners = {row.duty.case.owner_id for row in rows}
        self._known = Known.about(self._recipients.everybody(), owners)
        self._of_days: dict[str, list[Message]] = defaultdict(list)
        self._letters: dict[str, tuple[Message, list[Reminder]]] = {}
        self._ends: dict[int, Foreseen] = {}
        self._due: dict[datetime, list[Reminder]] = defaultdict(list)
        self._moments: list[datetime] = []
        self._read_today([row for row in rows if row.due_at <= at + A_DAY], at)
        for row in rows:
            self._plan(row, max(row.due_at, at))

    def run(self) -> list[Foreseen]:
        while self._moments:
            moment = heapq.heappop(self._moments)
            self._sweep(self._due.pop(moment, []), moment)
            self._deliver(moment)
        return sorted(self._ends.values(), key=lambda one: (one.at, one.row.pk))

    def _read_today(self, rows: Iterable[Reminder], at: datetime) -> None:
        told = by_reader(rows, self._recipients, at)
        if told:
            Letters(told, at, self._known, self._of_days).read_today()

    def _plan(self, row: Reminder, moment: datetime) -> None:
        self._due[moment].append(row)
        heapq.heappush(self._moments, moment)

    def _sweep(self, rows: Iterable[Reminder], moment: datetime) -> None:
        rows = list(rows)
        told = by_reader(rows, self._recipients, moment)
        Letters(told, moment, self._known, self._of_days).tell()
        for row in rows:
            if row.status == S.NOT_SENT:
                self._ends[row.pk] = Foreseen(row, moment, None, None)
        for pairs in told.values():
            for row, to in pairs:
                self._take(row, to, moment)

    def _take(self, row: Reminder, to: Addressee, moment: datetime) -> None:
        letter = row.message
        if letter is None:
            self._ends[row.pk] = Foreseen(row, moment, to, None)
            return
        self._letters.setdefault(letter.key, (letter, []))[1].append(row)
        heapq.heappush(self._moments, letter.available_at)

    def _deliver(self, moment: datetime) -> None:
        """Letters leave with what is still to be told to their reader; the rest is told anew."""
        for key, (letter, rows) in list(self._letters.items()):
            if letter.available_at > moment:
                continue
            del self._letters[key]
            kept = list(self._kept(letter, rows, moment))
            letter.status = Message.Status.SENT if kept else Message.Status.NOT_SENT
            kept.sort(key=lambda pair: how_advanced(pair[0]), reverse=True)
            for row, to in kept:
                self._ends[row.pk] = Foreseen(row, moment, to, letter)

    def _kept(
        self, letter: Message, rows: Iterable[Reminder], moment: datetime
    ) -> Iterator[tuple[Reminder, Addressee]]:
        for row in rows:
            to = self._recipients.find(row.duty, row.rule, local_day(row.duty, moment))
            if to is not None and to.key == reader_of(letter).partition("-")[0]:
                yield row, to
            else:
                row.message = None
                self._plan(row, moment + A_MINUTE)


# ---------------------------------------------------------------- before it is too late
def unreached(rows: Iterable[Reminder], *, at: datetime) -> list[Reminder]:
    """Those of these planned rows that nobody would get on their day; asked of `with_duties`."""
    rows = list(rows)
    recipients = Recipients(((row.duty, row.rule) for row in rows), at=at)
    return [
        row
        for row in rows
        if is_asked(row.duty)
        and not recipients.find(row.duty, row.rule, local_day(row.duty, max(row.due_at, at)))
    ]


def look_ahead(*, at: datetime) -> int:
    """Look once an hour which reminders of the next 30 days nobody would get; how many.

    Kept as a run, which names the first of them: a page need look at no others.
    """
    last = SweepRun.objects.filter(name=NAME).first()
    if last is not None and -CLOCKS_APART <= at - last.at < AN_HOUR:
        return 0
    found: list[int] = []
    after = 0
    while rows := list(planned(at, SOON).filter(pk__gt=after).order_by("pk")[:LOOKED_AT]):
        found += [row.pk for row in unreached(rows, at=at)]
        after = rows[-1].pk
    counts = {"number": len(found), "rows": found[:NAMED]}
    SweepRun.objects.update_or_create(name=NAME, defaults={"at": at, "counts": counts})
    return len(found)


def known_unreached(*, at: datetime) -> list[Reminder]:
    """What the last look ahead found and nobody has mended since."""
    last = SweepRun.objects.filter(name=NAME).first()
    rows = Reminder.objects.filter(pk__in=last.counts["rows"], status=S.PLANNED) if last else None
    return unreached(with_duties(rows).order_by("due_at", "pk"), at=at) if rows is not None else []
