"""A term renews itself, or notice is given in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from agreements.dates import PartialDate
from agreements.models import Ending, Review, Term
from agreements.states import State
from agreements.terms import running
from workflows import duties, periods, rules
from workflows.effects.ending import ending_recorded, put_back_the_end
from workflows.effects.force import ask_for_notice, ask_for_review
from workflows.passages import ENDINGS, standing
from workflows.windows import default_review

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from agreements.models import Case, StepRecord
    from workflows.visit import Matter

REVIEW_DUTIES = ("review_ruling", "review_memo", "review_evaluation", "review_input", "rule")


def notice_given(matter: Matter) -> None:
    """What was asked of its future is settled; where the day has come already, it ends."""
    case, visit = matter.case, matter.visit
    ending_recorded(matter)
    if Ending.objects.get(case=case).effective_date <= visit.on:
        visit.then("terminate", case, "ending", gettext_noop("the ending takes effect"))


def notice_withdrawn(matter: Matter) -> None:
    """As if it had not been given: what it closed is asked again, and the clause goes on.

    Where the clause began a term meanwhile, only the notice date of that term is to come. Where a
    ruling had ended it on another day, it ends on that.
    """
    case, visit = matter.case, matter.visit
    records = _records_of_the_notice(case)
    put_back_the_end(case, next(filter(_is_ruled, reversed(standing(case))), None))
    if _went_on_by_its_clause(case, records):
        ask_for_notice(matter)
        return
    duties.reopen(visit, case, records)
    for review in _closed_by(case, records):
        review.status, review.closed_at = Review.Status.OPEN, None
        review.save()


def state_without_notice(matter: Matter) -> str:
    """As the notice found it: under review, where it closed one that now goes on."""
    case = matter.case
    records = _records_of_the_notice(case)
    if case.state not in {State.ACTIVE, State.RENEWED} or _went_on_by_its_clause(case, records):
        return case.state
    return State.UNDER_REVIEW if _closed_by(case, records).exists() else case.state


def _went_on_by_its_clause(case: Case, records: list[StepRecord]) -> bool:
    return case.steps.filter(step="renew_tacitly", pk__gt=records[0].pk).exists()


def _closed_by(case: Case, records: list[StepRecord]) -> QuerySet[Review]:
    return case.reviews.filter(closed_at__in=[record.at for record in records])


def _records_of_the_notice(case: Case) -> list[StepRecord]:
    """The steps that wrote the end which is taken back: one for each time that it was written."""
    written: list[StepRecord] = []
    for record in standing(case):
        if record.step == "withdraw_notice" or _is_ruled(record):
            written = []
        elif record.step in ENDINGS:
            written.append(record)
    return written


def _is_ruled(record: StepRecord) -> bool:
    return record.step == "terminate" and record.ruling_id is not None


def left_to_its_clause(matter: Matter) -> None:
    duties.close(matter.visit, matter.case, "notice")


def renewed_tacitly(matter: Matter) -> None:
    """The clause began the next term; its days are counted from the first term's (decision 9)."""
    case, visit = matter.case, matter.visit
    terms = list(case.terms.order_by("number"))
    now, last = running(terms), terms[-1]
    assert now and last.end  # noqa: PT018 - the rule has asked
    begins, following = last.end.latest + timedelta(days=1), now.number + 1
    Term.objects.create(
        case=case,
        number=last.number + 1,
        basis=Term.Basis.SELF_RENEWING,
        start=PartialDate.day(begins),
        end=PartialDate.day(now.clause.ends(following)),
        renewal_months=now.clause.renewal_months,
        notice_months=now.clause.notice_months,
        notice_by_date=now.clause.notice_by(following),
    )
    visit.effective = max(filter(None, (begins, periods.in_force_since(case))))
    duties.close(visit, case, "notice")
    _give_up_the_review(matter, begins)
    ask_for_review(matter)
    if rules.ending_of(case) is None:
        ask_for_notice(matter)


def _give_up_the_review(matter: Matter, begins: date) -> None:
    """Before a body ruled the clause did: the next review is counted from the new term."""
    case, visit = matter.case, matter.visit
    review = rules.open_review(case)
    if review is None:
        return
    review.status, review.closed_at = Review.Status.CLOSED, visit.at
    review.save()
    duties.cancel(visit, case, *REVIEW_DUTIES)
    case.review, case.review_by_hand = default_review(case, begins), False
