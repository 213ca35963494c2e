"""Who may take a step? Policies name people; each answers with a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from people.models import Role, User
from workflows import routes
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from workflows.visit import Author, Matter


def automaton(matter: Matter, by: Author) -> Verdict:
    """Nobody: Samklang does it when its condition is met."""
    del matter
    return YES if isinstance(by, Automaton) else no(_("Samklang does this by itself."))


def officer(matter: Matter, by: Author) -> Verdict:
    if _has(matter, by, Role.OFFICER):
        return YES
    return no(_("Only officers of the municipality that owns the case may do this."))


def officer_or_secretariat(matter: Matter, by: Author) -> Verdict:
    if _has(matter, by, Role.OFFICER, Role.SECRETARIAT):
        return YES
    return no(_("Only officers and the council secretariat may do this."))


def officer_secretariat_or_automaton(matter: Matter, by: Author) -> Verdict:
    return YES if isinstance(by, Automaton) else officer_or_secretariat(matter, by)


def officer_or_automaton(matter: Matter, by: Author) -> Verdict:
    return YES if isinstance(by, Automaton) else officer(matter, by)


def officer_or_contributor(matter: Matter, by: Author) -> Verdict:
    """A contributor only for cases of the own unit."""
    if _has(matter, by, Role.OFFICER):
        return YES
    if matter.case.unit_id and _has(matter, by, Role.CONTRIBUTOR):
        return YES
    return no(_("Only officers, and contributors for their own unit, may do this."))


def importer(matter: Matter, by: Author) -> Verdict:
    """An officer with import right, or the import itself."""
    if isinstance(by, Automaton) and by.name == "import":
        return YES
    if _has(matter, by, Role.OFFICER) and _has(matter, by, Role.IMPORTER):
        return YES
    return no(_("Only officers with the import right may register existing cases."))


def assessor_of_the_part(matter: Matter, by: Author) -> Verdict:
    """The assessor of this part; four eyes: never the economy of one's own proposal."""
    part = matter.visit.part
    if not _has(matter, by, Role.ASSESSOR, part=part):
        return no(_("Only the assessor of this part may do this."))
    if part == "economy" and _is_proposer(matter, by):
        return no(_("You cannot assess the economy of your own proposal."))
    return YES


def assessor_or_secretariat(matter: Matter, by: Author) -> Verdict:
    if _has(matter, by, Role.ASSESSOR, Role.SECRETARIAT):
        return YES
    return no(_("Only assessors and the council secretariat may do this."))


def secretariat(matter: Matter, by: Author) -> Verdict:
    if _has(matter, by, Role.SECRETARIAT):
        return YES
    return no(_("Only the council secretariat may do this."))


def secretariat_but_not_proposer(matter: Matter, by: Author) -> Verdict:
    """Four eyes: nobody checks their own proposal."""
    if not (verdict := secretariat(matter, by)):
        return verdict
    if _is_proposer(matter, by):
        return no(_("You cannot check your own proposal."))
    return YES


def decider(matter: Matter, by: Author) -> Verdict:
    """The secretariat recording the last body's ruling, or the delegate of the route.

    Four eyes: a delegate never decides on their own proposal; recording the ruling of a body is
    allowed and flagged (lifecycles.md).
    """
    stops = routes.stops_of(matter.case)
    roles = routes.delegates(stops)
    if not roles or (matter.visit.ruling and matter.visit.ruling.decision.body_id):
        return secretariat(matter, by)
    if not _has(matter, by, *roles):
        return no(_("Only the delegate of the route may decide this."))
    if _is_proposer(matter, by):
        return no(_("You cannot decide on your own proposal."))
    return YES


def decider_or_automaton(matter: Matter, by: Author) -> Verdict:
    return YES if isinstance(by, Automaton) else decider(matter, by)


def proposer_or_head(matter: Matter, by: Author) -> Verdict:
    if _is_proposer(matter, by) or _has(matter, by, Role.HEAD):
        return YES
    return no(_("Only the proposer and the head of the unit may do this."))


def officer_or_recorder(matter: Matter, by: Author) -> Verdict:
    """Officers and secretariat of the owner; for a party that works here, its own (decision 2)."""
    if officer_or_secretariat(matter, by):
        return YES
    participation = matter.visit.participation
    tenant = participation.party.municipality_id if participation else None
    roles = matter.visit.roles
    if tenant and roles and roles.has_any({Role.OFFICER, Role.SECRETARIAT}, tenant):
        return YES
    if participation is None and roles and _speaks_for_a_party(matter):
        return YES
    return no(_("Only officers of a party to the agreement may do this."))


def responsible_or_officer(matter: Matter, by: Author) -> Verdict:
    """Whoever carries the case."""
    if officer(matter, by):
        return YES
    responsible = matter.case.responsible
    if responsible and isinstance(by, User) and responsible.seats.filter(user=by).exists():
        return YES
    return no(_("Only whoever is responsible for the case may do this."))


def second_person_of_the_same_role(matter: Matter, by: Author) -> Verdict:
    """Annulling: somebody else than the one who recorded it, with the same right to record."""
    record = matter.visit.annulled
    if record is not None and record.by_id == getattr(by, "pk", None):
        return no(_("A second person must annul what you recorded."))
    if record is not None and record.signature_id:
        return officer_or_secretariat(matter, by)
    return secretariat(matter, by)


def _has(matter: Matter, by: Author, *roles: str, part: str = "") -> bool:
    held = matter.visit.roles
    if isinstance(by, Automaton) or held is None:
        return False
    case = matter.case
    return any(held.has(role, case.owner_id, case.unit_id, part) for role in roles)


def _is_proposer(matter: Matter, by: Author) -> bool:
    return isinstance(by, User) and matter.case.proposed_by_id == by.pk


def _speaks_for_a_party(matter: Matter) -> bool:
    roles = matter.visit.roles
    if roles is None:
        return False
    tenants = {
        held.municipality_id
        for held in roles.held
        if held.role in {Role.OFFICER, Role.SECRETARIAT}
    }
    return matter.case.participations.filter(party__municipality__in=tenants).exists()
