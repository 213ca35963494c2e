"""How is it recorded that a duty was done which no other step closes?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Update
from workflows.door import advance, enter
from workflows.duties import open_duties
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Case, Duty, StepRecord
    from people.models import User


def fulfil(
    case: Case,
    duty: Duty,
    *,
    text: str,
    happened: PartialDate,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Record that a condition is met, a body was informed or a final report made."""
    with enter(case, by=by, at=at, seen=seen, attempt="fulfil") as visit:
        if not text.strip():
            raise NotPossible(_("Write what was done."))
        standing = open_duties(visit, visit.case)
        visit.duty = next((row for row in standing if row.pk == duty.pk), None)
        visit.about = text.strip()
        Update.objects.create(
            case=visit.case, happened=happened, text=visit.about, recorded_by=by, recorded_at=at
        )
        return advance(visit, "fulfil")
