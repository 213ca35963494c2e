"""What exactly was approved, and does the agreement still say so?

An approval seals the content as decided: canonical JSON (keys sorted, UTF-8, no spaces, dates as
EDTF) in `Ruling.sealed_content`, its SHA-256 in `Ruling.sealed_hash`. What was imported has none.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Depending
from django.db.models import F, OuterRef, Q, Subquery, When

from agreements.models import Case, Ruling, StepRecord
from workflows.contents import AMENDABLE, FACTS, Change, changed, content_of, told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from workflows.contents import Content


def canonical(content: Content) -> bytes:
    """The one form of a content: the same facts are the same bytes."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def hash_of(content: Content) -> str:
    """The SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def seal(ruling: Ruling, case: Case, on: date) -> None:
    """Seal what `ruling` approved: the case as it stands at the end of the step.

    Nobody edits a seal, so it has no history of its own; its hash tells whether it is whole.
    """
    ruling.sealed_content = content_of(case, on)
    ruling.sealed_hash = hash_of(ruling.sealed_content)
    sealed = {"sealed_content": ruling.sealed_content, "sealed_hash": ruling.sealed_hash}
    Ruling.objects.filter(pk=ruling.pk).update(**sealed)


def is_whole(ruling: Ruling) -> bool:
    """Does the sealed content still have the hash that was kept with it?"""
    return ruling.sealed_content is not None and hash_of(ruling.sealed_content) == (
        ruling.sealed_hash
    )


def standing(case: Case) -> Ruling | None:
    """The approval that says how the text is to read: the last, or that of an amendment."""
    return standing_among(rulings_about(case).select_related("decision__body"))


def rulings_about(case: Case) -> QuerySet[Ruling]:
    """The rulings on a case and on what amends it, with the moment `counts_from`.

    That of an amendment counts from when it took effect, whenever it was decided.
    """
    taken = StepRecord.objects.filter(case=OuterRef("case"), annulled_by=None)
    activated = taken.filter(step="activate").order_by("-pk")
    about = Q(case=case.pk)
    if case.sort == Case.Sort.AGREEMENT and not case.agreement.amends_id:
        about |= Q(case__agreement__amends=case.pk)
    return Ruling.objects.filter(about).annotate(
        counts_from=Depending(
            When(case=case.pk, then=F("decision__recorded_at")),
            default=Subquery(activated.values("at")[:1]),
        )
    )


def standing_among(rulings: Iterable[Ruling]) -> Ruling | None:
    """Of those that `rulings_about` a case gives, the sealed one that counts last."""
    sealed = [
        (ruling.counts_from, ruling.pk, ruling)  # type: ignore[attr-defined]
        for ruling in rulings
        if ruling.sealed_hash and ruling.annulled_at is None
    ]
    return max((found for found in sealed if found[0]), default=(None, 0, None))[2]


def departures(case: Case, ruling: Ruling, on: date) -> list[Change]:
    """Where the case differs from what `ruling` sealed.

    What the decision left open and coming into force filled in is no difference: the first day,
    the first review. Nor is a term that the clause of the agreement has begun since.
    """
    sealed: Content = ruling.sealed_content or {}
    now = content_of(case, on)
    among = AMENDABLE if ruling.case_id != case.pk else tuple(FACTS)
    if case.sort == Case.Sort.AGREEMENT and case.agreement.amends_id:
        among = tuple(fact for fact in among if fact != "initiatives")  # gone to what it amends
    sealed, now = _without_what_followed(sealed, now)
    return told(sealed, now, changed(sealed, now, among))


SET_BY_A_DECISION = ("end", "renewal_months", "notice_months", "notice_by")
"""What a term until further notice does not say; its first day follows from coming into force."""


def _without_what_followed(sealed: Content, now: Content) -> tuple[Content, Content]:
    sealed, now = dict(sealed), dict(now)
    then: dict[str, Any] = dict(sealed.get("term") or {})
    term: dict[str, Any] = dict(now.get("term") or {})
    if not then and not any(term.get(name) for name in SET_BY_A_DECISION):
        then = term
    elif then and then["number"] != term.get("number"):
        then = now["term"] = {}
    elif then:
        then["start"] = then["start"] or term["start"]
    sealed["term"] = then
    review = dict(sealed.get("review") or {})
    if not review.get("next") and not review.get("none"):
        review["next"] = now["review"]["next"]
        sealed["review"] = review
    return sealed, now
