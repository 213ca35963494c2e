"""How does the demonstration come by what stands around an agreement?

A framework with an agreement under it, annexes in versions, visits, a chain of three and a term
that renews itself: each enters as it stood and is then written on by its officer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

import clock
from agreements.dates import PartialDate
from agreements.models import Annex, Case, FocusArea, Kind
from exchange.demo.files import read_data
from exchange.demo.moments import SOON, door_of
from exchange.demo.parties import party_of
from people.models import Role
from workflows import annexes, kinship
from workflows.annexes import AnnexText
from workflows.cases import NewCase, open_case
from workflows.drafting import TermFacts, write_term
from workflows.occasions import Occasion, record_occasion
from workflows.registering import register
from workflows.rulings import Minutes
from workflows.visit import Automaton

if TYPE_CHECKING:
    from datetime import date, datetime

    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]

IMPORT = Automaton("import", "demo")


def put_in_context(tenants: Tenants, *, at: datetime) -> None:
    """Open each agreement, and bind it to those before and above it."""
    known: dict[str, Case] = {}
    for entry in read_data("step_two_context"):
        with translation.override(tenants[entry["owner"]].municipality.language):
            example = _Example(entry, tenants, at=at)
            known[entry["key"]] = example.walk(known)


class _Example:
    """One agreement with what stands around it."""

    def __init__(self, entry: Entry, tenants: Tenants, *, at: datetime) -> None:
        self.entry, self.tenants, self.at = entry, tenants, at - SOON
        self.tenant = tenants[entry["owner"]]
        self.today = clock.local_date(at, self.tenant.municipality.time_zone)

    def walk(self, known: dict[str, Case]) -> Case:
        self.enter(known)
        if above := known.get(self.entry.get("under", "")):
            kinship.place_under(
                self.case, above.agreement, inherits_validity=True, **self.by(Role.OFFICER)
            )
        for occasion in self.entry.get("occasions", []):
            self.tell(occasion)
        for annex in self.entry.get("annexes", []):
            self.write(annex)
        return self.case

    # ------------------------------------------------------------ facts
    def by(self, login: str) -> dict[str, Any]:
        return door_of(self.case, self.tenant.people[login], self.at)

    def on(self, days: int) -> date:
        return self.today + timedelta(days=days)

    # ------------------------------------------------------------ steps
    def enter(self, known: dict[str, Case]) -> None:
        entry = self.entry
        replaced = known.get(entry.get("replaces", ""))
        new = NewCase(
            title=entry["title"],
            summary=entry["summary"],
            unit=self.tenant.units[entry["unit"]],
            parties=(self.tenant.party, party_of(entry["partner"], self.tenants)),
            kind=Kind.objects.get(code=entry["kind"]),
            replaces=replaced.agreement if replaced else None,
        )
        self.case = open_case(new, owner=self.tenant.municipality, by=IMPORT, at=self.at)
        register(
            self.case,
            entry.get("state", "active"),
            by=IMPORT,
            at=self.at,
            since=self.on(entry.get("since", 0)),
            ended=self.on(entry["ended"]) if "ended" in entry else None,
            fill=self.fill,
            cause=entry["source"],
        )
        self.case = Case.objects.get(pk=self.case.pk)

    def fill(self, visit: Visit) -> None:
        case, entry = visit.case, self.entry
        case.source = entry["source"]
        case.review = PartialDate.month(self.today.year + 1, 9)
        case.agreement.is_framework = entry.get("is_framework", False)
        case.agreement.save()
        end = self.on(entry["ends"]) if "ends" in entry else None
        write_term(
            case,
            TermFacts(
                basis="self_renewing" if end else "open",
                takes_effect=case.takes_effect,
                start=self.on(entry["since"]) if "since" in entry else None,
                end=end,
                renewal_months=entry.get("renewal_months"),
                notice_months=entry.get("notice_months"),
            ),
        )
        for number, name in enumerate(entry.get("focus_areas", []), start=1):
            FocusArea.objects.create(agreement=case.agreement, number=number, name=name)

    def tell(self, said: Entry) -> None:
        begins, ends = self.on(said["from"]), said.get("to")
        facts = Occasion(
            sort=said["sort"],
            name=said["name"],
            place=said.get("place", ""),
            begins=PartialDate.day(begins),
            ends=PartialDate.day(self.on(ends)) if ends else None,
            outcome=said.get("outcome", ""),
        )
        record_occasion(self.case, facts, **self.by(Role.OFFICER))

    def write(self, said: Entry) -> None:
        """Each version as far as it came: written, adopted, in force."""
        row: Annex | None = None
        for version in said["versions"]:
            if row is not None:
                row = annexes.revise(self.case, row, **self.by(Role.OFFICER))
            facts = AnnexText(
                number=said["number"],
                title=said["title"],
                text=version["text"],
                sort=said.get("sort", Annex.Sort.ANNEX),
                follows_agreement=False,
            )
            row = annexes.write_annex(self.case, facts, annex=row, **self.by(Role.OFFICER))
            if "adopted" in version:
                minutes = Minutes(
                    body=self.tenant.bodies["finance"],
                    date=self.on(version["adopted"]),
                    number=version["decision"],
                )
                annexes.adopt(self.case, row, minutes, **self.by(Role.SECRETARIAT))
            if "from" in version:
                day = self.on(version["from"])
                annexes.activate(self.case, row, day, **self.by(Role.OFFICER))
