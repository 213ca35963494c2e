"""A case rests, ends, or has a step taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from simple_history.utils import bulk_update_with_history

from agreements.models import Duty, Ending, Review, StepRecord
from agreements.states import State
from workflows import duties, rules

if TYPE_CHECKING:
    from agreements.models import Case
    from workflows.visit import Matter

AFTER_END_DAYS = 90


def frozen(matter: Matter) -> None:
    """Reminders of all that is open are planned anew: none while it rests."""
    matter.visit.moved |= {d.pk for d in duties.open_duties(matter.visit, matter.case)}


def state_after_ending(matter: Matter) -> str:
    """Ended when the day has come; until then it stays in force (“ends on D”)."""
    ending = Ending.objects.filter(case=matter.case).first()
    if ending is None or ending.effective_date > matter.visit.on:
        return matter.case.state
    return State.TERMINATED


def ending_recorded(matter: Matter) -> None:
    case, visit = matter.case, matter.visit
    duties.close(visit, case, "notice", "review_ruling", "review_memo", "rule")
    if case.state != State.TERMINATED:
        return
    ending = Ending.objects.get(case=case)
    visit.effective = ending.effective_date
    review_dropped(matter)
    duties.open_duty(
        visit,
        case,
        "after_end",
        responsible=duties.officer_of(case),
        due=ending.effective_date + timedelta(days=AFTER_END_DAYS),
    )


def review_dropped(matter: Matter) -> None:
    """The open review ends with the case."""
    _close_review(matter, Review.Status.CLOSED)


def superseded(matter: Matter) -> None:
    _close_review(matter, Review.Status.SUPERSEDED)


def _close_review(matter: Matter, status: Review.Status) -> None:
    review = rules.open_review(matter.case)
    if review is not None:
        review.status, review.closed_at = status, matter.visit.at
        review.save()


def annulled_record_of(case: Case, annulled: StepRecord) -> StepRecord:
    """The first record of this case in the passage that is annulled."""
    if annulled.case_id == case.pk:
        return annulled
    return StepRecord.objects.filter(case=case, at=annulled.at).earliest("pk")


def state_before_annulled(matter: Matter) -> State:
    """What followed automatically in the same passage goes back with it."""
    annulled = matter.visit.annulled
    assert annulled is not None  # noqa: S101 - the rule has asked
    return State(annulled_record_of(matter.case, annulled).state_before) if _still_there(
        matter, annulled
    ) else State(matter.case.state)


def _still_there(matter: Matter, annulled: StepRecord) -> bool:
    """Did the annulled passage bring the present state?"""
    moved = [
        r
        for r in StepRecord.objects.filter(case=matter.case, pk__gte=annulled.pk)
        if r.state_before != r.state_after
    ]
    return bool(moved) and moved[-1].at == annulled.at


def annulled(matter: Matter) -> None:
    """Mark what was recorded, reopen the duties it closed, cancel those it opened."""
    case, visit, record = matter.case, matter.visit, matter.visit.annulled
    assert record is not None  # noqa: S101 - the rule has asked
    if record.case_id == case.pk:
        _mark(matter, record)
        others = StepRecord.objects.filter(at=record.at, case__in=visit.locked).exclude(case=case)
        for other in {r.case_id for r in others if r.automaton}:
            visit.then("annul", visit.locked[other], "annulment", case.number)
    passage = StepRecord.objects.filter(case=case, at=record.at)
    reopened = list(Duty.objects.filter(closed_by__in=passage))
    for duty in reopened:
        duty.status, duty.closed_at, duty.closed_by = Duty.Status.OPEN, None, None
    if reopened:
        bulk_update_with_history(
            reopened, Duty, ["status", "closed_at", "closed_by"], default_user=visit.person
        )
    visit.moved |= {duty.pk for duty in reopened}
    for duty in duties.open_duties(visit, case):
        if duty.opened_by_id in {r.pk for r in passage}:
            duties.cancel_one(visit, duty)


def _mark(matter: Matter, record: StepRecord) -> None:
    visit = matter.visit
    if record.signature is not None:
        record.signature.annulled_at = visit.at
        record.signature.save()
    if record.ruling is not None:
        record.ruling.annulled_at = visit.at
        record.ruling.save()
        decision = record.ruling.decision
        if not decision.rulings.filter(annulled_at__isnull=True).exists():
            decision.annulled_at = visit.at
            decision.save()
