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

#: Kind of duty, days, how: what asks for little waits for the Monday letter.
OF_A_KIND = (
    ("still_right", -14, "digest"),
    ("still_right", 1, "digest"),
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


def load_of_kinds(rules: Any) -> None:
    """Add the rules of kinds of duty that are missing; the kinds stand already."""
    for kind, days, channel in OF_A_KIND:
        rules.objects.get_or_create(
            municipality=None,
            kind_id=kind,
            days=days,
            recipient="responsible",
            defaults={"channel": channel},
        )
