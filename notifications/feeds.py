"""Who may have a calendar read by a secret address, how is it made, and how does it end?

The address opens nothing but this calendar and is known to nobody but those to whom it was shown:
only its SHA-256 is kept (ASVS 11.5.1). A person or a unit has one at a time.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.acting import acting
from notifications.models import CalendarFeed
from people.models import Role, Unit, User
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from people.roles import Roles

LEADS = frozenset({Role.HEAD.value, Role.SECRETARIAT.value})
BYTES = 32


def may_keep(unit: Unit, roles: Roles) -> Verdict:
    """The head of the unit and the secretariat, who answer for where its address goes."""
    if roles.has_any(set(LEADS), unit.municipality_id, unit.pk):
        return YES
    return no(_("Only the head of the unit and the secretariat keep its calendar feed."))


def make(owner: User | Unit, *, by: User, at: datetime) -> tuple[CalendarFeed, str]:
    """A new secret for the calendar; the one before opens nothing from now on.

    The secret is the answer's second part, and nobody can read it afterwards.
    """
    token = secrets.token_urlsafe(BYTES)
    with transaction.atomic(), acting(by, at=at):
        owners = Unit.objects if isinstance(owner, Unit) else User.objects
        owners.select_for_update().get(pk=owner.pk)  # one of two at once waits
        end_all(owner, at=at)
        feed = CalendarFeed.objects.create(
            user=owner if isinstance(owner, User) else None,
            unit=owner if isinstance(owner, Unit) else None,
            token_hash=hashed(token),
            created_by=by,
            created_at=at,
        )
    return feed, token


def end(feed: CalendarFeed, *, by: User, at: datetime) -> None:
    """From now on the address is like one that never was; ended already: nothing changes."""
    with transaction.atomic(), acting(by, at=at):
        _end(CalendarFeed.objects.select_for_update().get(pk=feed.pk), at)


def end_all(owner: User | Unit, *, at: datetime) -> None:
    for feed in live_of(owner):
        _end(feed, at)


def live_of(owner: User | Unit) -> QuerySet[CalendarFeed]:
    """The one that is in use, or none."""
    which = {"user": owner} if isinstance(owner, User) else {"unit": owner}
    return CalendarFeed.objects.filter(revoked_at=None, **which)


def _end(feed: CalendarFeed, at: datetime) -> None:
    if feed.revoked_at is None:
        feed.revoked_at = at
        feed.save()


def find(token: str) -> CalendarFeed | None:
    """The live feed that this secret opens; what is unknown, ended or of the gone is not told."""
    there = Q(user__is_active=True) | Q(unit__is_active=True)
    return (
        CalendarFeed.objects.filter(there, token_hash=hashed(token), revoked_at=None)
        .select_related("user__municipality", "unit__municipality")
        .first()
    )


def note_reading(feed: CalendarFeed, on: date) -> None:
    """Keep the day of the last reading, so that people see which address nobody uses."""
    if feed.last_read_on != on:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=on)


def hashed(token: str) -> str:
    """A secret of 256 random bits needs no salt, and is found by its hash alone."""
    return hashlib.sha256(token.encode()).hexdigest()
