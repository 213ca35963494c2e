"""An existing case enters as it stands: what is asked of it from now on?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import Case, Recurrence
from agreements.states import IN_FORCE, State
from workflows import duties, rules
from workflows.effects.commitments import (
    ask_for_what_is_promised,
    begin_to_ask_whether_it_is_alive,
)
from workflows.effects.deciding import ask_the_parties, parties_asked
from workflows.effects.force import ask_for_notice, ask_for_review, review_should_have_begun
from workflows.effects.proposing import ask_for_the_assessment, assessed
from workflows.effects.reviewing import review_started

if TYPE_CHECKING:
    from workflows.visit import Matter


def imported(matter: Matter) -> None:
    """Enters as it stands: what is open in its state is asked for, counted from now on.

    Nothing starts and nothing is mailed because of a day that has passed (R-061).
    """
    case = matter.case
    case.provenance = Case.Provenance.IMPORTED
    case.review_by_hand = review_should_have_begun(matter)
    if case.state == State.PROPOSED:
        ask_for_the_assessment(matter)
    elif case.state == State.ASSESSED:
        assessed(matter)
    elif case.state == State.APPROVED:
        _ask_who_has_not_signed(matter)
    elif case.state in IN_FORCE:
        _ask_what_is_due_in_force(matter)


def _ask_who_has_not_signed(matter: Matter) -> None:
    missing = {participation.pk for participation in rules.still_to_sign(matter.case)}
    ask_the_parties(matter, [row for row in parties_asked(matter.case) if row.pk in missing])


def _ask_what_is_due_in_force(matter: Matter) -> None:
    """Under review it has a review that is open, which can be evaluated and ruled on."""
    case = matter.case
    if case.state != State.UNDER_REVIEW:
        ask_for_review(matter)
    elif rules.open_review(case) is None:
        review_started(matter)
    ask_for_notice(matter)
    begin_to_ask_whether_it_is_alive(matter)
    for recurrence in Recurrence.objects.filter(case=case, is_active=True):
        duties.open_first(matter.visit, recurrence)
    ask_for_what_is_promised(matter)
