"""What can happen to agreements and initiatives alike?

Each method is one step. The decorator says from where to where, what it is called, who may
(`permission`) and when it is possible (`conditions`); the body says which duties it closes and
opens and which automaton follows. Page, generated diagram, translations and the completeness of
the test matrix are read from here. `custom`: `reason` asks for its text, `automatic` steps are
Samklang's own, `fact` steps record something and leave the state.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State as StateSlot

from agreements.states import BEFORE_FORCE, ENDED, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.visit import Matter

REASON = {"reason": True}
AUTOMATIC = {"automatic": True}
FACT = {"fact": True}

S = State
PROPOSAL = {S.PROPOSED, S.ASSESSED}
CONTACTABLE = {S.DRAFT, S.PROPOSED, S.ASSESSED, S.APPROVED}


class CaseLifecycle(Matter):
    """Wraps one case; the case itself does not know its lifecycle."""

    state = StateSlot(State, default=State.DRAFT)

    @state.getter()
    def _get(self) -> State:
        return State(self.case.state)

    @state.setter()
    def _set(self, value: State) -> None:
        self.case.state = value

    def _resumed(self) -> State:
        return effects.state_to_resume(self)

    def _continued(self) -> State:
        return effects.state_in_term(self)

    def _terminated(self) -> State:
        return State(effects.state_after_ending(self))

    def _registered(self) -> State:
        return State(self.visit.target)

    def _annulled(self) -> State:
        return effects.state_before_annulled(self)

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
            rules.end_is_given_where_needed,
            rules.simple_page_is_complete,
        ],
    )
    def propose(self) -> None:
        """The officer hands the proposal to those who assess it."""
        effects.proposed(self)

    @state.transition(
        source=S.DRAFT,
        target=S.ACTIVE,
        label=_("Register"),
        permission=policies.officer_or_contributor,
        conditions=[rules.handling_is_registered],
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
        label=_("Record a ruling on the way"),
        permission=policies.secretariat,
        conditions=[rules.gate_is_fulfilled, rules.body_is_next_on_the_route],
        custom=FACT,
    )
    def rule(self) -> None:
        """A body recommended, deferred, referred back or took note."""
        effects.ruled(self)

    @state.transition(
        source=S.ASSESSED,
        target=S.APPROVED,
        label=_("Approve"),
        permission=policies.decider,
        conditions=[rules.gate_is_fulfilled, rules.route_is_complete],
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
        effects.send_the_decision(self)

    @state.transition(
        source=BEFORE_FORCE,
        target=S.WITHDRAWN,
        label=_("Withdraw"),
        permission=policies.proposer_or_head,
        custom=REASON,
    )
    def withdraw(self) -> None:
        """The proposer or the head of the unit takes the proposal back."""

    @state.transition(
        source=S.APPROVED,
        target=S.REJECTED,
        label=_("Record that a party declined"),
        permission=policies.officer,
        conditions=[rules.a_party_has_declined],
    )
    def decline(self) -> None:
        """A party does not want it."""

    # ------------------------------------------------------------ into force
    @state.transition(
        source={S.APPROVED, *IN_FORCE},
        label=_("Record signatures"),
        permission=policies.officer_or_recorder,
        custom=FACT,
    )
    def sign(self) -> None:
        """A signatory has signed, on the true date."""
        effects.signed(self)

    @state.transition(
        source={S.PROPOSED, S.ASSESSED, S.APPROVED, *IN_FORCE},
        label=_("Record a party's own decision"),
        permission=policies.officer_or_recorder,
        custom=FACT,
    )
    def party_decides(self) -> None:
        """A party's own body has decided: information, never a condition."""

    @state.transition(
        source={S.APPROVED, S.REJECTED, *IN_FORCE, S.TERMINATED},
        label=_("Record that the decision was sent"),
        permission=policies.officer_or_secretariat,
        custom=FACT,
    )
    def send_decision(self) -> None:
        """The decision letter or extract of the minutes went to the partner and the units."""
        effects.decision_sent(self)

    @state.transition(
        source=S.APPROVED,
        target=S.ACTIVE,
        label=_("Bring into force"),
        permission=policies.officer_or_automaton,
        conditions=[rules.condition_of_force_is_met],
    )
    def activate(self) -> None:
        """Its condition is met: last signature, agreed start, or a given day."""
        effects.activated(self)

    @state.transition(
        source=IN_FORCE,
        label=_("Confirm or update"),
        permission=policies.officer_or_contributor,
        custom=FACT,
    )
    def update(self) -> None:
        """It is alive, or was brought up to date."""
        effects.updated(self)

    # ------------------------------------------------------------ reviewing
    @state.transition(
        source={S.ACTIVE, S.RENEWED},
        target=S.UNDER_REVIEW,
        label=_("Start the review"),
        permission=policies.officer_secretariat_or_automaton,
    )
    def start_review(self) -> None:
        """Work begins a lead time before the window, so that the bodies can meet."""
        effects.review_started(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        label=_("Record a party's input"),
        permission=policies.officer_or_recorder,
        custom=FACT,
    )
    def give_input(self) -> None:
        """A party says how it went."""
        effects.input_given(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        label=_("Evaluate"),
        permission=policies.officer_or_secretariat,
        custom=FACT,
    )
    def evaluate(self) -> None:
        """Expected and realised benefit are compared, and something is recommended."""
        effects.evaluated(self)

    @state.transition(
        source={S.ASSESSED, S.UNDER_REVIEW},
        label=_("Record that the memo is submitted"),
        permission=policies.officer_or_secretariat,
        custom=FACT,
    )
    def submit_memo(self) -> None:
        """The memo is with the secretariat, in time for the agenda."""
        effects.memo_submitted(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        target=StateSlot.GET_STATE(_continued, states=[S.ACTIVE, S.RENEWED]),
        label=_("Continue unchanged"),
        permission=policies.decider,
        conditions=[
            rules.evaluation_is_done,
            rules.next_window_is_set,
            rules.route_is_complete,
        ],
    )
    def continue_unchanged(self) -> None:
        """Goes on as it is, with the next window set."""
        effects.review_closed(self)

    @state.transition(
        source=S.UNDER_REVIEW,
        target=S.RENEWED,
        label=_("Renew"),
        permission=policies.decider,
        conditions=[
            rules.evaluation_is_done,
            rules.realised_benefit_is_told,
            rules.next_window_is_set,
            rules.a_new_term_is_set,
            rules.route_is_complete,
        ],
    )
    def renew(self) -> None:
        """A new term begins."""
        effects.renewed(self)

    # ------------------------------------------------------------ frozen and ended
    @state.transition(
        source=IN_FORCE,
        target=S.SUSPENDED,
        label=_("Suspend"),
        permission=policies.decider,
        custom=REASON,
    )
    def suspend(self) -> None:
        """Frozen: nothing is overdue and nobody is reminded."""
        effects.frozen(self)

    @state.transition(
        source=S.SUSPENDED,
        target=StateSlot.GET_STATE(_resumed, states=[S.ACTIVE, S.RENEWED, S.UNDER_REVIEW]),
        label=_("Resume"),
        permission=policies.decider,
        custom=REASON,
    )
    def resume(self) -> None:
        """Goes on where it was."""
        effects.frozen(self)

    @state.transition(
        source={*IN_FORCE, S.SUSPENDED},
        target=StateSlot.GET_STATE(
            _terminated, states=[S.TERMINATED, S.ACTIVE, S.UNDER_REVIEW, S.RENEWED, S.SUSPENDED]
        ),
        label=_("End"),
        permission=policies.who_may_end,
        conditions=[rules.an_ending_is_recorded],
    )
    def terminate(self) -> None:
        """The ending is recorded; the state changes on the day that it takes effect."""
        effects.ending_recorded(self)

    @state.transition(
        source=IN_FORCE,
        target=S.EXPIRED,
        label=_("Expire"),
        permission=policies.automaton,
        conditions=[rules.fixed_term_has_ended],
        custom=AUTOMATIC,
    )
    def expire(self) -> None:
        """The day after the end of a fixed term."""
        effects.review_dropped(self)

    @state.transition(
        source=IN_FORCE,
        target=S.RENEWED,
        label=_("Renew by its clause"),
        permission=policies.automaton,
        conditions=[rules.self_renewing_term_has_ended],
        custom=AUTOMATIC,
    )
    def renew_tacitly(self) -> None:
        """Nobody gave notice: the next term begins, on the basis of the clause."""
        effects.renewed_tacitly(self)

    @state.transition(
        source=ENDED,
        label=_("Close the case"),
        permission=policies.secretariat,
        conditions=[rules.nothing_is_due],
        custom=FACT,
    )
    def close(self) -> None:
        """Nothing is due any more; retention begins."""
        self.case.is_closed = True

    @state.transition(
        source=set(S) - {S.DRAFT},
        target=StateSlot.GET_STATE(_annulled, states=list(S)),
        label=_("Annul"),
        permission=policies.second_person_of_the_same_role,
        conditions=[rules.nothing_later_depends_on_it],
        custom=REASON,
    )
    def annul(self) -> None:
        """A recorded ruling or signature is taken back; both stay visible."""
        effects.annulled(self)

    @state.transition(
        source=set(S) - {S.DRAFT},
        label=_("Correct a slip"),
        permission=policies.secretariat,
        custom={**FACT, **REASON},
    )
    def correct(self) -> None:
        """A clerical slip in what was recorded (§, spelling), with before and after."""

    @state.transition(
        source=set(BEFORE_FORCE | IN_FORCE | {S.SUSPENDED}),
        label=_("Edit"),
        permission=policies.officer_or_contributor,
        custom=FACT,
    )
    def edit(self) -> None:
        """A text, date or name was written anew; history has before and after."""
        effects.edited(self)

    @state.transition(
        source=set(S) - {S.DRAFT},
        label=_("Record as done"),
        permission=policies.whoever_is_asked,
        conditions=[rules.it_is_done_by_hand],
        custom=FACT,
    )
    def fulfil(self) -> None:
        """A condition is met, a body informed, a final report made."""
        effects.fulfilled(self)
