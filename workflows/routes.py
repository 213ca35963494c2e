"""Which bodies or delegates rule on a case, which have, and who is next?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from agreements.models import Case, Review, Ruling
from agreements.models.decisions import APPROVING, Body, Outcome
from agreements.states import State
from worded import Given, Worded
from workflows.models import ExtraStop, Route, RouteStop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

PASSING = APPROVING | {Outcome.RECOMMENDED, Outcome.FORWARDED, Outcome.TO_COUNCIL}
"""Outcomes after which the case goes on to the next stop."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a case's own route: a body, or a role with its authority."""

    body: Body | None
    role: str
    authority: str

    def __str__(self) -> str:
        return str(self.body) if self.body else self.authority


@dataclass(frozen=True, slots=True)
class Course:
    """The route of a case with its valid rulings of this round.

    `ahead` holds the stops that have not passed the case on; the first of them rules next. The
    last passes it on by approving alone: a recommendation is never a decision. An urgent decision
    stands for the whole route, whoever was to rule before.
    """

    stops: tuple[Stop, ...]
    rulings: tuple[Ruling, ...]

    @property
    def ahead(self) -> tuple[Stop, ...]:
        if any(ruling.outcome == Outcome.URGENT for ruling in self.rulings):
            return ()
        passed = 0
        for stop in self.stops:
            is_last = passed == len(self.stops) - 1
            if not self.ruling_of(stop, APPROVING if is_last else PASSING):
                break
            passed += 1
        return self.stops[passed:]

    @property
    def is_complete(self) -> bool:
        """Every stop has passed the case on, and the last has approved."""
        return bool(self.stops) and not self.ahead

    def ahead_before(self, ruling: Ruling) -> tuple[Stop, ...]:
        """The stops that were ahead when this ruling was not there yet."""
        return Course(self.stops, tuple(r for r in self.rulings if r != ruling)).ahead

    def stop_of(self, ruling: Ruling) -> Stop | None:
        """The stop that a ruling is by."""
        return next((stop for stop in self.stops if _is_by(ruling, stop)), None)

    def ruling_of(self, stop: Stop, outcomes: frozenset[Outcome] | set[Outcome]) -> Ruling | None:
        """The latest ruling of this stop, if its outcome is one of these."""
        for ruling in reversed(self.rulings):
            if _is_by(ruling, stop):
                return ruling if ruling.outcome in outcomes else None
        return None


def _is_by(ruling: Ruling, stop: Stop) -> bool:
    decision = ruling.decision
    if stop.body is None:
        return decision.body_id is None
    return decision.body_id == stop.body.pk


_rulings = Worded(
    lambda: Ruling.objects.filter(
        case=Given("case"), round=Given("round"), annulled_at=None
    ).select_related("decision__body")
)


def course_of(case: Case, *, light: bool | None = None) -> Course:
    """The route and rulings of this round of `case`; three queries, a few more where it is rare."""
    rulings = tuple(_rulings(case=case.pk, round=case.ruling_round))
    stops = _stops_of_the_route(case, light=light)
    if any(ruling.outcome == Outcome.TO_COUNCIL for ruling in rulings):
        stops += _extra_stops(case, stops)
    return Course(tuple(stops), rulings)


def stops_of(case: Case, *, light: bool | None = None) -> list[Stop]:
    """The stops that the rows of the owner give for this case; empty where nothing is set."""
    stops = _stops_of_the_route(case, light=light)
    return stops + _extra_stops(case, stops)


_routes = Worded(
    lambda: Route.objects.filter(municipality=Given("owner"), handling=Given("handling")).order_by(
        "pk"
    )
)
_stops = Worded(lambda: RouteStop.objects.filter(route=Given("route")).select_related("body"))


def _stops_of_the_route(case: Case, *, light: bool | None) -> list[Stop]:
    route = route_of(case, light=bool(reviewed_lightly([case])) if light is None else light)
    rows = _stops(route=route.pk) if route else ()
    return [Stop(row.body, row.role, row.authority) for row in rows]


def _extra_stops(case: Case, stops: Sequence[Stop]) -> list[Stop]:
    """What a ruling added to the route of this round, unless it stands there anyway."""
    extra = ExtraStop.objects.filter(case=case, round=case.ruling_round).select_related("body")
    known = {stop.body.pk for stop in stops if stop.body}
    return [Stop(row.body, "", "") for row in extra if row.body_id not in known]


def route_of(case: Case, *, light: bool = False) -> Route | None:
    """The most specific route for the case's handling, kind and cost."""
    rows = _routes(owner=case.owner_id, handling=case.handling)
    return fitting_route(rows, case, light=light)


def stops_of_all(
    cases: Sequence[Case], *, light: AbstractSet[int] = frozenset()
) -> dict[int, tuple[Stop, ...]]:
    """The stops that the rows of the owners give for each of many cases, by its key.

    `light` names those whose route may be a light one (`reviewed_lightly`).
    """
    owners = {case.owner_id for case in cases}
    rows = list(Route.objects.filter(municipality__in=owners).order_by("pk"))
    if any(row.ceiling is not None for row in rows):
        prefetch_related_objects(cases, "assessment_parts")
    stops: dict[int, list[Stop]] = {row.pk: [] for row in rows}
    for stop in RouteStop.objects.filter(route__in=rows).select_related("body"):
        stops[stop.route_id].append(Stop(stop.body, stop.role, stop.authority))
    fitting = {case.pk: fitting_route(rows, case, light=case.pk in light) for case in cases}
    return {key: tuple(stops[route.pk]) if route else () for key, route in fitting.items()}


def fitting_route(rows: Iterable[Route], case: Case, *, light: bool = False) -> Route | None:
    """The one of these routes that holds for the case; for lists, without a query of its own."""
    kind = case.agreement.kind_id if case.sort == Case.Sort.AGREEMENT else None
    fitting = [
        route
        for route in rows
        if route.municipality_id == case.owner_id
        and route.handling == case.handling
        and route.kind_id in {kind, None}
        and (light or not route.is_light)
    ]
    has_ceiling = any(route.ceiling is not None for route in fitting)
    cost = (cost_of(case) if has_ceiling else None) or 0
    under = [route for route in fitting if route.ceiling is None or cost <= route.ceiling]
    return min(under, key=_specificity, default=None)


def _specificity(route: Route) -> tuple[bool, bool, bool, float]:
    ceiling = float(route.ceiling) if route.ceiling is not None else 0.0
    return (not route.is_light, route.kind_id is None, route.ceiling is None, ceiling)


def cost_of(case: Case) -> Decimal | None:
    """The cost in the assessment of economy, in the owner's currency."""
    for part in case.assessment_parts.all():
        if part.part == "economy" and part.amount is not None:
            return part.amount
    return None


def delegates(stops: Sequence[Stop]) -> set[str]:
    """The roles that decide as delegates on this route."""
    return {stop.role for stop in stops if stop.role}


def reviewed_lightly(cases: Iterable[Case]) -> set[int]:
    """Keys of those whose review recommends no change: a light route may rule on them."""
    keys = [case.pk for case in cases if case.state == State.UNDER_REVIEW]
    if not keys:
        return set()
    rows = Review.objects.filter(case__in=keys, status="open", recommendation="unchanged")
    return set(rows.order_by().values_list("case", flat=True))
