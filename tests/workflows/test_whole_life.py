"""A political agreement lives its whole life through the one door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from agreements.dates import PartialDate
from agreements.models import Body, Case, Duty, Signatory, StatePeriod
from people.models import User
from tests.conftest import NOW, TODAY
from workflows import assessments, reviews, rulings, signing, timed
from workflows.assessments import PartText
from workflows.door import take
from workflows.reviews import Evaluation
from workflows.rulings import Minutes

if TYPE_CHECKING:
    pass


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def open_kinds(case: Case) -> set[str]:
    return set(Duty.objects.filter(case=case, status="open").values_list("kind_id", flat=True))


def test_political_agreement_goes_from_draft_to_renewed(
    draft: Case,
    officer: User,
    assessor: User,
    secretary: User,
    committee: Body,
    council: Body,
) -> None:
    case = draft

    def seen() -> int:
        return fresh(case).version

    take("propose", case, by=officer, at=NOW, seen=seen())
    assert open_kinds(case) == {"assess_benefit", "assess_economy", "assess_citizens"}
    for part in ("benefit", "economy", "citizens"):
        assessments.assess_part(case, part, PartText(text="Godt"), by=assessor, at=NOW, seen=seen())
    assert fresh(case).state == "assessed"
    assert open_kinds(case) == {"ready_for_agenda"}

    take("check_ready", case, by=secretary, at=NOW, seen=seen())
    assert open_kinds(case) == {"rule"}
    rulings.record_ruling(
        case,
        Minutes(body=committee, date=TODAY, number="7"),
        "recommended",
        by=secretary,
        at=NOW,
        seen=seen(),
    )
    assert fresh(case).state == "assessed"
    rulings.record_ruling(
        case,
        Minutes(body=council, date=TODAY, number="12"),
        "approved",
        by=secretary,
        at=NOW,
        seen=seen(),
    )
    assert fresh(case).state == "approved"
    assert open_kinds(case) == {"sign", "send_decision"}

    ours, theirs = Signatory.objects.filter(participation__case=case).order_by("pk")
    signing.sign(case, [ours], signed=PartialDate.day(TODAY), by=officer, at=NOW, seen=seen())
    assert fresh(case).state == "approved"
    later = NOW + timedelta(days=9)
    signing.sign(
        case,
        [theirs],
        signed=PartialDate.day(date(2026, 3, 10)),
        by=officer,
        at=later,
        seen=seen(),
    )
    case = fresh(case)
    assert case.state == "active"
    assert case.review == PartialDate.month(2030, 3)
    period = StatePeriod.objects.get(case=case, state="active")
    assert (period.start_date, period.end_date) == (date(2026, 3, 10), None)

    in_2029 = NOW.replace(year=2029, month=9, day=15)
    assert timed.take_due_steps(at=in_2029)["start_review"] == 1
    assert timed.take_due_steps(at=in_2029)["start_review"] == 0
    case = fresh(case)
    assert case.state == "under_review"
    assert "review_ruling" in open_kinds(case)

    reviews.evaluate(
        case,
        Evaluation(
            text="Det gik godt",
            recommendation="renew",
            benefits={"citizens": ("high", "Mange mødtes")},
            next_review=PartialDate.month(2034, 3),
        ),
        by=officer,
        at=in_2029,
        seen=seen(),
    )
    for body, number, outcome in ((committee, "3", "recommended"), (council, "9", "approved")):
        rulings.record_ruling(
            case,
            Minutes(body=body, date=date(2029, 9, 15), number=number),
            outcome,
            by=secretary,
            at=in_2029,
            seen=seen(),
        )
    case = fresh(case)
    assert case.state == "renewed"
    assert case.review == PartialDate.month(2034, 3)
    assert [r.step for r in case.steps.all()] == [
        "create",
        "propose",
        "assess_part",
        "assess_part",
        "assess_part",
        "assess",
        "check_ready",
        "rule",
        "approve",
        "sign",
        "sign",
        "activate",
        "start_review",
        "evaluate",
        "rule",
        "renew",
    ]
    for record in case.steps.all():
        assert record.by or (record.automaton and record.cause)
        assert record.at
    numbers = [r.ruling.decision.number for r in case.steps.all() if r.ruling]
    assert numbers == ["7", "12", "3", "9"]
