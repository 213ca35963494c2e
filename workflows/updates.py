"""How is it recorded that a cooperation is alive, or was brought up to date, and how taken back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import Document, Update
from workflows.documents import Description, Filing, put
from workflows.door import advance, enter

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Case, FocusArea, StepRecord
    from people.models import User

TITLE = 200


def record_update(
    case: Case,
    *,
    happened: PartialDate,
    text: str,
    by: User,
    at: datetime,
    seen: int | None,
    focus_area: FocusArea | None = None,
    evidence: Document | None = None,
    link: str = "",
) -> StepRecord:
    """Keep what was done; it closes the duty of this period and opens the next.

    The evidence is a document of the case; a `link` is put on file as one first (R-052).
    """
    with enter(case, by=by, at=at, seen=seen, attempt="update") as visit:
        if link.strip():
            about = Description(
                title=text.strip()[:TITLE] or link.strip()[:TITLE],
                sort=Document.Sort.REPORT,
                dated=happened,
                language=visit.case.owner.language,
            )
            filing = Filing(about=about, direction=Document.Direction.INTERNAL, link=link.strip())
            evidence = put(visit, filing, None)
        visit.update = Update(
            case=visit.case,
            happened=happened,
            text=text.strip(),
            focus_area=focus_area,
            evidence=evidence,
        )
        visit.about = text.strip()
        return advance(visit, "update")


def withdraw_update(
    update: Update, *, reason: str, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Take back what was recorded by mistake: it stays on file, and its duty comes back (P08)."""
    case = update.case
    with enter(case, by=by, at=at, seen=seen, attempt="withdraw_update", reason=reason) as visit:
        visit.update = Update.objects.get(pk=update.pk)
        visit.about = visit.update.text
        return advance(visit, "withdraw_update")
