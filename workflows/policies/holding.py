"""Which seat does whoever acts hold in this case: a role, the proposer's, a party's?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from people import seats
from people.models import Role, User
from workflows.visit import Automaton

if TYPE_CHECKING:
    from agreements.models import Participation
    from workflows.visit import Author, Matter


def has(matter: Matter, by: Author, *roles: str, part: str = "") -> bool:
    """Does whoever acts hold one of these roles where the case is kept?"""
    held = matter.visit.roles
    if isinstance(by, Automaton) or held is None:
        return False
    case = matter.case
    return any(held.has(role, case.owner_id, case.unit_id, part) for role in roles)


def is_proposer(matter: Matter, by: Author) -> bool:
    """Did this person propose the case?"""
    return isinstance(by, User) and matter.case.proposed_by_id == by.pk


def carries(matter: Matter, by: Author) -> bool:
    """Does this person answer for whoever is responsible for the case?"""
    responsible = matter.case.responsible
    if responsible is None or not isinstance(by, User):
        return False
    return seats.answers_for(by, responsible, matter.visit.on)


def speaks_for_a_party(matter: Matter, *named: str) -> bool:
    """Does whoever acts hold one of these roles at a party that works here?"""
    named = named or (Role.OFFICER, Role.SECRETARIAT)
    roles = matter.visit.roles
    if roles is None:
        return False
    tenants = {held.municipality_id for held in roles.held if held.role in named}
    parties = matter.case.participations.on(matter.visit.on)
    return parties.filter(party__municipality__in=tenants).exists()


def has_left(matter: Matter, participation: Participation) -> bool:
    """Was the last day of this party before today?"""
    last = participation.left_date
    return last is not None and last < matter.visit.on
