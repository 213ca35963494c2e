"""Ended and closed: on its day, by whose decision, with what follows (lifecycles.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Ending, Review
from agreements.states import State
from people.models import User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    duty,
    fresh,
    last_step,
    noon,
    open_kinds,
    period,
    seen,
    state_of,
)
from workflows import fulfilling, rulings, timed
from workflows.annulments import annul
from workflows.door import take
from workflows.endings import record_ending
from workflows.errors import NotPermitted, NotPossible
from workflows.rulings import Minutes
from workflows.terms import withdraw_notice


# ---------------------------------------------------------------- terminate
def test_it_stays_in_force_until_the_day_it_ends(active: Case, town: Town) -> None:
    town.end(active, date(2026, 9, 30))

    assert state_of(active) == "active"
    assert "review" not in open_kinds(active)
    assert timed.take_due_steps(at=noon(2026, 9, 29))["terminate"] == 0
    assert timed.take_due_steps(at=noon(2026, 9, 30))["terminate"] == 1

    assert state_of(active) == "terminated"
    assert period(active, "active") == (TODAY, date(2026, 9, 30))
    assert period(active, "terminated") == (date(2026, 9, 30), None)
    record = last_step(active)
    assert (record.automaton, record.cause) == ("ending", "the ending takes effect")


def test_it_ends_on_its_true_day_also_when_nobody_looked(active: Case, town: Town) -> None:
    town.end(active, date(2026, 9, 30))

    assert timed.take_due_steps(at=noon(2026, 11, 5))["terminate"] == 1
    assert timed.take_due_steps(at=noon(2026, 11, 6))["terminate"] == 0

    assert period(active, "terminated") == (date(2026, 9, 30), None)
    assert last_step(active).effective_date == date(2026, 9, 30)
    assert not Case.objects.in_force_on(date(2026, 9, 30)).exists()
    assert list(Case.objects.in_force_on(date(2026, 9, 29))) == [active]


def test_an_ending_today_ends_it_at_once_and_asks_for_the_last_report(
    active: Case, town: Town
) -> None:
    town.end(active, TODAY)
    take("send_decision", active, by=town.officer, at=NOW, seen=seen(active))

    assert state_of(active) == "terminated"
    assert open_kinds(active) == {"after_end"}
    assert duty(active, "after_end").due == PartialDate.day(TODAY + timedelta(days=90))


def test_the_open_review_closes_with_it(under_review: Case, town: Town) -> None:
    town.end(under_review, TODAY)

    assert Review.objects.get(case=under_review).status == "closed"
    assert "review_ruling" not in open_kinds(under_review)


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("way", ["end", "receive_notice"])
def test_what_ends_on_a_day_to_come_is_not_reviewed(
    under_review: Case, town: Town, person: Callable[..., User], way: str
) -> None:
    """It goes back into its term, and nobody starts another review; taken back it is reviewed."""
    before, day = open_kinds(under_review), date(2026, 12, 31)
    record = getattr(town, way)(under_review, effective=day)

    assert state_of(under_review) == "active"
    with pytest.raises(NotPossible, match="It ends on 31 December 2026"):
        take("start_review", under_review, by=town.officer, at=NOW, seen=seen(under_review))

    if way == "end":
        second = person("secretariat", municipality=under_review.owner, name="second")
        annul(under_review, record, by=second, at=NOW, seen=seen(under_review), reason="Fejl")
    else:
        withdraw_notice(
            under_review, reason="Fejl", by=town.officer, at=NOW, seen=seen(under_review)
        )
    assert state_of(under_review) == "under_review"
    assert open_kinds(under_review) == before
    assert Review.objects.get(case=under_review).status == "open"


def test_a_suspended_case_can_be_ended(active: Case, town: Town) -> None:
    town.rest(active, "suspend")
    town.end(active, TODAY + timedelta(days=10))
    assert state_of(active) == "suspended"

    timed.take_due_steps(at=NOW + timedelta(days=10))
    assert state_of(active) == "terminated"


@pytest.mark.requirement("R-074")
def test_our_own_end_carries_the_ruling_of_who_decides(active: Case, town: Town) -> None:
    facts: dict[str, Any] = {"effective": TODAY, "reason": "Prøve", "at": NOW}
    for by, minutes, refusal, words in (
        (town.secretary, None, NotPossible, "body, date and number"),
        (town.secretary, Minutes(body=town.committee, date=TODAY), NotPossible, "decides this"),
        (town.officer, Minutes(body=town.council, date=TODAY), NotPermitted, "secretariat"),
    ):
        with pytest.raises(refusal, match=words):
            record_ending(active, minutes, by=by, seen=seen(active), notice=TODAY, **facts)
    assert not Ending.objects.exists()

    minutes = Minutes(body=town.council, date=TODAY, number="147")
    record = record_ending(active, minutes, by=town.secretary, seen=seen(active), **facts)

    assert record.ruling.decision.number == "147"
    assert record.ruling.conditions == "Prøve"
    assert Ending.objects.get(case=active).decided_date == TODAY
    assert "send_decision" in open_kinds(active)
    assert state_of(active) == "terminated"


@pytest.mark.requirement("R-074")
def test_a_delegate_ends_what_the_delegate_decided(simple: Case, town: Town) -> None:
    rulings.decide(simple, "approved", by=town.secretary, at=NOW, seen=seen(simple))
    Case.objects.filter(pk=simple.pk).update(takes_effect="given_date")
    take("activate", simple, by=town.officer, at=NOW, seen=seen(simple))
    facts: dict[str, Any] = {"effective": TODAY, "reason": "Slut", "at": NOW}
    with pytest.raises(NotPermitted, match="delegate"):
        record_ending(simple, by=town.officer, seen=seen(simple), **facts)

    record = record_ending(simple, by=town.secretary, seen=seen(simple), **facts)

    assert record.ruling.decision.delegate == town.secretary
    assert Ending.objects.get(case=simple).decided_date == TODAY


def test_an_officer_records_the_notice_of_a_party_and_decides_nothing(
    active: Case, town: Town
) -> None:
    record = town.receive_notice(active, effective=date(2026, 9, 30), reason="Brev 14")

    assert Ending.objects.get(case=active).notice_date == TODAY
    assert (record.ruling, record.about, record.reason) == (None, "Gentofte Kommune", "Brev 14")
    assert timed.take_due_steps(at=noon(2026, 9, 30))["terminate"] == 1


def test_without_the_facts_nothing_ends(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="decided, the notice"):
        take("terminate", active, by=town.secretary, at=NOW, seen=seen(active))


# ---------------------------------------------------------------- close
def test_a_case_is_closed_when_nothing_is_due_any_more(active: Case, town: Town) -> None:
    town.end(active, TODAY)
    take("send_decision", active, by=town.officer, at=NOW, seen=seen(active))
    with pytest.raises(NotPossible, match="still to be done"):
        take("close", active, by=town.secretary, at=NOW, seen=seen(active), reason="Alt er gjort")

    fulfilling.fulfil(
        active,
        duty(active, "after_end"),
        text="Regnskab afleveret",
        happened=PartialDate.day(TODAY),
        by=town.officer,
        at=NOW,
        seen=seen(active),
    )
    take("close", active, by=town.secretary, at=NOW, seen=seen(active), reason="Alt er gjort")

    assert fresh(active).is_closed
    assert state_of(active) == "terminated"
    with pytest.raises(NotPossible, match="closed already"):
        take("close", active, by=town.secretary, at=NOW, seen=seen(active), reason="Alt er gjort")


@pytest.mark.parametrize("state", [State.DRAFT, State.ACTIVE, State.SUSPENDED])
def test_only_an_ended_case_is_closed(draft: Case, town: Town, state: str) -> None:
    Case.objects.filter(pk=draft.pk).update(state=state)

    with pytest.raises(NotPossible):
        take("close", draft, by=town.secretary, at=NOW, seen=seen(draft), reason="Alt er gjort")


def test_a_duty_of_a_step_is_not_ticked_off_by_hand(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="by the step"):
        fulfilling.fulfil(
            active,
            duty(active, "review"),
            text="Gjort",
            happened=PartialDate.day(TODAY),
            by=town.officer,
            at=NOW,
            seen=seen(active),
        )
