"""May a party that was carried over be confirmed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from workflows.visit import Matter


def it_is_said_what_it_went_on_as(matter: Matter) -> Verdict:
    facts = matter.visit.changes
    if facts.get("from") and facts.get("to") and facts.get("happened"):
        return YES
    return no(_("Say who went on as whom."))


def it_was_carried_over(matter: Matter) -> Verdict:
    """It stands here because another party went on as it, and nobody has said so yet."""
    row = matter.visit.participation
    if row is None or row.case_id != matter.case.pk:
        return no(_("Say which party."))
    if row.carried_from_id is None:
        return no(_("This party was not carried over from another."))
    if row.confirmed_at is not None:
        return no(_("It has been answered already."))
    if not matter.visit.changes.get("is_right", True) and not matter.visit.reason:
        return no(_("Write the reason."))
    return YES
