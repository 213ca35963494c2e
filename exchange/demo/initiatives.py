"""How do the initiatives of the real agreements enter, with what they have promised?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from agreements.models import Initiative, Milestone
from exchange.demo.entering import date_of, enter_case
from exchange.demo.files import read_data
from exchange.demo.parties import party_of
from workflows.cases import NewCase
from workflows.commitments import Promise, write_commitment

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.models import Agreement, Party
    from exchange.demo.entering import Entry, Tenants
    from workflows.visit import Visit


def register_initiatives(
    entry: Entry, tenants: Tenants, agreement: Agreement, *, at: datetime
) -> None:
    """Those that the entry lists, or that the file lists which it names."""
    tenant = tenants[entry["owner"]]
    areas = {area.number: area for area in agreement.focus_areas.all()}
    listed = entry.get("initiatives", [])
    for item in read_data(listed) if isinstance(listed, str) else listed:
        new = NewCase(
            title=item["title"],
            unit=tenant.units[entry["unit"]],
            parties=[party_of(party, tenants) for party in entry["parties"]],
            agreement=agreement,
            annex=entry.get("annex", {}).get("number", ""),
            number=item["number"],
            nature=item.get("sort", Initiative.Sort.PROJECT),
            focus_area=areas.get(item["area"]) if "area" in item else None,
            follows_agreement=True,
        )
        enter_case(entry, tenant, new, partial(_fill, entry, item, tenants), at=at)


def _fill(entry: Entry, item: Entry, tenants: Tenants, visit: Visit) -> None:
    visit.case.source = entry["source"]
    initiative = visit.case.initiative
    initiative.description = item["description"].strip()
    initiative.save()
    for facts in item.get("commitments", []):
        _promise(facts, tenants, visit)
    for number, facts in enumerate(item.get("milestones", []), start=1):
        Milestone.objects.create(
            case=visit.case,
            number=number,
            name=facts["name"],
            party=_named(facts, "party", tenants),
            expected=date_of(facts, "expected"),
            reached=date_of(facts, "reached"),
        )


def _promise(facts: Entry, tenants: Tenants, visit: Visit) -> None:
    promise = Promise(
        text=facts["text"],
        horizon=facts["horizon"],
        mode=facts["mode"],
        giver=_named(facts, "giver", tenants),
        receiver=_named(facts, "receiver", tenants),
        gives=facts.get("gives", ""),
        in_return=facts.get("in_return", ""),
    )
    write_commitment(visit.case, promise)


def _named(facts: Entry, name: str, tenants: Tenants) -> Party | None:
    return tenants[facts[name]].party if name in facts else None
