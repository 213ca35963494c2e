"""How is it worded what was told to a person, and what comes by mail?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from agreements.labels import duty_heading
from agreements.models import Case, Duty
from notifications import wishes
from notifications.digests import MONDAY_LETTER
from notifications.models import SEND_TIME
from web.presenters.asked import Count
from web.presenters.words import about, joined

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from agreements.dates import PartialDate
    from notifications.models import Note
    from people.models import User
    from web.request import PersonRequest


@dataclass(slots=True)
class Row:
    """One note; without a title where the reader may know of the case no more."""

    pk: int
    title: str
    url: str
    about: str
    due: PartialDate | None
    is_late: bool
    is_over: bool
    told_at: datetime
    is_unread: bool


def with_words(rows: QuerySet[Note]) -> QuerySet[Note]:
    """The notes with all that words them, in one query."""
    return rows.select_related(
        "case",
        "message",
        "reminder__duty__body",
        "reminder__duty__party",
        "reminder__duty__responsible__post__municipality",
    )


def rows(found: Iterable[Note], request: PersonRequest) -> list[Row]:
    """The notes in words; one query for what may be named."""
    found = list(found)
    cases = Case.objects.filter(pk__in={note.case_id for note in found})
    known = set(cases.visible_to(request.roles).values_list("pk", flat=True))
    return [_row(note, request) if note.case_id in known else _hidden(note) for note in found]


def _row(note: Note, request: PersonRequest) -> Row:
    duty = note.reminder.duty if note.reminder else None
    is_open = duty is not None and duty.status == Duty.Status.OPEN
    due = duty.due if duty else None
    if duty is not None:
        title = duty_heading(duty.kind_id, note.case.title)
    else:
        title = note.message.subject if note.message else note.case.title
    return Row(
        pk=note.pk,
        title=title,
        url=reverse("case", args=(note.case_id,)),
        about=joined(about(duty) if duty else "", note.case.number),
        due=due,
        is_late=bool(is_open and due and due.overdue_on(request.on)),
        is_over=duty is not None and not is_open,
        told_at=note.created_at,
        is_unread=note.read_at is None,
    )


def _hidden(note: Note) -> Row:
    return Row(
        pk=note.pk,
        title=_("A case that you cannot see any more"),
        url="",
        about="",
        due=None,
        is_late=False,
        is_over=False,
        told_at=note.created_at,
        is_unread=note.read_at is None,
    )


def unread(request: PersonRequest) -> Count:
    """The number beside the bell, which came with the person."""
    return Count(getattr(request.user, "unread", 0))


def what_comes(user: User) -> dict[str, Any]:
    """What is told anyway, and at which hours mails leave where the person works."""
    sending = getattr(user.municipality, "sending", None)
    return {
        "told_anyway": sorted(str(kind) for kind in wishes.told_anyway()),
        "own_at": time_format(sending.send_time if sending else SEND_TIME),
        "letter_at": time_format(sending.digest_time if sending else MONDAY_LETTER),
    }
