"""What did a proposal say before, why did it come back, and what do those who decide read?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.money import currency_of, money
from agreements.states import State
from people.models import AssessmentPartName
from web.presenters.words import journal_fact
from workflows import snapshots

if TYPE_CHECKING:
    from agreements.models import AssessmentPart, Case, StepRecord


def last_sent_back(case: Case) -> StepRecord | None:
    """The record that made this a draft again; none for a draft never proposed."""
    if case.state != State.DRAFT:
        return None
    return case.steps.filter(step="send_back").select_related("by").last()


def what_changed(case: Case) -> list[dict[str, Any]]:
    """From the version last proposed to the draft as it stands."""
    last = case.proposal_versions.last()
    return _changes(case, last.content, snapshots.of(case)) if last else []


def changed_between_rounds(case: Case) -> list[dict[str, Any]]:
    """From the version before to the one that was proposed last."""
    versions = list(case.proposal_versions.order_by("-number")[:2])
    if len(versions) < 2:  # noqa: PLR2004
        return []
    after, before = versions
    return _changes(case, before.content, after.content)


def _changes(case: Case, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": capfirst(str(c.label)), "before": c.before, "after": c.after}
        for c in snapshots.differences(before, after, currency_of(case.owner_id))
    ]


def texts(case: Case) -> list[dict[str, Any]]:
    """The parts of the assessment as they stand, with author and day; economy with its sums."""
    parts = {part.part: part for part in case.assessment_parts.select_related("completed_by")}
    currency = currency_of(case.owner_id)
    told = []
    for name, label in AssessmentPartName.choices:
        part = parts.get(name)
        told.append(
            {
                "heading": capfirst(str(label)),
                "text": part.text if part else "",
                "by": part.completed_by.name if part and part.completed_by else "",
                "at": part.completed_at if part else None,
                "facts": _sums(part, currency) if part else [],
                "groups": list(case.expected_benefits.all()) if name == "benefit" else [],
            }
        )
    return told


def _sums(part: AssessmentPart, currency: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = []
    if part.amount is not None:
        facts.append(
            {
                "term": _("Cost"),
                "value": money(part.amount, currency),
                "number": True,
            }
        )
    if part.account:
        facts.append({"term": _("Account"), "value": part.account, "number": True})
    if part.is_reasonable is not None:
        words = _("Yes") if part.is_reasonable else _("No")
        facts.append({"term": _("Reasonable and defensible"), "value": words})
    return facts


def key_facts(case: Case) -> list[dict[str, Any]]:
    """What somebody who assesses or decides wants beside the text."""
    parties = case.participations.select_related("party").exclude(party__municipality=case.owner_id)
    term, currency = case.terms.order_by("number").first(), currency_of(case.owner_id)
    facts: list[dict[str, Any]] = [
        {"term": _("Partner"), "value": ", ".join(str(p.party) for p in parties)},
        {"term": _("Unit"), "value": str(case.unit or "")},
        {"term": _("Contact"), "value": case.contact},
        {"term": _("Begins"), "value": term.start if term else None},
        {"term": _("Ends"), "value": term.end if term else None},
        journal_fact(case.journal_number, case.journal_link),
        {"term": _("Proposed by"), "value": case.proposed_by.name if case.proposed_by else ""},
    ]
    for part in case.assessment_parts.all():
        facts += _sums(part, currency)
    return [fact for fact in facts if fact["value"]]


def in_front(case: Case) -> dict[str, Any]:
    """Everything that somebody reads who finds a case ready, or decides it."""
    return {
        "texts": texts(case),
        "facts": key_facts(case),
        "purpose": case.summary,
        "changes": changed_between_rounds(case),
    }
