"""In which areas of a binding agreement has nothing happened for long (R-039)?

A binding agreement obliges to cooperate in its areas. An area sleeps when nothing was recorded in
it for as many months as its kind says: no update of it, and under it no initiative that began,
ended, was updated or visited, or reached a milestone. One alarm for an agreement, with its areas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from agreements.dates import add_months
from agreements.models import Case, Event, FocusArea, Kind, Milestone, StatePeriod, Update
from agreements.states import IN_FORCE, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

NEWS = IN_FORCE | {State.COMPLETED}


def dormant_areas(case: Case, on: date) -> QuerySet[FocusArea]:
    """The areas of this agreement that sleep on a day, in their order; none of another case."""
    areas = FocusArea.objects.filter(agreement=case.pk)
    if case.sort != Case.Sort.AGREEMENT:
        return areas.none()
    return areas.filter(_asleep(case.agreement.kind, on))


def all_dormant_areas(on: date, kinds: Iterable[Kind] | None = None) -> QuerySet[FocusArea]:
    """The areas of all agreements that sleep on a day, in one query; narrow it by `agreement`.

    Of these kinds, where the caller has read them already.
    """
    asleep = Q(pk__in=())
    for kind in Kind.objects.filter(is_binding=True) if kinds is None else kinds:
        asleep |= _asleep(kind, on)
    return FocusArea.objects.filter(asleep)


def _asleep(kind: Kind, on: date) -> Q:
    """In force since before the time that counts, and nothing since."""
    since = add_months(on, -kind.dormant_months)
    holds = StatePeriod.objects.filter(
        case=OuterRef("agreement"),
        state__in=IN_FORCE,
        start_date__lte=since,
        annulled_at=None,
    )
    return Q(
        Exists(holds),
        agreement__kind=kind,
        agreement__kind__is_binding=True,
        agreement__case__state__in=IN_FORCE,
    ) & ~happened_since(since)


def happened_since(since: date) -> Q:
    """Something was recorded in the area on that day or later."""
    below = {"case__initiative__focus_area": OuterRef("pk")}
    dated = Q(happened_until__gte=since)
    undated = Q(happened_until__isnull=True, recorded_at__date__gte=since)
    updates = Update.objects.filter(dated | undated, withdrawn_at=None)
    moved = StatePeriod.objects.filter(state__in=NEWS, start_date__gte=since, annulled_at=None)
    return (
        Q(Exists(updates.filter(focus_area=OuterRef("pk"))))
        | Q(Exists(updates.filter(**below)))
        | Q(Exists(Event.objects.filter(begins_until__gte=since, **below)))
        | Q(Exists(Milestone.objects.filter(reached_until__gte=since, **below)))
        | Q(Exists(moved.filter(**below)))
    )
