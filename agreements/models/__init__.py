"""The tables of agreements, one module for each question."""

from agreements.models.agreement import Agreement, FocusArea, Initiative, Term
from agreements.models.annexes import Annex
from agreements.models.assessment import (
    AssessmentPart,
    ExpectedBenefit,
    PartyBenefit,
    ProposalVersion,
)
from agreements.models.cases import Case, CaseAccess, Ending, StatePeriod, StepRecord
from agreements.models.commitments import Commitment, Milestone
from agreements.models.decisions import Body, FormalDecision, Meeting, Ruling
from agreements.models.documents import Document, StoredFile
from agreements.models.duties import Duty, DutyKind, Recurrence
from agreements.models.events import Event, Update
from agreements.models.kinds import Kind, KindPolicy
from agreements.models.participation import (
    Participation,
    PartnerContact,
    Signatory,
    Signature,
)
from agreements.models.parties import DeclaredCount, Party
from agreements.models.reviews import (
    AreaEvaluation,
    InitiativeAnswer,
    JointReview,
    RealisedBenefit,
    Review,
    ReviewInput,
)
from agreements.models.rounds import Handover, Round, RoundItem
from agreements.models.taking_part import ContactRole, Leaving
from agreements.models.through_time import FormerName, Membership, PartyFact, Succession

__all__ = [
    "Agreement",
    "Annex",
    "AreaEvaluation",
    "AssessmentPart",
    "Body",
    "Case",
    "CaseAccess",
    "Commitment",
    "ContactRole",
    "DeclaredCount",
    "Document",
    "Duty",
    "DutyKind",
    "Ending",
    "Event",
    "ExpectedBenefit",
    "FocusArea",
    "FormalDecision",
    "FormerName",
    "Handover",
    "Initiative",
    "InitiativeAnswer",
    "JointReview",
    "Kind",
    "KindPolicy",
    "Leaving",
    "Meeting",
    "Membership",
    "Milestone",
    "Participation",
    "PartnerContact",
    "Party",
    "PartyBenefit",
    "PartyFact",
    "ProposalVersion",
    "RealisedBenefit",
    "Recurrence",
    "Review",
    "ReviewInput",
    "Round",
    "RoundItem",
    "Ruling",
    "Signatory",
    "Signature",
    "StatePeriod",
    "StepRecord",
    "StoredFile",
    "Succession",
    "Term",
    "Update",
]
