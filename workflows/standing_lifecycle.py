"""What is kept up on agreements and initiatives while they stand: parties, documents, commitments.

`proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from workflows.proposal_lifecycle import ProposalLifecycle


class StandingLifecycle(ProposalLifecycle):
    """What `ProposalLifecycle` declares, and what is recorded whatever comes of the case."""

    state = ProposalLifecycle.__dict__["state"]
