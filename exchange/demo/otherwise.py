"""How does the demonstration come by what goes another way?

A party declines, a proposal is not approved and closed, another is withdrawn, an agreement is
renewed, and parties merge, are split or have another name now.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

import clock
from agreements.date_grammar import read
from agreements.dates import PartialDate
from agreements.models import Case, Kind, Participation, Party, Succession, Term
from agreements.models.decisions import Outcome
from agreements.next_term import NextTerm
from agreements.states import State
from exchange.demo.entering import enter_case
from exchange.demo.examples import EXAMPLE, walk_example
from exchange.demo.files import read_data
from exchange.demo.moments import STEP, door_of
from exchange.demo.parties import party_of
from people.models import Role
from workflows import contacts, party_changes, reviews, rulings, signing
from workflows.cases import NewCase
from workflows.door import take
from workflows.fulfilling import fulfil
from workflows.reviews import Evaluation

if TYPE_CHECKING:
    from datetime import datetime

    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]

FIRST_NUMBER = 820
"""The numbers of these decisions, beside those of the other examples."""

RENEWED_AFTER = {"decide": 58, "sign": 50, "review": 20, "evaluate": 12, "renew": 9}
"""How many days before loading each step to a renewal was taken."""


def go_another_way(tenants: Tenants, *, at: datetime) -> None:
    """Walk each example until it turns, and let it turn."""
    for number, entry in enumerate(read_data("step_two_otherwise"), start=FIRST_NUMBER):
        tenant = tenants[entry["owner"]]
        with translation.override(tenant.municipality.language):
            if entry["do"] == "goes_on":
                _go_on(entry, tenants, at=at)
            else:
                case = walk_example(entry, tenants, number=number, at=at)
                TURNS[entry["do"]](case, entry, tenant, at)


def _by(case: Case, login: str, tenant: Tenant, at: datetime) -> Entry:
    return door_of(case, tenant.people[login], at)


def _ago(entry: Entry, at: datetime) -> datetime:
    return at - timedelta(days=entry["days"])


def _theirs(case: Case) -> Participation:
    others = Participation.objects.exclude(party__municipality=case.owner_id)
    row: Participation = others.get(case=case)
    return row


# ---------------------------------------------------------------- before it is in force
def _decline(case: Case, entry: Entry, tenant: Tenant, at: datetime) -> None:
    """The letter is recorded; that the agreement comes to nothing is still to be said."""
    then = _ago(entry, at)
    signing.party_decides(
        case,
        _theirs(case),
        decided=PartialDate.day(clock.local_date(then, tenant.municipality.time_zone)),
        declined=True,
        note=entry["note"],
        **_by(case, Role.OFFICER, tenant, then),
    )


def _close(case: Case, entry: Entry, tenant: Tenant, at: datetime) -> None:
    then = _ago(entry, at)
    take("send_decision", case, **_by(case, Role.SECRETARIAT, tenant, then))
    take("close", case, reason=entry["reason"], **_by(case, Role.SECRETARIAT, tenant, then))


def _withdraw(case: Case, entry: Entry, tenant: Tenant, at: datetime) -> None:
    """And its partner is found by both names."""
    then, told = _ago(entry, at), entry["renamed"]
    take("withdraw", case, reason=entry["reason"], **_by(case, Role.OFFICER, tenant, then))
    party_changes.rename(
        _theirs(case).party,
        told["name"],
        until=read(told["until"]),
        reason=told["reason"],
        by=tenant.people[Role.OFFICER],
        at=then,
    )


# ---------------------------------------------------------------- a second term
def _renew(case: Case, entry: Entry, tenant: Tenant, at: datetime) -> None:
    """Decided, signed, reviewed and decided again by whoever may, within the plan."""
    moments = {step: at - timedelta(days=days) for step, days in RENEWED_AFTER.items()}

    def door(login: str, step: str) -> Entry:
        return _by(case, login, tenant, moments[step])

    def day(days: int) -> PartialDate:
        today = clock.local_date(at, tenant.municipality.time_zone)
        return PartialDate.day(today + timedelta(days=days))

    signs = contacts.Signs(title=entry["signs"])
    for side in case.participations.all():
        before = _by(case, Role.OFFICER, tenant, at - timedelta(days=entry["begins"]))
        contacts.write_signatory(case, side, signs, **before)
    take("propose", case, **_by(case, Role.OFFICER, tenant, at - timedelta(days=entry["begins"])))
    rulings.decide(case, Outcome.APPROVED, **door(Role.HEAD, "decide"))
    take("send_decision", case, **door(Role.SECRETARIAT, "decide"))
    signers = [s for side in case.participations.all() for s in side.signatories.all()]
    signing.sign(case, signers, signed=day(-RENEWED_AFTER["sign"]), **door(Role.OFFICER, "sign"))
    told = case.duties.get(kind="orientation", status="open")
    informed = {"text": entry["informed"], "happened": day(-RENEWED_AFTER["review"])}
    fulfil(case, told, **informed, **door(Role.SECRETARIAT, "review"))
    take("start_review", case, **door(Role.OFFICER, "review"))
    answered = {"received": day(-RENEWED_AFTER["evaluate"]), **door(Role.OFFICER, "evaluate")}
    reviews.give_input(case, _theirs(case), entry["evaluation"], **answered)
    evaluation = Evaluation(
        text=entry["evaluation"],
        recommendation="renew",
        benefits={group: tuple(said) for group, said in entry["benefits"].items()},
        next_review=day(entry["next_review"]),
        next_term=NextTerm(basis=Term.Basis.FIXED, end=day(entry["goes_on"])),
    )
    reviews.evaluate(case, evaluation, **door(Role.OFFICER, "evaluate"))
    rulings.decide(case, Outcome.APPROVED, **door(Role.HEAD, "renew"))
    take("send_decision", case, **door(Role.SECRETARIAT, "renew"))


# ---------------------------------------------------------------- parties that merged or were split
def _go_on(entry: Entry, tenants: Tenants, *, at: datetime) -> None:
    """In force as they stand; their officer has recorded it and is to confirm each of them here."""
    then, before = _ago(entry, at), [party_of(party, tenants) for party in entry["partners"]]
    for told in entry["cases"]:
        _enter(told, tenants[entry["owner"]], before, at=then)
    party_changes.succeed(
        before,
        [party_of(party, tenants) for party in entry["into"]],
        sort=Succession.Sort(entry["sort"]),
        happened=read(entry["happened"]),
        note=entry["note"],
        by=tenants[entry["owner"]].people[Role.OFFICER],
        at=then + STEP,
    )


def _enter(told: Entry, tenant: Tenant, partners: list[Party], *, at: datetime) -> None:
    source = EXAMPLE[tenant.municipality.language]
    new = NewCase(
        title=told["title"],
        summary=told["summary"],
        unit=tenant.units[told["unit"]],
        parties=(tenant.party, *partners),
        kind=Kind.objects.get(code=told["kind"]),
    )

    def name_the_source(visit: Visit) -> None:
        visit.case.source = source

    enter_case({"state": State.ACTIVE, "source": source}, tenant, new, name_the_source, at=at)


TURNS = {"declines": _decline, "closes": _close, "withdraws": _withdraw, "is_renewed": _renew}
