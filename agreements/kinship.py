"""Which agreements come before and after one in time, and which stand above and below it?

Chains of replacement (R-042) and trees of frameworks (R-038) are short, and one municipality has
few of each: the pairs of keys are read at once and walked here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agreements.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterator

Links = dict[int, int]


def chain_of(agreement: Agreement) -> list[int]:
    """Keys from the oldest predecessor to the newest successor, this one among them."""
    before = _links(agreement.case.owner_id, "replaces")
    after = {old: new for new, old in before.items()}
    older = list(_walk(before, agreement.pk))
    return [*reversed(older), agreement.pk, *_walk(after, agreement.pk)]


def ancestors_of(agreement: Agreement) -> list[int]:
    """This one and those above it, nearest first."""
    above = _links(agreement.case.owner_id, "parent")
    return [agreement.pk, *_walk(above, agreement.pk)]


def family_of(agreement: Agreement) -> list[tuple[int, int]]:
    """The whole tree that this agreement stands in: (depth, key) in the order to show it."""
    above = _links(agreement.case.owner_id, "parent")
    below: dict[int, list[int]] = defaultdict(list)
    for key, parent in above.items():
        below[parent].append(key)
    root = ([agreement.pk, *_walk(above, agreement.pk)])[-1]
    told: list[tuple[int, int]] = []
    waiting = [(0, root)]
    while waiting:
        depth, key = waiting.pop()
        told.append((depth, key))
        waiting += [(depth + 1, child) for child in sorted(below[key], reverse=True)]
    return told


def _links(owner: int, name: str) -> Links:
    found = Agreement.objects.filter(case__owner=owner, **{f"{name}__isnull": False})
    return dict(found.order_by().values_list("pk", name))


def _walk(links: Links, key: int) -> Iterator[int]:
    """Along the links until they end; a loop in old data ends it too."""
    been = {key}
    while (key := links.get(key, 0)) and key not in been:
        been.add(key)
        yield key
