"""Which initiatives stand under an agreement, how far is each, and what does it still lack?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.labels import state_label
from agreements.models import Case, Commitment, Milestone
from agreements.states import ENDED
from people.models import Role
from web.presenters.actions import Action
from web.presenters.expressions import left_on
from web.presenters.offers import looking, may_begin
from web.presenters.then import as_left
from web.presenters.words import actor_name, day, joined
from workflows.rules import missing_parts_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from agreements.models import Initiative
    from web.presenters.shown import Shown

MOST = 200
NOT_CLOSED = ~Q(commitments__status=Commitment.Status.CLOSED)


@dataclass(slots=True)
class Row:
    """One line of the table of initiatives."""

    title: str
    url: str
    about: str
    state: str
    state_label: StrOrPromise
    is_closed: bool
    responsible: str
    commitments: str
    next: str
    missing: str


@dataclass(slots=True)
class Group:
    """The initiatives of one focus area or annex; without a heading where there is only one."""

    heading: str
    rows: list[Row]


def rows(page: Shown, most: int = MOST) -> list[Row]:
    """The initiatives that the reader may see, in the order of their numbers; one query."""
    return [_row(case, None) for case in cases_of(page, most)]


def groups(page: Shown) -> list[Group]:
    """The same by annex and focus area, those outside the areas last (R-021, R-040)."""
    cases = cases_of(page)
    coming = _next_milestones(page, cases)
    found: dict[str, list[Row]] = {}
    for case in sorted(cases, key=lambda case: case.initiative.is_outside_areas):
        found.setdefault(_heading(case.initiative), []).append(_row(case, coming.get(case.pk)))
    if list(found) == [""]:
        return [Group("", found[""])]
    return [Group(heading or _("Without a focus area"), found[heading]) for heading in found]


def _heading(initiative: Initiative) -> str:
    if initiative.is_outside_areas:
        return capfirst(_("outside the focus areas"))
    if initiative.annex:
        return capfirst(_("annex %(annex)s") % {"annex": initiative.annex})
    area = initiative.focus_area
    return f"{area.number}. {area.name}" if area else ""


def cases_of(page: Shown, most: int = MOST) -> list[Any]:
    """The initiatives that the reader may see; those that were left as they were left."""
    if page.case.sort != Case.Sort.AGREEMENT:
        return []
    horizon = Commitment.Horizon
    found: list[Any] = list(
        Case.objects.visible_to(page.request.roles)
        .filter(initiative__agreement=page.case.pk)
        .select_related(
            "owner",
            "initiative__focus_area",
            "unit",
            "responsible__person",
            "responsible__post",
            "responsible__unit",
            "responsible__municipality",
        )
        .annotate(
            short=Count("commitments", filter=NOT_CLOSED & Q(commitments__horizon=horizon.SHORT)),
            long=Count("commitments", filter=NOT_CLOSED & Q(commitments__horizon=horizon.LONG)),
            left_on=left_on(page.request),
        )
        .order_by(
            "initiative__annex",
            F("initiative__focus_area__number").asc(nulls_last=True),
            Length("initiative__number"),  # 1.9 before 1.10
            "initiative__number",
            "pk",
        )[:most]
    )
    as_left(page.request, found)
    return found if page.end is None else _as_they_were(page, found)


def _as_they_were(page: Shown, cases: list[Any]) -> list[Any]:
    """Those that stood when the reader's municipality left the agreement, as they then read."""
    found = page.restore(cases)
    page.restore([case.initiative for case in found])
    promised = Counter(
        (row.case_id, row.horizon)
        for row in page.those(Commitment, case_id__in=[case.pk for case in found])
        if row.status != Commitment.Status.CLOSED
    )
    for case in found:
        case.short = promised[case.pk, Commitment.Horizon.SHORT.value]
        case.long = promised[case.pk, Commitment.Horizon.LONG.value]
    return found


def _next_milestones(page: Shown, cases: list[Any]) -> dict[int, Milestone]:
    """The milestone of each initiative that is expected first; one query.

    None to a party that has left: it is over with what was expected.
    """
    if page.until is not None:
        return {}
    expected: QuerySet[Milestone] = Milestone.objects.filter(
        case__in=[case.pk for case in cases],
        reached_from__isnull=True,
        expected_from__isnull=False,
        is_dropped=False,
    )
    found: dict[int, Milestone] = {}
    for milestone in expected.select_related("party").order_by("expected_until", "number"):
        found.setdefault(milestone.case_id, milestone)
    return found


def new(page: Shown) -> Action | None:
    """The way to a further initiative, for whoever carries the agreement and its officers."""
    case, request = page.case, page.request
    if case.sort != Case.Sort.AGREEMENT or not (page.carries or page.may(Role.OFFICER)):
        return None
    if not may_begin("add_initiative", case, looking(request, case)):
        return None
    return Action(_("New initiative"), reverse("new_initiative", args=(case.pk,)))


def _row(case: Any, coming: Milestone | None) -> Row:
    initiative = case.initiative
    sort = initiative.get_sort_display() if initiative.sort != initiative.Sort.PROJECT else ""
    return Row(
        title=joined_number(initiative, case),
        url=reverse("case", args=(case.pk,)),
        about=joined(sort and capfirst(str(sort)), case.summary[:120]),
        state=case.state,
        state_label=state_label(case),
        is_closed=case.is_closed,
        responsible=actor_name(case.responsible, case.owner_id) or str(case.unit or ""),
        commitments=_counted(case.short, case.long),
        next=joined(coming.name, coming.party, day(coming.expected)) if coming else "",
        missing="" if case.state in ENDED else ", ".join(missing_parts_of(initiative)),
    )


def _counted(short: int, long: int) -> str:
    """How many commitments of each horizon, those given up left out."""
    told = []
    if short:
        told.append(
            ngettext("%(count)d short-term", "%(count)d short-term", short) % {"count": short}
        )
    if long:
        told.append(ngettext("%(count)d long-term", "%(count)d long-term", long) % {"count": long})
    return ", ".join(told)


def joined_number(initiative: Initiative, case: Case) -> str:
    """“1.2 Exchange of staff”, and “2. Exchange of staff”: its number before the title."""
    number = initiative.number
    if number.isdecimal():
        number += "."
    return f"{number} {case.title}".strip()


def four_parts(page: Shown) -> list[dict[str, str]]:
    """The four parts of an initiative with their texts, and what came of it (R-048).

    The missing ones too, as long as it has not ended.
    """
    if page.case.sort != Case.Sort.INITIATIVE:
        return []
    initiative = page.case.initiative
    told = (
        (_("Description"), initiative.description),
        (_("Organisation"), initiative.organisation),
        (_("Timetable"), initiative.timetable),
        (_("Division of responsibility"), initiative.responsibilities),
    )
    parts = [{"term": term, "text": text.strip()} for term, text in told]
    if page.case.state in ENDED:
        parts = [part for part in parts if part["text"]]
    if initiative.outcome:
        parts.append({"term": _("What came of it"), "text": initiative.outcome})
    return parts


def write_parts(page: Shown) -> Action | None:
    """The way to the four parts, for those who may write them."""
    case = page.case
    if case.sort != Case.Sort.INITIATIVE or case.handling == Case.Handling.SIMPLE:
        return None
    if not may_begin("edit", case, looking(page.request, case)):
        return None
    return Action(_("Write"), reverse("draft_section", args=(case.pk, "parts")))
