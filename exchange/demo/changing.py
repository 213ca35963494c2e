"""How does the demonstration come by a changed text, a difference, a rest and an end?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

import clock
from agreements.models import Case
from exchange.demo.examples import walk_example
from exchange.demo.files import read_data
from exchange.demo.moments import SOON, door_of
from people.models import Role
from workflows import openings, rulings
from workflows.cases import edit
from workflows.door import take
from workflows.rulings import Minutes
from workflows.terms import give_notice

if TYPE_CHECKING:
    from datetime import datetime

    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit

    Entry = dict[str, Any]

FIRST_NUMBER = 800
"""The numbers of these decisions, beside those of the other examples."""


def change_texts(tenants: dict[str, Tenant], *, at: datetime) -> None:
    """An amendment on its way, an agreement that differs, one that rests and one that ends."""
    tenant = tenants["sermersooq"]
    with translation.override(tenant.municipality.language):
        for number, entry in enumerate(read_data("step_two_changing"), start=FIRST_NUMBER):
            if entry["do"] in ON_A_CASE:
                ON_A_CASE[entry["do"]](entry, tenant, at - SOON)
            else:
                case = walk_example(entry, tenants, number=number, at=at)
                ON_AN_EXAMPLE[entry["do"]](case, entry, tenant, at - SOON)


def _by(case: Case, role: str, tenant: Tenant, at: datetime) -> Entry:
    return door_of(case, tenant.people[role], at)


def _amend(entry: Entry, tenant: Tenant, at: datetime) -> None:
    case = Case.objects.get(title=entry["title_of"])
    door = _by(case, Role.OFFICER, tenant, at)
    amendment = openings.amend(case, reason=entry["reason"], **door)

    def write(visit: Visit) -> None:
        visit.case.summary, visit.case.source = entry["summary"], case.source
        visit.case.agreement.new_title = entry["title"]
        visit.case.agreement.save()

    edit(amendment, write, **_by(amendment, Role.OFFICER, tenant, at))
    take("propose", amendment, **_by(amendment, Role.OFFICER, tenant, at))


def _let_it_differ(entry: Entry, tenant: Tenant, at: datetime) -> None:
    """Its review was put off by hand, without a decision."""
    case = Case.objects.get(title=entry["title_of"])

    def put_off(visit: Visit) -> None:
        visit.case.review_interval_months = entry["review_later"]

    edit(case, put_off, about="review", **_by(case, Role.OFFICER, tenant, at))


def _rest(case: Case, entry: Entry, tenant: Tenant, at: datetime) -> None:
    today = clock.local_date(at, tenant.municipality.time_zone)
    minutes = Minutes(body=tenant.bodies["council"], date=today)
    door = _by(case, Role.SECRETARIAT, tenant, at)
    rulings.rest("suspend", case, minutes, reason=entry["reason"], **door)


def _end(case: Case, entry: Entry, tenant: Tenant, at: datetime) -> None:
    today = clock.local_date(at, tenant.municipality.time_zone)
    theirs = case.participations.exclude(party__municipality=case.owner_id).order_by("pk")
    give_notice(
        case,
        theirs.first(),
        notice=today,
        notice_months=entry["notice_months"],
        effective=today + timedelta(days=entry["ends_in"]),
        reason=entry["reason"],
        **_by(case, Role.OFFICER, tenant, at),
    )


ON_A_CASE = {"amend": _amend, "differs": _let_it_differ}
ON_AN_EXAMPLE = {"rest": _rest, "end": _end}
