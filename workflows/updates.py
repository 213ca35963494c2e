"""How is it recorded that a cooperation is alive, or was brought up to date?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import Update
from workflows.door import advance, enter

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Case, StepRecord
    from people.models import User


def record_update(
    case: Case,
    *,
    happened: PartialDate,
    text: str,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Keep what was done; it closes the duty of this period and opens the next."""
    with enter(case, by=by, at=at, seen=seen, attempt="update") as visit:
        Update.objects.create(
            case=visit.case, happened=happened, text=text.strip(), recorded_by=by, recorded_at=at
        )
        visit.about = text.strip()
        return advance(visit, "update")
