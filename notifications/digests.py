"""What does each person's week hold?

One letter on Monday at 7 in the municipality's own time, written once for a person and Monday. A
week that asks nothing of somebody brings no letter; what lies more than `HORIZON` ahead asks
nothing yet.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

import clock
from agreements.models import Case, Duty
from agreements.states import FROZEN
from notifications.locks import exclusive
from notifications.models import Message, SweepRun
from notifications.moments import local_moment, monday_of
from notifications.outbox import Rendered, compose, queue
from notifications.recipients import addressed
from notifications.rendering import entry, render, told
from people.models import Actor, Deputy, Municipality, Seat, User
from people.roles import roles_of
from people.seats import actors_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

SEND_TIME = time(7)
WEEK = timedelta(days=6)
HORIZON = timedelta(days=60)
LONGEST_LIST = 12
WAITING_SHOWN = 5


def write_digests(*, at: datetime) -> int:
    """Write the letters of every municipality whose Monday has come; how many."""
    return sum(_write(municipality, at) for municipality in Municipality.objects.all())


def _write(municipality: Municipality, at: datetime) -> int:
    """A municipality that was never swept begins on its next Monday, not in mid-week."""
    on = clock.local_date(at, municipality.time_zone)
    monday = monday_of(on)
    name = f"digest.{municipality.pk}"
    with exclusive(name) as alone:
        last = SweepRun.objects.filter(name=name).first()
        due_at = local_moment(monday, SEND_TIME, municipality.time_zone)
        if not alone or at < due_at or (last is not None and last.at >= due_at):
            return 0
        written = 0
        if last is not None or on == monday:
            letters = (_letter(user, on, monday, at) for user in _readers(municipality, on))
            written = len(queue([letter for letter in letters if letter is not None]))
        SweepRun.objects.update_or_create(
            name=name, defaults={"at": at, "counts": {"written": written}}
        )
        return written


def _readers(municipality: Municipality, on: date) -> QuerySet[User]:
    """The people of whom something is asked, themselves or as a deputy."""
    asked = Actor.objects.filter(duties__status=Duty.Status.OPEN)
    seated = Seat.objects.filter(actor__in=asked).values("user")
    standing_in = Deputy.objects.filter(
        absent__in=seated, first_date__lte=on, last_date__gte=on
    ).values("deputy")
    return User.objects.filter(
        Q(pk__in=seated) | Q(pk__in=standing_in), municipality=municipality, is_active=True
    ).order_by("pk")


def _letter(user: User, on: date, monday: date, at: datetime) -> Message | None:
    asked = _asked_of(user, on)
    if not asked:
        return None
    return compose(
        f"digest:{user.pk}:{monday.isoformat()}",
        addressed(user, "digest"),
        _rendered(user, asked, on),
        kind=Message.Kind.DIGEST,
        at=at,
    )


def _asked_of(user: User, on: date) -> list[Duty]:
    actors = list(actors_of(user, on))
    soon = Q(due_from__isnull=True) | Q(due_from__lte=on + HORIZON)
    duties = _readable(user, on).filter(soon, responsible__in=actors)
    return list(duties.order_by("due_until", "id"))


def _waiting(user: User, on: date) -> list[Duty]:
    """What others have to do in the cases that this person proposed or carries."""
    actors = list(actors_of(user, on))
    mine = Q(case__proposed_by=user) | Q(case__responsible__in=actors)
    duties = _readable(user, on).filter(mine).exclude(responsible__in=actors)
    return list(duties.order_by("due_until", "id"))


def _readable(user: User, on: date) -> QuerySet[Duty]:
    """Open duties of cases that rest for nobody, and that this person may know of."""
    open_ones = Duty.objects.filter(status=Duty.Status.OPEN).exclude(case__state__in=FROZEN)
    shared = Q(case__confidentiality=Case.Confidentiality.MUNICIPALITY)
    kept = Case.objects.exclude(confidentiality=Case.Confidentiality.MUNICIPALITY)
    if kept.exists():
        shared |= Q(case__in=kept.visible_to(roles_of(user, on)).values("pk"))
    return open_ones.filter(shared).select_related(
        "case", "body", "party", "responsible__post__municipality"
    )


def _rendered(user: User, asked: list[Duty], on: date) -> Rendered:
    late = [d for d in asked if d.due and d.due.overdue_on(on)]
    week = [d for d in asked if d.due and on <= d.due.latest <= on + WEEK]
    later = [d for d in asked if d not in late and d not in week]
    waiting = _waiting(user, on)
    with override(user.language):
        return render(
            "digest",
            _subject(late, week, later),
            {
                "date": told(on),
                "sections": [
                    section
                    for section in (
                        _section(_("Overdue"), late, on, is_late=True),
                        _section(_("This week"), week, on),
                        _section(_("Later"), later, on),
                    )
                    if section["items"]
                ],
                "waiting": [entry(duty, on) for duty in waiting[:WAITING_SHOWN]],
                "waiting_count": len(waiting),
                "why": _(
                    "You get this letter every Monday in which something is asked of you. "
                    "Weeks with nothing to do are skipped."
                ),
                "url": f"{settings.SITE_URL.rstrip('/')}/",
                "owner": user.municipality.name if user.municipality else "",
            },
        )


def _section(title: str, duties: list[Duty], on: date, *, is_late: bool = False) -> dict[str, Any]:
    return {
        "title": title,
        "is_late": is_late,
        "items": [entry(duty, on) for duty in duties[:LONGEST_LIST]],
        "more": max(len(duties) - LONGEST_LIST, 0),
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
