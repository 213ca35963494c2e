"""When may a commitment or a milestone be added, changed or ended?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from agreements.models import Case, Commitment, Participation
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from workflows.visit import Matter

OVER = frozenset({Commitment.Status.DONE, Commitment.Status.CLOSED})


# ---------------------------------------------------------------- commitments
def commitment_says_what(matter: Matter) -> Verdict:
    return YES if _told(matter, "text") else no(_("Write what is to be done."))


def giver_and_receiver_take_part(matter: Matter) -> Verdict:
    """Both are parties here or to the agreement above, and not the same (R-035)."""
    giver, receiver = _told(matter, "giver"), _told(matter, "receiver")
    if giver is not None and giver == receiver:
        return no(_("Nobody gives to themselves: choose two parties, or none."))
    gives, in_return = _told(matter, "gives"), _told(matter, "in_return")
    if (giver is None and gives) or (in_return and None in {giver, receiver}):
        return no(_("Say who gives, and who receives."))
    known = matter.visit.commitment
    before = {known.giver_id, known.receiver_id} if known else set()
    return _take_part(matter, giver, receiver, known=before)


def commitment_is_open(matter: Matter) -> Verdict:
    return _standing(matter, {Commitment.Status.OPEN})


def commitment_is_not_over(matter: Matter) -> Verdict:
    return _standing(matter, set(Commitment.Status) - OVER)


def commitment_is_not_open(matter: Matter) -> Verdict:
    return _standing(matter, set(Commitment.Status) - {Commitment.Status.OPEN})


def its_progress_is_on_the_scale(matter: Matter) -> Verdict:
    """How far it is, is told in the words of its mode (R-026)."""
    commitment, told = matter.visit.commitment, matter.visit.changes.get("progress")
    if commitment is None:
        return no(_("Say which commitment."))
    if commitment.is_conditional:
        return no(_("It only may come up: change first in which way it is done."))
    if told is None or told in commitment.scale:  # on a page that only looks nothing is told yet
        return YES
    return no(_("Choose how far it is."))


def commitment_is_long_term(matter: Matter) -> Verdict:
    commitment = matter.visit.commitment
    if commitment is not None and commitment.horizon == Commitment.Horizon.LONG:
        return YES
    return no(_("The commitment is for the short term already."))


def _standing(matter: Matter, statuses: set[Commitment.Status]) -> Verdict:
    commitment = matter.visit.commitment
    if commitment is None:
        return no(_("Say which commitment."))
    if commitment.status in statuses:
        return YES
    return no(_("The commitment is %(status)s.") % {"status": str(commitment.get_status_display())})


# ---------------------------------------------------------------- milestones
def milestone_says_what(matter: Matter) -> Verdict:
    return YES if _aimed(matter, "name") else no(_("Write what is to be reached."))


def milestone_has_a_date(matter: Matter) -> Verdict:
    if _aimed(matter, "expected") is None and _aimed(matter, "reached") is None:
        return no(_("Write when it is expected, or when it was reached."))
    return YES


def its_party_and_commitment_are_of_this_initiative(matter: Matter) -> Verdict:
    commitment = _aimed(matter, "commitment")
    if commitment is not None and commitment.case_id != matter.case.pk:
        return no(_("The commitment belongs to another initiative."))
    return _take_part(matter, _aimed(matter, "party"))


def milestone_stands(matter: Matter) -> Verdict:
    milestone = matter.visit.milestone
    if milestone is None:
        return no(_("Say which milestone."))
    return no(_("The milestone was dropped.")) if milestone.is_dropped else YES


def milestone_is_not_reached(matter: Matter) -> Verdict:
    milestone = matter.visit.milestone
    if milestone is not None and milestone.reached is not None:
        return no(_("The milestone is reached already."))
    return YES


def what_is_reached_has_happened(matter: Matter) -> Verdict:
    """A month that has begun may be the one."""
    reached = _aimed(matter, "reached")
    if reached is not None and reached.earliest > matter.visit.on:
        return no(_("It cannot have been reached on a day that has not come."))
    return YES


# ---------------------------------------------------------------- shared
def _told(matter: Matter, name: str) -> Any:
    """What the commitment will say once the step is taken."""
    visit = matter.visit
    return visit.changes.get(name, getattr(visit.commitment, name, None))


def _aimed(matter: Matter, name: str) -> Any:
    visit = matter.visit
    return visit.changes.get(name, getattr(visit.milestone, name, None))


def _take_part(
    matter: Matter, *parties: Any, known: AbstractSet[int | None] = frozenset()
) -> Verdict:
    """Who stands there already may stay, also after it has left."""
    named = {party.pk: party for party in parties if party and party.pk not in known}
    if not named:
        return YES
    here = parties_of(matter.case, matter.visit.on)
    for key, party in named.items():
        if key not in here:
            return no(_("%(party)s does not take part here.") % {"party": party})
    return YES


def parties_of(case: Case, on: date) -> set[int]:
    """Keys of those that are or will be parties to an initiative, or to the agreement above it."""
    above = case.initiative.agreement_id if case.sort == Case.Sort.INITIATIVE else None
    rows = Participation.objects.staying(on).filter(case__in=[case.pk, *([above] if above else [])])
    return set(rows.values_list("party_id", flat=True))
