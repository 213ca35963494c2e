"""What can happen to the annexes and action plans of an agreement (R-041, R-046)?

`proposal_lifecycle` says how a step is declared. The status of an annex is its own; the state of
the agreement stays.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.case_lifecycle import CaseLifecycle
from workflows.proposal_lifecycle import FACT, REASON

S = State
ALIVE = {*BEFORE_FORCE, *IN_FORCE, *FROZEN} - {S.PAUSED}


class AnnexLifecycle(CaseLifecycle):
    """What `CaseLifecycle` declares, and the life of an annex."""

    state = CaseLifecycle.__dict__["state"]

    @state.transition(
        source=ALIVE,
        label=_("Write an annex"),
        permission=policies.officer_of_a_party,
        conditions=[
            rules.annex_is_a_draft,
            rules.annex_says_what,
            rules.annex_number_is_free,
        ],
        custom=FACT,
    )
    def write_annex(self) -> None:
        """The draft of an annex, an action plan or a new version; both sides may write."""

    @state.transition(
        source=ALIVE,
        label=_("Adopt the annex"),
        permission=policies.who_adopts_annexes,
        conditions=[rules.annex_is_a_draft, rules.annex_has_a_text, rules.a_ruling_adopts_it],
        custom=FACT,
    )
    def adopt_annex(self) -> None:
        """A body has approved this version, under its own number."""
        effects.annex_adopted(self)

    @state.transition(
        source=set(IN_FORCE),
        label=_("Bring the annex into force"),
        permission=policies.officer_or_automaton,
        conditions=[rules.annex_is_adopted, rules.annex_day_has_come],
        custom=FACT,
    )
    def activate_annex(self) -> None:
        """From its own day; what it replaces ends the day before, its initiatives begin."""
        effects.annex_activated(self)

    @state.transition(
        source=ALIVE,
        label=_("End the annex"),
        permission=policies.officer_or_secretariat,
        conditions=[rules.annex_is_not_over],
        custom={**FACT, **REASON},
    )
    def end_annex(self) -> None:
        """It holds no longer, or never will."""
        effects.annex_ended(self)
