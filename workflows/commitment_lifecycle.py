"""What happens to the commitments and milestones of an initiative, and to its place?

All of it leaves the state: no formal decision, but a step with its reason (R-022 to R-027,
R-034). `proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.models import Commitment
from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE
from workflows import effects, policies, rules
from workflows.case_lifecycle import CaseLifecycle
from workflows.proposal_lifecycle import FACT, REASON

Status = Commitment.Status
STANDS = {*BEFORE_FORCE, *IN_FORCE, *FROZEN}
BY_ITS_PEOPLE: dict[str, Any] = {
    "source": STANDS,
    "permission": policies.responsible_or_officer,
    "custom": {**FACT, **REASON},
}
"""While it stands, the responsible or an officer does it and says why."""


class CommitmentLifecycle(CaseLifecycle):
    """What `CaseLifecycle` declares, and what is promised inside an initiative."""

    state = CaseLifecycle.__dict__["state"]

    # ------------------------------------------------------------ commitments
    @state.transition(
        label=_("Add a commitment"),
        conditions=[rules.commitment_says_what, rules.giver_and_receiver_take_part],
        **BY_ITS_PEOPLE,
    )
    def add_commitment(self) -> None:
        """One more thing is promised, by the responsible and with the reason."""
        effects.commitment_written(self)

    @state.transition(
        label=_("Change a commitment"),
        conditions=[
            rules.commitment_is_not_over,
            rules.commitment_says_what,
            rules.giver_and_receiver_take_part,
        ],
        **BY_ITS_PEOPLE,
    )
    def scale_commitment(self) -> None:
        """More or less of it, another way, other words or another day."""
        effects.commitment_written(self)

    @state.transition(
        label=_("Tell how far a commitment is"),
        conditions=[rules.commitment_is_not_over, rules.its_progress_is_on_the_scale],
        **BY_ITS_PEOPLE,
    )
    def measure_commitment(self) -> None:
        """How far it is depends on its mode: what begins, grows, is exchanged or delivered."""
        effects.commitment_written(self)

    @state.transition(
        label=_("Bring a commitment forward"),
        conditions=[rules.commitment_is_not_over, rules.commitment_is_long_term],
        **BY_ITS_PEOPLE,
    )
    def promote_commitment(self) -> None:
        """What was meant for the long term is to be done in the short term."""
        effects.commitment_written(self, horizon=Commitment.Horizon.SHORT)

    @state.transition(
        label=_("Pause a commitment"),
        conditions=[rules.commitment_is_open],
        **BY_ITS_PEOPLE,
    )
    def pause_commitment(self) -> None:
        """It rests; nothing of it is overdue."""
        effects.commitment_written(self, status=Status.PAUSED)

    @state.transition(
        label=_("Take a commitment up again"),
        conditions=[rules.commitment_is_not_open],
        **BY_ITS_PEOPLE,
    )
    def take_up_commitment(self) -> None:
        """It goes on, after a rest or because it was ended too soon."""
        effects.commitment_written(self, status=Status.OPEN)

    @state.transition(
        label=_("Record a commitment as done"),
        conditions=[rules.commitment_is_not_over],
        **BY_ITS_PEOPLE,
    )
    def finish_commitment(self) -> None:
        """It was kept; what came of it is the reason."""
        effects.commitment_written(self, status=Status.DONE)

    @state.transition(
        label=_("Close a commitment"),
        conditions=[rules.commitment_is_not_over],
        **BY_ITS_PEOPLE,
    )
    def close_commitment(self) -> None:
        """It is given up, without a new signature (R-023)."""
        effects.commitment_written(self, status=Status.CLOSED)

    # ------------------------------------------------------------ milestones
    @state.transition(
        label=_("Add a milestone"),
        conditions=[
            rules.milestone_says_what,
            rules.milestone_has_a_date,
            rules.its_party_and_commitment_are_of_this_initiative,
            rules.what_is_reached_has_happened,
        ],
        **BY_ITS_PEOPLE | {"custom": FACT},
    )
    def add_milestone(self) -> None:
        """A party expects to have something done by a day."""
        effects.milestone_written(self)

    @state.transition(
        label=_("Record a milestone as reached"),
        conditions=[
            rules.milestone_stands,
            rules.milestone_is_not_reached,
            rules.what_is_reached_has_happened,
        ],
        **BY_ITS_PEOPLE | {"custom": FACT},
    )
    def reach_milestone(self) -> None:
        """It was reached, on its true day."""
        effects.milestone_written(self)

    @state.transition(
        label=_("Move a milestone"),
        conditions=[rules.milestone_stands, rules.milestone_has_a_date],
        **BY_ITS_PEOPLE,
    )
    def move_milestone(self) -> None:
        """It is expected on another day."""
        effects.milestone_written(self)

    @state.transition(
        label=_("Drop a milestone"),
        conditions=[rules.milestone_stands, rules.milestone_is_not_reached],
        **BY_ITS_PEOPLE,
    )
    def drop_milestone(self) -> None:
        """Nobody expects it any more."""
        effects.milestone_written(self)

    # ------------------------------------------------------------ its place
    @state.transition(
        label=_("Change number and focus area"),
        conditions=[rules.it_stands_under_an_agreement, rules.its_number_is_free],
        **BY_ITS_PEOPLE,
    )
    def place(self) -> None:
        """It moves to another focus area or number of its agreement; the old one stays used."""
        effects.placed(self)
