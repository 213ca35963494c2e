"""What can happen to agreements and initiatives alike once they are decided?

`proposal_lifecycle` says how a step is declared, and what comes before.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State as StateSlot

from agreements.states import BEFORE_FORCE, ENDED, FROZEN, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.follow_up_lifecycle import FollowUpLifecycle
from workflows.proposal_lifecycle import AUTOMATIC, FACT, REASON

S = State


class CaseLifecycle(FollowUpLifecycle):
    """What `FollowUpLifecycle` declares, and what follows the decision."""

    state = FollowUpLifecycle.__dict__["state"]

    def _resumed(self) -> State:
        return effects.state_to_resume(self)

    def _continued(self) -> State:
        return effects.state_in_term(self)

    def _terminated(self) -> State:
        return State(effects.state_after_ending(self))

    def _annulled(self) -> State:
        return effects.state_before_annulled(self)

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
        effects.party_decided(self)

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
        conditions=[
            rules.condition_of_force_is_met,
            rules.what_it_amends_is_as_it_was_seen,
            rules.its_term_has_not_ended_before,
            rules.it_begins_after_what_it_replaces,
            rules.the_agreement_above_holds,
            rules.what_it_follows_holds,
        ],
    )
    def activate(self) -> None:
        """Its condition is met: last signature, agreed start, or a given day."""
        effects.activated(self)

    # ------------------------------------------------------------ reviewing
    @state.transition(
        source={S.ACTIVE, S.RENEWED},
        target=S.UNDER_REVIEW,
        label=_("Start the review"),
        permission=policies.officer_secretariat_or_automaton,
        conditions=[rules.no_end_is_recorded],
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
            rules.the_next_kind_fits,
            rules.route_is_complete,
        ],
    )
    def renew(self) -> None:
        """A new term begins."""
        effects.renewed(self)

    # ------------------------------------------------------------ frozen and ended
    @state.transition(
        source=set(IN_FORCE),
        target=S.SUSPENDED,
        label=_("Suspend"),
        permission=policies.decider,
        conditions=[rules.a_decision_is_recorded],
        custom=REASON,
    )
    def suspend(self) -> None:
        """Frozen: nothing is overdue and nobody is reminded."""
        effects.suspended(self)

    @state.transition(
        source=S.SUSPENDED,
        target=StateSlot.GET_STATE(_resumed, states=[S.ACTIVE, S.RENEWED, S.UNDER_REVIEW]),
        label=_("Resume"),
        permission=policies.decider,
        conditions=[rules.a_decision_is_recorded],
        custom=REASON,
    )
    def resume(self) -> None:
        """Goes on where it was."""
        effects.resumed(self)

    @state.transition(
        source={*IN_FORCE, S.SUSPENDED},
        target=StateSlot.GET_STATE(
            _terminated, states=[S.TERMINATED, S.ACTIVE, S.UNDER_REVIEW, S.RENEWED, S.SUSPENDED]
        ),
        label=_("End"),
        permission=policies.who_may_end,
        conditions=[
            rules.an_ending_is_recorded,
            rules.the_days_of_its_end_are_in_order,
            rules.its_end_is_decided,
        ],
    )
    def terminate(self) -> None:
        """The ending is recorded; the state changes on the day that it takes effect."""
        effects.ending_recorded(self)

    @state.transition(
        source=set(IN_FORCE),
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
        source=set(IN_FORCE),
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
        source=set(ENDED),
        label=_("Close the case"),
        permission=policies.secretariat,
        conditions=[rules.nothing_is_due],
        custom={**FACT, **REASON},
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
        """A recorded ruling, signature or end is taken back; both stay visible."""
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
        source=set(BEFORE_FORCE | IN_FORCE | FROZEN),
        label=_("Edit"),
        permission=policies.whoever_writes_it,
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
