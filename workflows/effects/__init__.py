"""What does a step open, close and set off? Called by the lifecycle's methods, nowhere else."""

from workflows.effects.amending import gone_over, looked_anew, text_changed
from workflows.effects.annexes import annex_activated, annex_adopted, annex_ended
from workflows.effects.annulling import annulled, state_before_annulled
from workflows.effects.answers import (
    answered,
    asked_what_becomes,
    ended_at_review,
    settled,
    state_after_review,
)
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
    state_after_notice,
    state_in_term,
    superseded,
    too_few_parties,
)
from workflows.effects.filing import document_filed, document_marked_signed, document_withdrawn
from workflows.effects.follow_up import benefit_told, review_set, reviewed_jointly
from workflows.effects.force import (
    activated,
    edited,
    fulfilled,
    registered,
    signature_dated,
    signed,
)
from workflows.effects.importing import imported
from workflows.effects.leaving import (
    asked_whether_right,
    handed_over,
    kinds_that_stay,
    responsible_named,
    told_whether_right,
)
from workflows.effects.parties import (
    parties_completed,
    party_decided,
    party_gave_notice,
    party_joined,
    party_stays,
)
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
    state_to_resume,
    suspended,
)
from workflows.effects.succession import party_asked_about, party_carried, party_confirmed
from workflows.effects.terms import (
    left_to_its_clause,
    notice_given,
    notice_withdrawn,
    renewed_tacitly,
    state_without_notice,
)
