"""What did one passage through the door do to a case, and what came after it?

The step that a person took and those that automatons took because of it stand or fall together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from agreements.models import Ending, StepRecord

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreements.models import Case


def passage_of(case: Case, record: StepRecord) -> list[StepRecord]:
    """The recorded step and what automatons did to `case` because of it, in order.

    Several people's signatures recorded at once are one passage: what the last of them led to
    depended on each.
    """
    if record.case_id == case.pk:
        same = StepRecord.objects.filter(case=case, version=record.version, pk__gte=record.pk)
        return list(same.filter(Q(pk=record.pk) | Q(led_by__isnull=False)))
    return list(_elsewhere(record).filter(case=case))


ENDINGS = frozenset({"terminate", "give_notice"})
"""Steps with which a person records an end."""


def effect_of(record: StepRecord) -> StepRecord | None:
    """The step of the automaton on whose day the end that `record` recorded took effect."""
    ending = Ending.objects.filter(case=record.case_id, recorded_at=record.at)
    if record.step not in ENDINGS or record.by_id is None or not ending.exists():
        return None
    took_effect = StepRecord.objects.filter(
        case=record.case_id, step="terminate", automaton="ending", annulled_by=None
    )
    return took_effect.filter(version__gt=record.version).first()


def others_in(record: StepRecord) -> set[int]:
    """Keys of the other cases that automatons moved because of it, and that still stand so."""
    others = _elsewhere(record).filter(annulled_by__isnull=True).exclude(case=record.case_id)
    return set(others.values_list("case_id", flat=True))


def standing(case: Case) -> list[StepRecord]:
    """The steps of a case that neither were annulled nor annul, in order."""
    steps = list(case.steps.select_related("annulled_by"))
    annulled = {record.version for record in steps if hasattr(record, "annulled_by")}
    return [r for r in steps if r.annuls_id is None and r.version not in annulled]


def standing_after(case: Case, passage: list[StepRecord]) -> list[StepRecord]:
    """What was recorded on the case afterwards and still stands."""
    return [record for record in standing(case) if record.pk > passage[-1].pk]


def _elsewhere(record: StepRecord) -> QuerySet[StepRecord]:
    return StepRecord.objects.filter(led_by__case=record.case_id, led_by__version=record.version)
