"""The tables of agreements, one module for each question."""

from agreements.models.agreement import Agreement, FocusArea, Initiative, Term
from agreements.models.assessment import AssessmentPart, ExpectedBenefit, ProposalVersion
from agreements.models.cases import Case, CaseAccess, Ending, StatePeriod, StepRecord, Update
from agreements.models.decisions import Body, FormalDecision, Meeting, Ruling
from agreements.models.duties import Duty, DutyKind, Recurrence
from agreements.models.kinds import Kind, KindPolicy
from agreements.models.participation import (
    Participation,
    PartnerContact,
    Signatory,
    Signature,
)
from agreements.models.parties import DeclaredCount, Party
from agreements.models.reviews import RealisedBenefit, Review, ReviewInput

__all__ = [
    "Agreement",
    "AssessmentPart",
    "Body",
    "Case",
    "CaseAccess",
    "DeclaredCount",
    "Duty",
    "DutyKind",
    "Ending",
    "ExpectedBenefit",
    "FocusArea",
    "FormalDecision",
    "Initiative",
    "Kind",
    "KindPolicy",
    "Meeting",
    "Participation",
    "PartnerContact",
    "Party",
    "ProposalVersion",
    "RealisedBenefit",
    "Recurrence",
    "Review",
    "ReviewInput",
    "Ruling",
    "Signatory",
    "Signature",
    "StatePeriod",
    "StepRecord",
    "Term",
    "Update",
]
