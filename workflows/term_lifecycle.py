"""What can happen to a term that renews itself: somebody gives notice, or lets it go on.

`proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State as StateSlot

from agreements.states import IN_FORCE, State
from workflows import effects, policies, rules
from workflows.proposal_lifecycle import FACT, REASON
from workflows.standing_lifecycle import StandingLifecycle

S = State
STANDING = [S.ACTIVE, S.UNDER_REVIEW, S.RENEWED, S.SUSPENDED]


class TermLifecycle(StandingLifecycle):
    """What `StandingLifecycle` declares, and what is chosen before a notice date."""

    state = StandingLifecycle.__dict__["state"]

    def _noticed(self) -> State:
        return State(effects.state_after_notice(self))

    def _kept(self) -> State:
        return State(effects.state_without_notice(self))

    @state.transition(
        source={*IN_FORCE, S.SUSPENDED},
        target=StateSlot.GET_STATE(_noticed, states=STANDING),
        label=_("Record notice"),
        permission=policies.who_records_notice,
        conditions=[
            rules.it_takes_part,
            rules.it_is_not_the_owner,
            rules.an_ending_is_recorded,
            rules.notice_comes_before_the_end,
        ],
    )
    def give_notice(self) -> None:
        """Another party gave notice: it holds until the day that the clause says."""
        effects.notice_given(self)

    @state.transition(
        source={*IN_FORCE, S.SUSPENDED},
        target=StateSlot.GET_STATE(_kept, states=STANDING),
        label=_("Take the notice back"),
        permission=policies.who_records_notice,
        conditions=[rules.its_end_by_notice_is_still_to_come],
        custom=REASON,
    )
    def withdraw_notice(self) -> None:
        """It goes on as if no notice had been given; only before the notice takes effect."""
        effects.notice_withdrawn(self)

    @state.transition(
        source=set(IN_FORCE),
        label=_("Let it renew itself"),
        permission=policies.responsible_or_officer,
        conditions=[rules.its_term_renews_itself],
        custom=FACT,
    )
    def let_renew(self) -> None:
        """Nobody wants to give notice: the clause begins the next term on its day."""
        effects.left_to_its_clause(self)
