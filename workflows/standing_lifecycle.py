"""What is kept up on agreements and initiatives while they stand: parties, documents, commitments.

`proposal_lifecycle` says how a step is declared.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.states import BEFORE_FORCE, FROZEN, IN_FORCE, State
from workflows import effects, policies, rules
from workflows.keeping_lifecycle import KeepingLifecycle
from workflows.proposal_lifecycle import FACT, REASON

S = State


class StandingLifecycle(KeepingLifecycle):
    """What `KeepingLifecycle` declares, and what is recorded whatever comes of the case."""

    state = KeepingLifecycle.__dict__["state"]

    # ------------------------------------------------------------ parties
    @state.transition(
        source=set(IN_FORCE),
        label=_("Let a party join"),
        permission=policies.officer_or_secretariat,
        conditions=[rules.it_may_join],
        custom={**FACT, **REASON},
    )
    def party_joins(self) -> None:
        """One more takes part from a day, and is to sign."""
        effects.party_joined(self)

    @state.transition(
        source=set(IN_FORCE | FROZEN),
        label=_("Record that a party leaves"),
        permission=policies.recorder_or_automaton,
        conditions=[rules.it_takes_part, rules.it_is_not_the_owner, rules.its_notice_is_in_order],
        custom={**FACT, **REASON},
    )
    def party_leaves(self) -> None:
        """A party gave notice: until its day it takes part, from the day after it does not."""
        effects.party_gave_notice(self)

    @state.transition(
        source=set(IN_FORCE | FROZEN),
        label=_("Take a party's notice back"),
        permission=policies.recorder_or_automaton,
        conditions=[rules.its_notice_has_not_taken_effect],
        custom={**FACT, **REASON},
    )
    def leaving_withdrawn(self) -> None:
        """The party stays; only before the notice takes effect."""
        effects.party_stays(self)

    @state.transition(
        source=set(BEFORE_FORCE | IN_FORCE | FROZEN),
        label=_("Keep a party's side"),
        permission=policies.whoever_keeps_its_side,
        custom=FACT,
    )
    def keep_side(self) -> None:
        """Who is who at a party: contacts, area leads, signatories, its journal number."""

    @state.transition(
        source={S.APPROVED, *IN_FORCE, *FROZEN},
        label=_("Write the day of a signature"),
        permission=policies.officer_or_recorder,
        conditions=[rules.the_day_of_the_signature_was_not_known],
        custom=FACT,
    )
    def date_signature(self) -> None:
        """The source told a month or nothing; now the day is found."""
        effects.signature_dated(self)

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
