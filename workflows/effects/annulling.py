"""A recorded ruling, signature or end is taken back, with everything it led to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.dates import PartialDate
from agreements.models import Case, Recurrence, Review
from agreements.models.decisions import Outcome
from agreements.states import ENDED, FROZEN, State
from workflows import duties
from workflows.effects.amending import text_given_back
from workflows.effects.annexes import take_back
from workflows.effects.answers import move_back, put_back
from workflows.effects.ending import frozen, put_back_the_end
from workflows.effects.replacing import take_up_again
from workflows.models import ExtraStop
from workflows.passages import ENDINGS, others_in, passage_of, standing
from workflows.windows import default_review

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from agreements.models import Ruling, StepRecord
    from workflows.visit import Matter


def state_before_annulled(matter: Matter) -> State:
    """As the annulled step found it, if the present state came with it."""
    assert matter.visit.annulled is not None  # the rule has asked
    case, passage = matter.case, passage_of(matter.case, matter.visit.annulled)
    moves = [r for r in standing(case) if r.state_before != r.state_after]
    if moves and moves[-1] in passage:
        return State(passage[0].state_before)
    return State(case.state)


def annulled(matter: Matter) -> None:
    """Mark what was recorded, and take back what it led to, here and in other cases."""
    case, visit, record = matter.case, matter.visit, matter.visit.annulled
    assert record is not None  # the rule has asked
    passage = passage_of(case, record)
    if record.case_id == case.pk:
        _mark(matter, record)
        others = [visit.locked[key] for key in sorted(others_in(record))]
        # What stands under an agreement goes back before the areas that it stands in.
        for other in sorted(others, key=lambda other: other.sort != Case.Sort.INITIATIVE):
            visit.then("annul", other, "annulment", case.number)
    duties.reopen(visit, case, passage)
    _take_back(case, passage)
    for led_by in (r.led_by for r in passage if r.step == "change_text"):
        if led_by is not None:
            text_given_back(matter, led_by.case)
    if any({r.state_before, r.state_after} & FROZEN or r.step == "renew" for r in passage):
        frozen(matter)
    visit.courses.pop(case.pk, None)


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
        _take_back_the_council(record.ruling)


def _take_back_the_council(ruling: Ruling) -> None:
    """A stop that only this ruling added to the route goes with it."""
    others = ruling.case.rulings.filter(
        outcome=Outcome.TO_COUNCIL, round=ruling.round, annulled_at__isnull=True
    )
    if ruling.outcome == Outcome.TO_COUNCIL and not others.exists():
        for stop in ExtraStop.objects.filter(case=ruling.case, round=ruling.round):
            stop.delete()


def _take_back(case: Case, passage: Sequence[StepRecord]) -> None:
    """Terms, reviews and endings that the passage wrote; their history stays."""
    steps = {record.step for record in passage}
    if steps & {"activate", "follow"}:
        _take_back_the_start(case, passage)
    take_back(case, passage)
    if steps & {"reject", "withdraw", "decline"}:
        take_up_again(case)
    _take_back_the_place(case, steps)
    if "renew" in steps and (last := case.terms.order_by("-number").first()):
        last.delete()
    if steps & ENDINGS and passage[0].by_id:
        _take_back_the_end(case, passage[0])
    for review in case.reviews.filter(closed_at=passage[0].at):
        review.status, review.closed_at = Review.Status.OPEN, None
        review.save()
        if review.next_kind_id and "renew" in steps:
            before = case.agreement.history.exclude(kind=review.next_kind_id)
            case.agreement.kind = before.latest("history_id").kind
            case.agreement.save()
        case.review = review.window
    for recurrence in _stopped(case, passage):
        recurrence.is_active = True
        recurrence.save()


def _stopped(case: Case, passage: Sequence[StepRecord]) -> QuerySet[Recurrence]:
    """What was asked again and again until the passage ended the case."""
    ended = [record.at for record in passage if record.state_after in ENDED]
    kept = Recurrence.history.filter(case=case, is_active=False, history_date__in=ended)
    return Recurrence.objects.filter(pk__in=kept.values("id"), is_active=False)


def _take_back_the_end(case: Case, record: StepRecord) -> None:
    """It ends as was recorded before, where that still stands; else it does not end."""
    earlier = [r for r in standing(case) if r.pk < record.pk]
    last = next((r for r in reversed(earlier) if r.step in {*ENDINGS, "withdraw_notice"}), None)
    put_back_the_end(case, None if last is None or last.step == "withdraw_notice" else last)


def _take_back_the_place(case: Case, steps: set[str]) -> None:
    """The agreement under which an initiative came to stand."""
    if "settle" in steps:
        move_back(case)
    if "go_over" in steps:
        put_back(case.initiative)


def _take_back_the_start(case: Case, passage: Sequence[StepRecord]) -> None:
    """The first day and the review that were counted from the signature."""
    day = next(r.effective_date for r in passage if r.step in {"activate", "follow"})
    term = case.terms.order_by("number").first()
    if term is not None and term.start == PartialDate.day(day):
        term.start = None
        term.save()
    if case.review == default_review(case, day):
        case.review = None
