"""Reviews: when work begins, what is asked, how it ends (lifecycles.md, from start_review on)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Kind, Meeting, Review, Term
from agreements.next_term import NextTerm
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    AUGUST_2024,
    Town,
    duty,
    fresh,
    last_step,
    noon,
    open_kinds,
    seen,
    state_of,
)
from workflows import reviews, rulings, timed
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.registering import register
from workflows.visit import Automaton


# ---------------------------------------------------------------- when it starts
@pytest.mark.acceptance("P06")
@pytest.mark.requirement("R-043")
def test_work_begins_180_days_before_the_first_day_of_the_window(of_2019: Case) -> None:
    assert timed.take_due_steps(at=noon(2024, 2, 2))["start_review"] == 0
    assert timed.take_due_steps(at=noon(2024, 2, 3))["start_review"] == 1

    assert state_of(of_2019) == "under_review"
    record = last_step(of_2019)
    assert (record.automaton, record.cause) == ("review", "its lead time has begun")


@pytest.mark.acceptance("P06")
@pytest.mark.requirement("R-043")
def test_the_window_is_the_due_date_of_the_ruling(of_2019: Case) -> None:
    timed.take_due_steps(at=noon(2024, 2, 3))

    ruling = duty(of_2019, "review_ruling")
    assert ruling.due == AUGUST_2024
    assert ruling.due is not None
    assert (ruling.due.earliest, ruling.due.latest) == (date(2024, 8, 1), date(2024, 8, 31))
    assert not ruling.due.overdue_on(date(2024, 8, 31))
    assert ruling.due.overdue_on(date(2024, 9, 1))
    assert ruling.due.earliest - timedelta(days=90) == date(2024, 5, 3)


def test_the_lead_time_is_the_kinds(of_2019: Case) -> None:
    Kind.objects.filter(code="sister_city").update(review_lead_days=30)

    assert timed.take_due_steps(at=noon(2024, 7, 1))["start_review"] == 0
    assert timed.take_due_steps(at=noon(2024, 7, 2))["start_review"] == 1


def test_a_review_begins_also_when_nobody_looked_and_only_once(of_2019: Case) -> None:
    assert timed.take_due_steps(at=noon(2025, 1, 1))["start_review"] == 1
    assert timed.take_due_steps(at=noon(2025, 1, 2))["start_review"] == 0
    assert Review.objects.filter(case=of_2019).count() == 1


def test_people_may_start_it_earlier(of_2019: Case, town: Town) -> None:
    take("start_review", of_2019, by=town.secretary, at=noon(2022, 1, 1), seen=seen(of_2019))

    assert state_of(of_2019) == "under_review"
    assert Review.objects.get(case=of_2019).window == AUGUST_2024


# ---------------------------------------------------------------- what is asked
def test_days_count_back_from_the_last_meetings_that_reach_the_window(
    of_2019: Case, town: Town
) -> None:
    """The council must still meet in August, and the committee before its agenda closes."""
    for body, day, closes in (
        (town.committee, date(2024, 6, 11), date(2024, 6, 3)),
        (town.committee, date(2024, 8, 13), date(2024, 8, 5)),
        (town.committee, date(2024, 8, 27), date(2024, 8, 19)),
        (town.council, date(2024, 8, 28), date(2024, 8, 20)),
        (town.council, date(2024, 9, 25), date(2024, 9, 17)),
    ):
        Meeting.objects.create(body=body, date=day, agenda_closes_date=closes)

    timed.take_due_steps(at=noon(2024, 2, 3))

    closes = date(2024, 8, 5)
    assert duty(of_2019, "review_memo").due == PartialDate.day(closes)
    assert duty(of_2019, "review_evaluation").due == PartialDate.day(closes - timedelta(days=21))
    asked = duty(of_2019, "review_input")
    assert asked.due == PartialDate.day(closes - timedelta(days=42))
    assert asked.subject == "Gentofte Kommune"


def test_without_such_a_meeting_all_is_due_with_the_window(of_2019: Case) -> None:
    timed.take_due_steps(at=noon(2024, 2, 3))

    for kind in ("review_input", "review_evaluation", "review_memo", "review_ruling"):
        assert duty(of_2019, kind).due == AUGUST_2024


def test_input_evaluation_and_memo_close_their_duties(under_review: Case, town: Town) -> None:
    theirs = under_review.participations.get(party__name="Gentofte Kommune")
    reviews.give_input(
        under_review,
        theirs,
        "Vi vil gerne fortsætte",
        received=PartialDate.day(TODAY),
        by=town.officer,
        at=NOW,
        seen=seen(under_review),
    )
    assert "review_input" not in open_kinds(under_review)

    town.evaluate(under_review, done=False)
    assert "review_evaluation" in open_kinds(under_review)
    town.evaluate(under_review)
    assert "review_evaluation" not in open_kinds(under_review)

    take("submit_memo", under_review, by=town.officer, at=NOW, seen=seen(under_review))
    assert open_kinds(under_review) == {"review_ruling", "send_decision"}


def test_a_review_that_starts_late_leaves_time_to_answer_for_annexes(
    active: Case, town: Town
) -> None:
    annex = open_case(
        NewCase(
            title="Kultur",
            unit=active.unit,
            agreement=active.agreement,
            follows_agreement=True,
        ),
        owner=active.owner,
        by=town.officer,
        at=NOW,
    )
    Case.objects.filter(pk=annex.pk).update(state="active")
    active.review = AUGUST_2024
    active.save()

    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))

    assert duty(annex, "still_alive").due == PartialDate.day(TODAY + timedelta(days=30))
    assert duty(active, "review_ruling").due == AUGUST_2024


def test_annex_initiatives_are_asked_about_at_each_review(active: Case, town: Town) -> None:
    initiative = open_case(
        NewCase(
            title="Kultur",
            unit=active.unit,
            agreement=active.agreement,
            follows_agreement=True,
        ),
        owner=active.owner,
        by=town.officer,
        at=NOW,
    )
    register(initiative, "active", by=Automaton("import"), at=NOW, since=TODAY)

    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    assert open_kinds(initiative) == {"still_alive"}
    take("update", initiative, by=town.officer, at=NOW, seen=seen(initiative))
    assert open_kinds(initiative) == set()


# ---------------------------------------------------------------- continue, renew, amend, end
def test_nobody_rules_finally_on_a_draft_of_the_evaluation(under_review: Case, town: Town) -> None:
    town.evaluate(under_review, done=False)
    town.rule(under_review, town.committee, "recommended")  # a committee may

    with pytest.raises(NotPossible, match="evaluation is not done"):
        town.rule(under_review, town.council, "approved", number="9")


def test_a_renewal_tells_the_realised_benefit(under_review: Case, town: Town) -> None:
    town.evaluate(under_review, benefits=False)
    town.rule(under_review, town.committee, "recommended")

    with pytest.raises(NotPossible, match="benefit that came"):
        town.rule(under_review, town.council, "approved")


def test_a_renewal_begins_the_next_term_with_its_review(under_review: Case, town: Town) -> None:
    town.evaluate(under_review, next_review=PartialDate.month(2034, 3))
    town.approve(under_review)

    case = fresh(under_review)
    assert case.state == "renewed"
    assert case.review == PartialDate.month(2034, 3)
    assert duty(case, "review").due == PartialDate.month(2034, 3)
    assert open_kinds(case) == {"review", "send_decision"}
    assert Review.objects.get(case=case).status == "closed"
    first, second = Term.objects.filter(case=case)
    assert (second.number, second.start, second.end) == (2, PartialDate.day(TODAY), None)
    assert first.end is None


def test_a_fixed_term_is_renewed_to_a_day_from_the_end_of_the_last(
    under_review: Case, town: Town
) -> None:
    term = under_review.terms.get()
    term.basis, term.end = Term.Basis.FIXED, PartialDate.day(date(2026, 12, 31))
    term.save()
    town.evaluate(under_review)
    town.rule(under_review, town.committee, "recommended")
    with pytest.raises(NotPossible, match="when the next term ends"):
        town.rule(under_review, town.council, "approved")

    town.evaluate(under_review, next_term=NextTerm(end=PartialDate.day(date(2030, 12, 31))))
    town.rule(under_review, town.council, "approved")

    second = under_review.terms.get(number=2)
    assert second.start == PartialDate.day(date(2027, 1, 1))
    assert second.end == PartialDate.day(date(2030, 12, 31))


@pytest.mark.requirement("R-067")
def test_a_renewal_asks_for_no_new_gate(active: Case, town: Town) -> None:
    """An imported agreement was never assessed here; its renewal is ruled on all the same."""
    active.assessment_parts.all().delete()
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    town.evaluate(active)

    town.approve(active)

    assert state_of(active) == "renewed"


def test_unchanged_takes_the_light_route_with_orientation(under_review: Case, town: Town) -> None:
    town.evaluate(under_review, "unchanged")

    rulings.decide(under_review, "approved", by=town.secretary, at=NOW, seen=seen(under_review))

    case = fresh(under_review)
    assert case.state == "active"
    assert case.review == PartialDate.month(2034, 3)
    assert duty(case, "orientation").about == "The finance committee"
    assert duty(case, "orientation").due == PartialDate.day(date(2026, 3, 17))
    assert Term.objects.filter(case=case).count() == 1


def test_who_proposed_it_does_not_continue_it_as_delegate(under_review: Case, town: Town) -> None:
    Case.objects.filter(pk=under_review.pk).update(proposed_by=town.secretary)
    town.evaluate(under_review, "unchanged")

    with pytest.raises(NotPermitted, match="your own proposal"):
        rulings.decide(under_review, "approved", by=town.secretary, at=NOW, seen=seen(under_review))


def test_unchanged_in_a_later_term_is_renewed(under_review: Case, town: Town) -> None:
    Term.objects.create(case=under_review, number=2)
    town.evaluate(under_review, "unchanged")

    rulings.decide(under_review, "approved", by=town.secretary, at=NOW, seen=seen(under_review))

    assert state_of(under_review) == "renewed"


def test_without_a_next_window_somebody_says_why(under_review: Case, town: Town) -> None:
    town.evaluate(under_review, "unchanged")
    Review.objects.filter(case=under_review).update(
        next_review_from=None, next_review_until=None, next_review_precision=""
    )

    with pytest.raises(NotPossible, match="next review"):
        rulings.decide(under_review, "approved", by=town.secretary, at=NOW, seen=seen(under_review))


@pytest.mark.requirement("R-074")
def test_amending_leaves_it_under_review(under_review: Case, town: Town) -> None:
    take("amend", under_review, by=town.officer, at=NOW, seen=seen(under_review))

    assert state_of(under_review) == "under_review"
    assert Review.objects.get(case=under_review).status == "open"


@pytest.mark.requirement("R-074")
def test_an_amendment_in_force_supersedes_nothing(active: Case, town: Town) -> None:
    amendment = open_case(
        NewCase(
            title="Tillæg",
            kind=active.agreement.kind,
            unit=active.unit,
            parties=[p.party for p in active.participations.all()],
            amends=active.agreement,
        ),
        owner=active.owner,
        by=town.officer,
        at=NOW,
    )
    for participation in amendment.participations.all():
        participation.signatories.create(title="Borgmester")

    town.to_active(amendment)

    assert (state_of(amendment), state_of(active)) == ("active", "active")
    assert list(active.agreement.amendments.all()) == [amendment.agreement]


@pytest.mark.requirement("R-074")
def test_a_review_may_end_it_on_a_day(under_review: Case, town: Town) -> None:
    town.evaluate(under_review, "end")
    town.rule(under_review, town.committee, "recommended")
    with pytest.raises(NotPossible, match="when it takes effect"):
        town.rule(under_review, town.council, "approved")

    town.rule(under_review, town.council, "approved", ends=date(2026, 12, 31))

    case = fresh(under_review)
    assert case.state == "active"
    assert (case.ending.decided_date, case.ending.effective_date) == (TODAY, date(2026, 12, 31))
    assert Review.objects.get(case=case).status == "closed"
    assert open_kinds(case) == {"send_decision"}
    assert timed.take_due_steps(at=noon(2026, 12, 31))["terminate"] == 1
    assert state_of(case) == "terminated"


def test_a_review_not_approved_stays_and_is_asked_for_again(under_review: Case, town: Town) -> None:
    town.evaluate(under_review)

    town.rule(under_review, town.committee, "not_approved", conditions="Skriv mere")

    assert state_of(under_review) == "under_review"
    assert duty(under_review, "rule").about == "The finance committee"
