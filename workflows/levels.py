"""How is low, middle or high kept with its reason, for each group or focus area?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def keep_levels(
    known: Any, told: Mapping[Any, tuple[str, str]], *, by: str = "group", reason: str = "reason"
) -> None:
    """Let `known`, the rows of one case or review, be what is told: no more, no less.

    `told` maps what the column `by` holds to the level and its reason.
    """
    for key, (level, why) in told.items():
        known.update_or_create(**{by: key}, defaults={"level": level, reason: why.strip()})
    for row in known.exclude(**{f"{by}__in": list(told)}):
        row.delete()
