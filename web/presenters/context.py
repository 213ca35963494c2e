"""What stands around an agreement: before and after it, above and below it, and inside it?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, ExpressionWrapper, Q
from django.db.models.fields import BooleanField
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.dormancy import dormant_areas
from agreements.kinship import kin_in, kindred
from agreements.labels import state_label
from agreements.models import Case, Event, FocusArea
from agreements.states import IN_FORCE
from people.models import Role
from web.presenters import annexes, initiatives
from web.presenters.actions import Action
from web.presenters.expressions import left_on
from web.presenters.offers import looking, may_begin
from web.presenters.then import as_left
from web.presenters.words import day, joined

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from web.presenters.shown import Shown

DEEPEST = 4


@dataclass(slots=True)
class Link:
    """An agreement in a chain or tree; without `url` it is the one whose page this is."""

    title: str
    about: str
    url: str
    state: str
    state_label: StrOrPromise
    is_closed: bool = False
    depth: int = 0


def told(page: Shown) -> dict[str, Any]:
    """Everything of the page; chain, tree, annexes and areas of agreements alone."""
    found: dict[str, Any] = {
        "occasions": occasions(page),
        "new_occasion": _act(page, "edit", "new_occasion", _("Record an occasion")),
    }
    if page.case.sort != Case.Sort.AGREEMENT:
        return found
    (chain, tree), inside = _kin(page), areas(page)
    sleeps = any(area["sleeps"] for area in inside)
    return found | {
        "chain": chain,
        "tree": tree,
        "place_under": _act(page, "place_under", "place_under", _("Change")),
        "annexes": annexes.rows(page),
        "new_annex": annexes.new(page),
        "areas": inside,
        "sleeps": sleeps,
        "tell": _act(page, "update", "update", _("Tell what was done")) if sleeps else None,
        "dormant_months": page.case.agreement.kind.dormant_months,
    }


def _act(page: Shown, step: str, name: str, label: StrOrPromise) -> Action | None:
    """A link to an act of officers and contributors, for those whom its step lets in."""
    if page.until or not page.may(Role.OFFICER, Role.CONTRIBUTOR):
        return None
    if not may_begin(step, page.case, looking(page.request, page.case)):
        return None
    return Action(label, reverse(name, args=(page.case.pk,)))


# ---------------------------------------------------------------- chain and tree
def _kin(page: Shown) -> tuple[list[Link], list[Link]]:
    """Predecessors and successors, oldest first; the framework and what stands under it.

    Only what the reader may see is named; with nothing but itself there is nothing to show.
    """
    key = page.case.pk
    visible = Case.objects.visible_to(page.request.roles).filter(pk__in=kindred(key))
    visible = visible.annotate(left_on=left_on(page.request))
    cases = {case.pk: case for case in visible.select_related("owner", "agreement")}
    as_left(page.request, cases.values())
    kin = kin_in(case.agreement for case in cases.values())
    chain, family = kin.chain(key), kin.family(key)
    before_and_after = [_link(page, cases[k]) for k in chain if k in cases]
    tree = [_link(page, cases[k], min(depth, DEEPEST)) for depth, k in family if k in cases]
    return (
        before_and_after if len(before_and_after) > 1 else [],
        tree if len(tree) > 1 else [],
    )


def _link(page: Shown, case: Case, depth: int = 0) -> Link:
    dated = _("of %(date)s") % {"date": day(case.agreement.dated)} if case.agreement.dated else ""
    with_it = _("holds as long as the one above") if case.agreement.inherits_validity else ""
    return Link(
        title=case.title,
        about=joined(case.number, dated, with_it if depth else ""),
        url="" if case.pk == page.case.pk else reverse("case", args=(case.pk,)),
        state=case.state,
        state_label=state_label(case),
        is_closed=case.is_closed,
        depth=depth,
    )


# ---------------------------------------------------------------- focus areas
def areas(page: Shown) -> list[dict[str, Any]]:
    """In their order, with how many initiatives, and which sleep (R-021, R-039); one query."""
    if page.until is not None:
        return _areas_then(page)
    case, on = page.case, page.today
    asleep = dormant_areas(case, on).values("pk")
    found = (
        FocusArea.objects.filter(agreement=case.pk)
        .annotate(
            count=Count("initiatives", filter=Q(initiatives__case__state__in=IN_FORCE)),
            sleeps=ExpressionWrapper(Q(pk__in=asleep), output_field=BooleanField()),
        )
        .order_by("number")
    )
    return [
        {
            "name": f"{area.number}. {area.name}",
            "count": area.count,
            "sleeps": area.sleeps and page.is_ours,
        }
        for area in found
    ]


def _areas_then(page: Shown) -> list[dict[str, Any]]:
    """As the reader's municipality left them, with those initiatives that it may read of."""
    below = [case for case in initiatives.cases_of(page) if case.state in IN_FORCE]
    count = Counter(case.initiative.focus_area_id for case in below)
    return [
        {"name": f"{area.number}. {area.name}", "count": count[area.pk], "sleeps": False}
        for area in page.those(FocusArea, agreement_id=page.case.pk)
    ]


# ---------------------------------------------------------------- occasions
def occasions(page: Shown) -> list[dict[str, Any]]:
    """Visits, joint meetings and others, the last first."""
    found = page.those(Event, case_id=page.case.pk)
    if page.until:
        found = [event for event in found if event.begins_from <= page.until]
    may = _act(page, "edit", "new_occasion", "") is not None
    return [
        {
            "event": event,
            "sort": event.get_sort_display(),
            "when": f"{day(event.begins)} – {day(event.ends)}" if event.ends else day(event.begins),
            "url": reverse("occasion", args=(page.case.pk, event.pk)) if may else "",
        }
        for event in sorted(found, key=lambda event: (event.begins_from, event.pk), reverse=True)
    ]
