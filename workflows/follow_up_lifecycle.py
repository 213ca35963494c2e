"""What follows a case up, whatever its state: windows, cadence, updates, answers at a review.

`proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.proposal_lifecycle import FACT, REASON
from workflows.term_lifecycle import TermLifecycle

S = State


class FollowUpLifecycle(TermLifecycle):
    """What `TermLifecycle` declares, and what keeps an eye on it."""

    state = TermLifecycle.__dict__["state"]

    @state.transition(
        source={S.ACTIVE, S.RENEWED, *FROZEN},
        label=_("Set the next review"),
        permission=policies.officer_or_contributor,
        conditions=[rules.a_review_is_set_or_why_not, rules.the_window_lies_ahead],
        custom=FACT,
    )
    def set_review(self) -> None:
        """A window, or the reason why there is none."""
        effects.review_set(self)

    @state.transition(
        source={*BEFORE_FORCE, *IN_FORCE, *FROZEN},
        label=_("Set how often it is updated"),
        permission=policies.officer,
        conditions=[rules.the_cadence_can_be_kept, rules.those_asked_take_part],
        custom={**FACT, **REASON},
    )
    def set_cadence(self) -> None:
        """How often, and whose duty it is on each side."""
        effects.cadence_set(self)

    @state.transition(
        source=set(IN_FORCE),
        label=_("Confirm or update"),
        permission=policies.whoever_keeps_it_up,
        conditions=[
            rules.what_was_done_has_happened,
            rules.its_area_is_of_this_agreement,
            rules.its_evidence_is_of_this_case,
        ],
        custom=FACT,
    )
    def update(self) -> None:
        """It is alive, or was brought up to date."""
        effects.updated(self)

    @state.transition(
        source=set(IN_FORCE),
        label=_("Withdraw an update"),
        permission=policies.whoever_keeps_it_up,
        conditions=[rules.the_update_stands],
        custom={**FACT, **REASON},
    )
    def withdraw_update(self) -> None:
        """It was recorded by mistake: it stays on file as withdrawn, and its duty comes back."""
        effects.update_withdrawn(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        label=_("Review together with others"),
        permission=policies.officer_or_secretariat,
        conditions=[rules.it_is_in_no_other_joint_review],
        custom=FACT,
    )
    def review_jointly(self) -> None:
        """Many agreements are evaluated at once, with a ruling on each."""
        effects.reviewed_jointly(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        label=_("Answer about an initiative"),
        permission=policies.officer_or_secretariat,
        conditions=[
            rules.the_answer_is_about_something_under_it,
            rules.the_answer_has_its_reason,
            rules.it_moves_to_an_agreement_in_force,
        ],
        custom=FACT,
    )
    def answer(self) -> None:
        """Each initiative under it is to go on, end or move; carried out with the ruling."""
        effects.answered(self)

    @state.transition(
        source={*BEFORE_FORCE, *IN_FORCE},
        label=_("Tell what a party gains"),
        permission=policies.officer_or_recorder,
        conditions=[rules.it_says_what_the_party_gains, rules.nobody_rewrites_its_own_words],
        custom=FACT,
    )
    def tell_benefit(self) -> None:
        """What the other side has of it, as we see it or in its own words."""
        effects.benefit_told(self)
