"""What does each person's week hold?

One letter on Monday at 7 in the municipality's own time, or at its own hour; one for a person and
Monday, worded when it is handed over. A week that asks nothing of somebody brings no letter; what
lies more than `HORIZON` ahead asks nothing yet. What fell due and has no mail of its own is told in
it, whatever else stands there; whoever wishes it gets those on the next working day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

import clock
from agreements.models import Case, Duty
from agreements.states import FROZEN
from notifications import unsubscribing
from notifications.locks import exclusive
from notifications.models import Message, Preference, SweepRun
from notifications.moments import MONDAY, local_moment, monday_of
from notifications.outbox import Rendered, compose, queue
from notifications.recipients import addressed
from notifications.rendering import entry, render, told
from people.models import Actor, Deputy, Municipality, Seat, User
from people.roles import roles_of
from people.seats import actors_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from notifications.models import Reminder
    from notifications.recipients import Addressee

MONDAY_LETTER = time(7)
WEEK = timedelta(days=6)
A_DAY, SEVEN_DAYS = timedelta(days=1), timedelta(days=7)
SATURDAY = 5
HORIZON = timedelta(days=60)
LONGEST_LIST = 12
WAITING_SHOWN = 5


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
        if not alone or at < due_at or (last is not None and due_at <= last.at <= at):
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
    asked = Actor.objects.filter(duties__in=_open_duties().filter(_soon(on)))
    seated = Seat.objects.filter(actor__in=asked).values("user")
    standing_in = Deputy.objects.filter(
        absent__in=seated, first_date__lte=on, last_date__gte=on
    ).values("deputy")
    people = User.objects.filter(
        Q(pk__in=seated) | Q(pk__in=standing_in), municipality=municipality, is_active=True
    )
    return (
        people.exclude(preference__digest=Preference.Digest.NONE).exclude(email="").order_by("pk")
    )


def worded(message: Message, rows: Sequence[Reminder], on: date) -> Rendered | None:
    """What the letter says: all tasks of the reader, and what these rows remind of beside them.

    Nothing when it would be empty. A mailbox, and whoever wishes no such letter, is told the rows
    alone.
    """
    user = message.recipient
    wishes_none = Preference.objects.filter(user=user, digest=Preference.Digest.NONE).exists()
    everything = _asked_of(user, on) if user and not wishes_none else []
    beside = _beside(everything, rows)
    if not everything and not beside:
        return None
    may_end = bool(user) and not any(row.duty.kind.is_statutory for row in rows)
    return _rendered(message, everything, beside, on, unsubscribe=may_end)


def _beside(everything: Sequence[Duty], rows: Sequence[Reminder]) -> list[Duty]:
    """What is reminded of and stands in no other list: far ahead, or asked of somebody else."""
    known = {duty.pk for duty in everything}
    return list({row.duty_id: row.duty for row in rows if row.duty_id not in known}.values())


def _asked_of(user: User, on: date) -> list[Duty]:
    actors = list(actors_of(user, on))
    duties = _readable(user, on).filter(_soon(on), responsible__in=actors)
    return list(duties.order_by("due_until", "id"))


def _waiting(user: User, on: date) -> list[Duty]:
    """What others have to do in the cases that this person proposed or carries."""
    actors = list(actors_of(user, on))
    mine = Q(case__proposed_by=user) | Q(case__responsible__in=actors)
    duties = _readable(user, on).filter(mine).exclude(responsible__in=actors)
    return list(duties.order_by("due_until", "id"))


def _soon(on: date) -> Q:
    return Q(due_from__isnull=True) | Q(due_from__lte=on + HORIZON)


def _open_duties() -> QuerySet[Duty]:
    return Duty.objects.filter(status=Duty.Status.OPEN).exclude(case__state__in=FROZEN)


def _readable(user: User, on: date) -> QuerySet[Duty]:
    """Open duties of cases that do not rest, and that this person may know of."""
    shared = Q(case__confidentiality=Case.Confidentiality.MUNICIPALITY)
    kept = Case.objects.exclude(confidentiality=Case.Confidentiality.MUNICIPALITY)
    if kept.exists():
        shared |= Q(case__in=kept.visible_to(roles_of(user, on)).values("pk"))
    return (
        _open_duties()
        .filter(shared)
        .select_related("case", "body", "party", "responsible__post__municipality")
    )


def _rendered(
    message: Message, asked: list[Duty], beside: list[Duty], on: date, *, unsubscribe: bool
) -> Rendered:
    user = message.recipient
    late = [d for d in asked if d.due and d.due.overdue_on(on)]
    week = [d for d in asked if d.due and on <= d.due.latest <= on + WEEK]
    later = [d for d in asked if d not in late and d not in week]
    waiting = _waiting(user, on) if user and asked else []
    ending = unsubscribing.address(user) if user and unsubscribe else ""
    with override(message.language):
        rendered = render(
            "digest",
            _subject(late, week, [*later, *beside]),
            {
                "date": told(on),
                "sections": [
                    section
                    for section in (
                        _section(_("Overdue"), late, on, is_late=True),
                        _section(_("This week"), week, on),
                        _section(_("Later"), later, on),
                        _section(_("You are reminded of"), beside, on, is_whole=True),
                    )
                    if section["items"]
                ],
                "waiting": [entry(duty, on) for duty in waiting[:WAITING_SHOWN]],
                "waiting_count": len(waiting),
                "why": _why(message),
                "unsubscribe": ending,
                "url": f"{settings.SITE_URL.rstrip('/')}/",
                "owner": str(user.municipality or "") if user else str(message.unit or ""),
            },
        )
    return replace(rendered, unsubscribe=ending)


def _why(message: Message) -> str:
    if message.recipient is None:
        return _("You get this letter because nobody else is named at %(unit)s.") % {
            "unit": message.unit
        }
    return _(
        "You get this letter every Monday in which something is asked of you. "
        "Weeks with nothing to do are skipped."
    )


def _section(
    title: str, duties: list[Duty], on: date, *, is_late: bool = False, is_whole: bool = False
) -> dict[str, Any]:
    """A list of tasks; what is reminded of is never cut."""
    shown = duties if is_whole else duties[:LONGEST_LIST]
    return {
        "title": title,
        "is_late": is_late,
        "items": [entry(duty, on) for duty in shown],
        "more": len(duties) - len(shown),
    }


def _subject(late: list[Duty], week: list[Duty], later: list[Duty]) -> str:
    parts = []
    if late:
        words = ngettext("%(count)d overdue", "%(count)d overdue", len(late))
        parts.append(words % {"count": len(late)})
    if week:
        words = ngettext("%(count)d due this week", "%(count)d due this week", len(week))
        parts.append(words % {"count": len(week)})
    if not parts:
        parts.append(
            ngettext("%(count)d task ahead", "%(count)d tasks ahead", len(later))
            % {"count": len(later)}
        )
    return _("Your week: %(what)s") % {"what": ", ".join(parts)}
