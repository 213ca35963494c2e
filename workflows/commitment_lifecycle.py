"""What happens to the commitments and milestones of an initiative, and to its place?

All of it leaves the state: no formal decision, but a step with its reason (R-022 to R-027,
R-034). `proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.models import Commitment
from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE
from workflows import effects, policies, rules
from workflows.case_lifecycle import CaseLifecycle
from workflows.proposal_lifecycle import FACT, REASON

Status = Commitment.Status
STANDS = {*BEFORE_FORCE, *IN_FORCE, *FROZEN}
WITH_REASON = {**FACT, **REASON}


class CommitmentLifecycle(CaseLifecycle):
    """What `CaseLifecycle` declares, and what is promised inside an initiative."""

    state = CaseLifecycle.__dict__["state"]

    # ------------------------------------------------------------ commitments
    @state.transition(
        source=STANDS,
        label=_("Add a commitment"),
        permission=policies.responsible_or_officer,
        conditions=[rules.commitment_says_what, rules.giver_and_receiver_take_part],
        custom=WITH_REASON,
    )
    def add_commitment(self) -> None:
        """One more thing is promised, by the responsible and with the reason."""
        effects.commitment_written(self)

    @state.transition(
        source=STANDS,
        label=_("Change a commitment"),
        permission=policies.responsible_or_officer,
        conditions=[
            rules.commitment_is_not_over,
            rules.commitment_says_what,
            rules.giver_and_receiver_take_part,
        ],
        custom=WITH_REASON,
    )
    def scale_commitment(self) -> None:
        """More or less of it, another way, other words or another day."""
        effects.commitment_written(self)

    @state.transition(
        source=STANDS,
        label=_("Tell how far a commitment is"),
        permission=policies.responsible_or_officer,
        conditions=[rules.commitment_is_not_over, rules.its_progress_is_on_the_scale],
        custom=WITH_REASON,
    )
    def measure_commitment(self) -> None:
        """How far it is depends on its mode: what begins, grows, is exchanged or delivered."""
        effects.commitment_written(self)

    @state.transition(
        source=STANDS,
        label=_("Bring a commitment forward"),
        permission=policies.responsible_or_officer,
        conditions=[rules.commitment_is_not_over, rules.commitment_is_long_term],
        custom=WITH_REASON,
    )
    def promote_commitment(self) -> None:
        """What was meant for the long term is to be done in the short term."""
        effects.commitment_written(self, horizon=Commitment.Horizon.SHORT)

    @state.transition(
        source=STANDS,
        label=_("Pause a commitment"),
        permission=policies.responsible_or_officer,
        conditions=[rules.commitment_is_open],
        custom=WITH_REASON,
    )
    def pause_commitment(self) -> None:
        """It rests; nothing of it is overdue."""
        effects.commitment_written(self, status=Status.PAUSED)

    @state.transition(
        source=STANDS,
        label=_("Take a commitment up again"),
        permission=policies.responsible_or_officer,
        conditions=[rules.commitment_is_not_open],
        custom=WITH_REASON,
    )
    def take_up_commitment(self) -> None:
        """It goes on, after a rest or because it was ended too soon."""
        effects.commitment_written(self, status=Status.OPEN)

    @state.transition(
        source=STANDS,
        label=_("Record a commitment as done"),
        permission=policies.responsible_or_officer,
        conditions=[rules.commitment_is_not_over],
        custom=WITH_REASON,
    )
    def finish_commitment(self) -> None:
        """It was kept; what came of it is the reason."""
        effects.commitment_written(self, status=Status.DONE)

    @state.transition(
        source=STANDS,
        label=_("Close a commitment"),
        permission=policies.responsible_or_officer,
        conditions=[rules.commitment_is_not_over],
        custom=WITH_REASON,
    )
    def close_commitment(self) -> None:
        """It is given up, without a new signature (R-023)."""
        effects.commitment_written(self, status=Status.CLOSED)

    # ------------------------------------------------------------ milestones
    @state.transition(
        source=STANDS,
        label=_("Add a milestone"),
        permission=policies.responsible_or_officer,
        conditions=[
            rules.milestone_says_what,
            rules.milestone_has_a_date,
            rules.its_party_and_commitment_are_of_this_initiative,
            rules.what_is_reached_has_happened,
        ],
        custom=FACT,
    )
    def add_milestone(self) -> None:
        """A party expects to have something done by a day."""
        effects.milestone_written(self)

    @state.transition(
        source=STANDS,
        label=_("Record a milestone as reached"),
        permission=policies.responsible_or_officer,
        conditions=[
            rules.milestone_stands,
            rules.milestone_is_not_reached,
            rules.what_is_reached_has_happened,
        ],
        custom=FACT,
    )
    def reach_milestone(self) -> None:
        """It was reached, on its true day."""
        effects.milestone_written(self)

    @state.transition(
        source=STANDS,
        label=_("Move a milestone"),
        permission=policies.responsible_or_officer,
        conditions=[rules.milestone_stands, rules.milestone_has_a_date],
        custom=WITH_REASON,
    )
    def move_milestone(self) -> None:
        """It is expected on another day."""
        effects.milestone_written(self)

    @state.transition(
        source=STANDS,
        label=_("Drop a milestone"),
        permission=policies.responsible_or_officer,
        conditions=[rules.milestone_stands, rules.milestone_is_not_reached],
        custom=WITH_REASON,
    )
    def drop_milestone(self) -> None:
        """Nobody expects it any more."""
        effects.milestone_written(self)

    # ------------------------------------------------------------ its place
    @state.transition(
        source=STANDS,
        label=_("Change number and focus area"),
        permission=policies.responsible_or_officer,
        conditions=[rules.it_stands_under_an_agreement, rules.its_number_is_free],
        custom=WITH_REASON,
    )
    def place(self) -> None:
        """It moves to another focus area or number of its agreement; the old one stays used."""
        effects.placed(self)
