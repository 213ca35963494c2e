"""May a party that was carried over be confirmed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Participation
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from workflows.visit import Matter


def it_is_said_what_it_went_on_as(matter: Matter) -> Verdict:
    facts = matter.visit.changes
    if facts.get("from") and facts.get("to") and facts.get("happened"):
        return YES
    return no(_("Say who went on as whom."))


def it_was_carried_over(matter: Matter) -> Verdict:
    """It stands for another that went on as it, or went on itself, and nobody has said so yet."""
    row = matter.visit.participation
    if row is None or row.case_id != matter.case.pk:
        return no(_("Say which party."))
    if not Participation.objects.filter(pk=row.pk).to_confirm().exists():
        if row.carried_from_id is None and row.confirmed_at is None:
            return no(_("This party was not carried over from another."))
        return no(_("It has been answered already."))
    if not matter.visit.changes.get("is_right", True) and not matter.visit.reason:
        return no(_("Write the reason."))
    return YES
