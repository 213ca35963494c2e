"""Which party is meant: one of the demonstration's municipalities, or another?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agreements.models import Party

if TYPE_CHECKING:
    from exchange.demo.organisation import Tenant


def party_of(facts: dict[str, Any], tenants: dict[str, Tenant]) -> Party:
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
