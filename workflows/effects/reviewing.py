"""A review begins, is answered, evaluated and closed; a new term begins."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from agreements.dates import PartialDate
from agreements.models import Case, Review, Term
from agreements.next_term import AS_IT_IS
from agreements.states import ENDED, IN_FORCE, State
from audit.history import add
from workflows import beginnings, duties, rules
from workflows.effects.answers import carry_out
from workflows.effects.deciding import seal_what_is_approved, send_the_decision
from workflows.effects.ending import frozen, state_in_term
from workflows.effects.force import ask_for_notice, ask_for_review, is_annex
from workflows.windows import default_review

if TYPE_CHECKING:
    from datetime import date

    from workflows.visit import Matter

INPUT_DAYS_BEFORE = 42
EVALUATION_DAYS_BEFORE = 21
ANSWERING_DAYS = 30
AMENDING_DAYS = 60
REVIEW_DUTIES = ("review_ruling", "review_memo", "review_evaluation", "review_input", "rule")


def review_started(matter: Matter) -> None:
    """Open the review and ask for input, evaluation, memo and ruling.

    Their days are counted back from the agenda closing of the last meeting that can still rule
    inside the window; without such a meeting everything is due with the window.
    """
    case, visit = matter.case, matter.visit
    begun = visit.beginning or beginnings.read([case], at=visit.at, on=visit.on)[case.pk]
    review, closes = begun.review, begun.closes
    case.round += 1
    if review.pk is None:
        add([review])
    duties.close(visit, case, "review")
    _ask_about_annexes(matter, closes, review.window)
    officer = duties.officer_of(visit, case)
    for party in begun.asked:
        duties.open_duty(
            visit,
            case,
            "review_input",
            responsible=officer,
            due=_before(closes, INPUT_DAYS_BEFORE, visit.on) or review.window,
            party=party,
        )
    duties.open_duty(
        visit,
        case,
        "review_evaluation",
        responsible=officer,
        due=_before(closes, EVALUATION_DAYS_BEFORE, visit.on) or review.window,
    )
    duties.open_duty(visit, case, "review_memo", responsible=officer, due=closes or review.window)
    duties.open_duty(
        visit,
        case,
        "review_ruling",
        responsible=duties.secretariat_of(visit, case),
        due=review.window,
    )


def _ask_about_annexes(matter: Matter, closes: date | None, window: PartialDate | None) -> None:
    """Each initiative that follows the agreement: does it go on, end, or move?

    Nobody can answer before being asked: where the window has passed the day is counted from now.
    """
    visit = matter.visit
    has_passed = window is not None and window.latest < visit.on
    late = visit.on + timedelta(days=ANSWERING_DAYS) if has_passed else window
    for other in visit.locked.values():
        is_its = is_annex(other) and other.initiative.agreement_id == matter.case.pk
        if is_its and other.state in IN_FORCE:
            visit.touched[other.pk] = other
            duties.open_duty(
                visit,
                other,
                "still_alive",
                responsible=duties.officer_of(visit, other),
                due=_before(closes, EVALUATION_DAYS_BEFORE, visit.on) or late,
            )


def _before(day: date | None, days: int, on: date) -> date | None:
    return max(day - timedelta(days=days), on) if day else None


def input_given(matter: Matter) -> None:
    if matter.visit.participation is not None:
        party = matter.visit.participation.party
        duties.close(matter.visit, matter.case, "review_input", party=party)


def evaluated(matter: Matter) -> None:
    """A draft of the evaluation leaves its duty open."""
    review = rules.open_review(matter.case)
    if review is not None and review.evaluated_at is not None:
        duties.close(matter.visit, matter.case, "review_evaluation")


def review_closed(matter: Matter) -> None:
    """The ruling is there: the next window is set and asked for."""
    _close_the_review(matter)
    seal_what_is_approved(matter)
    send_the_decision(matter)
    ask_for_review(matter)


def _close_the_review(matter: Matter) -> None:
    case, visit = matter.case, matter.visit
    review = rules.open_review(case)
    if review is not None:
        review.status, review.closed_at = Review.Status.CLOSED, visit.at
        review.save()
        case.review, case.review_by_hand = review.next_review, False
        carry_out(matter, review)
    duties.close(visit, case, *REVIEW_DUTIES)


def change_approved(matter: Matter) -> None:
    """The text is to be changed: an amendment is written, which then goes a way of its own."""
    case, visit = matter.case, matter.visit
    duties.close(visit, case, *REVIEW_DUTIES)
    send_the_decision(matter)
    states = rules.states_of_amendments(case)
    if states & IN_FORCE:
        visit.then("continue_changed", case, "amendment", gettext_noop("the amendment is in force"))
    elif not states - ENDED:
        duties.open_duty(
            visit,
            case,
            "write_amendment",
            responsible=duties.officer_of(visit, case),
            due=visit.on + timedelta(days=AMENDING_DAYS),
        )


def amendment_came_to_nothing(matter: Matter) -> None:
    """The agreement whose review decided on this amendment is evaluated once more (R-074)."""
    case, visit = matter.case, matter.visit
    amended = case.agreement.amends_id if case.sort == Case.Sort.AGREEMENT else None
    other = visit.locked.get(amended) if amended else None
    if other is None or not rules.its_change_is_decided(other):
        return
    others = rules.amendments_begun(other).exclude(pk=case.pk)
    if not others.exclude(case__state__in=ENDED).exists():
        visit.then("evaluate_again", other, "amendment", case.number)


def evaluation_reopened(matter: Matter) -> None:
    """The amendment came to nothing: the review is evaluated and ruled on once more."""
    case, visit = matter.case, matter.visit
    review = rules.open_review(case)
    assert review is not None  # the rule has asked
    review.evaluated_by = review.evaluated_at = None
    review.save()
    case.round += 1  # what was ruled on the change stands, and settles nothing any more
    visit.courses.pop(case.pk, None)
    duties.cancel(visit, case, "write_amendment")
    late = visit.on + timedelta(days=ANSWERING_DAYS)
    due = review.window if review.window and review.window.latest >= late else late
    officer, secretariat = duties.officer_of(visit, case), duties.secretariat_of(visit, case)
    duties.open_duty(visit, case, "review_evaluation", responsible=officer, due=due)
    duties.open_duty(visit, case, "review_ruling", responsible=secretariat, due=due)


def suspended(matter: Matter) -> None:
    """Rests; a review that decided on it is over, and the next is asked for when it goes on."""
    case, visit = matter.case, matter.visit
    review = rules.open_review(case)
    if review is not None and rules.its_review_decides(matter):
        _close_the_review(matter)
        send_the_decision(matter)
        if case.review is None and not case.no_review_reason:
            case.review = default_review(case, visit.effective)
        ask_for_review(matter)
    frozen(matter)


def amendment_begun(matter: Matter) -> None:
    duties.close(matter.visit, matter.case, "write_amendment")


def change_in_force(matter: Matter) -> None:
    """The review that asked for the change is over; the next is asked for."""
    case = matter.case
    duties.close(matter.visit, case, "write_amendment")
    _close_the_review(matter)
    if case.review is None and not case.no_review_reason:
        case.review = default_review(case, matter.visit.effective)
    ask_for_review(matter)


def renewed(matter: Matter) -> None:
    """A ruling began the next term, as the review says; notice is asked for anew."""
    case, visit = matter.case, matter.visit
    review = rules.open_review(case)
    _begin_next_term(matter, review)
    duties.cancel(visit, case, "notice")
    if review is not None and review.next_kind is not None:
        case.agreement.kind = review.next_kind  # with the same number and history
        case.agreement.save()
        visit.moved |= {duty.pk for duty in duties.open_duties(visit, case)}
    review_closed(matter)
    ask_for_notice(matter)


def _begin_next_term(matter: Matter, review: Review | None) -> None:
    """What the review left as it was stands on it from now on."""
    case = matter.case
    last = case.terms.order_by("-number").first()
    said = review.next_term if review else AS_IT_IS
    term = rules.next_term(case, said, matter.visit.effective)
    assert term.start is not None  # it follows from the last term
    if review is not None:
        review.next_term = term
        review.save()
    Term.objects.create(
        case=case,
        number=last.number + 1 if last else 2,
        basis=term.basis,
        start=PartialDate.day(term.start),
        end=term.end,
        renewal_months=term.renewal_months,
        notice_months=term.notice_months,
        notice_by_date=term.notice_by,
    )


def state_to_resume(matter: Matter) -> State:
    return State.UNDER_REVIEW if rules.open_review(matter.case) else state_in_term(matter)
