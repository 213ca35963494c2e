"""How do the real agreements enter, as they truly stand?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils import translation

from agreements.models import (
    Annex,
    Case,
    ContactRole,
    DeclaredCount,
    Event,
    FocusArea,
    Kind,
    Participation,
    Recurrence,
    Signatory,
    Term,
)
from agreements.states import State
from exchange.demo.entering import date_of, enter_case
from exchange.demo.files import read_data
from exchange.demo.initiatives import register_initiatives
from exchange.demo.parties import party_of, tell_of_parties
from people import seats
from workflows.cases import NewCase

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.models import Agreement
    from exchange.demo.entering import Entry, Tenants
    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit


def register_agreements(tenants: Tenants, *, at: datetime) -> None:
    """Register what the sources tell of; an entry may replace an earlier one."""
    tell_of_parties(tenants)
    known: dict[str, Agreement] = {}
    for entry in read_data("agreements"):
        with translation.override(tenants[entry["owner"]].municipality.language):
            replaced = known.get(entry.get("replaces", ""))
            agreement = _register_agreement(entry, tenants, replaced, at=at)
            register_initiatives(entry, tenants, agreement, at=at)
            known[entry["key"]] = agreement
    for entry in read_data("declared"):
        DeclaredCount.objects.create(
            owner=tenants[entry["owner"]].municipality,
            kind=Kind.objects.get(code=entry["kind"]),
            count=entry["count"],
            as_of=date_of(entry, "as_of"),
            source=entry["source"],
        )


def _register_agreement(
    entry: Entry, tenants: Tenants, replaced: Agreement | None, *, at: datetime
) -> Agreement:
    tenant = tenants[entry["owner"]]
    new = NewCase(
        title=entry["title"],
        handling=entry.get("handling", Case.Handling.POLITICAL),
        summary=entry.get("summary", "").strip(),
        unit=tenant.units[entry["unit"]],
        contact=entry.get("contact", ""),
        parties=[party_of(party, tenants) for party in entry["parties"]],
        kind=Kind.objects.get(code=entry["kind"]),
        replaces=replaced,
    )
    return enter_case(entry, tenant, new, partial(_fill, entry, tenants), at=at).agreement


def _fill(entry: Entry, tenants: Tenants, visit: Visit) -> None:
    case, agreement = visit.case, visit.case.agreement
    is_draft = entry["state"] == State.DRAFT
    case.source, case.review = entry["source"], date_of(entry, "review")
    case.is_wish = is_draft
    agreement.is_framework = entry.get("is_framework", False)
    agreement.dated = date_of(entry, "dated")
    agreement.established = date_of(entry, "established")
    agreement.has_text = entry.get("has_text", True)
    agreement.other_parties_declared = entry.get("other_parties_declared", 0)
    agreement.save()
    for number, name in enumerate(entry.get("focus_areas", []), start=1):
        FocusArea.objects.create(agreement=agreement, number=number, name=name)
    if not is_draft:
        end = date_of(entry, "ends")
        basis = Term.Basis.FIXED if end else Term.Basis.OPEN
        Term.objects.create(case=case, basis=basis, start=date_of(entry, "begins"), end=end)
    for party in entry["parties"]:
        _fill_party(party, tenants, visit)
        _ask_for_updates(entry, tenants.get(party["name"]), visit)
    _tell_of_occasions(entry, visit)
    _fill_annex(entry, agreement)


def _fill_party(facts: Entry, tenants: Tenants, visit: Visit) -> None:
    participation = Participation.objects.get(case=visit.case, party=party_of(facts, tenants))
    if role := facts.get("role"):
        participation.role = role
        participation.save()
    if contact := facts.get("contact"):
        title, person = contact["title"], contact["person"]
        post = tenants[facts["name"]].posts[title]
        ContactRole.objects.create(
            participation=participation, role=title, person=person, post=post
        )
    if signs := facts.get("signs"):
        post = tenants[facts["name"]].posts[signs["title"]]
        Signatory.objects.create(participation=participation, post=post, **signs)


def _ask_for_updates(entry: Entry, tenant: Tenant | None, visit: Visit) -> None:
    """Of the post in each municipality that works here."""
    if tenant and (updates := entry.get("updates")):
        Recurrence.objects.create(
            case=visit.case,
            kind_id="update",
            responsible=seats.asked_post(tenant.posts[updates["post"]].pk),
            cadence=Recurrence.Cadence.CALENDAR_YEAR,
            anchor_date=visit.on,
            minimum=updates["minimum"],
            maximum=updates["maximum"],
        )


def _tell_of_occasions(entry: Entry, visit: Visit) -> None:
    for facts in entry.get("events", []):
        Event.objects.create(
            case=visit.case,
            sort=facts["sort"],
            name=facts["name"],
            place=facts.get("place", ""),
            begins=date_of(facts, "begins"),
            ends=date_of(facts, "ends"),
            recorded_at=visit.at,
        )


def _fill_annex(entry: Entry, agreement: Agreement) -> None:
    """In force with its agreement, on a day that no source tells."""
    if annex := entry.get("annex"):
        Annex.objects.create(
            agreement=agreement,
            number=annex["number"],
            title=annex["title"],
            text=annex["text"].strip(),
            dated=date_of(annex, "dated"),
            status=Annex.Status.ACTIVE,
        )
