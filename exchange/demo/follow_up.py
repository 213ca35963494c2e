"""How does the demonstration come by agreements that are followed up?

A review with everything in it, updates with one taken back, an agreement without a review date,
a joint review, and a democracy proposal that asks what the partner gains.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import translation

import clock
from agreements.dates import PartialDate
from agreements.models import Case, Commitment, FocusArea, Initiative, Kind, Update
from agreements.states import State
from exchange.demo.entering import enter_case
from exchange.demo.examples import EXAMPLE
from exchange.demo.files import read_data
from exchange.demo.moments import door_of
from exchange.demo.parties import party_of
from people import seats
from people.models import Role
from workflows import cadence, review_starts, reviews, updates
from workflows.cadence import Cadence
from workflows.cases import NewCase, edit, open_case
from workflows.commitments import Promise, write_commitment
from workflows.door import take
from workflows.reviews import Evaluation

if TYPE_CHECKING:
    from datetime import datetime

    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]

REVIEW_BEGAN_DAYS = 20  # before loading
CADENCE_DAYS = 300  # before loading
REVIEW_IN_DAYS, LATER_DAYS = 120, 700  # after loading
TOGETHER = "Utvärdera vänortssamarbetet (exempel)"


def follow_up(tenants: Tenants, *, at: datetime) -> None:
    """Enter each example and take its steps."""
    known: dict[str, Case] = {}
    for entry in read_data("step_two_follow_up"):
        with translation.override(tenants[entry["owner"]].municipality.language):
            case = known[entry["key"]] = _enter(entry, tenants, at=at)
            if "review" in entry:
                _review(case, entry["review"], tenants[entry["owner"]], at=at)
            if "cadence" in entry:
                _update(case, entry, tenants, at=at)
            if "gains" in entry:
                _tell_what_it_gains(case, entry, tenants[entry["owner"]], at=at)
    arvika = tenants["arvika"]
    with translation.override(arvika.municipality.language):
        together = [known["sister_one"], known["sister_two"]]
        review_starts.start(
            {case.pk: _seen(case) for case in together},
            owner=arvika.municipality,
            title=TOGETHER,
            by=arvika.people[Role.OFFICER],
            at=at - timedelta(days=REVIEW_BEGAN_DAYS),
        )


def _seen(case: Case) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)


def _enter(entry: Entry, tenants: Tenants, *, at: datetime) -> Case:
    """In force as it stands; or a draft of the officer."""
    tenant = tenants[entry["owner"]]
    source = EXAMPLE[tenant.municipality.language]
    parties = (tenant.party, *(party_of(party, tenants) for party in entry["partners"]))
    new = NewCase(
        title=entry["title"],
        summary=entry["summary"],
        unit=tenant.units[entry["unit"]],
        parties=parties,
        kind=Kind.objects.get(code=entry["kind"]),
    )
    if entry.get("draft"):
        officer, then = tenant.people[Role.OFFICER], at - timedelta(days=2)
        draft = open_case(new, owner=tenant.municipality, by=officer, at=then)
        edit(draft, partial(_name_the_source, source), **door_of(draft, officer, then))
        return Case.objects.get(pk=draft.pk)
    told = {"state": State.ACTIVE, "source": source}
    began = at - timedelta(days=CADENCE_DAYS)
    case = enter_case(told, tenant, new, partial(_fill, entry, source), at=began)
    for item in entry.get("initiatives", []):
        below = NewCase(
            title=item["title"],
            unit=new.unit,
            parties=parties,
            agreement=case.agreement,
            number=item["number"],
            follows_agreement=True,
        )
        enter_case(told, tenant, below, partial(_promise, item, source), at=began)
    return case


def _name_the_source(source: str, visit: Visit) -> None:
    visit.case.source = source


def _fill(entry: Entry, source: str, visit: Visit) -> None:
    visit.case.source = source
    for number, name in enumerate(entry.get("focus_areas", []), start=1):
        FocusArea.objects.create(agreement=visit.case.agreement, number=number, name=name)
    if entry["key"] != "undated":
        ahead = REVIEW_IN_DAYS if "review" in entry else LATER_DAYS
        then = visit.on + timedelta(days=CADENCE_DAYS + ahead)
        visit.case.review = PartialDate.month(then.year, then.month)


def _promise(item: Entry, source: str, visit: Visit) -> None:
    visit.case.source = source
    if text := item.get("may_come_up"):
        mode, horizon = Commitment.Mode.CONDITIONAL, Commitment.Horizon.LONG
        write_commitment(visit.case, Promise(text=text, mode=mode, horizon=horizon))


def _review(case: Case, told: Entry, tenant: Tenant, *, at: datetime) -> None:
    """Under way: the partner has answered, one initiative is to end, the evaluation is a draft."""
    began = at - timedelta(days=REVIEW_BEGAN_DAYS)

    def door() -> dict[str, Any]:
        return door_of(case, tenant.people[Role.OFFICER], began)

    take("start_review", case, **door())
    theirs = case.participations.exclude(party__municipality=case.owner_id).get()
    reviews.give_input(
        case,
        theirs,
        told["input"],
        gained=told["gained"],
        received=PartialDate.day(clock.local_date(began, tenant.municipality.time_zone)),
        **door(),
    )
    areas = case.agreement.focus_areas.order_by("number")
    evaluation = Evaluation(
        text=told["evaluation"],
        recommendation="renew",
        benefits={group: tuple(said) for group, said in told["benefits"].items()},
        areas={area.pk: tuple(said) for area, said in zip(areas, told["areas"], strict=True)},
    )
    reviews.evaluate(case, evaluation, done=False, **door())
    ends = Initiative.objects.get(agreement=case.agreement, case__title=told["close"]["initiative"])
    reviews.answer(case, ends.case, "close", reason=told["close"]["reason"], **door())


def _update(case: Case, entry: Entry, tenants: Tenants, *, at: datetime) -> None:
    """Both chief executives are asked; one update counts, another was a mistake."""
    tenant, told = tenants[entry["owner"]], entry["cadence"]
    officer = tenant.people[Role.OFFICER]
    asked = [
        seats.asked_post(tenants[town].posts[title].pk) for town, title in told["asked"].items()
    ]
    how = Cadence(asked=asked, minimum=told["minimum"], maximum=told["maximum"])
    began = at - timedelta(days=CADENCE_DAYS)
    cadence.set_cadence(case, how, reason=told["reason"], **door_of(case, officer, began))
    areas = {area.number: area for area in case.agreement.focus_areas.all()}
    for item in entry["updates"]:
        moment = at - timedelta(days=item["days"])
        day = clock.local_date(moment, tenant.municipality.time_zone)
        updates.record_update(
            case,
            happened=PartialDate.day(day),
            text=item["text"],
            focus_area=areas.get(item.get("area", 0)),
            **door_of(case, officer, moment),
        )
        if why := item.get("withdrawn"):
            mistaken = Update.objects.filter(case=case).latest("pk")
            updates.withdraw_update(mistaken, reason=why, **door_of(case, officer, moment))


def _tell_what_it_gains(case: Case, entry: Entry, tenant: Tenant, *, at: datetime) -> None:
    theirs = case.participations.exclude(party__municipality=case.owner_id).get()
    reviews.tell_benefit(
        case,
        theirs,
        entry["gains"],
        **door_of(case, tenant.people[Role.OFFICER], at - timedelta(days=1)),
    )
