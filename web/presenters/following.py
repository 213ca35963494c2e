"""What truly follows from a ruling, told before it is recorded?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

import clock
from agreements.models import Body, Case, FormalDecision, Ruling
from agreements.models.decisions import Outcome
from agreements.states import State
from web.presenters.reviewed import next_term_in_words
from workflows import outcomes, rules
from workflows.routes import Course, Stop
from workflows.rules import open_review

if TYPE_CHECKING:
    from agreements.models import Review


def effects(case: Case, course: Course, body: Body | None) -> dict[str, str]:
    """What each outcome leads to when this body rules; without a body the delegate does.

    Asked of the same course and the same last step as the ruling itself will be.
    """
    course = outcomes.course_before(body, case, course) if body else course
    review = open_review(case) if case.state == State.UNDER_REVIEW else None
    told = {outcome: _of(outcome, case, course, body, review) for outcome in Outcome}
    return {outcome.value: words for outcome, words in told.items()}


def _of(
    outcome: Outcome, case: Case, course: Course, body: Body | None, review: Review | None
) -> str:
    first = course.ahead[0] if course.ahead else None
    if first is not None and first.body != body and outcome != Outcome.URGENT:
        return _("First %(body)s rules on the case.") % {"body": first}
    if outcome in {Outcome.NOTED, Outcome.REFERRED_BACK, Outcome.DEFERRED, Outcome.TO_COUNCIL}:
        return _wherever(outcome)
    if outcome == Outcome.NOT_APPROVED:
        if review is None:
            return _("The case ends as not approved")
        return _("What the review recommends is not approved; the review stays open")
    ahead = _ahead_after(outcome, course, body)
    words = _on_the_way(ahead, body) if ahead else _final(case, review)
    return f"{words}. {_besides(outcome)}".removesuffix(". ")


def _wherever(outcome: Outcome) -> str:
    """What follows from it wherever on the route it is recorded."""
    return {
        Outcome.NOTED: _("Changes nothing"),
        Outcome.REFERRED_BACK: _("Stays; the administration answers the referral"),
        Outcome.DEFERRED: _("Stays; a new task at the next meeting"),
        Outcome.TO_COUNCIL: _("The council rules too, as the last of the route"),
    }[outcome]


def _ahead_after(outcome: Outcome, course: Course, body: Body | None) -> tuple[Stop, ...]:
    """The stops that are still to rule once this outcome is recorded."""
    ruling = Ruling(decision=FormalDecision(body=body), outcome=outcome)
    after = Course(course.stops, (*course.rulings, ruling))
    return after.ahead if course.stops else (Stop(body, "", ""),)


def _on_the_way(ahead: tuple[Stop, ...], body: Body | None) -> str:
    """It is passed on, or stays with the last body, whose recommendation decides nothing."""
    if ahead[0].body != body:
        return _("Goes on to %(body)s; not yet a decision") % {"body": ahead[0]}
    return _("Not a decision: %(body)s is the last of the route and approves or not") % {
        "body": body
    }


def _besides(outcome: Outcome) -> str:
    return {
        Outcome.APPROVED_CHANGED: _("Write the changes"),
        Outcome.APPROVED_CONDITIONS: _("Each condition becomes a task"),
        Outcome.URGENT: _("The body is informed at its next meeting"),
    }.get(outcome, "")


def _final(case: Case, review: Review | None) -> str:
    """What the last step of the route does to the case."""
    if review is not None:
        return after_review(case, review)
    if case.takes_effect != Case.TakesEffect.LAST_SIGNATURE:
        how = str(case.get_takes_effect_display())
        return _("Approved; it takes effect %(how)s") % {"how": how}
    if case.sort == Case.Sort.AGREEMENT:
        return _("Approved; the parties sign, and it holds then")
    return _("Approved")


def after_review(case: Case, review: Review) -> str:
    """What its review leads to, once it is approved."""
    if review.evaluated_at is None:
        return _("The evaluation is not done.").rstrip(".")
    step = outcomes.final_step(case)
    if step == "renew":
        on = clock.local_date(review.evaluated_at, case.owner.time_zone)
        term = next_term_in_words(rules.next_term(case, review.next_term, on))
        return _("Renewed: a new term begins, %(term)s") % {"term": term}
    return {
        "continue_unchanged": _("The review ends: it goes on unchanged until its next review"),
        "approve_change": _("The change is approved: the amendment has a course of its own"),
        "suspend": _("It rests: nothing is due until it is decided that it goes on"),
        "terminate": _("It ends on the day that you write"),
    }[step]
