"""What can happen to an agreement because of one above it, before it or after it?

`proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State as StateSlot

from agreements.states import BEFORE_FORCE, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.annex_lifecycle import ALIVE, AnnexLifecycle
from workflows.proposal_lifecycle import AUTOMATIC, FACT

S = State


class KinshipLifecycle(AnnexLifecycle):
    """What `AnnexLifecycle` declares, and what binds agreements together (R-038, R-042)."""

    state = AnnexLifecycle.__dict__["state"]

    def _goes_on(self) -> State:
        return effects.state_to_resume(self)

    @state.transition(
        source=ALIVE,
        label=_("Put under another agreement"),
        permission=policies.officer,
        conditions=[rules.what_stands_above_is_no_descendant],
        custom=FACT,
    )
    def place_under(self) -> None:
        """A framework agreement stands above it; perhaps it holds only as long as that."""
        effects.placed_under(self)

    @state.transition(
        source=set(BEFORE_FORCE),
        label=_("Choose what it replaces"),
        permission=policies.officer,
        conditions=[rules.what_it_replaces_is_free],
        custom=FACT,
    )
    def name_predecessor(self) -> None:
        """When it comes into force, the older agreement is superseded that day."""
        effects.predecessor_named(self)

    @state.transition(
        source=set(IN_FORCE),
        target=S.SUPERSEDED,
        label=_("Replace by the successor"),
        permission=policies.automaton,
        conditions=[rules.a_successor_is_active],
        custom=AUTOMATIC,
    )
    def supersede(self) -> None:
        """Its successor is in force."""
        effects.superseded(self)

    @state.transition(
        source={*IN_FORCE, S.SUSPENDED},
        target=S.TERMINATED,
        label=_("End with the agreement above it"),
        permission=policies.automaton,
        conditions=[rules.the_agreement_above_has_ended],
        custom=AUTOMATIC,
    )
    def end_with_above(self) -> None:
        """It held only as long as the agreement above it."""
        effects.ended_with_above(self)

    @state.transition(
        source={*IN_FORCE, S.SUSPENDED},
        target=S.TERMINATED,
        label=_("End with the agreement that it amends"),
        permission=policies.automaton,
        conditions=[rules.what_it_amends_has_ended],
        custom=AUTOMATIC,
    )
    def end_with_amended(self) -> None:
        """The agreement whose text it changed has ended or is replaced."""
        effects.review_dropped(self)

    @state.transition(
        source=set(BEFORE_FORCE),
        target=S.WITHDRAWN,
        label=_("Withdraw with the agreement that it amends"),
        permission=policies.automaton,
        conditions=[rules.what_it_amends_has_ended],
        custom=AUTOMATIC,
    )
    def withdraw_with_amended(self) -> None:
        """The agreement whose text it was to change has ended or is replaced."""

    @state.transition(
        source=set(IN_FORCE),
        target=S.SUSPENDED,
        label=_("Rest with the agreement above it"),
        permission=policies.automaton,
        conditions=[rules.the_agreement_above_rests],
        custom=AUTOMATIC,
    )
    def rest_with_above(self) -> None:
        """The agreement above it was suspended."""
        effects.frozen(self)

    @state.transition(
        source=S.SUSPENDED,
        target=StateSlot.GET_STATE(_goes_on, states=[S.ACTIVE, S.RENEWED, S.UNDER_REVIEW]),
        label=_("Go on with the agreement above it"),
        permission=policies.automaton,
        conditions=[rules.it_rested_with_the_agreement_above],
        custom=AUTOMATIC,
    )
    def resume_with_above(self) -> None:
        """The agreement above it was resumed."""
        effects.frozen(self)
