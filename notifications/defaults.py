"""By which rules is everybody reminded until an administrator changes them?"""

from __future__ import annotations

from typing import Any

#: days, recipient, binding agreements only (practice.md, mails people keep reading)
RULES = (
    (-90, "responsible", False),
    (-30, "responsible", False),
    (1, "responsible", False),
    (30, "head", False),
    (60, "director", True),
)


def load(rules: Any) -> None:
    """Add the default rules that are missing; rows that an administrator changed stay.

    Takes the model class, so that a migration can pass its historical one.
    """
    for days, recipient, binding_only in RULES:
        rules.objects.get_or_create(
            municipality=None,
            kind=None,
            days=days,
            recipient=recipient,
            defaults={"binding_only": binding_only},
        )
