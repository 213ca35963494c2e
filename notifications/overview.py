"""What does the letter with all tasks say to its reader?

What is late comes first, then the week, then what lies ahead; each with its day and its case.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from agreements.models import Case, Duty
from notifications import unsubscribing
from notifications.digests import open_duties, replaced, soon
from notifications.models import Preference
from notifications.moments import MONDAY
from notifications.rendering import WHY, entry, letter_url, preferences_url, render, told
from people.models import Seat, User
from people.roles import roles_of
from people.seats import actors_of, stands_in_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from notifications.models import Message, Reminder
    from notifications.outbox import Rendered


WEEK = timedelta(days=6)
LONGEST_LIST = 12
WAITING_SHOWN = 5


def worded(message: Message, rows: Sequence[Reminder], on: date) -> Rendered | None:
    """What the letter says: all tasks of the reader, and what these rows remind of beside them.

    Nothing when it would be empty. A mailbox, and whoever wishes no such letter, is told the rows
    alone.
    """
    user = message.recipient
    wish = Preference.objects.filter(user=user).first() if user else None
    wishes_none = wish is not None and wish.digest == Preference.Digest.NONE
    gets_all = user is not None and not wishes_none and user.pk not in replaced(on)
    everything = _asked_of(user, on) if user and gets_all else []
    beside = _beside(everything, rows)
    if not everything and not beside:
        return None
    may_end = bool(user) and not any(row.duty.kind.is_statutory for row in rows)
    is_daily = wish is not None and wish.digest == Preference.Digest.DAILY
    return _rendered(message, everything, beside, on, unsubscribe=may_end, is_daily=is_daily)


def _beside(everything: Sequence[Duty], rows: Sequence[Reminder]) -> list[Duty]:
    """What is reminded of and stands in no other list: far ahead, or asked of somebody else."""
    known = {duty.pk for duty in everything}
    return list({row.duty_id: row.duty for row in rows if row.duty_id not in known}.values())


def _asked_of(user: User, on: date) -> list[Duty]:
    actors = list(actors_of(user, on))
    duties = _readable(user, on).filter(soon(on), responsible__in=actors)
    return list(duties.order_by("due_until", "id"))


def _waiting(user: User, on: date) -> list[Duty]:
    """What others have to do in the cases that this person proposed or carries."""
    actors = list(actors_of(user, on))
    mine = Q(case__proposed_by=user) | Q(case__responsible__in=actors)
    duties = _readable(user, on).filter(mine).exclude(responsible__in=actors)
    return list(duties.order_by("due_until", "id"))


def _readable(user: User, on: date) -> QuerySet[Duty]:
    """Open duties of cases that do not rest, and that this person may know of."""
    shared = Q(case__confidentiality=Case.Confidentiality.MUNICIPALITY)
    kept = Case.objects.exclude(confidentiality=Case.Confidentiality.MUNICIPALITY)
    if kept.exists():
        shared |= Q(case__in=kept.visible_to(roles_of(user, on)).values("pk"))
    return (
        open_duties()
        .filter(shared)
        .select_related("case", "body", "party", "responsible__post__municipality")
    )


def _rendered(  # noqa: PLR0913 - what a letter tells
    message: Message,
    asked: list[Duty],
    beside: list[Duty],
    on: date,
    *,
    unsubscribe: bool,
    is_daily: bool,
) -> Rendered:
    user = message.recipient
    late = [d for d in asked if d.due and d.due.overdue_on(on)]
    week = [d for d in asked if d.due and on <= d.due.latest <= on + WEEK]
    later = [d for d in asked if d not in late and d not in week]
    waiting = _waiting(user, on) if user and asked else []
    absent = _absent(user, on) if user else {}
    ending = unsubscribing.address(user) if user and unsubscribe else ""
    with override(message.language):
        is_monday = on.weekday() == MONDAY
        title = _("Your week") if is_monday else _("Your tasks")
        soon_due = _("This week") if is_monday else _("Within a week")
        rendered = render(
            "digest",
            f"{title}: {_subject(late, week, [*later, *beside], is_monday=is_monday)}",
            {
                "title": title,
                "date": told(on),
                "sections": [
                    section
                    for section in (
                        _section(_("Overdue"), late, on, absent, is_late=True),
                        _section(soon_due, week, on, absent),
                        _section(_("Later"), later, on, absent),
                        _section(_("You are reminded of"), beside, on, absent, is_whole=True),
                    )
                    if section["items"]
                ],
                "waiting": [entry(duty, on) for duty in waiting[:WAITING_SHOWN]],
                "waiting_more": max(0, len(waiting) - WAITING_SHOWN),
                "why": _why(message, is_daily=is_daily),
                "unsubscribe": ending,
                "preferences": preferences_url() if user else "",
                "explained": letter_url(message) if user else "",
                "url": f"{settings.SITE_URL.rstrip('/')}/",
                "owner": str(user.municipality or "") if user else str(message.unit or ""),
            },
        )
    return replace(rendered, unsubscribe=ending)


def _absent(user: User, on: date) -> dict[int, str]:
    """By actor, for whom this person answers as a deputy alone."""
    absent = Seat.objects.filter(user__in=stands_in_for(user, on)).select_related("user")
    if found := {seat.actor_id: seat.user.name for seat in absent}:
        for actor in Seat.objects.filter(user=user).values_list("actor", flat=True):
            found.pop(actor, None)
    return found


def _why(message: Message, *, is_daily: bool) -> str:
    if message.recipient is None:
        return str(WHY["mailbox"]) % {"unit": message.unit}
    if is_daily:
        return _(
            "You get this letter on Mondays, and on other working days when something falls due. "
            "Days with nothing to tell are skipped."
        )
    return _(
        "You get this letter every Monday in which something is asked of you. "
        "Weeks with nothing to do are skipped."
    )


def _section(  # noqa: PLR0913 - what a list shows
    title: str,
    duties: list[Duty],
    on: date,
    absent: Mapping[int, str],
    *,
    is_late: bool = False,
    is_whole: bool = False,
) -> dict[str, Any]:
    """A list of tasks; what is reminded of is never cut."""
    shown = duties if is_whole else duties[:LONGEST_LIST]
    return {
        "title": title,
        "is_late": is_late,
        "items": [
            entry(duty, on) | {"absent": absent.get(duty.responsible_id, "")} for duty in shown
        ],
        "more": len(duties) - len(shown),
    }


def _subject(late: list[Duty], week: list[Duty], later: list[Duty], *, is_monday: bool) -> str:
    """The first two lists by their numbers; only where both are empty, the others."""
    parts = []
    if late:
        parts.append(ngettext("%(n)d overdue", "%(n)d overdue", len(late)) % {"n": len(late)})
    if week:
        words = (
            ngettext("%(n)d due this week", "%(n)d due this week", len(week))
            if is_monday
            else ngettext("%(n)d due within a week", "%(n)d due within a week", len(week))
        )
        parts.append(words % {"n": len(week)})
    if not parts:
        words = ngettext("%(n)d ahead", "%(n)d ahead", len(later))
        parts.append(words % {"n": len(later)})
    return ", ".join(parts)
