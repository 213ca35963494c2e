"""Which agreements does the list show, in which order, and from which row on?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.labels import CLOSED, state_label
from agreements.models import Case
from agreements.states import FROZEN, IN_FORCE, State
from web.presenters import finding, keyset
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
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from web.presenters.finding import Filters
    from web.presenters.former import Former
    from web.request import PersonRequest

ON_A_PAGE = 50
MOST = 1000


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


def page(
    request: PersonRequest, filters: Filters, day: date | None, left: Sequence[Former]
) -> Page:
    """One page of the list in one query, with the capped count in it.

    With a `day`: what was in force on it, and who took part then. `left` are the cases that the
    reader's municipality has left: they stand where they stood.
    """
    found = keyset.placed(finding.found(request, filters, day, left), left)
    home = request.user.municipality_id
    surely = found.filter(is_sure=True)
    cases = list(
        keyset.behind(found, filters.sort, filters.after, left)
        .annotate(
            total=_count(surely),
            perhaps=_count(found.filter(is_sure=False)),
            partners=partners("name", day or request.on, home),
            countries=partners("country", day or request.on, home),
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
        .order_by(*keyset.order(filters.sort, left))[: ON_A_PAGE + 1]
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


def _row(case: Any, above: str, on: date) -> Row:
    state = case.state
    in_force = state in IN_FORCE and case.left_on is None
    rests = state in FROZEN and case.left_on is None
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
        window=day(due) if due and (in_force or rests) else "",
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
