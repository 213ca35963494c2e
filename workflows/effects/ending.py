"""A case rests or ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.dates import display
from agreements.models import Ending, Review
from agreements.states import State
from workflows import duties, rules
from workflows.effects.deciding import send_the_decision
from workflows.effects.force import review_should_have_begun
from workflows.effects.parties import first_day_of_too_few

if TYPE_CHECKING:
    from agreements.models import Case, StepRecord
    from workflows.visit import Matter

AFTER_END_DAYS = 90


def frozen(matter: Matter) -> None:
    """Reminders of all that is open are planned anew: none while it rests."""
    matter.visit.moved |= {d.pk for d in duties.open_duties(matter.visit, matter.case)}


def resumed(matter: Matter) -> None:
    """Its plan is made anew; a review missed meanwhile is told once and left to people.

    Nothing starts and nothing is mailed because of it, as with an import (`review_by_hand`).
    """
    frozen(matter)
    case, visit = matter.case, matter.visit
    if case.state == State.UNDER_REVIEW or not review_should_have_begun(matter):
        return
    case.review_by_hand = True
    with override(case.owner.language):
        missed = _("%(what)s; missed while it rested: the review of %(window)s") % {
            "what": visit.about or case.number,
            "window": display(case.review, case.owner.language) if case.review else "",
        }
    visit.records[-1].about = missed[:200]


def state_in_term(matter: Matter) -> State:
    """In force in the first term, renewed in later ones."""
    number = vars(matter.case).get("last_term")  # read ahead where many cases end at once
    if number is None:
        numbers = matter.case.terms.order_by("-number").values_list("number", flat=True)
        number = numbers.first() or 1
    return State.RENEWED if number > 1 else State.ACTIVE


def state_after_ending(matter: Matter) -> str:
    """Ended when the day has come; until then it stays in force (“ends on D”)."""
    return State.TERMINATED if _has_come(matter) else _until_its_day(matter)


def state_after_notice(matter: Matter) -> str:
    """As after an ending; where the day has come, an automaton ends it."""
    return matter.case.state if _has_come(matter) else _until_its_day(matter)


def _has_come(matter: Matter) -> bool:
    ending = rules.ending_of(matter.case)
    return ending is not None and ending.effective_date <= matter.visit.on


def _until_its_day(matter: Matter) -> str:
    """It is under review no more, for nothing is left to decide; what rests goes on resting."""
    if matter.case.state != State.UNDER_REVIEW or rules.ending_of(matter.case) is None:
        return matter.case.state
    return state_in_term(matter)


def ending_recorded(matter: Matter) -> None:
    """What was asked of its future is settled; on the day itself, what is due after the end."""
    case, visit = matter.case, matter.visit
    if visit.ruling is not None:
        send_the_decision(matter)
    duties.close(visit, case, "notice", "review_ruling", "review_memo", "rule")
    duties.cancel(visit, case, "review", "review_input", "review_evaluation")
    review_dropped(matter)
    if case.state != State.TERMINATED:
        return
    ending = rules.ending_of(case)
    assert ending is not None  # the rule has asked
    visit.effective = ending.effective_date
    duties.open_duty(
        visit,
        case,
        "after_end",
        responsible=duties.officer_of(visit, case),
        due=ending.effective_date + timedelta(days=AFTER_END_DAYS),
    )


def too_few_parties(matter: Matter) -> None:
    """It ended on the day on which too few were left; the secretariat is told what to finish."""
    case, visit = matter.case, matter.visit
    visit.effective = first_day_of_too_few(case, visit.on)
    review_dropped(matter)
    duties.open_duty(
        visit,
        case,
        "after_end",
        responsible=duties.secretariat_of(visit, case),
        due=visit.effective + timedelta(days=AFTER_END_DAYS),
    )


def review_dropped(matter: Matter) -> None:
    """The open review ends with the case."""
    _close_review(matter, Review.Status.CLOSED)


def superseded(matter: Matter) -> None:
    _close_review(matter, Review.Status.SUPERSEDED)


def _close_review(matter: Matter, status: Review.Status) -> None:
    """Written at once; of many cases, read ahead, with those of the others (`together`)."""
    case = matter.case
    review = rules.open_review(case)
    if review is None:
        return
    review.status, review.closed_at = status, matter.visit.at
    if "reviews_open" in vars(case):
        vars(case)["reviews_open"] = []
        matter.visit.dropped.append(review)
    else:
        review.save()


def put_back_the_end(case: Case, record: StepRecord | None) -> None:
    """The case ends as `record` wrote it; without one it does not end."""
    ending = Ending.objects.get(case=case)
    kept = Ending.history.filter(case=case, recorded_at=record.at).first() if record else None
    if kept is None:
        ending.delete()
        return
    for name in ("decided_date", "notice_date", "notice_months", "effective_date", "reason"):
        setattr(ending, name, getattr(kept, name))
    ending.recorded_at = kept.recorded_at
    ending.save()
