"""The life of an agreement: every step that agreements alone can take."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State as StateSlot

from agreements.states import BEFORE_FORCE, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.kinship_lifecycle import KinshipLifecycle
from workflows.proposal_lifecycle import AUTOMATIC, FACT, REASON

S = State


class AgreementLifecycle(KinshipLifecycle):
    """What `KinshipLifecycle` declares, and what follows."""

    state = KinshipLifecycle.__dict__["state"]

    def _changed(self) -> State:
        return effects.state_in_term(self)

    @state.transition(
        source={*IN_FORCE, S.SUSPENDED},
        target=S.TERMINATED,
        label=_("End: too few parties"),
        permission=policies.automaton,
        conditions=[rules.parties_are_too_few],
        custom=AUTOMATIC,
    )
    def expire_too_few(self) -> None:
        """Fewer parties than its kind needs."""
        effects.too_few_parties(self)

    @state.transition(
        source=set(S),
        label=_("Say who else takes part"),
        permission=policies.whoever_keeps_the_documents,
        conditions=[rules.the_case_is_open, rules.it_may_be_named],
        custom=FACT,
    )
    def complete_parties(self) -> None:
        """How many parties nobody has named, or who one of them is; of what has ended, too."""
        effects.parties_completed(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        label=_("Change the text"),
        permission=policies.officer,
        custom=FACT,
    )
    def amend(self) -> None:
        """An amendment is drafted, with a life of its own."""
        effects.amendment_begun(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        label=_("Approve the change of the text"),
        permission=policies.decider,
        conditions=[rules.evaluation_is_done, rules.route_is_complete],
        custom=FACT,
    )
    def approve_change(self) -> None:
        """The text is to be changed; it stays under review until the amendment is in force."""
        effects.change_approved(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        target=StateSlot.GET_STATE(_changed, states=[S.ACTIVE, S.RENEWED]),
        label=_("Continue with the changed text"),
        permission=policies.automaton,
        conditions=[rules.a_change_is_decided_and_in_force],
        custom=AUTOMATIC,
    )
    def continue_changed(self) -> None:
        """The amendment that its review decided on is in force."""
        effects.change_in_force(self)

    @state.transition(
        source=set(BEFORE_FORCE),
        label=_("Look at what changed since"),
        permission=policies.officer,
        conditions=[rules.something_changed_under_it],
        custom=FACT,
    )
    def look_anew(self) -> None:
        """An amendment is compared with the agreement as it has become meanwhile."""
        effects.looked_anew(self)

    @state.transition(
        source=set(IN_FORCE),
        label=_("Take over the amended text"),
        permission=policies.automaton,
        conditions=[rules.it_is_what_an_amendment_in_force_amends],
        custom={**AUTOMATIC, **FACT},
    )
    def change_text(self) -> None:
        """An amendment is in force: it supersedes the text, not the agreement."""
        effects.text_changed(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        label=_("Evaluate once more"),
        permission=policies.automaton,
        conditions=[rules.an_amendment_came_to_nothing],
        custom={**AUTOMATIC, **FACT},
    )
    def evaluate_again(self) -> None:
        """The amendment that its review decided on was not approved or was withdrawn."""
        effects.evaluation_reopened(self)

    @state.transition(
        source=set(IN_FORCE),
        label=_("Add an initiative"),
        permission=policies.responsible_or_officer,
        conditions=[rules.it_amends_nothing],
        custom={**FACT, **REASON},
    )
    def add_initiative(self) -> None:
        """The responsible adds one under the agreement, with the reason."""
