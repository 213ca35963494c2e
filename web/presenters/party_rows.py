"""Which columns tell the parties of a case, who signs for them, and who has, in one query?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case as Either
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat

from agreements.models import ContactRole, Participation, Signatory
from web.presenters.expressions import Joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.presenters.shown import Shown

COLUMNS = (
    "pk",
    "role",
    "joined_from",
    "joined_until",
    "joined_precision",
    "joined_approximate",
    "left_date",
    "carried_from",
    "contact",
    "party__name",
    "party__country",
    "party__region",
    "party__parent__name",
    "party__municipality",
    "party__is_placeholder",
    "decided_from",
    "decided_until",
    "decided_precision",
    "decided_approximate",
    "decision_body",
    "decision_number",
    "has_declined",
    "declined_note",
    "signatories__pk",
    "signatories__post",
    "signatories__title",
    "signatories__person",
    "signatories__is_required",
)
OF_THE_PARTY = tuple(name for name in COLUMNS if "__" not in name and name != "pk")
OF_THE_SIGNER = ("pk", "title", "person", "is_required")
OF_THE_SIGNATURE = {
    "signature": "pk",
    "signed_from": "signed_from",
    "signed_until": "signed_until",
    "signed_precision": "signed_precision",
    "signed_approximate": "signed_approximate",
    "place": "place",
    "event": "event",
    "recorded_by": "recorded_by",
}


def rows_of(page: Shown) -> Iterable[dict[str, Any]]:
    """The parties in their order; a row is one signatory of one party."""
    valid = Q(signatories__signatures__annulled_at__isnull=True)
    if page.end:
        valid |= Q(signatories__signatures__annulled_at__gte=page.end)
        valid &= Q(signatories__signatures__recorded_at__lt=page.end)
    signed = FilteredRelation("signatories__signatures", condition=valid)
    columns = {name: F(f"valid__{column}") for name, column in OF_THE_SIGNATURE.items()}
    told: Iterable[dict[str, Any]] = (
        Participation.objects.filter(case=page.case)
        .annotate(valid=signed, who=_contacts())
        .annotate(**columns)
        .order_by("order", "pk", "signatories__order", "signatories__pk")
        .values(*COLUMNS, "who", *columns)
    )
    return _as_they_were(page, told) if page.end else told


def _as_they_were(page: Shown, told: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The parties and signatories that stood when the reader's municipality left, as they read."""
    parts = {row.pk: row for row in page.those(Participation, case_id=page.case.pk)}
    signers = {row.pk: row for row in page.those(Signatory, participation_id__in=list(parts))}
    seen = set()
    for facts in told:
        part, signer = parts.get(facts["pk"]), signers.get(facts["signatories__pk"])
        if part is None or (signer is None and facts["pk"] in seen):
            continue
        seen.add(facts["pk"])
        facts |= {name: getattr(part, name) for name in OF_THE_PARTY}
        facts |= {f"signatories__{name}": getattr(signer, name, None) for name in OF_THE_SIGNER}
        yield facts


def _contacts() -> Subquery:
    """The roles at the party, each with its person, in one text."""
    told = Either(
        When(person="", then=F("role")),
        default=Concat(F("role"), Value(": "), F("person")),
    )
    rows = ContactRole.objects.filter(participation=OuterRef("pk"), is_active=True).order_by()
    return Subquery(
        rows.annotate(told=told).values("participation").annotate(all=Joined("told")).values("all")
    )
