"""What is told to a person in Samklang itself, beside every mail and where no mail is wished?

That somebody has read it here silences no mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import IntegerField, OuterRef, Subquery

from notifications.models import Note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from notifications.models import Reminder
    from people.models import User

MOST = 50
BATCH = 500


def notes_of(user: User, *, is_unread: bool = False) -> QuerySet[Note]:
    """The newest first."""
    rows = Note.objects.filter(user=user)
    return rows.filter(read_at=None) if is_unread else rows


class _UpTo(Subquery):
    """How many rows a sliced query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS few)"
    output_field = IntegerField()


def unread() -> Subquery:
    """Of each person of a query, how many notes are unread; stops counting one beyond `MOST`."""
    rows = Note.objects.filter(user=OuterRef("pk"), read_at=None).order_by()
    return _UpTo(rows.values("pk")[: MOST + 1])


def tell(told: Iterable[tuple[User, Reminder]], *, at: datetime) -> None:
    """Note for each person what they are reminded of; what is noted already stays as it is."""
    rows = [
        Note(user=user, case=reminder.duty.case, reminder=reminder, created_at=at)
        for user, reminder in told
    ]
    Note.objects.bulk_create(rows, BATCH, ignore_conflicts=True)


def read(user: User, notes: Iterable[int] | None = None, *, at: datetime) -> int:
    """Mark these, or all, as read by their owner; how many were not before."""
    rows = notes_of(user, is_unread=True)
    if notes is not None:
        rows = rows.filter(pk__in=notes)
    return rows.update(read_at=at)
