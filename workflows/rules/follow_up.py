"""When may what follows an agreement up be recorded: updates, cadence, windows, answers?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Case, InitiativeAnswer, Recurrence
from agreements.states import FROZEN, IN_FORCE
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from datetime import datetime

    from workflows.visit import Matter

Answer = InitiativeAnswer.Answer


# ---------------------------------------------------------------- updates and cadence
def what_was_done_has_happened(matter: Matter) -> Verdict:
    """No update of a day to come; a confirmation without one is of today."""
    update = matter.visit.update
    if update is None or update.happened is None or update.happened.earliest <= matter.visit.on:
        return YES
    return no(_("This day has not come yet."))


def its_area_is_of_this_agreement(matter: Matter) -> Verdict:
    update = matter.visit.update
    area = update.focus_area if update else None
    if area is None or area.agreement_id == matter.case.pk:
        return YES
    return no(_("The focus area belongs to another agreement."))


def its_evidence_is_of_this_case(matter: Matter) -> Verdict:
    update = matter.visit.update
    evidence = update.evidence if update else None
    if evidence is None or (evidence.case_id == matter.case.pk and evidence.withdrawn_at is None):
        return YES
    return no(_("Choose a document of this case as evidence."))


def the_update_stands(matter: Matter) -> Verdict:
    update = matter.visit.update
    if update is not None and update.case_id == matter.case.pk and update.withdrawn_at is None:
        return YES
    return no(_("This update is withdrawn already."))


def the_cadence_can_be_kept(matter: Matter) -> Verdict:
    """At least once, no more at least than at most, and within a number of months (R-052)."""
    told = matter.visit.changes
    if "asked" not in told:
        return no(_("Say how often it is updated, and who is asked."))
    if not told["asked"]:
        return YES
    if told["minimum"] < 1:
        return no(_("Ask for at least one update, or for none by naming nobody."))
    if told["maximum"] is not None and told["maximum"] < told["minimum"]:
        return no(_("The most cannot be fewer than the least."))
    if told["cadence"] == Recurrence.Cadence.ROLLING and told["months"] < 1:
        return no(_("Write within how many months."))
    return YES


def those_asked_take_part(matter: Matter) -> Verdict:
    """Posts of the owner and of parties that work here; nobody else is reminded by us."""
    case, told = matter.case, matter.visit.changes
    tenants = {case.owner_id}
    here = case.participations.staying(matter.visit.on)
    tenants |= set(here.values_list("party__municipality", flat=True))
    for actor in told.get("asked", ()):
        asked = actor.post.municipality_id if actor.post else actor.municipality_id
        asked = actor.unit.municipality_id if actor.unit else asked
        if asked not in tenants:
            return no(_("Only posts of the parties to the agreement are asked."))
    return YES


# ---------------------------------------------------------------- the next window
def a_review_is_set_or_why_not(matter: Matter) -> Verdict:
    """Nobody clears a review silently: an agreement without one says why (R-037)."""
    told = matter.visit.changes
    if not told.get("review") and not told.get("no_review_reason"):
        return no(_("Set a review, or say why there is none."))
    if told["review"] and told["no_review_reason"]:
        return no(_("Set a review, or say why there is none; not both."))
    return YES


def the_window_lies_ahead(matter: Matter) -> Verdict:
    told = matter.visit.changes
    review = told.get("review")
    if review is None or review == matter.case.review or review.latest >= matter.visit.on:
        return YES
    return no(_("The whole window has passed. Write one that lies ahead."))


# ---------------------------------------------------------------- answers at a review
def the_answer_is_about_something_under_it(matter: Matter) -> Verdict:
    """An initiative under the agreement, or what “may come up” in one (R-027)."""
    case, answer = matter.case, matter.visit.answer
    if answer is None:
        return no(_("Say about which initiative."))
    about = answer.case
    under = about.initiative.agreement_id if about.sort == Case.Sort.INITIATIVE else None
    commitment = answer.commitment
    if case.pk not in {about.pk, under}:
        return no(_("The initiative does not stand under this agreement."))
    if about.pk == case.pk and commitment is None:
        return no(_("A case is not answered about in its own review."))
    if commitment is not None and (commitment.case_id != about.pk or not commitment.is_conditional):
        return no(_("Only what may come up is asked about at a review."))
    if about.state not in IN_FORCE | FROZEN:
        return no(_("The initiative has ended."))
    return YES


def the_answer_has_its_reason(matter: Matter) -> Verdict:
    answer = matter.visit.answer
    if answer is None or answer.answer == Answer.CONTINUE or answer.reason.strip():
        return YES
    return no(_("Write the reason."))


def it_moves_to_an_agreement_in_force(matter: Matter) -> Verdict:
    answer = matter.visit.answer
    if answer is None or answer.answer != Answer.MOVE:
        return YES
    if answer.commitment is not None:
        return no(_("A commitment is not moved alone."))
    if answer.moved_to is None:
        return no(_("Choose the agreement that it moves to."))
    aim = answer.moved_to.case
    if aim.pk == matter.case.pk or aim.owner_id != matter.case.owner_id:
        return no(_("Choose another agreement of the municipality."))
    if aim.state not in IN_FORCE:
        return no(_("The agreement that it moves to is not in force."))
    return YES


def a_review_that_ended_says_so(matter: Matter) -> Verdict:
    """What a review decided about an initiative is carried out with its ruling, not before."""
    if decided_for(matter.case, matter.visit.at):
        return YES
    return no(_("No review decided this."))


def decided_for(case: Case, at: datetime) -> list[InitiativeAnswer]:
    """The answers about an initiative of the review that ended at this moment."""
    rows = InitiativeAnswer.objects.filter(case=case, review__closed_at=at)
    return list(rows.select_related("commitment", "moved_to__case", "review"))


# ---------------------------------------------------------------- what the other party gains
def it_says_what_the_party_gains(matter: Matter) -> Verdict:
    if matter.visit.changes.get("text") and matter.visit.participation is not None:
        return YES
    return no(_("Write what the party gains."))


def nobody_rewrites_its_own_words(matter: Matter) -> Verdict:
    """What a party said itself is changed by that party alone (R-077)."""
    participation, person = matter.visit.participation, matter.visit.person
    known = getattr(participation, "benefit", None) if participation else None
    if known is None or not known.is_own or person is None or participation is None:
        return YES
    if person.municipality_id == participation.party.municipality_id:
        return YES
    return no(_("%(party)s has written this itself.") % {"party": participation.party})
