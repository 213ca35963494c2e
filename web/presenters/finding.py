"""Which agreements does somebody ask for, by filters and words?

What a reader's municipality has left is found by what it said then: a filter that matched what
was written later would tell it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.utils.translation import gettext_lazy

from agreements.models import Case, Participation
from agreements.states import BEFORE_FORCE, ENDED, FROZEN, IN_FORCE, State
from people.seats import actors_of
from web.presenters import former
from web.presenters.choices import INITIATIVE
from web.presenters.expressions import left_on

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from web.presenters.former import Former
    from web.request import PersonRequest

SORTS = ("review", "title")

TABS: dict[str, tuple[StrOrPromise, Collection[State]]] = {
    "force": (gettext_lazy("In force"), IN_FORCE | FROZEN),
    "mine": (gettext_lazy("Mine"), frozenset()),
    "proposals": (gettext_lazy("Proposals"), BEFORE_FORCE),
    "ended": (gettext_lazy("Ended"), ENDED),
    "all": (gettext_lazy("All"), frozenset()),
}


IS_HELD = Q(state__in=[*IN_FORCE, *FROZEN], review_from__isnull=True)
WINDOWS: dict[str, tuple[StrOrPromise, Q]] = {
    "none": (gettext_lazy("No review date"), IS_HELD & Q(no_review_reason="")),
    "never": (gettext_lazy("Never, with the reason"), IS_HELD & ~Q(no_review_reason="")),
    "set": (gettext_lazy("With a review date"), Q(review_from__isnull=False)),
}
"""What is asked of the next review; without a date nobody would be reminded (R-037)."""


class Filters(NamedTuple):
    """What the form asks for; anything it does not know counts as not asked."""

    tab: str = "force"
    q: str = ""
    kind: str = ""
    state: str = ""
    unit: str = ""
    country: str = ""
    review: str = ""
    on: str = ""
    sort: str = "review"
    after: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> Filters:
        said = {name: given.get(name, "").strip()[:100] for name in cls._fields}
        said["tab"] = said["tab"] if said["tab"] in TABS else "force"
        said["sort"] = said["sort"] if said["sort"] in SORTS else "review"
        return cls(**said)

    @property
    def is_narrowed(self) -> bool:
        narrowing = (self.q, self.kind, self.state, self.unit, self.country, self.review, self.on)
        return any(narrowing)


def found(
    request: PersonRequest, filters: Filters, day: date | None, left: Sequence[Former]
) -> QuerySet[Any]:
    """Agreements, and initiatives that stand alone; `is_sure` where no day is asked about.

    `left` are those that the reader's municipality has left.
    """
    cases: QuerySet[Any] = Case.objects.visible_to(request.roles).filter(
        Q(sort=Case.Sort.AGREEMENT) | Q(initiative__agreement__isnull=True)
    )
    cases = _held_on(cases, request, day) if day else cases.annotate(is_sure=Value(value=True))
    # that tab says what is in force: then, or today
    states = TABS[filters.tab][1] if day is None or filters.tab != "force" else frozenset[State]()
    answerable = actors_of(request.user, request.on) if filters.tab == "mine" else None
    asked = _asked_for(request, filters, states, answerable)
    mine = set(answerable) if left and answerable is not None else None
    then = [row for row in left if _is_asked_for(row, filters, states, mine)]
    return cases.filter(but_of_then(asked, left, then))


def but_of_then(asked: Q, left: Sequence[Former], then: Sequence[Former]) -> Q:
    """What is asked for; of what was left, those that were it `then`."""
    if not left:
        return asked
    return (asked & ~Q(pk__in=former.keys(left))) | Q(pk__in=former.keys(then))


def _asked_for(
    request: PersonRequest, filters: Filters, states: Collection[State], answerable: Any
) -> Q:
    asked = Q(state__in=states) if states else Q()
    if answerable is not None:
        asked &= Q(proposed_by=request.user) | Q(responsible__in=answerable)
    if filters.q:
        asked &= matching(filters.q)
    if filters.kind == INITIATIVE:
        asked &= Q(sort=Case.Sort.INITIATIVE)
    elif filters.kind:
        asked &= Q(agreement__kind__code=filters.kind)
    if filters.state:
        asked &= Q(state=filters.state)
    if filters.unit.isdecimal():
        asked &= Q(unit=int(filters.unit[:9]))
    if filters.review in WINDOWS:
        asked &= WINDOWS[filters.review][1]
    if filters.country:
        theirs = Participation.objects.filter(party__country=filters.country)
        asked &= Q(pk__in=theirs.values("case"))
    return asked


def _is_asked_for(
    row: Former, filters: Filters, states: Collection[State], mine: Collection[int] | None
) -> bool:
    """The same of a case that was left, as it read then; of its review it tells nothing."""
    case, unit = row.case, filters.unit
    is_agreement = case.sort == Case.Sort.AGREEMENT
    kind = case.agreement.kind.code if is_agreement else INITIATIVE
    return (
        (not states or case.state in states)
        and (mine is None or case.responsible_id in mine)
        and row.holds(filters.q)
        and filters.kind in {"", kind}
        and filters.state in {"", case.state}
        and (not unit.isdecimal() or case.unit_id == int(unit[:9]))
        and filters.review not in WINDOWS
        and (not filters.country or filters.country in {p.party.country for p in row.parties})
    )


def _held_on(cases: QuerySet[Case], request: PersonRequest, day: date) -> QuerySet[Any]:
    """Surely or perhaps in force on the day, for whoever took part in it then."""
    surely = Q(pk__in=Case.objects.in_force_on(day).order_by().values("pk"))
    perhaps = Q(pk__in=Case.objects.perhaps_in_force_on(day).order_by().values("pk"))
    taking_part = Q(left_by_then=None) | Q(left_by_then__gte=day)
    held = cases.alias(left_by_then=left_on(request)).filter(surely | perhaps, taking_part)
    return held.annotate(is_sure=ExpressionWrapper(surely, BooleanField()))


def matching(text: str) -> Q:
    """Cases whose title, number, journal number or party holds the text."""
    called = Q(party__name__icontains=text) | Q(party__former_names__name__icontains=text)
    parties = Participation.objects.filter(called).values("case")
    return (
        Q(title__icontains=text)
        | Q(number__icontains=text)
        | Q(journal_number__icontains=text)
        | Q(pk__in=parties)
    )
