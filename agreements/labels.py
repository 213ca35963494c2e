"""What are states and duties called, for this kind of case and language?

Swedish adjectives follow the gender of what they describe (avtal: Godkänt; insats: Godkänd), so
the label of a state depends on the sort of case (lifecycles.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.states import State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AGREEMENT: dict[str, StrOrPromise] = {
    State.DRAFT: pgettext_lazy("state of an agreement", "Draft"),
    State.PROPOSED: pgettext_lazy("state of an agreement", "Proposed"),
    State.ASSESSED: pgettext_lazy("state of an agreement", "Assessed"),
    State.APPROVED: pgettext_lazy("state of an agreement", "Approved"),
    State.ACTIVE: pgettext_lazy("state of an agreement", "In force"),
    State.UNDER_REVIEW: pgettext_lazy("state of an agreement", "Under review"),
    State.RENEWED: pgettext_lazy("state of an agreement", "Renewed"),
    State.SUSPENDED: pgettext_lazy("state of an agreement", "Suspended"),
    State.PAUSED: pgettext_lazy("state of an agreement", "Paused"),
    State.REJECTED: pgettext_lazy("state of an agreement", "Not approved"),
    State.WITHDRAWN: pgettext_lazy("state of an agreement", "Withdrawn"),
    State.TERMINATED: pgettext_lazy("state of an agreement", "Terminated"),
    State.SUPERSEDED: pgettext_lazy("state of an agreement", "Superseded"),
    State.EXPIRED: pgettext_lazy("state of an agreement", "Expired"),
    State.COMPLETED: pgettext_lazy("state of an agreement", "Completed"),
    State.CANCELLED: pgettext_lazy("state of an agreement", "Cancelled"),
}

INITIATIVE: dict[str, StrOrPromise] = {
    State.DRAFT: pgettext_lazy("state of an initiative", "Draft"),
    State.PROPOSED: pgettext_lazy("state of an initiative", "Proposed"),
    State.ASSESSED: pgettext_lazy("state of an initiative", "Assessed"),
    State.APPROVED: pgettext_lazy("state of an initiative", "Approved"),
    State.ACTIVE: pgettext_lazy("state of an initiative", "In force"),
    State.UNDER_REVIEW: pgettext_lazy("state of an initiative", "Under review"),
    State.RENEWED: pgettext_lazy("state of an initiative", "Renewed"),
    State.SUSPENDED: pgettext_lazy("state of an initiative", "Suspended"),
    State.PAUSED: pgettext_lazy("state of an initiative", "Paused"),
    State.REJECTED: pgettext_lazy("state of an initiative", "Not approved"),
    State.WITHDRAWN: pgettext_lazy("state of an initiative", "Withdrawn"),
    State.TERMINATED: pgettext_lazy("state of an initiative", "Terminated"),
    State.SUPERSEDED: pgettext_lazy("state of an initiative", "Superseded"),
    State.EXPIRED: pgettext_lazy("state of an initiative", "Expired"),
    State.COMPLETED: pgettext_lazy("state of an initiative", "Completed"),
    State.CANCELLED: pgettext_lazy("state of an initiative", "Cancelled"),
}

DUTIES: dict[str, StrOrPromise] = {
    "complete_proposal": _("Complete the proposal"),
    "assess_benefit": _("Assess the benefit"),
    "assess_economy": _("Assess the economy"),
    "assess_citizens": _("Assess the citizen perspective"),
    "ready_for_agenda": _("Check that it is ready for the agenda"),
    "rule": _("Record the ruling"),
    "decide": _("Decide"),
    "answer_referral": _("Answer the referral"),
    "fulfil_condition": _("Fulfil the condition"),
    "orientation": _("Inform the body"),
    "sign": _("Obtain the signatures"),
    "declined": _("Respond to the party's refusal"),
    "send_decision": _("Send the decision"),
    "four_parts": _("Describe, organise, schedule and divide the work"),
    "commitment": _("Keep the commitment"),
    "milestone": _("Reach the milestone"),
    "review": _("Review"),
    "review_input": _("Obtain the partner's input"),
    "review_evaluation": _("Evaluate"),
    "review_memo": _("Submit the memo"),
    "review_ruling": _("Have the review decided"),
    "write_amendment": _("Write the amendment"),
    "notice": _("Continue or give notice"),
    "still_alive": _("Is the contact alive?"),
    "update": _("Bring the agreement up to date"),
    "still_right": _("Are owner and contacts still right?"),
    "reconfirm": _("Confirm the party"),
    "after_end": _("Finish what is due after the end"),
}


CLOSED = pgettext_lazy("case", "Closed")
"""Beside the state of a case that has ended, once nothing is due after its end any more."""


class HasState(Protocol):
    """A case, as far as its words go; the tables themselves name duties from here."""

    sort: str
    state: str


def state_label(case: HasState, state: str | None = None) -> StrOrPromise:
    """The label of a state of this case; of its present one unless another is named."""
    labels = AGREEMENT if case.sort == "agreement" else INITIATIVE
    return labels[state or case.state]


def duty_label(kind: str) -> StrOrPromise:
    """What a duty asks, as a heading; the slug itself for a kind that somebody added."""
    return DUTIES.get(kind, kind)


def duty_heading(kind: str, title: str) -> str:
    """What a duty asks in which case, “Review: Gentofte”; a question needs no colon after it."""
    what = str(duty_label(kind))
    return f"{what} {title}" if what.endswith("?") else f"{what}: {title}"
