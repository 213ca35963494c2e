"""How does a case come from draft to decision?

Each method is one step. The decorator says from where to where, what it is called, who may
(`permission`) and when it is possible (`conditions`); the body says which duties it closes and
opens and which automaton follows. Page, generated diagram, translations and the completeness of
the test matrix are read from here. `custom`: `reason` asks for its text, `automatic` steps are
Samklang's own, `fact` steps record something and leave the state.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State as StateSlot

from agreements.states import BEFORE_FORCE, State
from workflows import effects, policies, rules
from workflows.visit import Matter

REASON = {"reason": True}
AUTOMATIC = {"automatic": True}
FACT = {"fact": True}

S = State
PROPOSAL = {S.PROPOSED, S.ASSESSED}
CONTACTABLE = {S.DRAFT, S.PROPOSED, S.ASSESSED, S.APPROVED}


class ProposalLifecycle(Matter):
    """Wraps one case; the case itself does not know its lifecycle."""

    state = StateSlot(State, default=State.DRAFT)

    @state.getter()
    def _get(self) -> State:
        return State(self.case.state)

    @state.setter()
    def _set(self, value: State) -> None:
        self.case.state = value

    def _registered(self) -> State:
        return State(self.visit.target)

    # ------------------------------------------------------------ proposing and assessing
    @state.transition(
        source=S.DRAFT,
        target=S.PROPOSED,
        label=_("Propose"),
        permission=policies.officer,
        conditions=[
            rules.handling_is_not_registered,
            rules.a_unit_is_named,
            rules.parties_are_named,
            rules.a_standing_cooperation_has_no_end,
            rules.end_is_given_where_needed,
            rules.simple_page_is_complete,
            rules.what_it_amends_is_as_it_was_seen,
        ],
    )
    def propose(self) -> None:
        """The officer hands the proposal to those who assess it."""
        effects.proposed(self)

    @state.transition(
        source=S.DRAFT,
        target=S.ACTIVE,
        label=_("Register"),
        permission=policies.whoever_writes_it,
        conditions=[
            rules.handling_is_registered,
            rules.no_party_is_a_placeholder,
            rules.a_standing_cooperation_has_no_end,
            rules.the_agreement_above_holds,
            rules.what_it_follows_holds,
        ],
    )
    def register_relation(self) -> None:
        """A small relation holds at once; it is asked once a year whether it is alive."""
        effects.registered(self)

    @state.transition(
        source=S.DRAFT,
        target=StateSlot.GET_STATE(_registered, states=list(S)),
        label=_("Register as it stands"),
        permission=policies.importer,
        custom=AUTOMATIC,
    )
    def register(self) -> None:
        """An existing case enters in the state it has; its gaps become warnings."""
        effects.imported(self)

    @state.transition(
        source=PROPOSAL,
        target=S.DRAFT,
        label=_("Send back for completion"),
        permission=policies.assessor_or_secretariat,
        custom=REASON,
    )
    def send_back(self) -> None:
        """The proposal lacks something; its proposer completes it."""
        effects.sent_back(self)

    @state.transition(
        source=S.PROPOSED,
        label=_("Assess"),
        permission=policies.assessor_of_the_part,
        conditions=[rules.text_is_long_enough],
        custom=FACT,
    )
    def assess_part(self) -> None:
        """One part of the assessment is complete."""
        effects.part_assessed(self)

    @state.transition(
        source=S.PROPOSED,
        target=S.ASSESSED,
        label=_("Assessment complete"),
        permission=policies.automaton,
        conditions=[rules.gate_is_fulfilled],
        custom=AUTOMATIC,
    )
    def assess(self) -> None:
        """The last part is there."""
        effects.assessed(self)

    @state.transition(
        source=CONTACTABLE,
        label=_("Record contact with the partner"),
        permission=policies.officer,
        conditions=[rules.benefit_and_economy_are_assessed],
        custom=FACT,
    )
    def contact_partner(self) -> None:
        """The partner was written to or invited."""

    # ------------------------------------------------------------ deciding
    @state.transition(
        source=S.ASSESSED,
        label=_("Ready for agenda"),
        permission=policies.secretariat_but_not_proposer,
        conditions=[rules.gate_is_fulfilled, rules.a_route_is_set],
        custom=FACT,
    )
    def check_ready(self) -> None:
        """Somebody other than the proposer has checked that it can go on an agenda."""
        effects.ready_for_agenda(self)

    @state.transition(
        source={S.ASSESSED, S.UNDER_REVIEW},
        label=_("Record a ruling"),
        permission=policies.secretariat_or_delegate,
        conditions=[rules.gate_is_fulfilled, rules.body_is_next_on_the_route],
        custom=FACT,
    )
    def rule(self) -> None:
        """A body recommended, deferred, referred back or took note; a review was not approved."""
        effects.ruled(self)

    @state.transition(
        source=S.ASSESSED,
        target=S.APPROVED,
        label=_("Approve"),
        permission=policies.decider,
        conditions=[
            rules.gate_is_fulfilled,
            rules.four_parts_are_written_where_needed,
            rules.route_is_complete,
            rules.what_it_amends_is_as_it_was_seen,
        ],
    )
    def approve(self) -> None:
        """The last body of the route, or the delegate, has approved."""
        effects.approved(self)

    @state.transition(
        source=S.ASSESSED,
        target=S.REJECTED,
        label=_("Not approve"),
        permission=policies.decider,
        conditions=[rules.a_ruling_says_no, rules.body_is_next_on_the_route],
    )
    def reject(self) -> None:
        """The body or delegate has not approved."""
        effects.let_go(self)
        effects.send_the_decision(self)

    @state.transition(
        source=set(BEFORE_FORCE),
        target=S.WITHDRAWN,
        label=_("Withdraw"),
        permission=policies.proposer_or_head,
        custom=REASON,
    )
    def withdraw(self) -> None:
        """The proposer or the head of the unit takes the proposal back."""
        effects.let_go(self)

    @state.transition(
        source=S.APPROVED,
        target=S.REJECTED,
        label=_("Record that a party declined"),
        permission=policies.officer,
        conditions=[rules.a_party_has_declined],
    )
    def decline(self) -> None:
        """A party does not want it."""
        effects.let_go(self)
