"""Nothing is edited away: annulling takes the declared step back (decision 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from agreements.models import Case, FormalDecision, Review, StatePeriod, Term
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.annulling import LATER, annul, record_of
from tests.workflows.stages import Town, duty, fresh, last_step, open_kinds, period, seen, state_of
from workflows import rulings
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.models import ExtraStop, RouteStop
from workflows.terms import withdraw_notice
from workflows.timed import take_due_steps


# ---------------------------------------------------------------- rulings
def test_an_annulled_approval_goes_back_as_the_step_found_it(
    assessed: Case, town: Town, secretary2: User
) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))
    town.approve(assessed)
    approval = last_step(assessed)

    annul(assessed, approval, secretary2)

    assert state_of(assessed) == "assessed"
    assert open_kinds(assessed) == {"rule"}
    assert duty(assessed, "rule").about == "The municipal council"
    ruling = approval.ruling
    assert ruling is not None
    ruling.refresh_from_db()
    assert ruling.annulled_at == LATER
    assert FormalDecision.objects.get(pk=ruling.decision_id).annulled_at == LATER
    record = last_step(assessed)
    assert (record.annuls, record.by, record.reason) == (approval, secretary2, "Forkert sag")
    assert period(assessed, "assessed") == (TODAY, None)
    assert StatePeriod.objects.get(case=assessed, state="approved").annulled_at == LATER


def test_it_is_recorded_anew_and_both_stay_visible(
    approved: Case, town: Town, secretary2: User
) -> None:
    annul(approved, last_step(approved), secretary2)

    town.rule(approved, town.council, "approved", number="13")

    assert state_of(approved) == "approved"
    assert approved.rulings.count() == 3
    assert approved.rulings.filter(annulled_at=None).count() == 2


def test_the_same_number_may_be_recorded_again(
    assessed: Case, town: Town, secretary2: User
) -> None:
    town.rule(assessed, town.committee, "deferred", number="7")
    annul(assessed, last_step(assessed), secretary2)

    town.rule(assessed, town.committee, "recommended", number="7")

    assert FormalDecision.objects.filter(body=town.committee, number="7").count() == 2


def test_a_second_person_must_annul(approved: Case, town: Town, secretary2: User) -> None:
    with pytest.raises(NotPermitted, match="second person"):
        annul(approved, last_step(approved), town.secretary)
    with pytest.raises(NotPermitted):
        annul(approved, last_step(approved), town.officer)


def test_an_annulment_has_a_reason(approved: Case, secretary2: User) -> None:
    with pytest.raises(NotPossible, match="reason"):
        annul(approved, last_step(approved), secretary2, reason=" ")


def test_it_is_annulled_once(approved: Case, secretary2: User) -> None:
    approval = last_step(approved)
    annul(approved, approval, secretary2)

    with pytest.raises(NotPossible, match="annulled already"):
        annul(approved, approval, secretary2)


def test_what_something_depends_on_is_not_annulled(
    approved: Case, town: Town, secretary2: User
) -> None:
    recommendation = record_of(approved, "rule")
    with pytest.raises(NotPossible, match="moved on"):
        annul(approved, recommendation, secretary2)

    annul(approved, record_of(approved, "approve"), secretary2)
    annul(approved, recommendation, secretary2)

    assert state_of(approved) == "assessed"
    with pytest.raises(NotPossible, match="First The finance committee"):
        town.rule(approved, town.council, "approved")


def test_a_later_ruling_depends_on_the_one_before_it(
    assessed: Case, town: Town, secretary2: User
) -> None:
    town.rule(assessed, town.committee, "recommended")
    recommendation = last_step(assessed)
    town.rule(assessed, town.council, "deferred")

    with pytest.raises(NotPossible, match="moved on"):
        annul(assessed, recommendation, secretary2)


def test_a_rejection_can_be_annulled(assessed: Case, town: Town, secretary2: User) -> None:
    town.rule(assessed, town.committee, "not_approved", conditions="Nej")

    annul(assessed, last_step(assessed), secretary2)

    assert state_of(assessed) == "assessed"


def test_the_council_leaves_the_route_with_the_ruling_that_added_it(
    assessed: Case, town: Town, secretary2: User
) -> None:
    RouteStop.objects.get(route__is_light=False, body=town.council).delete()
    town.rule(assessed, town.committee, "to_council")

    annul(assessed, last_step(assessed), secretary2)

    assert not ExtraStop.objects.exists()


def test_a_delegates_decision_is_annulled_by_a_second_delegate(
    approved: Case, nuuk: Municipality, culture: Unit, town: Town, person: Callable[..., User]
) -> None:
    Case.objects.filter(pk=approved.pk).update(state="assessed", handling="simple", round=9)
    RouteStop.objects.filter(route__handling="simple").update(role="head")
    first = person("head", municipality=nuuk, unit=culture)
    second = person("head", municipality=nuuk, unit=culture)
    decision = rulings.decide(approved, "approved", by=first, at=NOW, seen=seen(approved))

    annul(approved, decision, second)

    assert state_of(approved) == "assessed"


def test_only_rulings_signatures_and_ends_are_annulled(
    active: Case, town: Town, secretary2: User
) -> None:
    for step in ("propose", "assess", "activate"):
        with pytest.raises(NotPossible, match="Only a recorded ruling, signature or end"):
            annul(active, record_of(active, step), secretary2)


# ---------------------------------------------------------------- reviews and endings
def test_an_annulled_renewal_opens_the_review_again(
    under_review: Case, town: Town, secretary2: User
) -> None:
    window = under_review.review
    town.evaluate(under_review)
    town.approve(under_review)

    annul(under_review, record_of(under_review, "renew"), secretary2)

    case = fresh(under_review)
    assert (case.state, case.review) == ("under_review", window)
    assert Review.objects.get(case=case).status == "open"
    assert Term.objects.filter(case=case).count() == 1
    assert "review_ruling" in open_kinds(case)
    town.rule(case, town.council, "approved", number="14")
    assert state_of(case) == "renewed"


def test_an_annulled_ending_lets_it_go_on(under_review: Case, town: Town, secretary2: User) -> None:
    town.evaluate(under_review, "end")
    town.rule(under_review, town.committee, "recommended")
    town.rule(under_review, town.council, "approved", ends=date(2026, 12, 31))

    annul(under_review, record_of(under_review, "terminate"), secretary2)

    assert not hasattr(fresh(under_review), "ending")
    assert Review.objects.get(case=under_review).status == "open"


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("days", [0, 30])
def test_a_notice_recorded_by_mistake_is_annulled_also_after_it_took_effect(
    under_review: Case, town: Town, person: Callable[..., User], days: int
) -> None:
    before = open_kinds(under_review)
    record = town.receive_notice(under_review, effective=TODAY + timedelta(days=days))
    later = NOW + timedelta(days=days)
    take_due_steps(at=later)
    assert state_of(under_review) == "terminated"
    with pytest.raises(NotPermitted, match="second person"):
        annul(under_review, record, town.officer)
    second = person("officer", municipality=under_review.owner, name="second")

    annul(under_review, record, second, at=later + timedelta(days=1))

    assert state_of(under_review) == "under_review"
    assert open_kinds(under_review) == before
    assert Review.objects.get(case=under_review).status == "open"
    assert not hasattr(fresh(under_review), "ending")
    assert list(Case.objects.in_force_on(TODAY + timedelta(days=31))) == [under_review]
    with pytest.raises(NotPossible, match="annulled already"):
        annul(under_review, record, second)


@pytest.mark.requirement("R-074")
def test_an_annulled_end_gives_way_to_the_one_recorded_before(
    active: Case, town: Town, secretary2: User
) -> None:
    first = town.end(active, TODAY + timedelta(days=300))
    second = town.end(active, TODAY + timedelta(days=30), at=NOW + timedelta(hours=1))
    with pytest.raises(NotPossible, match="recorded anew"):
        annul(active, first, secretary2)

    annul(active, second, secretary2)

    assert fresh(active).ending.effective_date == TODAY + timedelta(days=300)
    annul(active, first, secretary2)
    assert not hasattr(fresh(active), "ending")


def test_a_notice_that_was_taken_back_is_not_annulled_as_well(
    active: Case, town: Town, secretary2: User
) -> None:
    record = town.receive_notice(active, effective=TODAY + timedelta(days=30))
    withdraw_notice(active, reason="Fejl", by=town.officer, at=LATER, seen=seen(active))
    town.receive_notice(active, effective=TODAY + timedelta(days=60), at=LATER)

    with pytest.raises(NotPossible, match="taken back or recorded anew"):
        annul(active, record, secretary2)


@pytest.mark.requirement("R-074")
def test_a_notice_still_to_take_effect_is_taken_back_and_not_annulled(
    active: Case, town: Town, secretary2: User
) -> None:
    """One way only; the ruling that ended it before stands again."""
    first = town.end(active, TODAY + timedelta(days=300))
    record = town.receive_notice(active, effective=TODAY + timedelta(days=30), at=LATER)
    with pytest.raises(NotPossible, match="take it back instead"):
        annul(active, record, secretary2)

    withdraw_notice(active, reason="Fejl", by=town.officer, at=LATER, seen=seen(active))

    assert fresh(active).ending.effective_date == TODAY + timedelta(days=300)
    assert fresh(active).ending.recorded_at == first.at
    annul(active, first, secretary2)
    assert not hasattr(fresh(active), "ending")
