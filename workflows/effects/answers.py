"""What a review says of the initiatives under its agreement, and what is done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Commitment, Initiative, InitiativeAnswer, Recurrence
from agreements.states import State
from people.models import Municipality
from workflows import duties, rules
from workflows.effects.cadence import ALIVE
from workflows.effects.commitments import ask_for_what_is_promised
from workflows.effects.ending import review_dropped
from workflows.numbering import next_number, used_numbers

if TYPE_CHECKING:
    from agreements.models import Case, Review
    from workflows.visit import Matter

Answer = InitiativeAnswer.Answer
ANSWERING_DAYS = 30


def answered(matter: Matter) -> None:
    """Keep the answer; whether the initiative is alive is not asked any more."""
    visit, answer = matter.visit, matter.visit.answer
    assert answer is not None  # the rule has asked
    answer.save()
    other = visit.locked.get(answer.case_id)
    if answer.commitment_id is None and other is not None:
        visit.touched[other.pk] = other
        repeated = Recurrence.objects.filter(case=other, kind__in=ALIVE, is_active=True)
        duties.close(visit, other, *ALIVE - set(repeated.values_list("kind", flat=True)))


def carry_out(matter: Matter, review: Review) -> None:
    """With the ruling on the review: let each initiative go the way that its answer says."""
    visit = matter.visit
    answers = InitiativeAnswer.objects.filter(review=review).exclude(answer=Answer.CONTINUE)
    told: dict[int, list[InitiativeAnswer]] = {}
    for answer in answers:
        told.setdefault(answer.case_id, []).append(answer)
    for key, rows in told.items():
        other = matter.case if key == matter.case.pk else visit.locked.get(key)
        if other is None:
            continue
        why = "; ".join(row.reason for row in rows)[:200]
        if any(row.commitment_id or row.answer == Answer.MOVE for row in rows):
            visit.then("settle", other, "review", why)
        if any(not row.commitment_id and row.answer == Answer.CLOSE for row in rows):
            visit.then("end_at_review", other, "review", why)


def settled(matter: Matter) -> None:
    """Move the initiative under the other agreement; close what will not come up."""
    for answer in rules.decided_for(matter.case, matter.visit.at):
        if answer.commitment is not None and answer.answer == Answer.CLOSE:
            answer.commitment.status = Commitment.Status.CLOSED
            answer.commitment.save()
        elif answer.answer == Answer.MOVE:
            _move(matter, matter.case.initiative, answer)
    ask_for_what_is_promised(matter)


def _move(matter: Matter, initiative: Initiative, answer: InitiativeAnswer) -> None:
    """It keeps its number where that was never used there; its areas are those of the old one."""
    Municipality.objects.select_for_update().get(pk=matter.case.owner_id)  # one number at a time
    aim = answer.moved_to
    assert aim is not None  # a moved initiative has an aim
    is_free = initiative.number and initiative.number not in used_numbers(aim)
    initiative.number = initiative.number if is_free else next_number(aim)
    initiative.agreement, initiative.annex = aim, ""
    initiative.focus_area, initiative.is_outside_areas = None, False
    initiative.save()
    about = f"{answer.review.case.number} → {aim.case.number}, {initiative.number}"
    matter.visit.records[-1].about = about


PLACE = ("agreement_id", "annex", "number", "focus_area_id", "is_outside_areas")


def move_back(case: Case) -> None:
    """The ruling was annulled: what its review moved or closed stands as it did before."""
    for answer in InitiativeAnswer.objects.filter(case=case, review__status="open"):
        if answer.commitment is not None and answer.answer == Answer.CLOSE:
            answer.commitment.status = Commitment.Status.OPEN
            answer.commitment.save()
        elif answer.answer == Answer.MOVE:
            put_back(case.initiative)


def put_back(initiative: Initiative) -> None:
    """It stands where it stood under the agreement before this one."""
    before = initiative.history.exclude(agreement=initiative.agreement_id).latest("history_id")
    for name in PLACE:
        setattr(initiative, name, getattr(before, name))
    initiative.save()


def state_after_review(matter: Matter) -> State:
    """Completed where its outcome is told, else given up."""
    outcome = vars(matter.case).get("outcome_told")  # read ahead where many cases end at once
    if outcome is None:
        outcome = Initiative.objects.values_list("outcome", flat=True).get(pk=matter.case.pk)
    return State.COMPLETED if outcome.strip() else State.CANCELLED


def ended_at_review(matter: Matter) -> None:
    review_dropped(matter)


def asked_what_becomes(matter: Matter) -> None:
    """Its agreement is over: does it go on by itself? Whoever carries it confirms or ends it."""
    case, visit = matter.case, matter.visit
    above = rules.agreement_above(matter)
    assert above is not None  # the rule has asked
    with override(case.owner.language):
        ended = _("%(agreement)s has ended") % {"agreement": above.number}
    duties.open_duty(
        visit,
        case,
        "still_alive",
        responsible=duties.officer_of(visit, case),
        due=visit.on + timedelta(days=ANSWERING_DAYS),
        subject=ended,
    )
