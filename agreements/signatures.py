"""For which parties is a signature still missing (R-072)?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef

from agreements.models import Participation, Signatory, Signature
from agreements.queries import COUNTING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreements.models import Case


class Place(NamedTuple):
    """Of a party in a case: must it sign, has anybody who must, and is somebody missing?"""

    key: int
    carried_from: int | None
    counts: bool
    has_signed: bool
    is_missing: bool


def waited_for(places: Iterable[Place]) -> set[int]:
    """Keys of those that must sign, and for which not everybody has or nobody is named.

    Who has signed for a party has signed for the one that it went on as.
    """
    signed: dict[int | None, bool] = {}
    ordered = sorted(places)  # what it was carried from comes first
    for place in ordered:
        signed[place.key] = place.has_signed or signed.get(place.carried_from, False)
    return {p.key for p in ordered if p.counts and (p.is_missing or not signed[p.key])}


def still_to_sign(cases: Iterable[Case]) -> dict[int, list[Participation]]:
    """By the key of a case: those for which not everybody has signed, or nobody is named.

    A case for which nobody can sign is not there: no party counts in it. One query.
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
    places = {
        row.pk: Place(
            key=row.pk,
            carried_from=row.carried_from_id,
            counts=row.role in COUNTING and row.left_date is None,
            has_signed=row.has_signed,
            is_missing=row.is_missing,
        )
        for row in rows
    }
    missing = waited_for(places.values())
    found: dict[int, list[Participation]] = {}
    for row in rows:
        if places[row.pk].counts:
            found.setdefault(row.case_id, []).extend([row] if row.pk in missing else [])
    return found
