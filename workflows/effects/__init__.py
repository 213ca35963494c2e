"""What does a step open, close and set off? Called by the lifecycle's methods, nowhere else."""

from workflows.effects.annulling import annulled, state_before_annulled
from workflows.effects.deciding import (
    approved,
    decision_sent,
    memo_submitted,
    ready_for_agenda,
    ruled,
    send_the_decision,
)
from workflows.effects.ending import (
    ending_recorded,
    frozen,
    review_dropped,
    state_after_ending,
    superseded,
    too_few_parties,
)
from workflows.effects.force import (
    activated,
    edited,
    fulfilled,
    imported,
    registered,
    signed,
    updated,
)
from workflows.effects.proposing import assessed, part_assessed, proposed, sent_back
from workflows.effects.reviewing import (
    evaluated,
    input_given,
    renewed,
    renewed_tacitly,
    review_closed,
    review_started,
    state_in_term,
    state_to_resume,
)

__all__ = [
    "activated",
    "annulled",
    "approved",
    "assessed",
    "decision_sent",
    "edited",
    "ending_recorded",
    "evaluated",
    "frozen",
    "fulfilled",
    "imported",
    "input_given",
    "memo_submitted",
    "part_assessed",
    "proposed",
    "ready_for_agenda",
    "registered",
    "renewed",
    "renewed_tacitly",
    "review_closed",
    "review_dropped",
    "review_started",
    "ruled",
    "send_the_decision",
    "sent_back",
    "signed",
    "state_after_ending",
    "state_before_annulled",
    "state_in_term",
    "state_to_resume",
    "superseded",
    "too_few_parties",
    "updated",
]
