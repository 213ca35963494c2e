"""How are a case and its first step made at once, or neither?"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Case, Kind
from audit.acting import acting
from workflows import amendments
from workflows.cases import NewCase, open_case, write_part
from workflows.door import advance, enter, remember
from workflows.drafting import TermFacts, add_party, own_party, party_of, remove_party, write_term
from workflows.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from decimal import Decimal

    from agreements.models import Party
    from people.models import Municipality, Unit, User
    from workflows.drafting import NewParty
    from workflows.visit import Visit


RELATION = "network"
"""The kind that a registered relation has until somebody says better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What is known of a relation that is only registered; the title is enough to keep it."""

    title: str
    partner: Party | NewParty | None = None
    unit: Unit | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimplePage(Relation):
    """The one page of a simple case."""

    start: date | None = None
    end: date | None = None
    amount: Decimal | None = None
    account: str = ""
    benefit: str = ""
    economy: str = ""
    citizens: str = ""


def open_with_parties(
    new: NewCase,
    partners: tuple[Party | NewParty, ...] = (),
    *,
    owner: Municipality,
    by: User,
    at: datetime,
) -> Case:
    """Open a draft with the municipality itself and these partners as its parties."""
    with _whole(owner, by=by, at=at, attempt="create"):
        parties = (own_party(owner), *(party_of(partner) for partner in partners))
        return open_case(replace(new, parties=parties), owner=owner, by=by, at=at)


def register_relation(relation: Relation, *, owner: Municipality, by: User, at: datetime) -> Case:
    """Open a registered relation that holds at once."""
    new = NewCase(
        title=relation.title,
        handling=Case.Handling.REGISTERED,
        kind=Kind.objects.filter(code=RELATION).first(),
        unit=relation.unit,
        contact=relation.contact,
    )
    partners = (relation.partner,) if relation.partner else ()
    with _whole(owner, by=by, at=at, attempt="register_relation"):
        case = open_with_parties(new, partners, owner=owner, by=by, at=at)
        with enter(case, by=by, at=at, seen=case.version, attempt="register_relation") as visit:
            advance(visit, "register_relation")
        return visit.case


def register_draft(
    case: Case, relation: Relation, *, by: User, at: datetime, seen: int | None
) -> Case:
    """Complete a relation that stands as a draft, and let it hold."""
    with enter(case, by=by, at=at, seen=seen, attempt="register_relation") as visit:
        write_relation(visit, relation)
        advance(visit, "register_relation")
    return visit.case


def open_simple(
    new: NewCase,
    page: SimplePage,
    *,
    owner: Municipality,
    by: User,
    at: datetime,
    send: bool,
) -> Case:
    """Open a simple case from its one page, and send it for decision if wanted."""
    with _whole(owner, by=by, at=at, attempt="propose" if send else "create"):
        case = open_with_parties(new, owner=owner, by=by, at=at)
        return write_simple(case, page, by=by, at=at, seen=case.version, send=send)


def write_simple(
    case: Case, page: SimplePage, *, by: User, at: datetime, seen: int | None, send: bool
) -> Case:
    """Write the one page of a simple case, and send it for decision if wanted."""
    with enter(case, by=by, at=at, seen=seen, attempt="propose" if send else "edit") as visit:
        write_relation(visit, page)
        starts = Case.TakesEffect.AGREED_DATE if page.start else Case.TakesEffect.GIVEN_DATE
        agreed = visit.case.sort == Case.Sort.AGREEMENT
        write_term(
            visit.case,
            TermFacts(
                basis="fixed" if page.end else "open",
                takes_effect=Case.TakesEffect.LAST_SIGNATURE if agreed else starts,
                start=page.start,
                end=page.end,
            ),
        )
        write_part(visit.case, "benefit", text=page.benefit)
        write_part(
            visit.case, "economy", text=page.economy, amount=page.amount, account=page.account
        )
        write_part(visit.case, "citizens", text=page.citizens)
        advance(visit, "edit")
        if send:
            advance(visit, "propose")
    return visit.case


def amend(case: Case, *, reason: str, by: User, at: datetime, seen: int | None) -> Case:
    """Record that the text is to be changed, and open the amendment as a draft of its own."""
    with _whole(case.owner, by=by, at=at, attempt="amend"):
        with enter(case, by=by, at=at, seen=seen, attempt="amend", reason=reason) as visit:
            advance(visit, "amend")
        amended = visit.case
        parties = [p.party for p in amended.participations.on(visit.on).select_related("party")]
        new = NewCase(
            title=_("Amendment: %(title)s") % {"title": amended.title[:180]},
            kind=amended.agreement.kind,
            unit=amended.unit,
            contact=amended.contact,
            amends=amended.agreement,
            parties=parties,
        )
        amendment = open_case(new, owner=amended.owner, by=by, at=at)
        with acting(by, reason=reason, at=at):
            amendments.begin_with(amendment, amended, visit.on)
        return amendment


def write_relation(visit: Visit, relation: Relation) -> None:
    """Title, unit, contact and the one partner; the municipality itself is added."""
    case = visit.case
    case.title, case.contact, case.unit = relation.title, relation.contact, relation.unit
    add_party(case, own_party(case.owner))
    others = case.participations.exclude(party__municipality=case.owner_id)
    partner = party_of(relation.partner) if relation.partner else None
    first = others.first()
    if first is not None and first.party != partner:
        remove_party(first)
    if partner is not None:
        add_party(case, partner)


@contextmanager
def _whole(owner: Municipality, *, by: User, at: datetime, attempt: str) -> Iterator[None]:
    """All of it or nothing; the rollback takes the memory of a refusal with it, so tell it anew."""
    try:
        with transaction.atomic():
            yield
    except Refused as refusal:
        remember(refusal, Case(owner=owner), by=by, at=at, attempt=attempt)
        raise
