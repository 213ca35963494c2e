"""How is a recorded ruling or signature taken back, and a clerical slip corrected?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import FormalDecision
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.passages import others_in

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.models import Case, StepRecord
    from people.models import User


def annul(
    case: Case, record: StepRecord, *, by: User, at: datetime, seen: int | None, reason: str
) -> StepRecord:
    """Annul the ruling or signature of `record`; the state that depended on it goes back.

    Both stay visible. Raises `NotPermitted` when the same person recorded it, `NotPossible` when
    later steps depend on it or it is annulled already.
    """
    others = others_in(record)  # one of them may have moved away since
    with enter(case, by=by, at=at, seen=seen, attempt="annul", reason=reason, also=others) as visit:
        by_people = visit.case.steps.filter(pk=record.pk, by__isnull=False)
        recorded = by_people.exclude(ruling=None, signature=None).first()
        if recorded is None:
            raise NotPossible(_("Only a recorded ruling or signature can be annulled."))
        visit.annulled, visit.about = recorded, recorded.about
        if recorded.signature is not None:
            visit.participation = recorded.signature.signatory.participation
        return advance(visit, "annul")


CORRECTABLE = frozenset({"number", "wording", "votes", "minutes"})


def correct(
    case: Case,
    decision: FormalDecision,
    changes: dict[str, str],
    *,
    by: User,
    at: datetime,
    seen: int | None,
    reason: str,
) -> StepRecord:
    """Correct a clerical slip in a decision, with before and after in the record."""
    with enter(case, by=by, at=at, seen=seen, attempt="correct", reason=reason) as visit:
        if set(changes) - CORRECTABLE or not decision.rulings.filter(case=visit.case).exists():
            raise NotPossible(_("Only number, wording, votes and minutes can be corrected."))
        number = changes.get("number", decision.number)
        same = FormalDecision.objects.filter(
            body=decision.body_id, date=decision.date, number=number, annulled_at=None
        )
        if number and decision.body_id and same.exclude(pk=decision.pk).exists():
            raise NotPossible(_("Another decision of that day has this number."))
        told = []
        for name, after in changes.items():
            told.append(f"{name}: {getattr(decision, name)} → {after}")
            setattr(decision, name, after)
        decision.save()
        visit.about = "; ".join(told)
        return advance(visit, "correct")
