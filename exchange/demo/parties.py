"""Which party is meant, and what do the sources tell of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agreements.date_grammar import read
from agreements.models import Membership, Party, PartyFact
from exchange.demo.files import read_data

if TYPE_CHECKING:
    from exchange.demo.organisation import Tenant

    Entry = dict[str, Any]
    Tenants = dict[str, Tenant]


def party_of(facts: Entry, tenants: Tenants) -> Party:
    """The party that an entry names, by the key of a municipality or in its own words."""
    if tenant := tenants.get(facts["name"]):
        return tenant.party
    party, _created = Party.objects.get_or_create(
        sort=facts["sort"],
        name=facts["name"],
        country=facts.get("country", ""),
        is_placeholder=facts.get("is_placeholder", False),
    )
    return party


def tell_of_parties(tenants: Tenants) -> None:
    """Facts with their year, members of networks, and who stands under whom."""
    for entry in read_data("parties"):
        party = party_of(entry, tenants)
        party.members_declared = entry.get("members_declared")
        if parent := entry.get("parent"):
            party.parent = party_of(parent, tenants)
        party.save()
        for fact in entry.get("facts", []):
            as_of = read(fact["as_of"]) if "as_of" in fact else None
            PartyFact.objects.create(
                party=party,
                name=fact["name"],
                value=fact["value"],
                as_of=as_of,
                source=entry["source"],
            )
        for member in entry.get("members", []):
            Membership.objects.create(network=party, member=party_of({"name": member}, tenants))
