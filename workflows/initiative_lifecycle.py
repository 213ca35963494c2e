"""The life of an initiative: every step that initiatives alone can take."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State as StateSlot

from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.commitment_lifecycle import CommitmentLifecycle
from workflows.proposal_lifecycle import AUTOMATIC, FACT, REASON

S = State


class InitiativeLifecycle(CommitmentLifecycle):
    """What `CommitmentLifecycle` declares, and what follows."""

    state = CommitmentLifecycle.__dict__["state"]

    def _unpaused(self) -> State:
        return effects.state_in_term(self)

    def _settled(self) -> State:
        return effects.state_after_review(self)

    def _goes_on(self) -> State:
        return effects.state_to_resume(self)

    @state.transition(
        source=set(BEFORE_FORCE),
        target=S.ACTIVE,
        label=_("Follow its agreement"),
        permission=policies.automaton,
        conditions=[rules.its_agreement_is_in_force],
        custom=AUTOMATIC,
    )
    def follow(self) -> None:
        """An annex initiative comes into force with its agreement."""
        effects.activated(self)

    @state.transition(
        source={*BEFORE_FORCE, *IN_FORCE, *FROZEN},
        label=_("Move to the amended agreement"),
        permission=policies.automaton,
        conditions=[rules.the_amendment_above_it_is_in_force],
        custom={**AUTOMATIC, **FACT},
    )
    def go_over(self) -> None:
        """Proposed with an amendment, it stands under the agreement once that is in force."""
        effects.gone_over(self)

    @state.transition(
        source=set(IN_FORCE),
        target=S.COMPLETED,
        label=_("Complete the initiative"),
        permission=policies.responsible_or_officer,
        conditions=[rules.an_outcome_is_told, rules.a_study_has_found],
    )
    def complete(self) -> None:
        """Done, with its outcome told."""
        effects.review_dropped(self)

    @state.transition(
        source={*IN_FORCE, S.PAUSED, S.APPROVED},
        target=S.CANCELLED,
        label=_("Cancel the initiative"),
        permission=policies.responsible_or_officer,
        custom=REASON,
    )
    def cancel(self) -> None:
        """Given up, with the reason."""
        effects.review_dropped(self)

    @state.transition(
        source={*IN_FORCE, S.PAUSED, S.SUSPENDED},
        label=_("Carry out what a review decided"),
        permission=policies.automaton,
        conditions=[rules.a_review_that_ended_says_so],
        custom={**AUTOMATIC, **FACT},
    )
    def settle(self) -> None:
        """It moves to another agreement, or gives up what will not come up."""
        effects.settled(self)

    @state.transition(
        source={*IN_FORCE, S.PAUSED, S.SUSPENDED},
        target=StateSlot.GET_STATE(_settled, states=[S.COMPLETED, S.CANCELLED]),
        label=_("End with the review of its agreement"),
        permission=policies.automaton,
        conditions=[rules.a_review_that_ended_says_so],
        custom=AUTOMATIC,
    )
    def end_at_review(self) -> None:
        """The review of its agreement decided that it does not go on."""
        effects.ended_at_review(self)

    @state.transition(
        source={S.ACTIVE, S.RENEWED},
        target=S.PAUSED,
        label=_("Pause"),
        permission=policies.responsible_or_officer,
        custom=REASON,
    )
    def pause(self) -> None:
        """Rests for a while."""
        effects.frozen(self)

    @state.transition(
        source=S.PAUSED,
        target=StateSlot.GET_STATE(_unpaused, states=[S.ACTIVE, S.RENEWED]),
        label=_("Take up again"),
        permission=policies.responsible_or_officer,
        conditions=[rules.its_agreement_does_not_rest],
        custom=REASON,
    )
    def take_up(self) -> None:
        """Goes on."""
        effects.frozen(self)

    # ------------------------------------------------------------ with the agreement above it
    @state.transition(
        source=set(IN_FORCE),
        target=S.PAUSED,
        label=_("Rest with its agreement"),
        permission=policies.automaton,
        conditions=[rules.its_agreement_rests],
        custom=AUTOMATIC,
    )
    def rest_with_agreement(self) -> None:
        """The agreement that it follows was suspended."""
        effects.frozen(self)

    @state.transition(
        source=S.PAUSED,
        target=StateSlot.GET_STATE(_goes_on, states=[S.ACTIVE, S.RENEWED, S.UNDER_REVIEW]),
        label=_("Go on with its agreement"),
        permission=policies.automaton,
        conditions=[rules.it_rested_with_its_agreement],
        custom=AUTOMATIC,
    )
    def resume_with_agreement(self) -> None:
        """The agreement that it follows was resumed."""
        effects.frozen(self)

    @state.transition(
        source={*IN_FORCE, *FROZEN},
        target=StateSlot.GET_STATE(_settled, states=[S.COMPLETED, S.CANCELLED]),
        label=_("End with its agreement"),
        permission=policies.automaton,
        conditions=[rules.what_it_follows_has_ended],
        custom=AUTOMATIC,
    )
    def end_with_agreement(self) -> None:
        """The agreement or annex that it follows has ended: completed where its outcome is told."""
        effects.review_dropped(self)

    @state.transition(
        source={*IN_FORCE, *FROZEN},
        label=_("Ask what becomes of it"),
        permission=policies.automaton,
        conditions=[rules.its_agreement_has_ended],
        custom={**AUTOMATIC, **FACT},
    )
    def ask_what_becomes(self) -> None:
        """It stands on a ruling of its own: whoever carries it is asked once whether it goes on."""
        effects.asked_what_becomes(self)
