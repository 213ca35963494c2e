"""How does the demonstration come by commitments, milestones and every sort of initiative?

They are added under an example agreement by its officer, through the door, in the last days before
loading.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

import clock
from agreements.dates import PartialDate
from agreements.models import Case
from exchange.demo.examples import EXAMPLE
from exchange.demo.files import read_data
from exchange.demo.moments import door_of
from exchange.demo.parties import party_of
from people.models import Role
from workflows import commitments, endings
from workflows.cases import NewCase, add_initiative, edit
from workflows.commitments import Aim, Promise
from workflows.door import take
from workflows.drafting import write_focus_areas

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.models import Commitment, Party
    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]

BEGAN = timedelta(days=4)  # before loading
STEP = timedelta(minutes=10)  # from one act to the next


def promise_things(tenants: Tenants, *, at: datetime) -> None:
    """Add the initiatives of each entry to its agreement, and what they promise."""
    for entry in read_data("step_two_commitments"):
        with translation.override(tenants[entry["owner"]].municipality.language):
            _Promising(entry, tenants, at=at).walk()


class _Promising:
    """One agreement with its initiatives; `at` moves on with each act."""

    def __init__(self, entry: Entry, tenants: Tenants, *, at: datetime) -> None:
        self.entry, self.tenant, self.at = entry, tenants[entry["owner"]], at - BEGAN
        self.today = clock.local_date(at, self.tenant.municipality.time_zone)
        partner = party_of(entry["partner"], tenants)
        self.sides: dict[str, Party] = {"owner": self.tenant.party, "partner": partner}
        self.agreement = Case.objects.get(owner=self.tenant.municipality, title=entry["agreement"])

    def walk(self) -> None:
        def name_areas(visit: Visit) -> None:
            write_focus_areas(visit.case, self.entry["focus_areas"])

        edit(self.agreement, name_areas, **self.by(self.agreement))
        for item in self.entry["initiatives"]:
            self.add(item)

    def by(self, case: Case) -> dict[str, Any]:
        """The officer, a little later."""
        self.at += STEP
        return door_of(case, self.tenant.people[Role.OFFICER], self.at)

    def day(self, days: int | None) -> PartialDate | None:
        return None if days is None else PartialDate.day(self.today + timedelta(days=days))

    # ------------------------------------------------------------ an initiative
    def add(self, item: Entry) -> None:
        areas = {area.number: area for area in self.agreement.agreement.focus_areas.all()}
        area = areas.get(item.get("area", 0))
        new = NewCase(
            title=item["title"],
            handling=Case.Handling.REGISTERED,
            nature=item["nature"],
            unit=self.agreement.unit,
            parties=tuple(self.sides.values()),
            focus_area=area,
            is_outside_areas=area is None,
        )
        door = self.by(self.agreement)
        case = add_initiative(self.agreement, new, reason=item["reason"], **door)
        edit(case, self.say_that_it_is_an_example, **self.by(case))
        take("register_relation", case, **self.by(case))
        for facts in item.get("commitments", ()):
            self.promise(case, facts)
        for facts in item.get("milestones", ()):
            self.aim(case, facts)
        if "finding" in item:
            door = self.by(case)
            endings.complete(case, item["outcome"], finding=item["finding"], **door)
        if "turns" in item:
            take(item["turns"]["step"], case, reason=item["turns"]["reason"], **self.by(case))

    def say_that_it_is_an_example(self, visit: Visit) -> None:
        visit.case.source = EXAMPLE[self.tenant.municipality.language]

    # ------------------------------------------------------------ what it promises
    def promise(self, case: Case, facts: Entry) -> None:
        reason = facts.get("reason", "Aftalt med Tromsø.")
        row = commitments.add(case, self.promised(facts), reason=reason, **self.by(case))
        for change in facts.get("then", ()):
            self.change(row, facts, change)

    def change(self, row: Commitment, facts: Entry, change: Entry) -> None:
        door = self.by(row.case) | {"reason": change["reason"]}
        match change["act"]:
            case "scale":
                commitments.scale(row, self.promised(facts | change), **door)
            case "promote":
                commitments.promote(row, due=self.day(change["due"]), **door)
            case step:
                commitments.turn(row, step, **door)

    def promised(self, facts: Entry) -> Promise:
        words = ("text", "horizon", "mode", "extent", "gives", "in_return")
        return Promise(
            giver=self.sides.get(facts.get("giver", "")),
            receiver=self.sides.get(facts.get("receiver", "")),
            due=self.day(facts.get("due")),
            **{name: facts[name] for name in words if name in facts},
        )

    def aim(self, case: Case, facts: Entry) -> None:
        aim = Aim(
            name=facts["name"],
            party=self.sides[facts["party"]],
            expected=self.day(facts["expected"]),
            reached=self.day(facts.get("reached")),
        )
        row = commitments.add_milestone(case, aim, **self.by(case))
        moved = self.day(facts.get("moved"))
        if moved is not None:
            door = self.by(case)
            commitments.move_milestone(row, moved, reason=facts["reason"], **door)
