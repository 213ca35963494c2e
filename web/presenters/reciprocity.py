"""Do the parties give as much as they receive (R-007)?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreements.models import Case, Commitment, Participation

if TYPE_CHECKING:
    from web.presenters.shown import Shown


@dataclass(slots=True)
class Side:
    """How many commitments a party gives, receives and shares."""

    name: str
    gives: int
    receives: int
    together: int


def table(page: Shown) -> list[Side]:
    """Commitments under the agreement that are not given up, per party; two queries.

    Where only one side is named, all the others stand on the other; what is given in return counts
    the other way. Empty while there are none, and for a party that has left: it counts the present.
    """
    if page.until is not None:
        return []
    visible = Case.objects.visible_to(page.request.roles).filter(initiative__agreement=page.case.pk)
    told = list(
        Commitment.objects.filter(case__in=visible.order_by().values("pk"))
        .exclude(status=Commitment.Status.CLOSED)
        .order_by()
        .values_list("giver", "receiver", "in_return")
    )
    if not told:
        return []
    sides = Participation.objects.filter(case=page.case).select_related("party")
    names = {side.party_id: str(side.party) for side in sides}
    gives, receives = Counter[int](), Counter[int]()
    for giver, receiver, in_return in told:
        if giver or receiver:
            gives.update([giver] if giver else set(names) - {receiver})
            receives.update([receiver] if receiver else set(names) - {giver})
        if in_return:
            gives[receiver] += 1
            receives[giver] += 1
    together = sum(1 for giver, receiver, _back in told if not giver and not receiver)
    return [Side(names[key], gives[key], receives[key], together) for key in names]
