"""Which reminders of the next 30 days would reach nobody, and how is that said?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from agreements.labels import duty_label
from web.presenters import ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from notifications.models import Reminder
    from web.request import PersonRequest


@dataclass(slots=True)
class Untold:
    """A reminder for which there is no reader."""

    day: date
    case: str
    url: str
    why: str
    task: StrOrPromise


def rows(request: PersonRequest, found: Sequence[Reminder]) -> list[Untold]:
    """These in words, the nearest first."""
    known = ledger.visible(request, found)
    return [_row(row, is_known=row.duty.case_id in known) for row in found]


def _row(row: Reminder, *, is_known: bool) -> Untold:
    case = row.duty.case
    return Untold(
        day=row.send_on,
        case=case.title if is_known else "–",
        url=reverse("case", args=(case.pk,)) if is_known else "",
        why=reverse("reminder", args=(row.pk,)),
        task=duty_label(row.duty.kind_id),
    )
