"""Which agreements come before and after one in time, and which stand above and below it?

Chains of replacement (R-042) and trees of frameworks (R-038) are short, and one municipality has
few of each: the pairs of keys are read at once and walked here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from agreements.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterator

Links = dict[int, int]


@dataclass(frozen=True, slots=True)
class Kin:
    """All links between the agreements of one municipality, by key."""

    replaces: Links
    parents: Links

    def chain(self, key: int) -> list[int]:
        """From the oldest predecessor to the newest successor, this one among them."""
        after = {old: new for new, old in self.replaces.items()}
        older = list(_walk(self.replaces, key))
        return [*reversed(older), key, *_walk(after, key)]

    def ancestors(self, key: int) -> list[int]:
        """This one and those above it, nearest first."""
        return [key, *_walk(self.parents, key)]

    def family(self, key: int) -> list[tuple[int, int]]:
        """The whole tree that it stands in: (depth, key) in the order to show it."""
        below: dict[int, list[int]] = defaultdict(list)
        for child, parent in self.parents.items():
            below[parent].append(child)
        told: list[tuple[int, int]] = []
        waiting = [(0, self.ancestors(key)[-1])]
        while waiting:
            depth, found = waiting.pop()
            told.append((depth, found))
            waiting += [(depth + 1, child) for child in sorted(below.pop(found, []), reverse=True)]
        return told


def kin_of(owner: int) -> Kin:
    """The links between the agreements of a municipality, in one query."""
    linked = Agreement.objects.filter(
        Q(replaces__isnull=False) | Q(parent__isnull=False), case__owner=owner
    )
    rows = list(linked.order_by().values_list("pk", "replaces", "parent"))
    return Kin(
        replaces={key: old for key, old, _parent in rows if old},
        parents={key: parent for key, _old, parent in rows if parent},
    )


def _walk(links: Links, key: int) -> Iterator[int]:
    """Along the links until they end; a loop in old data ends it too."""
    been = {key}
    while (key := links.get(key, 0)) and key not in been:
        been.add(key)
        yield key
