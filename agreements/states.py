"""Which states can a case be in, and what do groups of them mean?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """A state of an agreement or initiative (lifecycles.md). Labels by gender: `labels.py`."""

    DRAFT = "draft", pgettext_lazy("state", "Draft")
    PROPOSED = "proposed", pgettext_lazy("state", "Proposed")
    ASSESSED = "assessed", pgettext_lazy("state", "Assessed")
    APPROVED = "approved", pgettext_lazy("state", "Approved")
    ACTIVE = "active", pgettext_lazy("state", "In force")
    UNDER_REVIEW = "under_review", pgettext_lazy("state", "Under review")
    RENEWED = "renewed", pgettext_lazy("state", "Renewed")
    SUSPENDED = "suspended", pgettext_lazy("state", "Suspended")
    PAUSED = "paused", pgettext_lazy("state", "Paused")
    REJECTED = "rejected", pgettext_lazy("state", "Not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("state", "Withdrawn")
    TERMINATED = "terminated", pgettext_lazy("state", "Terminated")
    SUPERSEDED = "superseded", pgettext_lazy("state", "Superseded")
    EXPIRED = "expired", pgettext_lazy("state", "Expired")
    COMPLETED = "completed", pgettext_lazy("state", "Completed")
    CANCELLED = "cancelled", pgettext_lazy("state", "Cancelled")


IN_FORCE = frozenset({State.ACTIVE, State.UNDER_REVIEW, State.RENEWED})
"""In force. A case whose ending is decided stays in one of these until the day it takes effect."""

BEFORE_FORCE = frozenset({State.DRAFT, State.PROPOSED, State.ASSESSED, State.APPROVED})

FROZEN = frozenset({State.SUSPENDED, State.PAUSED})

ENDED = frozenset(
    {
        State.REJECTED,
        State.WITHDRAWN,
        State.TERMINATED,
        State.SUPERSEDED,
        State.EXPIRED,
        State.COMPLETED,
        State.CANCELLED,
    }
)
