"""What did a proposal say, and what changed between two of its versions?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.dates import PartialDate, display
from agreements.models import Case, Kind
from agreements.money import money

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, StrOrPromise] = {
    "title": _("title"),
    "summary": _("purpose"),
    "unit": _("unit"),
    "kind": _("kind of agreement"),
    "handling": _("handling"),
    "contact": _("contact"),
    "parties": _("parties"),
    "review": _("next review"),
    "ends": _("ends"),
    "benefit": _("benefit"),
    "economy": _("economy"),
    "citizens": _("citizen perspective"),
    "cost": _("cost"),
    "account": _("account"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, for a page that shows differences."""

    label: StrOrPromise
    before: str
    after: str


def of(case: Case) -> dict[str, Any]:
    """The proposal as plain text, in a form that JSON keeps and pages compare."""
    term = case.terms.order_by("-number").first()
    content: dict[str, Any] = {
        "title": case.title,
        "summary": case.summary,
        "unit": str(case.unit or ""),
        "handling": case.handling,
        "contact": case.contact,
        "parties": "; ".join(p.party.name for p in case.participations.select_related("party")),
        "review": case.review.edtf() if case.review else "",
        "ends": term.end.edtf() if term and term.end else "",
    }
    if case.sort == Case.Sort.AGREEMENT:
        content["kind"] = case.agreement.kind.code
    for part in case.assessment_parts.all():
        content[part.part] = part.text
        if part.part == "economy":
            content["cost"] = "" if part.amount is None else str(part.amount)
            content["account"] = part.account
    return content


def differences(before: dict[str, Any], after: dict[str, Any], currency: str = "") -> list[Change]:
    """What changed, in the order of `LABELS`; a sum in the currency of the owner."""
    return [
        Change(
            label,
            spoken(key, before.get(key, ""), currency),
            spoken(key, after.get(key, ""), currency),
        )
        for key, label in LABELS.items()
        if before.get(key, "") != after.get(key, "")
    ]


def told(content: dict[str, Any], currency: str = "") -> list[tuple[StrOrPromise, str]]:
    """All that a version says, in the order of `LABELS`; what it leaves out is left out."""
    return [
        (label, spoken(key, content[key], currency))
        for key, label in LABELS.items()
        if content.get(key)
    ]


def spoken(key: str, value: Any, currency: str = "") -> str:
    """A value as people read it: handlings, kinds, dates and sums are kept as codes."""
    if not value:
        return ""
    if key == "handling":
        return str(Case.Handling(value).label)
    if key == "kind":
        return str(Kind.objects.filter(code=value).first() or value)
    if key == "cost":
        return money(Decimal(value), currency)
    if key in {"review", "ends"}:
        return display(PartialDate.from_edtf(value), (get_language() or "en")[:2])
    return str(value)
