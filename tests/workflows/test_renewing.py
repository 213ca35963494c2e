"""How does it hold after a review renews it: as it did, or as the evaluation says (R-074)?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Review
from agreements.next_term import NextTerm
from people.models import User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    duty,
    fresh,
    last_step,
    noon,
    open_kinds,
    seen,
    state_of,
)
from tests.workflows.test_terms import clause
from workflows import timed
from workflows.annulments import annul
from workflows.cases import edit
from workflows.drafting import write_term
from workflows.errors import NotPossible
from workflows.visit import Visit

END = date(2026, 12, 31)


@pytest.fixture
def reviewed(draft: Case, town: Town) -> Case:
    """Until the end of 2026, renewed yearly, three months' notice; under review."""

    def write(visit: Visit) -> None:
        write_term(visit.case, clause())

    edit(draft, write, by=town.officer, at=NOW, seen=seen(draft))
    return town.to_review(draft)


def terms_of(case: Case) -> list[tuple[str, date | None, date | None, date | None]]:
    return [
        (
            term.basis,
            term.start.latest if term.start else None,
            term.end.latest if term.end else None,
            term.notice_by_date,
        )
        for term in case.terms.order_by("number")
    ]


FIRST = ("self_renewing", TODAY, END, date(2026, 9, 30))


# ---------------------------------------------------------------- it goes on with its clause
@pytest.mark.requirement("R-074")
def test_a_renewed_clause_goes_on_with_its_days_and_its_notice(reviewed: Case, town: Town) -> None:
    town.evaluate(reviewed)
    town.approve(reviewed)

    assert state_of(reviewed) == "renewed"
    second = ("self_renewing", date(2027, 1, 1), date(2027, 12, 31), date(2027, 9, 30))
    assert terms_of(reviewed) == [FIRST, second]
    assert duty(reviewed, "notice").due == PartialDate.day(date(2027, 9, 30))
    assert timed.take_due_steps(at=noon(2027, 1, 1)).total() == 0
    assert timed.take_due_steps(at=noon(2028, 1, 1))["renew_tacitly"] == 1
    third = ("self_renewing", date(2028, 1, 1), date(2028, 12, 31), date(2028, 9, 30))
    assert terms_of(reviewed) == [FIRST, second, third]
    assert duty(reviewed, "notice").due == PartialDate.day(date(2028, 9, 30))


def test_the_clause_may_change_with_the_renewal(reviewed: Case, town: Town) -> None:
    said = NextTerm(
        basis="self_renewing",
        end=PartialDate.day(date(2030, 6, 30)),
        renewal_months=24,
        notice_months=6,
    )
    town.evaluate(reviewed, next_term=said)
    town.approve(reviewed)

    timed.take_due_steps(at=noon(2030, 7, 1))

    assert terms_of(reviewed)[1:] == [
        ("self_renewing", date(2027, 1, 1), date(2030, 6, 30), date(2029, 12, 30)),
        ("self_renewing", date(2030, 7, 1), date(2032, 6, 30), date(2031, 12, 30)),
    ]


@pytest.mark.parametrize("basis", ["fixed", "open"])
def test_a_renewal_may_end_the_clause(reviewed: Case, town: Town, basis: str) -> None:
    end = PartialDate.day(date(2028, 12, 31)) if basis == "fixed" else None
    town.evaluate(reviewed, next_term=NextTerm(basis=basis, end=end))
    town.approve(reviewed)

    last = end.latest if end else None
    assert terms_of(reviewed)[1] == (basis, date(2027, 1, 1), last, None)
    assert "notice" not in open_kinds(reviewed)
    taken = timed.take_due_steps(at=noon(2029, 1, 1))
    assert (taken["expire"], taken["renew_tacitly"]) == (1 if end else 0, 0)


def test_a_fixed_term_is_renewed_until_further_notice(under_review: Case, town: Town) -> None:
    under_review.terms.update(
        basis="fixed", end_from=END, end_until=END, end_precision="day", end_text=""
    )
    town.evaluate(under_review, next_term=NextTerm(basis="open"))
    town.approve(under_review)

    assert terms_of(under_review)[1] == ("open", date(2027, 1, 1), None, None)
    assert timed.take_due_steps(at=noon(2027, 6, 1))["expire"] == 0
    assert state_of(under_review) == "renewed"


def test_a_term_until_further_notice_gets_a_clause(under_review: Case, town: Town) -> None:
    end = PartialDate.day(date(2028, 2, 29))
    town.evaluate(under_review, next_term=NextTerm(basis="self_renewing", end=end))
    town.rule(under_review, town.committee, "recommended")
    with pytest.raises(NotPossible, match="how many months it renews itself"):
        town.rule(under_review, town.council, "approved")
    said = NextTerm(basis="self_renewing", end=end, renewal_months=12, notice_months=1)
    town.evaluate(under_review, next_term=said)
    town.rule(under_review, town.council, "approved")

    assert terms_of(under_review)[1] == (
        "self_renewing",
        TODAY,
        date(2028, 2, 29),
        date(2028, 1, 29),
    )
    assert duty(under_review, "notice").due == PartialDate.day(date(2028, 1, 29))


def test_a_renewal_that_is_annulled_asks_for_the_old_notice(
    reviewed: Case, town: Town, secretary2: User
) -> None:
    town.evaluate(reviewed)
    town.approve(reviewed)

    annul(
        reviewed,
        last_step(reviewed),
        reason="Forkert sag",
        by=secretary2,
        at=NOW,
        seen=seen(reviewed),
    )

    assert terms_of(reviewed) == [FIRST]
    assert state_of(reviewed) == "under_review"
    assert duty(reviewed, "notice").due == PartialDate.day(date(2026, 9, 30))


# ---------------------------------------------------------------- days that have passed
def test_an_end_before_the_next_term_begins_is_refused(reviewed: Case, town: Town) -> None:
    for basis, end in (("fixed", END), ("fixed", date(2020, 1, 1)), ("self_renewing", END)):
        said = NextTerm(basis=basis, end=PartialDate.day(end), renewal_months=12)
        for done in (True, False):
            with pytest.raises(NotPossible, match="The next term begins on"):
                town.evaluate(reviewed, next_term=said, done=done)

    assert Review.objects.get(case=reviewed).evaluation == ""


def test_an_end_that_no_longer_follows_when_it_is_ruled_on_is_refused(
    reviewed: Case, town: Town
) -> None:
    """The term changed meanwhile, as by an amendment."""
    end = PartialDate.day(date(2027, 6, 30))
    town.evaluate(reviewed, next_term=NextTerm(basis="fixed", end=end))
    town.rule(reviewed, town.committee, "recommended")
    term = reviewed.terms.get()
    term.end = end
    term.save()

    with pytest.raises(NotPossible, match="The next term begins on"):
        town.rule(reviewed, town.council, "approved")

    assert reviewed.terms.count() == 1


@pytest.mark.parametrize("recommendation", ["renew", "unchanged"])
def test_a_window_that_has_passed_is_refused(
    under_review: Case, town: Town, recommendation: str
) -> None:
    with pytest.raises(NotPossible, match="next review has passed"):
        town.evaluate(under_review, recommendation, next_review=PartialDate.month(2019, 3))
    this_month = PartialDate.month(TODAY.year, TODAY.month)
    town.evaluate(under_review, recommendation, next_review=this_month)

    at = NOW + timedelta(days=60)
    town.rule(under_review, town.committee, "recommended", at=at)
    with pytest.raises(NotPossible, match="next review has passed"):
        town.rule(under_review, town.council, "approved", at=at)

    assert fresh(under_review).state == "under_review"
