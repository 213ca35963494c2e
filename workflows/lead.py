"""How long before its window does the work of a review begin?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agreements.models import Case

if TYPE_CHECKING:
    from agreements.models import Kind

INITIATIVE_LEAD_DAYS = 90


def lead_time(kind: Kind | None) -> timedelta:
    """Days before the first day of the window, per kind; 90 for initiatives."""
    return timedelta(days=kind.review_lead_days if kind else INITIATIVE_LEAD_DAYS)


def lead_time_of(case: Case) -> timedelta:
    return lead_time(case.agreement.kind if case.sort == Case.Sort.AGREEMENT else None)
