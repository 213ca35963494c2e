"""Who gets the letter with all tasks, and when?

One letter on Monday at 7 in the municipality's own time, or at its own hour; one for a person and
Monday, worded when it is handed over. A week that asks nothing of somebody brings no letter; what
lies more than `HORIZON` ahead asks nothing yet. What fell due and has no mail of its own is told in
it, whatever else stands there; whoever wishes it gets those on the next working day.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

import clock
from agreements.models import Duty
from agreements.states import FROZEN
from notifications.locks import exclusive
from notifications.models import Message, Preference, SweepRun
from notifications.moments import CLOCKS_APART, MONDAY, local_moment, monday_of
from notifications.outbox import compose, queue
from notifications.recipients import addressed
from people.models import Actor, Deputy, Municipality, Seat, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from notifications.recipients import Addressee

MONDAY_LETTER = time(7)
A_DAY = timedelta(days=1)
SATURDAY = 5
HORIZON = timedelta(days=60)


class Times:
    """When the letters of these municipalities leave, in their own time."""

    def __init__(self, owners: Iterable[int | None]) -> None:
        here = Municipality.objects.filter(pk__in={owner for owner in owners if owner})
        self._times = {one.pk: _leaves(one) for one in here.select_related("sending")}

    def of(self, owner: int) -> tuple[time, str]:
        return self._times[owner]


def _leaves(municipality: Municipality) -> tuple[time, str]:
    sending = getattr(municipality, "sending", None)
    return (sending.digest_time if sending else MONDAY_LETTER), municipality.time_zone


def letter_after(
    to: Addressee, leaves: tuple[time, str], *, at: datetime, daily: bool = False
) -> Message:
    """The letter with all tasks that this reader gets next; the same row whoever asks."""
    clock_time, zone = leaves
    day = clock.local_date(at, zone)
    while local_moment(day, clock_time, zone) <= at or not (
        day.weekday() < SATURDAY if daily else day.weekday() == MONDAY
    ):
        day += A_DAY
    return _letter_of(to, day, at=at, available_at=local_moment(day, clock_time, zone))


def _letter_of(to: Addressee, day: date, *, at: datetime, available_at: datetime) -> Message:
    return compose(
        f"digest:{to.key}:{day.isoformat()}",
        to,
        None,
        kind=Message.Kind.DIGEST,
        at=at,
        available_at=available_at,
    )


def write_digests(*, at: datetime) -> int:
    """Queue the letters of every municipality whose Monday has come; how many."""
    return sum(
        _write(municipality, at) for municipality in Municipality.objects.select_related("sending")
    )


def _write(municipality: Municipality, at: datetime) -> int:
    """A municipality that was never swept begins on its next Monday, not in mid-week."""
    on = clock.local_date(at, municipality.time_zone)
    monday = monday_of(on)
    name = f"digest.{municipality.pk}"
    with exclusive(name) as alone:
        last = SweepRun.objects.filter(name=name).first()
        due_at = local_moment(monday, *_leaves(municipality))
        if (
            not alone
            or at < due_at
            or (last is not None and due_at <= last.at <= at + CLOCKS_APART)
        ):
            return 0
        written = 0
        if last is not None or on == monday:
            letters = [
                _letter_of(addressed(user, "digest"), monday, at=at, available_at=due_at)
                for user in _readers(municipality, on)
            ]
            written = len(queue(letters))
        SweepRun.objects.update_or_create(
            name=name, defaults={"at": at, "counts": {"written": written}}
        )
        return written


def _readers(municipality: Municipality, on: date) -> QuerySet[User]:
    """The people of whom something is asked soon, themselves or as a deputy, and who wish it."""
    asked = Actor.objects.filter(duties__in=open_duties().filter(soon(on)))
    seated = Seat.objects.filter(actor__in=asked).values("user")
    standing_in = Deputy.objects.filter(
        absent__in=seated, first_date__lte=on, last_date__gte=on
    ).values("deputy")
    people = User.objects.filter(
        Q(pk__in=seated) | Q(pk__in=standing_in), municipality=municipality, is_active=True
    ).exclude(pk__in=replaced(on))
    return (
        people.exclude(preference__digest=Preference.Digest.NONE).exclude(email="").order_by("pk")
    )


def replaced(on: date) -> QuerySet[Deputy, int]:
    """Keys of the absent people whose deputy is there to read their mail."""
    away = Deputy.objects.filter(first_date__lte=on, last_date__gte=on)
    there = away.filter(deputy__is_active=True).exclude(deputy__in=away.values("absent"))
    return there.values_list("absent", flat=True)


def soon(on: date) -> Q:
    """What has a window that begins within `HORIZON`, or none."""
    return Q(due_from__isnull=True) | Q(due_from__lte=on + HORIZON)


def open_duties() -> QuerySet[Duty]:
    """What is asked and does not rest."""
    return Duty.objects.filter(status=Duty.Status.OPEN).exclude(case__state__in=FROZEN)
