"""Which letters and reminders need a person, and who may settle them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Case, Duty
from notifications.explaining import with_letters
from notifications.foresight import known_unreached
from notifications.models import Message, Reminder, SweepRun
from notifications.outbox import OPEN_ENDS
from notifications.reconcile import NAME as RECONCILE
from notifications.sweep import NOBODY
from people.models import Role
from web.presenters import ledger
from web.presenters.reminding import letter_tag
from web.presenters.words import person_name

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from web.presenters.ledger import Row
    from web.request import PersonRequest

SETTLING = frozenset({Role.ADMINISTRATOR, Role.SECRETARIAT})
"""They may have a letter sent again, or say that it arrived."""

MOST = 100
REMEMBERED = 30  # seconds


@dataclass(slots=True)
class Letter:
    """A letter that failed, or of which nobody knows whether it arrived."""

    url: str
    subject: str
    to: str
    address: str
    at: datetime
    error: str
    tag: dict[str, StrOrPromise]


def letters_of(municipalities: set[int]) -> QuerySet[Message]:
    """Those about cases of these municipalities, and those to their people and units."""
    of_people = Q(recipient__municipality__in=municipalities)
    of_nothing = Q(case=None) & (of_people | Q(unit__municipality__in=municipalities))
    return Message.objects.filter(Q(case__owner__in=municipalities) | of_nothing)


def settled_by(request: PersonRequest) -> set[int]:
    """The municipalities whose letters this person may settle."""
    return {held.municipality_id for held in request.roles.held if held.role in SETTLING}


def open_letters(request: PersonRequest) -> list[Letter]:
    """The newest first."""
    rows = letters_of(ledger.watched(request)).filter(status__in=OPEN_ENDS)
    found = list(rows.select_related("recipient", "unit").order_by("-pk")[:MOST])
    cases = {row.case_id for row in found if row.case_id}
    known = set(
        Case.objects.visible_to(request.roles).filter(pk__in=cases).values_list("pk", flat=True)
    )
    return [_letter(row, is_known=row.case_id is None or row.case_id in known) for row in found]


def _letter(row: Message, *, is_known: bool) -> Letter:
    return Letter(
        url=reverse("letter", args=(row.pk,)),
        subject=row.subject if is_known and row.subject else str(row.get_kind_display()),
        to=person_name(row.recipient) if row.recipient else str(row.unit or ""),
        address=row.address,
        at=row.claimed_at or row.created_at,
        error=row.error,
        tag=letter_tag(row.status),
    )


def untold(request: PersonRequest) -> list[Row]:
    """Reminders that reached nobody, of what is still asked."""
    rows = Reminder.objects.filter(
        status=Reminder.Status.NOT_SENT,
        reason=NOBODY,
        duty__status=Duty.Status.OPEN,
        duty__case__owner__in=ledger.watched(request),
    )
    return ledger.told(request, list(with_letters(rows).order_by("-due_at", "-pk")[:MOST]))


def unreached(request: PersonRequest) -> list[Reminder]:
    """Reminders of the next 30 days that would reach nobody, of cases that the reader may see."""
    here = request.roles.municipalities()
    rows = [row for row in known_unreached(at=request.at) if row.duty.case.owner_id in here]
    known = ledger.visible(request, rows)
    return [
        row
        for row in rows
        if row.duty.case_id in known or row.duty.case.owner_id in ledger.watched(request)
    ]


def differences() -> list[dict[str, Any]]:
    """What the last check of the plan had to repair."""
    run = SweepRun.objects.filter(name=RECONCILE).first()
    if run is None:
        return []
    words = {
        "planned": _("Reminders that were missing"),
        "cancelled": _("Reminders that were planned for nothing"),
        "retimed": _("Reminders at another hour"),
    }
    rows = [
        {"term": words.get(name, name), "value": str(number), "number": True}
        for name, number in run.counts.items()
        if number
    ]
    return [{"term": _("Checked"), "value": run.at}, *rows] if rows else []


# ---------------------------------------------------------------- the shell
def banner(request: PersonRequest) -> dict[str, Any] | None:
    """How many letters wait for a person who may settle them; asked twice a minute at most."""
    here = settled_by(request)
    if not here:
        return None
    key = "incidents:" + ",".join(map(str, sorted(here)))
    number = cache.get(key)
    if number is None:
        rows = letters_of(here).filter(status__in=OPEN_ENDS).order_by().values("pk")
        number = len(rows[: MOST + 1])
        cache.set(key, number, REMEMBERED)
    return {"number": number, "url": reverse("incidents")} if number else None


def forget(request: PersonRequest) -> None:
    """A letter was settled: count anew."""
    cache.delete("incidents:" + ",".join(map(str, sorted(settled_by(request)))))
