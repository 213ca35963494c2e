"""What was decided on a case, by whom, under which number; what was annulled, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Role
from web.presenters.actions import Action
from web.presenters.words import day, joined, person_name
from workflows import seals
from workflows.models import RouteStop
from workflows.routes import fitting_route

if TYPE_CHECKING:
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

    from agreements.models import FormalDecision, Ruling, StepRecord
    from web.presenters.shown import Shown

#: what a ruling decided, by the step that recorded it
MATTERS: dict[str, StrOrPromise] = {
    "approve": gettext_lazy("New cooperation"),
    "renew": gettext_lazy("Renewal"),
    "continue_unchanged": gettext_lazy("Continues unchanged"),
    "approve_change": gettext_lazy("Change of the text"),
    "suspend": gettext_lazy("Suspension"),
    "resume": gettext_lazy("Resumption"),
    "terminate": gettext_lazy("The end"),
}


@dataclass(slots=True)
class Row:
    """A ruling, or one that is planned."""

    kind: str
    title: str
    when: date | None
    text: str = ""
    small: str = ""
    wording: str = ""
    is_annulled: bool = False
    annulled: str = ""
    flag: str = ""
    annul: Action | None = None
    correct: Action | None = None
    hint: str = ""


def read(page: Shown) -> list[Ruling]:
    """The rulings on the case and on its amendments, the newest decision first."""
    rulings = (
        seals.rulings_about(page.case)
        .select_related("decision__body", "decision__delegate", "decision__recorded_by")
        .order_by("-decision__date", "-id")
    )
    if page.end is None:
        return list(rulings)
    found = page.restore(list(rulings.filter(decision__recorded_at__lt=page.end)))
    page.restore([ruling.decision for ruling in found])
    return found


def feed(page: Shown, steps: list[StepRecord], found: list[Ruling]) -> list[Row]:
    """Planned ones first, then the newest decision; annulled ones stay in their place."""
    rulings = [ruling for ruling in found if ruling.case_id == page.case.pk]
    planned = []
    if page.case.body:
        small = _("is to recommend") if _recommends(page) else _("is to rule on the case")
        planned.append(Row("planned", page.case.body, page.case.body_due, small=small))
    records: dict[int | None, StepRecord] = {
        r.ruling_id: r for r in steps if r.ruling_id and r.annuls_id is None
    }
    annulments: dict[int | None, StepRecord] = {r.annuls_id: r for r in steps if r.annuls_id}
    return planned + [_row(page, ruling, records, annulments) for ruling in rulings]


def _recommends(page: Shown) -> bool:
    """Does the body that is next stand before the last of the route?"""
    stops = RouteStop.objects.filter(
        route__municipality=page.case.owner_id, route__handling=page.case.handling
    ).select_related("route", "body")
    route = fitting_route({stop.route_id: stop.route for stop in stops}.values(), page.case)
    bodies = [str(stop.body) for stop in stops if stop.route == route and stop.body]
    return page.case.body in bodies[:-1]


def _row(
    page: Shown,
    ruling: Ruling,
    records: dict[int | None, StepRecord],
    annulments: dict[int | None, StepRecord],
) -> Row:
    decision, record = ruling.decision, records.get(ruling.pk)
    row = Row(
        kind="done",
        title=f"{where_decided(decision)}: {ruling.get_outcome_display()}",
        when=decision.date,
        text=ruling.conditions,
        wording=decision.wording,
        small=joined(
            MATTERS.get(record.step, "") if record else "",
            decision.authority,
            decision.votes,
            decision.minutes,
            _recorded(decision) if page.is_ours else "",
        ),
        is_annulled=ruling.annulled_at is not None,
    )
    if row.is_annulled:
        row.kind = ""
        row.annulled = _annulled(page, annulments.get(record.pk if record else None))
    elif record is not None and page.may(Role.SECRETARIAT):
        _offer(page, row, record, decision)
    if record is not None and record.flag == "recorded_by_proposer" and page.is_ours:
        row.flag = _("Recorded by the proposer of the case")
    return row


def _offer(page: Shown, row: Row, record: StepRecord, decision: FormalDecision) -> None:
    row.correct = Action(
        _("Correct a slip"),
        reverse("correct", args=(page.case.pk, decision.pk)),
        about=row.title,
    )
    if record.by_id != page.request.user.pk:
        row.annul = Action(
            _("Annul"), reverse("annul", args=(page.case.pk, record.pk)), about=row.title
        )
    else:
        row.hint = _("You recorded this: a colleague with the same role can annul it.")


def where_decided(decision: FormalDecision) -> str:
    """The body and number, or the delegate."""
    if decision.body:
        return f"{decision.body}, {decision.body.numbered(decision.number)}".rstrip(", ")
    return _("%(who)s as delegate") % {"who": person_name(decision.delegate)}


def _recorded(decision: FormalDecision) -> str:
    return _("recorded by %(who)s, %(date)s") % {
        "who": person_name(decision.recorded_by),
        "date": day(decision.recorded_at),
    }


def _annulled(page: Shown, by: StepRecord | None) -> str:
    if by is None:
        return _("Annulled")
    words: datetime = by.at
    told = _("Annulled by %(who)s, %(date)s") % {"who": person_name(by.by), "date": day(words)}
    return joined(told, by.reason) if page.is_ours else told
