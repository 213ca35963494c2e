"""As whom did a party go on, where nobody has said yet whether that holds in a case?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agreements.queries import ParticipationQuerySet


def heirs_of(places: ParticipationQuerySet) -> dict[int, list[str]]:
    """By the key of a place: who would take it, if the owner of the case agrees; one query.

    Places about which nothing is asked, or which are carried over already, are not there.
    """
    found: dict[int, list[str]] = {}
    asked = places.gone_on().order_by("party__successions__pk")
    for key, name in asked.values_list("pk", "party__successions__successor__name"):
        found.setdefault(key, []).append(name)
    return found
