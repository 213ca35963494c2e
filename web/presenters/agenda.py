"""Which meetings come, which cases wait for them, and of which decisions are they told?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

from agreements.labels import state_label
from agreements.models import Case, Meeting
from people.models import Role
from web.presenters.actions import Action, action_for
from web.presenters.asked import open_duties
from web.presenters.tasks import BY_DUE, is_over
from web.presenters.words import day, joined
from web.templatetags.samklang import relative
from workflows.models import Route
from workflows.routes import fitting_route

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from agreements.dates import PartialDate
    from agreements.models import Duty
    from web.request import PersonRequest

NEXT = 3
MEETINGS_SHOWN = 30
CASES_SHOWN = 200


@dataclass(slots=True)
class Item:
    """A case that waits for a body."""

    title: str
    url: str
    number: str
    state: str
    state_label: StrOrPromise
    due: str
    window: PartialDate | None
    over: bool
    action: Action | None


@dataclass(slots=True)
class Row:
    """A meeting with its agenda closing and the cases that wait for its body."""

    body: str
    date: str
    closes: str
    is_closed: bool
    distance: str
    items: list[Item] = field(default_factory=list)
    told: list[Item] = field(default_factory=list)
    informed_url: str = ""


def next_meetings(request: PersonRequest) -> list[Row]:
    """The next few meetings; one query. Which cases wait for them tells the page of meetings."""
    upcoming = _upcoming(request).order_by("date", "id")[:NEXT]
    return [_row(meeting, request) for meeting in upcoming]


def _upcoming(request: PersonRequest) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        body__municipality__in=request.roles.municipalities(), date__gte=request.on
    ).select_related("body")


def _row(meeting: Meeting, request: PersonRequest) -> Row:
    return Row(
        body=str(meeting.body),
        date=day(meeting.date),
        closes=day(meeting.agenda_closes_date),
        is_closed=meeting.agenda_closes_date < request.on,
        distance=relative(meeting.agenda_closes_date, request.on),
    )


def agenda(request: PersonRequest) -> tuple[list[Row], list[Item], list[Item]]:
    """Upcoming meetings with the cases that wait for their body, and those no meeting takes.

    A case stands at the first meeting of its body whose agenda is still open; so does what was
    decided in its place, for orientation.
    """
    waiting, told = _waiting(request)
    rows = []
    for meeting in _upcoming(request).order_by("date", "id")[:MEETINGS_SHOWN]:
        row = _row(meeting, request)
        if not row.is_closed:
            row.items = [_item(d, request) for d in waiting.pop(meeting.body_id, [])]
            row.told = [_item(d, request) for d in told.pop(meeting.body_id, [])]
            if row.told and request.roles.has(Role.SECRETARIAT, meeting.body.municipality_id):
                row.informed_url = reverse("informed", args=(meeting.body_id,))
        rows.append(row)
    left = [_item(duty, request) for duties in waiting.values() for duty in duties]
    untold = [_item(duty, request) for duties in told.values() for duty in duties]
    return rows, left, untold


def _waiting(request: PersonRequest) -> tuple[dict[int, list[Duty]], dict[int, list[Duty]]]:
    """Open duties to rule, and to inform, by the body; 0 where no body is known."""
    duties = list(
        open_duties()
        .filter(
            kind__in=("rule", "review_ruling", "orientation"),
            case__in=Case.objects.visible_to(request.roles).values("pk"),
            case__owner__in=request.roles.municipalities(),
        )
        .select_related("case__agreement", "case__unit")
        .prefetch_related("case__assessment_parts")
        .order_by(*BY_DUE)[:CASES_SHOWN]
    )
    routes = list(
        Route.objects.filter(
            municipality__in=request.roles.municipalities(), is_light=False
        ).prefetch_related("stops")
    )
    ruled = {duty.case_id for duty in duties if duty.kind_id == "rule"}
    found: dict[int, list[Duty]] = {}
    told: dict[int, list[Duty]] = {}
    for duty in duties:
        if duty.kind_id == "orientation":
            told.setdefault(duty.body_id or 0, []).append(duty)
            continue
        if duty.kind_id == "rule":
            body = duty.body_id or 0
        elif duty.case_id in ruled:
            continue  # its next body is asked by a duty of its own
        else:
            body = _first_body(fitting_route(routes, duty.case))
        found.setdefault(body, []).append(duty)
    return found, told


def _first_body(route: Route | None) -> int:
    stops = route.stops.all() if route else ()
    return next((stop.body_id for stop in stops if stop.body_id), 0)


def _item(duty: Duty, request: PersonRequest) -> Item:
    case = duty.case
    may_record = request.roles.has(Role.SECRETARIAT, case.owner_id, case.unit_id)
    return Item(
        title=case.title,
        url=reverse("case", args=(case.pk,)),
        number=joined(case.number, case.unit),
        state=case.state,
        state_label=state_label(case),
        due=relative(duty.due.latest, request.on) if duty.due else "",
        window=duty.due,
        over=is_over(duty, request.on),
        action=action_for(duty, about=case.title) if may_record else None,
    )
