"""How do the real agreements enter, as they truly stand?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import translation

import clock
from agreements.date_grammar import read
from agreements.models import (
    Case,
    DeclaredCount,
    FocusArea,
    Kind,
    Participation,
    Recurrence,
    Signatory,
    Term,
)
from agreements.states import State
from exchange.demo.files import read_data
from exchange.demo.parties import party_of
from people import seats
from workflows.cases import NewCase, open_case
from workflows.registering import register
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Agreement
    from exchange.demo.organisation import Tenant
    from workflows.visit import Visit

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]

IMPORT = Automaton("import", "demo")


def register_agreements(tenants: Tenants, *, at: datetime) -> None:
    """Register what the sources tell of; an entry may replace an earlier one."""
    known: dict[str, Agreement] = {}
    for entry in read_data("agreements"):
        with translation.override(tenants[entry["owner"]].municipality.language):
            replaced = known.get(entry.get("replaces", ""))
            agreement = _register_agreement(entry, tenants, replaced, at=at)
            _register_initiatives(entry, tenants, agreement, at=at)
            known[entry["key"]] = agreement
    for entry in read_data("declared"):
        DeclaredCount.objects.create(
            owner=tenants[entry["owner"]].municipality,
            kind=Kind.objects.get(code=entry["kind"]),
            count=entry["count"],
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
        parties=[party_of(party, tenants) for party in entry["parties"]],
        kind=Kind.objects.get(code=entry["kind"]),
        replaces=replaced,
    )
    return _register(entry, tenant, new, partial(_fill_agreement, entry, tenants), at=at).agreement


def _register_initiatives(
    entry: Entry, tenants: Tenants, agreement: Agreement, *, at: datetime
) -> None:
    tenant = tenants[entry["owner"]]
    listed = entry.get("initiatives", [])
    for item in read_data(listed) if isinstance(listed, str) else listed:
        new = NewCase(
            title=item["title"],
            unit=tenant.units[entry["unit"]],
            parties=[party_of(party, tenants) for party in entry["parties"]],
            agreement=agreement,
            annex=entry.get("annex", ""),
            number=item["number"],
            follows_agreement=True,
        )
        _register(entry, tenant, new, partial(_fill_initiative, entry, item), at=at)


def _register(
    entry: Entry, tenant: Tenant, new: NewCase, fill: Callable[[Visit], None], *, at: datetime
) -> Case:
    """Since when an agreement stands as it stands, hardly a source tells."""
    case = open_case(new, owner=tenant.municipality, by=IMPORT, at=at)
    today = clock.local_date(at, tenant.municipality.time_zone)
    since = today if entry["state"] == State.DRAFT else None
    register(
        case,
        entry["state"],
        by=IMPORT,
        at=at,
        since=since,
        ended=_date(entry, "ended"),
        fill=fill,
        cause=entry["source"],
    )
    return Case.objects.get(pk=case.pk)


def _fill_initiative(entry: Entry, item: Entry, visit: Visit) -> None:
    visit.case.source = entry["source"]
    initiative = visit.case.initiative
    initiative.description = item["description"].strip()
    initiative.save()


def _fill_agreement(entry: Entry, tenants: Tenants, visit: Visit) -> None:
    case, agreement = visit.case, visit.case.agreement
    case.source, case.review = entry["source"], _date(entry, "review")
    agreement.is_framework = entry.get("is_framework", False)
    agreement.dated = _date(entry, "dated")
    agreement.established = _date(entry, "established")
    agreement.has_text = entry.get("has_text", True)
    agreement.other_parties_declared = entry.get("other_parties_declared", 0)
    agreement.save()
    for number, name in enumerate(entry.get("focus_areas", []), start=1):
        FocusArea.objects.create(agreement=agreement, number=number, name=name)
    if entry["state"] != State.DRAFT:
        end = _date(entry, "ends")
        basis = Term.Basis.FIXED if end else Term.Basis.OPEN
        Term.objects.create(case=case, basis=basis, start=_date(entry, "begins"), end=end)
    for party in entry["parties"]:
        _fill_party(party, tenants, visit)
        _ask_for_updates(entry, tenants.get(party["name"]), visit)


def _fill_party(facts: Entry, tenants: Tenants, visit: Visit) -> None:
    participation = Participation.objects.get(case=visit.case, party=party_of(facts, tenants))
    if contact := facts.get("contact"):
        participation.contact = contact
        participation.save()
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


def _date(entry: Entry, name: str) -> PartialDate | None:
    return read(entry[name]) if name in entry else None
