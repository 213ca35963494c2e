"""What is kept up on agreements and initiatives while they stand: parties, documents, commitments.

`proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.states import State
from workflows import effects, policies, rules
from workflows.proposal_lifecycle import FACT, REASON, ProposalLifecycle

S = State


class StandingLifecycle(ProposalLifecycle):
    """What `ProposalLifecycle` declares, and what is recorded whatever comes of the case."""

    state = ProposalLifecycle.__dict__["state"]

    # ------------------------------------------------------------ documents
    @state.transition(
        source=set(S),
        label=_("File a document"),
        permission=policies.whoever_files,
        conditions=[
            rules.the_case_is_open,
            rules.the_document_is_described,
            rules.a_party_files_what_it_sends,
        ],
        custom=FACT,
    )
    def file_document(self) -> None:
        """A file or a link to the journal: incoming, outgoing or internal."""
        effects.document_filed(self)

    @state.transition(
        source=set(S),
        label=_("File a new version"),
        permission=policies.whoever_filed,
        conditions=[
            rules.the_case_is_open,
            rules.the_document_is_described,
            rules.a_party_files_what_it_sends,
        ],
        custom=FACT,
    )
    def add_version(self) -> None:
        """Under the number of the document; the versions before stay."""
        effects.document_filed(self)

    @state.transition(
        source=set(S),
        label=_("Mark as the signed copy"),
        permission=policies.whoever_keeps_the_documents,
        conditions=[
            rules.the_case_is_open,
            rules.the_document_stands,
            rules.it_is_not_marked_yet,
        ],
        custom=FACT,
    )
    def mark_signed(self) -> None:
        """This version carries the signatures."""
        effects.document_marked_signed(self)

    @state.transition(
        source=set(S),
        label=_("Describe the document"),
        permission=policies.whoever_keeps_the_documents,
        conditions=[
            rules.the_case_is_open,
            rules.the_document_stands,
            rules.the_document_is_described,
        ],
        custom=FACT,
    )
    def describe_document(self) -> None:
        """Title, public title, date, counterpart, language: history has before and after."""
        effects.document_filed(self)

    @state.transition(
        source=set(S),
        label=_("Withdraw the document"),
        permission=policies.whoever_keeps_the_documents,
        conditions=[rules.the_case_is_open, rules.the_document_stands],
        custom={**FACT, **REASON},
    )
    def withdraw_document(self) -> None:
        """Taken back with the reason: it stays listed, and parties see it no more."""
        effects.document_withdrawn(self)
