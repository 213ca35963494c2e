"""Which agreements come before and after one in time, and which stand above and below it?

Chains of replacement (R-042) and trees of frameworks (R-038) are short: what is bound together is
read at once and walked here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models.expressions import RawSQL

from agreements.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Links = dict[int, int]


@dataclass(frozen=True, slots=True)
class Kin:
    """Links between agreements, by key."""

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


def kin_of(key: int) -> Kin:
    """The links among all that this agreement is bound to, in one query."""
    return kin_in(Agreement.objects.filter(pk__in=kindred(key)))


def kin_in(agreements: Iterable[Agreement]) -> Kin:
    """The links that these agreements name."""
    rows = list(agreements)
    return Kin(
        replaces={row.pk: row.replaces_id for row in rows if row.replaces_id},
        parents={row.pk: row.parent_id for row in rows if row.parent_id},
    )


# UNION drops what was found before: a loop in old data ends too.
KINDRED = """
WITH RECURSIVE kin(id) AS (
 SELECT case_id FROM agreements_agreement WHERE case_id = %s
 UNION
 SELECT link.there FROM kin JOIN (
  SELECT case_id AS here, replaces_id AS there FROM agreements_agreement
  UNION ALL SELECT replaces_id, case_id FROM agreements_agreement
  UNION ALL SELECT case_id, parent_id FROM agreements_agreement
  UNION ALL SELECT parent_id, case_id FROM agreements_agreement
 ) link ON link.here = kin.id WHERE link.there IS NOT NULL
) SELECT id FROM kin
"""


def kindred(key: int) -> RawSQL:
    """For `pk__in`: keys of all that replacing and standing under bind together with this one."""
    return RawSQL(KINDRED, (key,))  # noqa: S611 - the key is a parameter


def _walk(links: Links, key: int) -> Iterator[int]:
    """Along the links until they end; a loop in old data ends it too."""
    been = {key}
    while (key := links.get(key, 0)) and key not in been:
        been.add(key)
        yield key
