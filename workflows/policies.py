"""Who may take a step? Policies name people; each answers with a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreements.models import Case
from agreements.states import BEFORE_FORCE, State
from people import seats
from people.models import Role, User
from workflows import duties, routes
from workflows.rules.ending import ending_of
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from agreements.models import Participation
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
    """A contributor only for the registered relations of the own unit."""
    if _has(matter, by, Role.OFFICER):
        return YES
    is_registered = matter.case.handling == Case.Handling.REGISTERED
    if is_registered and matter.case.unit_id and _has(matter, by, Role.CONTRIBUTOR):
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
    if works_here and (_is_proposer(matter, by) or _carries(matter, by)):
        return YES
    return verdict


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
    roles = routes.delegates(matter.course.stops)
    if not roles or (matter.visit.ruling and matter.visit.ruling.decision.body_id):
        return secretariat(matter, by)
    if not _has(matter, by, *roles):
        return no(_("Only the delegate of the route may decide this."))
    if _is_proposer(matter, by):
        return no(_("You cannot decide on your own proposal."))
    return YES


def who_may_end(matter: Matter, by: Author) -> Verdict:
    """Who decides, or an officer who records a party's notice.

    On a registered relation nobody decides: those who carry it end it, contributors those of
    their own unit (lifecycles.md, Who may). On the day an automaton does.
    """
    if isinstance(by, Automaton):
        return YES
    ending = ending_of(matter.case)
    is_notice = ending is not None and ending.notice_date is not None
    is_registered = matter.case.handling == Case.Handling.REGISTERED
    if is_registered and officer_or_contributor(matter, by):
        return YES
    if is_notice or is_registered:
        return officer_or_secretariat(matter, by)
    return decider(matter, by)


def officer_of_a_party(matter: Matter, by: Author) -> Verdict:
    """Officers of the owner, and those of each party that works here (R-041)."""
    if officer(matter, by) or _speaks_for_a_party(matter, Role.OFFICER):
        return YES
    return no(_("Only officers of a party to the agreement may do this."))


def who_adopts_annexes(matter: Matter, by: Author) -> Verdict:
    """The secretariat records what a body adopted, or the delegate of the route decides.

    Four eyes: a delegate adopts nothing that they wrote or proposed. On a registered relation
    nobody decides.
    """
    case, visit = matter.case, matter.visit
    if case.handling == Case.Handling.REGISTERED:
        return officer_or_contributor(matter, by)
    by_a_body = visit.ruling is None or visit.ruling.decision.body_id is not None
    if by_a_body and (visit.ruling is not None or secretariat(matter, by)):
        return secretariat(matter, by)
    if not _has(matter, by, *routes.delegates(routes.stops_of(case, light=False))):
        return no(_("Only the council secretariat and the delegate of the route may do this."))
    if case.state in BEFORE_FORCE and _is_proposer(matter, by):
        return no(_("You cannot decide on your own proposal."))
    if isinstance(by, User) and visit.annex and visit.annex.history.filter(history_user=by):
        return no(_("You cannot adopt what you wrote yourself."))
    return YES


def who_records_notice(matter: Matter, by: Author) -> Verdict:
    """Those who carry the file record the notice of another party; our own is a decision."""
    if matter.case.handling == Case.Handling.REGISTERED and officer_or_contributor(matter, by):
        return YES
    return officer_or_secretariat(matter, by)


def proposer_or_head(matter: Matter, by: Author) -> Verdict:
    """A proposer who still works for the owner, or the head of the unit."""
    works_here = _has(matter, by, Role.OFFICER, Role.CONTRIBUTOR)
    if (_is_proposer(matter, by) and works_here) or _has(matter, by, Role.HEAD):
        return YES
    return no(_("Only the proposer and the head of the unit may do this."))


def officer_or_recorder(matter: Matter, by: Author) -> Verdict:
    """Officers and secretariat of the owner; for a party that works here, its own (decision 2)."""
    if officer_or_secretariat(matter, by):
        return YES
    participation, roles = matter.visit.participation, matter.visit.roles
    tenant = participation.party.municipality_id if participation else None
    if participation and _has_left(matter, participation):
        tenant = None
    if tenant and roles and roles.has_any({Role.OFFICER, Role.SECRETARIAT}, tenant):
        return YES
    if participation is None and roles and _speaks_for_a_party(matter):
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
    if _carries(matter, by):
        return YES
    return no(_("Only whoever is responsible for the case may do this."))


def whoever_is_asked(matter: Matter, by: Author) -> Verdict:
    """Officers and secretariat, and the people whom the duty asks."""
    duty = matter.visit.duty
    if officer_or_secretariat(matter, by):
        return YES
    on = matter.visit.on
    if duty is not None and isinstance(by, User) and seats.answers_for(by, duty.responsible, on):
        return YES
    return no(_("Only those who are asked may do this."))


def secretariat_or_automaton(matter: Matter, by: Author) -> Verdict:
    return YES if isinstance(by, Automaton) else secretariat(matter, by)


def whoever_hands_over(matter: Matter, by: Author) -> Verdict:
    """Secretariat, administrator and head: of the case, or of the one who leaves (R-055).

    A person who works for a party may be asked in a case of another municipality; their own
    municipality says who takes over there.
    """
    asking = {Role.SECRETARIAT.value, Role.ADMINISTRATOR.value, Role.HEAD.value}
    if isinstance(by, Automaton) or _has(matter, by, *asking):
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


def second_person_of_the_same_role(matter: Matter, by: Author) -> Verdict:
    """Annulling: somebody else than the one who recorded it, with the same right to record.

    What automatons did because of it goes back without being asked for.
    """
    record = matter.visit.annulled
    if record is None:
        return secretariat(matter, by)
    if isinstance(by, Automaton):
        return YES if record.case_id != matter.case.pk else secretariat(matter, by)
    if record.by_id == by.pk:
        return no(_("A second person must annul what you recorded."))
    if record.signature is not None:
        return officer_or_recorder(matter, by)
    if record.ruling is not None and record.ruling.decision.body_id is None:
        delegates = routes.delegates(matter.course.stops)
        return YES if _has(matter, by, *delegates) else secretariat(matter, by)
    return secretariat(matter, by)


def _has(matter: Matter, by: Author, *roles: str, part: str = "") -> bool:
    held = matter.visit.roles
    if isinstance(by, Automaton) or held is None:
        return False
    case = matter.case
    return any(held.has(role, case.owner_id, case.unit_id, part) for role in roles)


def _is_proposer(matter: Matter, by: Author) -> bool:
    return isinstance(by, User) and matter.case.proposed_by_id == by.pk


def _carries(matter: Matter, by: Author) -> bool:
    responsible = matter.case.responsible
    if responsible is None or not isinstance(by, User):
        return False
    return seats.answers_for(by, responsible, matter.visit.on)


def _speaks_for_a_party(matter: Matter, *named: str) -> bool:
    named = named or (Role.OFFICER, Role.SECRETARIAT)
    roles = matter.visit.roles
    if roles is None:
        return False
    tenants = {held.municipality_id for held in roles.held if held.role in named}
    parties = matter.case.participations.on(matter.visit.on)
    return parties.filter(party__municipality__in=tenants).exists()


def _has_left(matter: Matter, participation: Participation) -> bool:
    last = participation.left_date
    return last is not None and last < matter.visit.on
