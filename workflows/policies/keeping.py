"""Who keeps the file: the owner's own, whoever is responsible, a party its own side?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreements.models import Case
from agreements.states import State
from people.models import Role, User
from workflows.policies.holding import carries, has, has_left, is_proposer, speaks_for_a_party
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from workflows.visit import Author, Matter


def automaton(matter: Matter, by: Author) -> Verdict:
    """Nobody: Samklang does it when its condition is met."""
    del matter
    return YES if isinstance(by, Automaton) else no(_("Samklang does this by itself."))


def officer(matter: Matter, by: Author) -> Verdict:
    if has(matter, by, Role.OFFICER):
        return YES
    return no(_("Only officers of the municipality that owns the case may do this."))


def officer_or_secretariat(matter: Matter, by: Author) -> Verdict:
    if has(matter, by, Role.OFFICER, Role.SECRETARIAT):
        return YES
    return no(_("Only officers and the council secretariat may do this."))


def officer_secretariat_or_automaton(matter: Matter, by: Author) -> Verdict:
    return YES if isinstance(by, Automaton) else officer_or_secretariat(matter, by)


def officer_or_automaton(matter: Matter, by: Author) -> Verdict:
    return YES if isinstance(by, Automaton) else officer(matter, by)


def officer_or_contributor(matter: Matter, by: Author) -> Verdict:
    """A contributor only for the registered relations of the own unit."""
    if has(matter, by, Role.OFFICER):
        return YES
    is_registered = matter.case.handling == Case.Handling.REGISTERED
    if is_registered and matter.case.unit_id and has(matter, by, Role.CONTRIBUTOR):
        return YES
    return no(
        _("Only officers, and contributors for registered relations of their unit, may do this.")
    )


def whoever_writes_it(matter: Matter, by: Author) -> Verdict:
    """Who keeps the file; the draft under an agreement also whoever added or carries it.

    Who answers for an agreement adds initiatives under it, officer or not (lifecycles.md).
    """
    verdict, case = officer_or_contributor(matter, by), matter.case
    is_below = case.sort == Case.Sort.INITIATIVE and case.initiative.agreement_id is not None
    if verdict or not is_below or case.state != State.DRAFT or not isinstance(by, User):
        return verdict
    works_here = matter.visit.roles and case.owner_id in matter.visit.roles.municipalities()
    if works_here and (is_proposer(matter, by) or carries(matter, by)):
        return YES
    return verdict


def importer(matter: Matter, by: Author) -> Verdict:
    """An officer with import right, or the import itself."""
    if isinstance(by, Automaton) and by.name == "import":
        return YES
    if has(matter, by, Role.OFFICER) and has(matter, by, Role.IMPORTER):
        return YES
    return no(_("Only officers with the import right may register existing cases."))


def secretariat(matter: Matter, by: Author) -> Verdict:
    if has(matter, by, Role.SECRETARIAT):
        return YES
    return no(_("Only the council secretariat may do this."))


def officer_of_a_party(matter: Matter, by: Author) -> Verdict:
    """Officers of the owner, and those of each party that works here (R-041)."""
    if officer(matter, by) or speaks_for_a_party(matter, Role.OFFICER):
        return YES
    return no(_("Only officers of a party to the agreement may do this."))


def who_records_notice(matter: Matter, by: Author) -> Verdict:
    """Those who carry the file record the notice of another party; our own is a decision."""
    if matter.case.handling == Case.Handling.REGISTERED and officer_or_contributor(matter, by):
        return YES
    return officer_or_secretariat(matter, by)


def proposer_or_head(matter: Matter, by: Author) -> Verdict:
    """A proposer who still works for the owner, or the head of the unit."""
    works_here = has(matter, by, Role.OFFICER, Role.CONTRIBUTOR)
    if (is_proposer(matter, by) and works_here) or has(matter, by, Role.HEAD):
        return YES
    return no(_("Only the proposer and the head of the unit may do this."))


def officer_or_recorder(matter: Matter, by: Author) -> Verdict:
    """Officers and secretariat of the owner; for a party that works here, its own (decision 2)."""
    if officer_or_secretariat(matter, by):
        return YES
    participation, roles = matter.visit.participation, matter.visit.roles
    tenant = participation.party.municipality_id if participation else None
    if participation and has_left(matter, participation):
        tenant = None
    if tenant and roles and roles.has_any({Role.OFFICER, Role.SECRETARIAT}, tenant):
        return YES
    if participation is None and roles and speaks_for_a_party(matter):
        return YES
    return no(_("Only officers of a party to the agreement may do this."))


def whoever_keeps_the_documents(matter: Matter, by: Author) -> Verdict:
    """Officers, the secretariat, and contributors for registered relations of their unit."""
    if officer_or_secretariat(matter, by) or officer_or_contributor(matter, by):
        return YES
    return no(
        _(
            "Only officers, the secretariat, and contributors for registered relations of their "
            "unit, may do this."
        )
    )


def whoever_files(matter: Matter, by: Author) -> Verdict:
    """They, and from its own side a party that works here (decision 2)."""
    if officer_or_recorder(matter, by):
        return YES
    return whoever_keeps_the_documents(matter, by)


def whoever_filed(matter: Matter, by: Author) -> Verdict:
    """They, and a party for a document that it filed itself."""
    verdict, document = whoever_keeps_the_documents(matter, by), matter.visit.document
    if verdict or document is None or not whoever_files(matter, by):
        return verdict
    assert isinstance(by, User)  # automatons file nothing
    filed = matter.case.documents.filter(number=document.number)
    is_theirs = filed.filter(recorded_by__municipality=by.municipality_id).exists()
    return YES if is_theirs else verdict


def recorder_or_automaton(matter: Matter, by: Author) -> Verdict:
    return YES if isinstance(by, Automaton) else officer_or_recorder(matter, by)


def whoever_keeps_its_side(matter: Matter, by: Author) -> Verdict:
    """Whoever keeps the file; a party that works here keeps its own side (decision 2)."""
    if isinstance(by, Automaton) or officer_or_contributor(matter, by):
        return YES
    return officer_or_recorder(matter, by)


def responsible_or_officer(matter: Matter, by: Author) -> Verdict:
    """Whoever carries the case, deputies included."""
    if officer(matter, by):
        return YES
    if carries(matter, by):
        return YES
    return no(_("Only whoever is responsible for the case may do this."))


def secretariat_or_automaton(matter: Matter, by: Author) -> Verdict:
    return YES if isinstance(by, Automaton) else secretariat(matter, by)
