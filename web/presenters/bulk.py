"""Which agreements can be chosen to end, or to be reviewed, together?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from agreements.labels import state_label
from agreements.models import Case, Participation, Review
from agreements.states import IN_FORCE
from web.presenters.expressions import partners
from web.presenters.finding import matching
from web.presenters.words import day
from workflows.bulk import ENDABLE, MOST

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet
    from django.http import QueryDict

    from people.models import Municipality
    from web.request import PersonRequest


class Narrowed(NamedTuple):
    """What the list is narrowed to."""

    q: str = ""
    kind: str = ""
    country: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> Narrowed:
        return cls(**{name: given.get(name, "").strip()[:100] for name in cls._fields})


def endable(request: PersonRequest, owner: Municipality) -> QuerySet[Case]:
    """In force or resting, and not to end already."""
    return _agreements(request, owner).filter(state__in=ENDABLE, ending=None)


def ending_already(request: PersonRequest, owner: Municipality) -> list[dict[str, Any]]:
    """Those in force that are not offered, with the day on which each ends."""
    found = _agreements(request, owner).filter(state__in=ENDABLE, ending__isnull=False)
    return [
        {"case": case, "why": _("Ends %(date)s") % {"date": day(case.ending.effective_date)}}
        for case in found.select_related("ending").order_by("title", "pk")[:MOST]
    ]


def reviewable(request: PersonRequest, owner: Municipality) -> QuerySet[Case]:
    """In force; under review too, as long as nothing else is reviewed with it."""
    found = _agreements(request, owner).filter(state__in=IN_FORCE)
    return found.exclude(reviews__status=Review.Status.OPEN, reviews__joint__isnull=False)


def _agreements(request: PersonRequest, owner: Municipality) -> QuerySet[Case]:
    return Case.objects.visible_to(request.roles).filter(
        owner=owner, sort=Case.Sort.AGREEMENT, agreement__amends=None
    )


def rows(
    request: PersonRequest, cases: QuerySet[Case], narrowed: Narrowed, chosen: Collection[int]
) -> list[dict[str, Any]]:
    """These agreements by title, as far as they fit; the chosen ones are there in any case."""
    found = cases.filter(matching(narrowed.q)) if narrowed.q else cases
    if narrowed.kind:
        found = found.filter(agreement__kind__code=narrowed.kind)
    if narrowed.country:
        theirs = Participation.objects.filter(party__country=narrowed.country)
        found = found.filter(pk__in=theirs.values("case"))
    if chosen:
        found = found | cases.filter(pk__in=chosen)
    shown = found.annotate(partners=partners("name", request.on)).select_related("agreement__kind")
    return [
        {
            "key": case.pk,
            "value": f"{case.pk}:{case.version}",
            "title": case.title,
            "partners": case.partners or "",
            "kind": str(case.agreement.kind),
            "state": case.state,
            "state_label": state_label(case),
            "window": day(case.review) if case.review else "",
        }
        for case in shown.order_by("title", "pk")[:MOST]
    ]
