"""How does the demonstration come by an agreement whose parties come and go?

It enters as it stood, and then its officer lets one leave, two join and another give notice,
through the door and on days in the past.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

import clock
from agreements.date_grammar import read
from agreements.dates import PartialDate
from agreements.models import FocusArea, Kind, Participation, Signatory, Term
from exchange.demo.files import read_data
from exchange.demo.moments import door_of
from exchange.demo.parties import party_of
from people.models import Role
from workflows.cases import NewCase, open_case
from workflows.contacts import Contact, write_contact
from workflows.joining import join
from workflows.leaving import give_notice
from workflows.registering import register
from workflows.signing import party_decides, sign
from workflows.visit import Automaton

if TYPE_CHECKING:
    from datetime import date, datetime

    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]

IMPORT = Automaton("import", "demo")
BEGAN_DAYS = 500  # before loading


def let_parties_come_and_go(tenants: Tenants, *, at: datetime) -> None:
    """Open each agreement of this kind and take its steps."""
    for entry in read_data("step_two_taking_part"):
        with translation.override(tenants[entry["owner"]].municipality.language):
            _ComingAndGoing(entry, tenants, at=at).walk()


class _ComingAndGoing:
    """One agreement; `at` moves with its steps."""

    def __init__(self, entry: Entry, tenants: Tenants, *, at: datetime) -> None:
        self.entry, self.tenants, self.loaded = entry, tenants, at
        self.tenant = tenants[entry["owner"]]
        self.at = at - timedelta(days=BEGAN_DAYS)
        self.today = clock.local_date(at, self.tenant.municipality.time_zone)

    def walk(self) -> None:
        self.enter()
        self.sign()
        for party in self.entry["parties"]:
            self.name_contacts(party)
        for step in self.entry["steps"]:
            self.at = self.loaded + timedelta(days=step["at"])
            getattr(self, step["do"])(step)

    # ------------------------------------------------------------ facts
    def by(self) -> dict[str, Any]:
        return door_of(self.case, self.tenant.people[Role.OFFICER], self.at)

    def on(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def side(self, name: str) -> Participation:
        tenant = self.tenants.get(name)
        name = tenant.party.name if tenant else name
        return Participation.objects.get(case=self.case, party__name=name)

    # ------------------------------------------------------------ steps
    def enter(self) -> None:
        entry = self.entry
        parties = [party_of(party, self.tenants) for party in entry["parties"]]
        new = NewCase(
            title=entry["title"],
            summary=entry["summary"],
            unit=self.tenant.units[entry["unit"]],
            kind=Kind.objects.get(code=entry["kind"]),
            parties=parties,
        )
        self.case = open_case(new, owner=self.tenant.municipality, by=IMPORT, at=self.at)
        register(
            self.case,
            "active",
            by=IMPORT,
            at=self.at,
            since=entry["since"],
            fill=self.fill,
            cause=entry["source"],
        )

    def fill(self, visit: Visit) -> None:
        visit.case.source = self.entry["source"]
        visit.case.review = PartialDate.month(self.today.year + 1, 6)
        Term.objects.create(case=visit.case, start=PartialDate.day(self.entry["since"]))
        for number, name in enumerate(self.entry["focus_areas"], start=1):
            FocusArea.objects.create(agreement=visit.case.agreement, number=number, name=name)
        for party in self.entry["parties"]:
            side = self.side(party["name"])
            side.journal_number = party.get("journal_number", "")
            side.save()
            for order, title in enumerate(party["signs"]):
                Signatory.objects.create(participation=side, title=title, order=order)

    def sign(self) -> None:
        """What stood when it entered had been signed."""
        rows = list(Signatory.objects.filter(participation__case=self.case))
        signed = PartialDate.day(read(self.entry["signed"]).earliest)
        sign(self.case, rows, signed=signed, place=self.entry["place"], **self.by())

    def name_contacts(self, party: Entry) -> None:
        for facts in party.get("contacts", []):
            areas = self.case.agreement.focus_areas
            area = areas.get(name=facts["area"]) if "area" in facts else None
            contact = Contact(role=facts["role"], focus_area=area)
            write_contact(self.case, self.side(party["name"]), contact, **self.by())

    def leaves(self, step: Entry) -> None:
        give_notice(
            self.case,
            self.side(step["party"]),
            notice=self.on(step["notice"]),
            effective=self.on(step["effective"]),
            reason=step["reason"],
            **self.by(),
        )

    def joins(self, step: Entry) -> None:
        join(
            self.case,
            party_of(step["party"], self.tenants),
            joined=PartialDate.day(self.on(step["at"])),
            role=step["role"],
            signatories=[(title, "") for title in step.get("signs", [])],
            reason=step["reason"],
            **self.by(),
        )

    def decides(self, step: Entry) -> None:
        party_decides(
            self.case,
            self.side(step["party"]),
            decided=PartialDate.day(self.on(step["decided"])),
            body=step["body"],
            number=step["number"],
            **self.by(),
        )
