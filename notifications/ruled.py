"""How is a ruling told in a letter?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from notifications.rendering import told

if TYPE_CHECKING:
    from agreements.models import Ruling


def ruled_facts(ruling: Ruling) -> list[tuple[str, str]]:
    """By whom, when and under which number, with which outcome and conditions."""
    decision = ruling.decision
    number = decision.body.numbered(decision.number) if decision.body else decision.number
    where = str(decision.body or decision.authority)
    decided = ", ".join(part for part in (where, told(decision.date), number) if part)
    return [
        (_("Decided"), decided),
        (_("Outcome"), ruling.get_outcome_display()),
        (_("Conditions or reasons"), ruling.conditions),
    ]
