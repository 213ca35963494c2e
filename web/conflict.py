"""What has changed since a person opened the page, and by whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from agreements.labels import duty_label, state_label
from agreements.models import Case, Duty
from web.presenters.words import day

if TYPE_CHECKING:
    from workflows.errors import Outdated

TOLD = {
    "title": _lazy("title"),
    "summary": _lazy("purpose"),
    "unit": _lazy("unit"),
    "contact": _lazy("contact"),
    "handling": _lazy("handling"),
    "takes_effect": _lazy("takes effect"),
    "no_review_reason": _lazy("why there is no review"),
}
"""Fields of a case whose change is told."""


def conflict_of(
    pk: int, refusal: Outdated, seen: int, kept: list[dict[str, str]], url: str
) -> dict[str, Any]:
    """What components/conflict.html shows: read anew, for the case in hand is the old one."""
    case = Case.objects.get(pk=pk)
    return {
        "title": str(refusal.message),
        "text": _what_happened(refusal),
        "changes": _changes(case, refusal, seen),
        "kept": kept,
        "actions": [{"label": _("Open the case as it is now"), "url": url, "primary": True}],
        "note": _("Copy what you wrote if you still need it."),
    }


def _what_happened(refusal: Outdated) -> str:
    ruled = [record for record in refusal.since if record.ruling is not None]
    if not ruled or ruled[-1].ruling is None:
        return ""
    return f"{ruled[-1].ruling.get_outcome_display()}, {day(ruled[-1].at)}"


def _changes(case: Case, refusal: Outdated, seen: int) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    if refusal.since and refusal.since[0].state_before != case.state:
        before = state_label(case, refusal.since[0].state_before)
        changes.append(_change(_("state"), str(before), str(state_label(case))))
    rulings = [record.ruling for record in refusal.since if record.ruling is not None]
    changes += [_change(_("decision"), "", r.get_outcome_display()) for r in rulings]
    changes += _fields(case, seen)
    duty = Duty.objects.filter(case=case, status=Duty.Status.OPEN).first()
    if duty is not None:
        words = str(duty_label(duty.kind_id))
        changes.append(_change(_("next step"), words, words))
    return changes


def _fields(case: Case, seen: int) -> list[dict[str, Any]]:
    """Before and after, from history: the row that the person saw, and the last one."""
    history = case.history.order_by("history_date", "history_id")
    before, after = history.filter(version__lte=seen).last(), history.last()
    if before is None or after is None:
        return []
    changes = []
    for name, label in TOLD.items():
        old, new = _shown(before, name), _shown(after, name)
        if old != new:
            changes.append(_change(label, old, new))
    return changes


def _shown(row: Any, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else getattr(row, name) or "")


def _change(label: Any, before: str, after: str) -> dict[str, Any]:
    return {"label": capfirst(str(label)), "before": before, "after": after}
