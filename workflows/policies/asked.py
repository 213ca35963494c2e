"""Who answers what a duty or a round asks, and who hands it over?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from people import seats
from people.models import Role, User
from workflows import duties
from workflows.policies.holding import has
from workflows.policies.keeping import (
    officer_or_contributor,
    officer_or_secretariat,
    responsible_or_officer,
)
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from workflows.visit import Author, Matter


def whoever_keeps_it_up(matter: Matter, by: Author) -> Verdict:
    """Who carries the file, and whoever holds a seat that its yearly question asks.

    The chief executive is accountable, the coordinator does it (practice.md, Cadence).
    """
    if officer_or_contributor(matter, by):
        return YES
    if isinstance(by, User):
        asked = duties.open_duties(matter.visit, matter.case)
        yearly = [duty.responsible for duty in asked if duty.kind_id in duties.YEARLY]
        if any(seats.answers_for(by, actor, matter.visit.on) for actor in yearly):
            return YES
    return no(
        _(
            "Only officers, those who are asked, and contributors for registered relations of "
            "their unit, may do this."
        )
    )


def whoever_is_asked(matter: Matter, by: Author) -> Verdict:
    """Officers and secretariat, and the people whom the duty asks."""
    duty = matter.visit.duty
    if officer_or_secretariat(matter, by):
        return YES
    on = matter.visit.on
    if duty is not None and isinstance(by, User) and seats.answers_for(by, duty.responsible, on):
        return YES
    return no(_("Only those who are asked may do this."))


def whoever_hands_over(matter: Matter, by: Author) -> Verdict:
    """Secretariat, administrator and head: of the case, or of the one who leaves (R-055).

    A person who works for a party may be asked in a case of another municipality; their own
    municipality says who takes over there.
    """
    asking = {Role.SECRETARIAT.value, Role.ADMINISTRATOR.value, Role.HEAD.value}
    if isinstance(by, Automaton) or has(matter, by, *asking):
        return YES
    giver, roles = matter.visit.giver, matter.visit.roles
    leaves = giver.person if giver else None
    if leaves and leaves.municipality_id and roles:
        home = (leaves.municipality_id, leaves.unit_id)
        if roles.has_any(asking, *home):
            return YES
    return no(
        _("Only the secretariat, administrators and the head of the unit may hand over tasks.")
    )


def whoever_answers_the_round(matter: Matter, by: Author) -> Verdict:
    """Who keeps the file, the secretariat, and whoever the round asks about the case."""
    if officer_or_secretariat(matter, by) or responsible_or_officer(matter, by):
        return YES
    if isinstance(by, User):
        asked = duties.open_duties(matter.visit, matter.case)
        actors = [duty.responsible for duty in asked if duty.kind_id == "still_right"]
        if any(seats.answers_for(by, actor, matter.visit.on) for actor in actors):
            return YES
    return no(_("Only those who are asked, officers and the secretariat may answer this."))
