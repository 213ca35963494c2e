"""Who assesses, checks, decides, ends and annuls, with four eyes?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreements.models import Case
from agreements.states import BEFORE_FORCE
from people.models import Role, User
from workflows import routes
from workflows.policies.holding import has, is_proposer
from workflows.policies.keeping import (
    officer_or_contributor,
    officer_or_recorder,
    officer_or_secretariat,
    secretariat,
    who_records_notice,
)
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from workflows.visit import Author, Matter


def assessor_of_the_part(matter: Matter, by: Author) -> Verdict:
    """The assessor of this part; four eyes: never the economy of one's own proposal."""
    part = matter.visit.part
    if not has(matter, by, Role.ASSESSOR, part=part):
        return no(_("Only the assessor of this part may do this."))
    if part == "economy" and is_proposer(matter, by):
        return no(_("You cannot assess the economy of your own proposal."))
    return YES


def assessor_or_secretariat(matter: Matter, by: Author) -> Verdict:
    if has(matter, by, Role.ASSESSOR, Role.SECRETARIAT):
        return YES
    return no(_("Only assessors and the council secretariat may do this."))


def secretariat_but_not_proposer(matter: Matter, by: Author) -> Verdict:
    """Four eyes: nobody checks their own proposal."""
    if not (verdict := secretariat(matter, by)):
        return verdict
    if is_proposer(matter, by):
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
    if not has(matter, by, *roles):
        return no(_("Only the delegate of the route may decide this."))
    if is_proposer(matter, by):
        return no(_("You cannot decide on your own proposal."))
    return YES


def secretariat_or_delegate(matter: Matter, by: Author) -> Verdict:
    """The secretariat recording what a body ruled; a delegate what they decide, as approving."""
    ruling = matter.visit.ruling
    if ruling is None or ruling.decision.body_id:
        return secretariat(matter, by)
    return decider(matter, by)


def who_may_end(matter: Matter, by: Author) -> Verdict:
    """Who decides, as approving; the notice of another party is a step of its own.

    On a registered relation nobody decides: those who carry it end it, contributors those of
    their own unit (lifecycles.md, Who may). On the day an automaton does.
    """
    if isinstance(by, Automaton):
        return YES
    if matter.case.handling != Case.Handling.REGISTERED:
        return decider(matter, by)
    return officer_or_contributor(matter, by) or officer_or_secretariat(matter, by)


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
    if not has(matter, by, *routes.delegates(routes.stops_of(case, light=False))):
        return no(_("Only the council secretariat and the delegate of the route may do this."))
    if case.state in BEFORE_FORCE and is_proposer(matter, by):
        return no(_("You cannot decide on your own proposal."))
    if isinstance(by, User) and visit.annex and visit.annex.history.filter(history_user=by):
        return no(_("You cannot adopt what you wrote yourself."))
    return YES


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
        return YES if has(matter, by, *delegates) else secretariat(matter, by)
    return secretariat(matter, by) if record.ruling else who_records_notice(matter, by)
