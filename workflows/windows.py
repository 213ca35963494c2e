"""When is a case reviewed next, by the rules of its municipality for its kind?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.dates import PartialDate, add_months
from agreements.models import Case, KindPolicy
from worded import Given, Worded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

INITIATIVE_MONTHS = 24

_policies = Worded(
    lambda: KindPolicy.objects.filter(municipality=Given("owner"), review_months__isnull=False)
)


def policies_of(owners: Collection[int]) -> list[KindPolicy]:
    """What these municipalities have set, for many cases at once."""
    if not owners:
        return []
    return list(KindPolicy.objects.filter(municipality__in=owners, review_months__isnull=False))


def review_months_of(case: Case, policies: Iterable[KindPolicy] | None = None) -> int:
    """Months between two reviews of a case that names none itself (R-037).

    What the municipality has set for the kind wins, then what it has set for all kinds, then the
    kind's own. `policies` are read ahead where many cases are looked at.
    """
    is_agreement = case.sort == Case.Sort.AGREEMENT
    kind = case.agreement.kind if is_agreement else None
    if policies is None:
        policies = _policies(owner=case.owner_id)
    here = [row for row in policies if row.municipality_id == case.owner_id]
    set_here = {row.kind_id: row.review_months for row in here}
    found = set_here.get(kind.pk if kind else None) or set_here.get(None)
    return found or (kind.review_months if kind else INITIATIVE_MONTHS)


def default_review(
    case: Case, day: date, policies: Iterable[KindPolicy] | None = None
) -> PartialDate:
    """A month, the interval of the case or of the rules after `day` (R-037)."""
    months = case.review_interval_months
    then = add_months(day, review_months_of(case, policies) if months is None else months)
    return PartialDate.month(then.year, then.month)
