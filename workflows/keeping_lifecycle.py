"""Who answers for a case, and is what it says of people still right?

`proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.proposal_lifecycle import FACT, REASON
from workflows.succession_lifecycle import SuccessionLifecycle

S = State


class KeepingLifecycle(SuccessionLifecycle):
    """What `SuccessionLifecycle` declares, and what happens when people leave (R-030, R-055)."""

    state = SuccessionLifecycle.__dict__["state"]

    @state.transition(
        source=set(S),
        label=_("Hand over"),
        permission=policies.whoever_hands_over,
        conditions=[
            rules.somebody_hands_over_to_another,
            rules.the_taker_is_there,
            rules.the_taker_may_read_it,
        ],
        custom={**FACT, **REASON},
    )
    def hand_over(self) -> None:
        """Another is responsible and asked from now on; what was done keeps its name."""
        effects.handed_over(self)

    @state.transition(
        source={*BEFORE_FORCE, *IN_FORCE, *FROZEN},
        label=_("Name who answers for it"),
        permission=policies.officer_or_contributor,
        conditions=[
            rules.somebody_is_named,
            rules.the_taker_is_there,
            rules.the_taker_may_read_it,
        ],
        custom=FACT,
    )
    def name_responsible(self) -> None:
        """Another carries the case; what fell to whoever carried it goes along (R-030)."""
        effects.responsible_named(self)

    @state.transition(
        source={*IN_FORCE, *FROZEN},
        label=_("Ask whether owner and contacts are still right"),
        permission=policies.secretariat_or_automaton,
        custom=FACT,
    )
    def ask_still_right(self) -> None:
        """The yearly round asks whoever carries the case."""
        effects.asked_whether_right(self)

    @state.transition(
        source={*IN_FORCE, *FROZEN},
        label=_("Owner and contacts are still right"),
        permission=policies.whoever_answers_the_round,
        custom=FACT,
    )
    def answer_still_right(self) -> None:
        """Still right, or changed; what was changed stands in the history."""
        effects.told_whether_right(self)
