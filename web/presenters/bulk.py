"""Which agreements can be chosen to end together?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from agreements.labels import state_label
from agreements.models import Case, Participation
from web.presenters.expressions import partners
from web.presenters.listing import matching
from workflows.bulk import ENDABLE, MOST

if TYPE_CHECKING:
    from collections.abc import Collection

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


def rows(
    request: PersonRequest, owner: Municipality, narrowed: Narrowed, chosen: Collection[int]
) -> list[dict[str, Any]]:
    """Agreements in force or resting, by title; the chosen ones are there in any case."""
    cases = Case.objects.visible_to(request.roles).filter(
        owner=owner,
        sort=Case.Sort.AGREEMENT,
        state__in=ENDABLE,
        agreement__amends=None,
        ending=None,
    )
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
        }
        for case in shown.order_by("title", "pk")[:MOST]
    ]
