"""For which parties is a signature still missing (R-072)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from agreements.models import Participation, Signatory, Signature
from agreements.queries import COUNTING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreements.models import Case


def still_to_sign(cases: Iterable[Case]) -> dict[int, list[Participation]]:
    """By the key of a case: those for which not everybody has signed, or nobody is named.

    Who has signed for a party has signed for the one that it went on as. A case for which nobody
    can sign is not there: no party counts in it. One query.
    """
    required = Signatory.objects.filter(participation=OuterRef("pk"), is_required=True)
    valid = Exists(Signature.objects.filter(signatory=OuterRef("pk"), annulled_at=None))
    rows = (
        Participation.objects.filter(case__in=[case.pk for case in cases])
        .select_related("party")
        .annotate(
            has_signed=Exists(required.filter(valid)), is_missing=Exists(required.exclude(valid))
        )
    )
    signed: dict[int, bool] = {}
    for row in sorted(rows, key=lambda row: row.pk):  # what it was carried from comes first
        signed[row.pk] = row.has_signed or signed.get(row.carried_from_id or 0, False)
    found: dict[int, list[Participation]] = {}
    for row in rows:
        if row.role in COUNTING and row.left_date is None:
            missing = found.setdefault(row.case_id, [])
            if row.is_missing or not signed[row.pk]:
                missing.append(row)
    return found
