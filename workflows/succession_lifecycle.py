"""What happens to a case when a party merges, is split and goes on as another?

`proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE
from workflows import effects, policies, rules
from workflows.proposal_lifecycle import AUTOMATIC, FACT, ProposalLifecycle


class SuccessionLifecycle(ProposalLifecycle):
    """What `ProposalLifecycle` declares, and what follows when parties change (R-020)."""

    state = ProposalLifecycle.__dict__["state"]

    @state.transition(
        source={*BEFORE_FORCE, *IN_FORCE, *FROZEN},
        label=_("Carry a party over"),
        permission=policies.automaton,
        conditions=[rules.it_is_said_what_it_went_on_as],
        custom={**AUTOMATIC, **FACT},
    )
    def carry_party(self) -> None:
        """A party merged or was split: its successor takes part, to be confirmed."""
        effects.party_carried(self)

    @state.transition(
        source={*BEFORE_FORCE, *IN_FORCE, *FROZEN},
        label=_("Ask about a party that went on as another"),
        permission=policies.automaton,
        conditions=[rules.it_is_said_what_it_went_on_as],
        custom={**AUTOMATIC, **FACT},
    )
    def ask_about_party(self) -> None:
        """Another municipality says what became of a party; nothing changes before the answer."""
        effects.party_asked_about(self)

    @state.transition(
        source={*BEFORE_FORCE, *IN_FORCE, *FROZEN},
        label=_("Confirm a party that was carried over"),
        permission=policies.officer_or_secretariat,
        conditions=[rules.it_was_carried_over],
        custom=FACT,
    )
    def confirm_party(self) -> None:
        """The successor takes part, or does not."""
        effects.party_confirmed(self)
