"""What does a step open, close and set off? Called by the lifecycle's methods, nowhere else."""

from workflows.effects.amending import gone_over, looked_anew, text_changed
from workflows.effects.annexes import annex_activated, annex_adopted, annex_ended
from workflows.effects.annulling import annulled, state_before_annulled
from workflows.effects.answers import answered, ended_at_review, settled, state_after_review
from workflows.effects.cadence import cadence_set, update_withdrawn, updated
from workflows.effects.commitments import (
    ask_for_what_is_promised,
    commitment_written,
    milestone_written,
    placed,
)
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
    resumed,
    review_dropped,
    state_after_ending,
    superseded,
    too_few_parties,
)
from workflows.effects.filing import document_filed, document_marked_signed, document_withdrawn
from workflows.effects.follow_up import benefit_told, review_set, reviewed_jointly
from workflows.effects.force import (
    activated,
    edited,
    fulfilled,
    imported,
    registered,
    signed,
)
from workflows.effects.leaving import (
    asked_whether_right,
    handed_over,
    kinds_that_stay,
    responsible_named,
    told_whether_right,
)
from workflows.effects.parties import party_gave_notice, party_joined, party_stays
from workflows.effects.proposing import assessed, part_assessed, proposed, sent_back
from workflows.effects.replacing import (
    ended_with_above,
    let_go,
    placed_under,
    predecessor_named,
)
from workflows.effects.reviewing import (
    amendment_begun,
    change_approved,
    change_in_force,
    evaluated,
    evaluation_reopened,
    input_given,
    renewed,
    review_closed,
    review_started,
    state_in_term,
    state_to_resume,
    suspended,
)
from workflows.effects.succession import party_asked_about, party_carried, party_confirmed
from workflows.effects.terms import (
    left_to_its_clause,
    notice_given,
    notice_withdrawn,
    renewed_tacitly,
)

__all__ = [
    "activated",
    "amendment_begun",
    "annex_activated",
    "annex_adopted",
    "annex_ended",
    "annulled",
    "answered",
    "approved",
    "ask_for_what_is_promised",
    "asked_whether_right",
    "assessed",
    "benefit_told",
    "cadence_set",
    "change_approved",
    "change_in_force",
    "commitment_written",
    "decision_sent",
    "document_filed",
    "document_marked_signed",
    "document_withdrawn",
    "edited",
    "ended_at_review",
    "ended_with_above",
    "ending_recorded",
    "evaluated",
    "evaluation_reopened",
    "frozen",
    "fulfilled",
    "gone_over",
    "handed_over",
    "imported",
    "input_given",
    "kinds_that_stay",
    "left_to_its_clause",
    "let_go",
    "looked_anew",
    "memo_submitted",
    "milestone_written",
    "notice_given",
    "notice_withdrawn",
    "part_assessed",
    "party_asked_about",
    "party_carried",
    "party_confirmed",
    "party_gave_notice",
    "party_joined",
    "party_stays",
    "placed",
    "placed_under",
    "predecessor_named",
    "proposed",
    "ready_for_agenda",
    "registered",
    "renewed",
    "renewed_tacitly",
    "responsible_named",
    "resumed",
    "review_closed",
    "review_dropped",
    "review_set",
    "review_started",
    "reviewed_jointly",
    "ruled",
    "send_the_decision",
    "sent_back",
    "settled",
    "signed",
    "state_after_ending",
    "state_after_review",
    "state_before_annulled",
    "state_in_term",
    "state_to_resume",
    "superseded",
    "suspended",
    "text_changed",
    "told_whether_right",
    "too_few_parties",
    "update_withdrawn",
    "updated",
]
