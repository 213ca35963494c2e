"""A slip of the pen is corrected with before and after; what was decided is not."""

from __future__ import annotations

import pytest

from agreements.models import Case, FormalDecision
from tests.workflows.annulling import LATER, record_of
from tests.workflows.stages import Town, last_step, seen, state_of
from workflows import annulments
from workflows.errors import NotPossible


def test_a_slip_is_corrected_with_before_and_after(approved: Case, town: Town) -> None:
    decision = record_of(approved, "approve").ruling.decision

    annulments.correct(
        approved,
        decision,
        {"number": "21"},
        by=town.secretary,
        at=LATER,
        seen=seen(approved),
        reason="Slåfejl",
    )

    decision.refresh_from_db()
    assert decision.number == "21"
    record = last_step(approved)
    assert (record.about, record.reason) == ("number:  → 21", "Slåfejl")
    assert state_of(approved) == "approved"


def test_outcome_and_date_are_no_slips(approved: Case, town: Town) -> None:
    decision = record_of(approved, "approve").ruling.decision

    with pytest.raises(NotPossible, match="Only number"):
        annulments.correct(
            approved,
            decision,
            {"date": "2026-01-01"},
            by=town.secretary,
            at=LATER,
            seen=seen(approved),
            reason="Slåfejl",
        )


def test_a_number_is_not_corrected_to_one_that_is_taken(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "deferred", number="7")
    town.rule(assessed, town.committee, "recommended", number="8")
    decision = FormalDecision.objects.get(number="8")

    with pytest.raises(NotPossible, match="has this number"):
        annulments.correct(
            assessed,
            decision,
            {"number": "7"},
            by=town.secretary,
            at=LATER,
            seen=seen(assessed),
            reason="Slåfejl",
        )
