"""How does the demonstration come by one case in every situation?

Each example is walked through the door by the accounts of the demonstration, step by step in the
recent past, as people would have done it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

import clock
from agreements.dates import PartialDate
from agreements.models import Case, Kind, Participation, Signatory
from agreements.models.decisions import Outcome
from exchange.demo.files import read_data
from exchange.demo.moments import door_of
from exchange.demo.parties import party_of
from people.models import AssessmentPartName, Role
from workflows.assessments import PartText, assess_part
from workflows.cases import NewCase, edit, open_case, set_term, write_part
from workflows.door import take
from workflows.rulings import Minutes, record_ruling
from workflows.signing import sign

if TYPE_CHECKING:
    from datetime import date, datetime

    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit

COURSES = {
    Case.Handling.REGISTERED: ("register_relation",),
    Case.Handling.SIMPLE: ("propose",),
    Case.Handling.POLITICAL: (
        "propose",
        "assess",
        "check_ready",
        "recommend",
        "approve",
        "sign",
        "start_review",
    ),
}
REVIEW_BEGAN_DAYS = 5  # before loading
MINUTES_DAYS = 3  # from a meeting until its rulings are recorded
EXAMPLE = {"da": "Eksempel, lavet til demonstrationen", "sv": "Exempel, gjort för demonstrationen"}


def walk_examples(tenants: dict[str, Tenant], *, at: datetime) -> None:
    """Open every example and take its steps until the one it stops at."""
    for number, entry in enumerate(read_data("examples"), start=1):
        walk_example(entry, tenants, number=number, at=at)


def walk_example(
    entry: dict[str, Any], tenants: dict[str, Tenant], *, number: int, at: datetime
) -> Case:
    """Open one example and take its steps; `number` is that of its decisions."""
    with translation.override(tenants[entry["owner"]].municipality.language):
        example = _Example(entry, tenants, number=number, at=at)
        example.walk()
    return example.case


class _Example:
    """One case on its way; `at` moves on with each step."""

    def __init__(
        self, entry: dict[str, Any], tenants: dict[str, Tenant], *, number: int, at: datetime
    ) -> None:
        self.entry, self.tenants, self.number = entry, tenants, str(number)
        self.tenant = tenants[entry["owner"]]
        self.loaded = at
        self.at = at - timedelta(days=entry["begins"])
        self.handling = Case.Handling(entry.get("handling", Case.Handling.POLITICAL))

    def walk(self) -> None:
        self.open()
        if self.entry["until"] == "open":
            return
        for step in COURSES[self.handling]:
            getattr(self, step)()
            if step == self.entry["until"]:
                return

    # ------------------------------------------------------------ facts
    def by(self, login: str) -> dict[str, Any]:
        return door_of(self.case, self.tenant.people[login], self.at)

    def on(self, moment: datetime) -> date:
        return clock.local_date(moment, self.tenant.municipality.time_zone)

    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)

    # ------------------------------------------------------------ steps
    def open(self) -> None:
        entry, login = self.entry, self.entry.get("login", Role.OFFICER)
        partner = party_of(entry["partner"], self.tenants)
        new = NewCase(
            title=entry["title"],
            handling=self.handling,
            summary=entry.get("summary", ""),
            unit=self.tenant.units[entry["unit"]],
            parties=(self.tenant.party, partner),
            kind=Kind.objects.get(code=entry["kind"]),
        )
        self.case = open_case(
            new, owner=self.tenant.municipality, by=self.tenant.people[login], at=self.at
        )
        edit(self.case, self.fill, **self.by(login))

    def fill(self, visit: Visit) -> None:
        case, entry, today = visit.case, self.entry, self.on(self.loaded)
        case.source = EXAMPLE[self.tenant.municipality.language]
        if "review_in" in entry:
            review = today + timedelta(days=entry["review_in"])
            case.review = PartialDate.month(review.year, review.month)
        if "lasts" in entry:
            set_term(case, end=PartialDate.day(today + timedelta(days=entry["lasts"])))
        if self.handling == Case.Handling.SIMPLE:
            for part in AssessmentPartName.values:
                write_part(case, part, text=entry[part], **self.cost(part))
        if self.handling == Case.Handling.POLITICAL:
            title = next(iter(self.tenant.posts))
            for participation in Participation.objects.filter(case=case):
                Signatory.objects.create(participation=participation, title=title)

    def cost(self, part: str) -> dict[str, Any]:
        if part != AssessmentPartName.ECONOMY:
            return {}
        return {"amount": self.entry["amount"], "account": self.entry["account"]}

    def register_relation(self) -> None:
        take("register_relation", self.case, **self.by(self.entry["login"]))

    def propose(self) -> None:
        take("propose", self.case, **self.by(Role.OFFICER))

    def assess(self) -> None:
        """The parts that the example has a text for; the rest is still to be done."""
        self.wait(2)
        for part in AssessmentPartName.values:
            if text := self.entry.get(part):
                economy = {**self.cost(part), "is_reasonable": True} if self.cost(part) else {}
                facts = PartText(text=text, benefits=self.entry.get("benefits", {}), **economy)
                assess_part(self.case, part, facts, **self.by(Role.ASSESSOR))

    def check_ready(self) -> None:
        self.wait(2)
        take("check_ready", self.case, **self.by(Role.SECRETARIAT))

    def recommend(self) -> None:
        self.rule("finance", Outcome.RECOMMENDED)

    def approve(self) -> None:
        outcome = Outcome(self.entry.get("outcome", Outcome.APPROVED))
        self.rule("council", outcome, conditions=self.entry.get("because", ""))

    def rule(self, body: str, outcome: str, conditions: str = "") -> None:
        """At the body's next meeting; recorded when the minutes are there."""
        rules = self.tenant.bodies[body]
        meeting = rules.meetings.filter(date__gte=self.on(self.at)).earliest("date")
        self.at = self.loaded - (self.on(self.loaded) - meeting.date - timedelta(days=MINUTES_DAYS))
        minutes = Minutes(body=rules, date=meeting.date, number=self.number, meeting=meeting)
        door = self.by(Role.SECRETARIAT)
        record_ruling(self.case, minutes, outcome, conditions=conditions, **door)

    def sign(self) -> None:
        self.wait(1)
        take("send_decision", self.case, **self.by(Role.SECRETARIAT))
        self.wait(3)
        sign(
            self.case,
            list(Signatory.objects.filter(participation__case=self.case)),
            signed=PartialDate.day(self.on(self.at)),
            **self.by(Role.OFFICER),
        )

    def start_review(self) -> None:
        self.at = self.loaded - timedelta(days=REVIEW_BEGAN_DAYS)
        take("start_review", self.case, **self.by(Role.OFFICER))
