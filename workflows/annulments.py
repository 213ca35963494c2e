"""How is a recorded ruling, signature or end taken back, and a clerical slip corrected?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.models import FormalDecision
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.passages import ENDINGS, effect_of, others_in

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from agreements.models import Case, StepRecord
    from people.models import User


def annul(
    case: Case, record: StepRecord, *, by: User, at: datetime, seen: int | None, reason: str
) -> StepRecord:
    """Annul the ruling, signature or end of `record`; the state that depended on it goes back.

    What an end recorded for a later day did on that day goes back first. Both stay visible. Raises
    `NotPermitted` when the same person recorded it, `NotPossible` when later steps depend on it or
    it is annulled already.
    """
    effect = effect_of(record)
    others = others_in(record)  # one of them may have moved away since
    others |= others_in(effect) if effect else set()
    with enter(case, by=by, at=at, seen=seen, attempt="annul", reason=reason, also=others) as visit:
        recorded = annullable(visit.case).filter(pk=record.pk).first()
        if recorded is None:
            raise NotPossible(_("Only a recorded ruling, signature or end can be annulled."))
        if recorded.signature is not None:
            visit.participation = recorded.signature.signatory.participation
        for taken_back in filter(None, (effect, recorded)):
            visit.annulled, visit.about = taken_back, taken_back.about
            result = advance(visit, "annul")
        return result


def annullable(case: Case) -> QuerySet[StepRecord]:
    """What people recorded on the case that somebody else may take back."""
    told = Q(ruling__isnull=False) | Q(signature__isnull=False) | Q(step__in=ENDINGS)
    return case.steps.filter(told, by__isnull=False)


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
