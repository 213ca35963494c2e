"""Which cases has the reader's municipality left, and what could be found of them then?

Lists find them by what they said on the last day; whatever was written later finds nothing, or a
filter that matches would tell it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from agreements.models import Case, Participation
from web.presenters.expressions import left_on
from web.presenters.then import as_left, parties_then

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from web.request import PersonRequest


class Former(NamedTuple):
    """A case as it read when it was left, with those who took part in it or had before."""

    case: Any
    parties: list[Participation]

    def holds(self, text: str) -> bool:
        """Does its title, number, journal number or party hold the text?"""
        names = [row.party.name for row in self.parties]
        names += [old.name for row in self.parties for old in row.party.former_names.all()]
        case, wanted = self.case, text.casefold()
        said = (case.title, case.number, case.journal_number, *names)
        return any(wanted in words.casefold() for words in said)


def partings(request: PersonRequest) -> QuerySet[Participation]:
    """Parts that a municipality of the reader took and that end today or have ended.

    Whether the last day is over by the owner's clock says `former_cases`.
    """
    ours = request.roles.municipalities()
    return Participation.objects.filter(
        party__municipality__in=ours, left_date__lt=request.on + timedelta(days=1)
    )


def former_cases(request: PersonRequest) -> list[Former]:
    """What the reader's municipality has left; one query where it has left nothing."""
    ended = partings(request).values("case")
    visible = Case.objects.visible_to(request.roles).filter(pk__in=ended)
    cases = list(
        visible.annotate(left_on=left_on(request))
        .filter(left_on__isnull=False)
        .select_related("owner", "agreement__kind")
        .order_by()
    )
    as_left(request, cases)
    left = [case for case in cases if case.left_on is not None]
    parties = parties_then(left)
    return [Former(case, parties[case.pk]) for case in left]


def keys(left: Iterable[Former]) -> list[int]:
    return [row.case.pk for row in left]
