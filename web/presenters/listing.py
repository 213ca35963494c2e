"""Which agreements does the list show, in which order, and from which row on?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.labels import CLOSED, state_label
from agreements.models import Case, Participation
from agreements.states import BEFORE_FORCE, ENDED, FROZEN, IN_FORCE, State
from people.seats import actors_of
from web.presenters import keyset
from web.presenters.choices import INITIATIVE
from web.presenters.expressions import (
    CappedCount,
    left_on,
    partners,
    waiting_body,
    waits_for,
)
from web.presenters.kin import titles_of
from web.presenters.then import as_left
from web.presenters.words import actor_name, country, day, joined
from web.templatetags.samklang import relative

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from web.request import PersonRequest

ON_A_PAGE = 50
MOST = 1000
SORTS = ("review", "title")

TABS: dict[str, tuple[StrOrPromise, Q]] = {
    "force": (gettext_lazy("In force"), Q(state__in=[*IN_FORCE, *FROZEN])),
    "mine": (gettext_lazy("Mine"), Q()),
    "proposals": (gettext_lazy("Proposals"), Q(state__in=BEFORE_FORCE)),
    "ended": (gettext_lazy("Ended"), Q(state__in=ENDED)),
    "all": (gettext_lazy("All"), Q()),
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


@dataclass(slots=True)
class Row:
    """One line of the table, a card on a phone."""

    title: str
    url: str
    about: str
    kind: str
    country: str
    state: str
    state_label: StrOrPromise
    derived: str
    responsible: str
    window: str
    distance: str
    over: bool


@dataclass(slots=True)
class Page:
    """The rows, how many there are in all (“1000+”), and where the next page begins.

    Asked about a day, `total` are those surely in force on it, and `perhaps` those of which the
    sources do not say so to the day; their rows are shown, too, and say it.
    """

    rows: list[Row]
    total: str
    after: str
    perhaps: str = ""


NOTHING = Page([], "0", "")


def page(request: PersonRequest, filters: Filters, day: date | None = None) -> Page:
    """One page of the list in one query, with the capped count in it.

    With a `day`: what was in force on it, and who took part then.
    """
    found = _found(request, filters, day)
    surely = found.filter(is_sure=True)
    cases = list(
        keyset.behind(found, filters.sort, filters.after)
        .annotate(
            total=_count(surely),
            perhaps=_count(found.filter(is_sure=False)),
            partners=partners("name", day or request.on),
            countries=partners("country", day or request.on),
            left_on=left_on(request),
            body=waiting_body(),
            body_due=waits_for("due_until"),
        )
        .select_related(
            "owner",
            "unit",
            "ending",
            "agreement__kind",
            "agreement__replaces__case",
            "initiative",
            "responsible__person",
            "responsible__post",
            "responsible__unit",
            "responsible__municipality",
        )
        .order_by(*keyset.order(filters.sort))[: ON_A_PAGE + 1]
    )
    as_left(request, cases)
    shown, more = cases[:ON_A_PAGE], len(cases) > ON_A_PAGE
    above = _above(request, shown)
    return Page(
        rows=[_row(case, above.get(case.pk, ""), request.on) for case in shown],
        total=_told(cases[0].total if cases else 0),
        after=keyset.mark(shown[-1], filters.sort) if more else "",
        perhaps=_told(cases[0].perhaps) if cases and cases[0].perhaps else "",
    )


def _count(cases: QuerySet[Any]) -> CappedCount:
    return CappedCount(cases.order_by().values("pk")[: MOST + 1])


def _told(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


def _found(request: PersonRequest, filters: Filters, day: date | None) -> QuerySet[Any]:
    """Agreements, and initiatives that stand alone; `is_sure` where no day is asked about."""
    cases: QuerySet[Any] = Case.objects.visible_to(request.roles).filter(
        Q(sort=Case.Sort.AGREEMENT) | Q(initiative__agreement__isnull=True)
    )
    if day is None or filters.tab != "force":  # that tab says what is in force: then, or today
        cases = cases.filter(TABS[filters.tab][1])
    cases = _held_on(cases, request, day) if day else cases.annotate(is_sure=Value(value=True))
    if filters.tab == "mine":
        keys = actors_of(request.user, request.on)
        cases = cases.filter(Q(proposed_by=request.user) | Q(responsible__in=keys))
    if filters.q:
        cases = cases.filter(matching(filters.q))
    if filters.kind == INITIATIVE:
        cases = cases.filter(sort=Case.Sort.INITIATIVE)
    elif filters.kind:
        cases = cases.filter(agreement__kind__code=filters.kind)
    if filters.state:
        cases = cases.filter(state=filters.state)
    if filters.unit.isdecimal():
        cases = cases.filter(unit=int(filters.unit[:9]))
    if filters.review in WINDOWS:
        cases = cases.filter(WINDOWS[filters.review][1])
    if filters.country:
        theirs = Participation.objects.filter(party__country=filters.country)
        cases = cases.filter(pk__in=theirs.values("case"))
    return cases


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


def _row(case: Any, above: str, on: date) -> Row:
    state = case.state
    in_force = state in IN_FORCE and case.left_on is None
    due = case.review
    return Row(
        title=case.title,
        url=reverse("case", args=(case.pk,)),
        about=joined(case.partners, above),
        kind=_kind(case),
        country=", ".join(_countries(case.countries)),
        state=state,
        state_label=state_label(case, state),
        derived=_derived(case, on) if case.is_sure else _perhaps(),
        responsible=actor_name(case.responsible, case.owner_id) or str(case.unit or ""),
        window=day(due) if due and in_force else "",
        distance=relative(due.latest, on) if due and in_force else "",
        over=bool(due and in_force and due.overdue_on(on)),
    )


def _above(request: PersonRequest, cases: list[Any]) -> dict[int, str]:
    """By the keys of these cases: what they stand under, as far as the reader may know of it."""
    keys = {
        case.pk: case.agreement.parent_id
        for case in cases
        if case.sort == Case.Sort.AGREEMENT and case.left_on is None
    }
    titles = titles_of(request, keys.values())
    return {
        case: _("under “%(title)s”") % {"title": titles[above]}
        for case, above in keys.items()
        if above in titles
    }


def _kind(case: Case) -> str:
    if case.sort == Case.Sort.AGREEMENT:
        return str(case.agreement.kind)
    return _("Initiative")


def _countries(codes: str | None) -> list[str]:
    return sorted({country(code.strip()) for code in (codes or "").split(",") if code.strip()})


def _perhaps() -> str:
    return _("Perhaps in force that day: its sources do not say it to the day")


def _derived(case: Any, on: date) -> str:
    if case.left_on:
        return _("Took part until %(date)s") % {"date": day(case.left_on)}
    if case.is_wish and case.state == State.DRAFT:
        return _("Wish")
    if case.is_closed:
        return str(CLOSED)
    ending = getattr(case, "ending", None)
    if ending and case.state in IN_FORCE | FROZEN and ending.effective_date > on:
        return _("Ends %(date)s") % {"date": day(ending.effective_date)}
    if case.body and case.state in {State.ASSESSED, State.UNDER_REVIEW}:
        return to_political_handling(case.body, case.body_due)
    return ""


def to_political_handling(body: str, meeting: date | None) -> str:
    """“To political handling (body, date)”: a derived label, no state."""
    where = f"{body}, {day(meeting)}" if meeting else body
    return _("To political handling (%(where)s)") % {"where": where}
