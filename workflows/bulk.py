"""How do many agreements end by one decision, all or none (R-074)?

The body decides once; every case gets its own ruling, ending and step, and what stands under it
ends as it does where one ends alone. The number of statements grows by a constant for each table
and each level below, not with the cases (`together`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import (
    Body,
    Case,
    Ending,
    FormalDecision,
    Ruling,
    StatePeriod,
    Term,
)
from agreements.models.decisions import Outcome
from agreements.states import IN_FORCE, State
from audit.history import add
from workflows import inheriting, lifecycles, routes, rulings
from workflows.errors import NotPossible
from workflows.together import Preview, enter_all, look_at_all, read_reviews, unless_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from people.models import User
    from workflows.rulings import Minutes
    from workflows.visit import Visit

MOST = 500
"""So many cases at once at the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonEnd:
    """What one decision says of many cases: who decided it when, from when it holds, and why.

    `explained` says why it takes effect before it was decided, or is decided on a day to come.
    """

    minutes: Minutes
    effective: date
    reason: str
    explained: str = ""


def preview(cases: Iterable[Case], end: CommonEnd, *, by: User, at: datetime) -> Preview:
    """What the decision would do to these cases; nothing is written."""
    visits = look_at_all((case.pk for case in cases), by=by, at=at)
    _read_ahead(visits)
    told = Preview([], [])
    for visit in visits:
        if why := _why_not(visit, end):
            told.skipped.append((visit.case, why))
        else:
            told.taking.append(visit.case)
    return told


def end_together(
    seen: Mapping[int, int], end: CommonEnd, *, by: User, at: datetime
) -> FormalDecision:
    """End the cases of these keys, each in the version `seen`, by one decision: all or none.

    Raises `Refused` with the name of a case that cannot end, and then nothing has changed.
    """
    if not seen:
        raise NotPossible(_("Choose at least one agreement."))
    if len(seen) > MOST:
        raise NotPossible(_("At most %(most)d agreements end at once.") % {"most": MOST})
    below = inheriting.standing_under(seen)
    with enter_all(
        seen, by=by, at=at, attempt="terminate", reason=end.reason, beside=below
    ) as group:
        visits = group.visits
        _read_ahead(visits)
        for visit in visits:
            group.refused_by = visit.case
            unless_changed(visit, seen)
            if why := _why_not(visit, end):
                raise NotPossible(f"{visit.case}: {why}")
        decision = _decide(visits, end, by)
        group.take("terminate")
    return decision


def _why_not(visit: Visit, end: CommonEnd) -> str:
    """Why this case cannot end so; nothing where it can."""
    case, body = visit.case, end.minutes.body
    if why := _is_skipped(visit, body):
        return why
    visit.reason, visit.changes["explained"] = end.reason.strip(), end.explained.strip()
    _ending_of(visit, end)  # stands on the case, for the rules to read
    said = FormalDecision(body=body, date=end.minutes.date)
    visit.ruling = Ruling(case=case, decision=said, outcome=Outcome.APPROVED)
    way = lifecycles.way("terminate", case, visit)
    if way is None:
        return lifecycles.why_not_from_here("terminate", case, visit)
    verdict = lifecycles.permitted(way, visit.by) and lifecycles.possible(way)
    return "" if verdict else str(verdict.message)


def _is_skipped(visit: Visit, body: Body) -> str:
    """Why the decision does not reach this case at all."""
    case = visit.case
    if case.owner_id != body.municipality_id:
        return _("This body belongs to another municipality.")
    if case.sort == Case.Sort.AGREEMENT and case.agreement.amends_id:
        return _("An amendment ends with what it amends.")
    if vars(case)["ending_known"] is not None:
        return _("Its end is recorded already.")
    if not _decides(visit, body):
        return _("%(body)s does not decide this.") % {"body": body}
    return ""


def _decides(visit: Visit, body: Body) -> bool:
    """The last body of its route, or the council; any body where no body rules."""
    bodies = [stop.body for stop in visit.courses[visit.case.pk].stops if stop.body]
    return not bodies or body == bodies[-1] or body.level == Body.Level.COUNCIL


def _ending_of(visit: Visit, end: CommonEnd) -> Ending:
    return Ending(
        case=visit.case,
        decided_date=end.minutes.date,
        effective_date=end.effective,
        reason=end.reason.strip(),
        recorded_at=visit.at,
    )


# ---------------------------------------------------------------- facts of all cases at once
def _read_ahead(visits: Sequence[Visit]) -> None:
    """What the rules read of each case, asked for once for all of them."""
    cases = [visit.case for visit in visits]
    endings = {ending.case_id: ending for ending in Ending.objects.filter(case__in=cases)}
    read_reviews(cases)
    held = StatePeriod.objects.filter(case__in=cases, state__in=IN_FORCE, annulled_at=None)
    began = dict(held.order_by("-pk").values_list("case", "earliest_start_date"))  # first last
    terms = Term.objects.filter(case__in=cases).order_by("number")
    numbers = dict(terms.values_list("case", "number"))  # the last stays
    stops = routes.stops_of_all(cases)
    for visit in visits:
        case = visit.case
        vars(case)["ending_known"] = endings.get(case.pk)
        visit.courses[case.pk] = routes.Course(stops[case.pk], ())
        visit.changes["began"] = began.get(case.pk)
        vars(case)["last_term"] = numbers.get(case.pk, 1)


# ---------------------------------------------------------------- writing for all cases at once
def _decide(visits: Sequence[Visit], end: CommonEnd, by: User) -> FormalDecision:
    """One decision, with a ruling and an ending of each case."""
    decision = rulings.formal_decision(visits[0], end.minutes, by)
    told = [
        Ruling(
            decision=decision,
            case=visit.case,
            outcome=Outcome.APPROVED,
            conditions=end.reason.strip(),
            round=rulings.OUTSIDE,
        )
        for visit in visits
    ]
    add(told)
    for visit, ruling in zip(visits, told, strict=True):
        visit.ruling = ruling
        visit.about = f"{decision}: {ruling.get_outcome_display()}"
        if end.explained:
            visit.about = f"{visit.about} · {end.explained.strip()}"
    add([_ending_of(visit, end) for visit in visits])
    return decision


ENDABLE = (*IN_FORCE, State.SUSPENDED)
"""States that a decision ends; others are skipped with the reason."""
