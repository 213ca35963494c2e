"""Suspended, ended, expired, renewed by its clause, closed (lifecycles.md, from suspend on)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Ending, Kind, Participation, Review, Term
from agreements.states import State
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    duty,
    fresh,
    last_step,
    open_kinds,
    period,
    seen,
    state_of,
)
from workflows import fulfilling, rulings, timed
from workflows.annulments import annul
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.endings import record_ending
from workflows.errors import NotPermitted, NotPossible
from workflows.registering import register
from workflows.rulings import Minutes
from workflows.terms import withdraw_notice
from workflows.visit import Automaton, Visit


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC)


def in_force(
    nuuk: Municipality, kind: Kind, unit: Unit, *, since: date = date(2020, 1, 1), **term: object
) -> Case:
    """An agreement as it stands, with its first term."""
    case = open_case(
        NewCase(title="Aftale", kind=kind, unit=unit), owner=nuuk, by=Automaton("import"), at=NOW
    )

    def fill(visit: Visit) -> None:
        Term.objects.create(case=case, start=since, **term)
        visit.case.no_review_reason = "Prøves ved fornyelsen"

    register(case, "active", by=Automaton("import"), at=NOW, since=since, fill=fill)
    return fresh(case)


# ---------------------------------------------------------------- suspend and resume
def suspend(case: Case, town: Town) -> None:
    town.rest(case, "suspend")


def resume(case: Case, town: Town) -> None:
    town.rest(case, "resume", reason="Fred")


def test_suspending_asks_for_a_reason(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="reason"):
        town.rest(active, "suspend", reason=" ")


@pytest.mark.requirement("R-066")
def test_suspending_and_resuming_carry_the_ruling(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="body, date and number"):
        take("suspend", active, by=town.secretary, at=NOW, seen=seen(active), reason="Krig")

    suspended = town.rest(active, "suspend", number="17")
    resumed = town.rest(active, "resume", number="31")

    told = [
        (r.step, r.ruling.decision.body, r.ruling.decision.number) for r in (suspended, resumed)
    ]
    assert told == [("suspend", town.council, "17"), ("resume", town.council, "31")]
    assert suspended.ruling.decision.date == TODAY
    assert suspended.ruling.conditions == "Krig"


def test_only_who_decides_last_suspends(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="The municipal council decides this"):
        rulings.rest(
            "suspend",
            active,
            Minutes(body=town.committee, date=TODAY),
            reason="Krig",
            by=town.secretary,
            at=NOW,
            seen=seen(active),
        )


def test_a_delegate_suspends_on_the_authority_of_the_route(simple: Case, town: Town) -> None:
    rulings.decide(simple, "approved", by=town.secretary, at=NOW, seen=seen(simple))
    Case.objects.filter(pk=simple.pk).update(takes_effect="given_date")
    take("activate", simple, by=town.officer, at=NOW, seen=seen(simple))

    record = rulings.rest(
        "suspend", simple, None, reason="Krig", by=town.secretary, at=NOW, seen=seen(simple)
    )

    assert state_of(simple) == "suspended"
    assert record.ruling.decision.delegate == town.secretary
    assert record.ruling.decision.authority


def test_a_suspension_is_no_ruling_on_the_review_that_waits(under_review: Case, town: Town) -> None:
    """The council suspended and resumed it; it has still to rule on the review."""
    town.evaluate(under_review)
    suspend(under_review, town)
    resume(under_review, town)

    town.rule(under_review, town.committee, "recommended")

    assert state_of(under_review) == "under_review"
    assert duty(under_review, "rule").body == town.council


def test_an_annulled_suspension_is_taken_back(
    active: Case, town: Town, person: Callable[..., User]
) -> None:
    record = town.rest(active, "suspend")
    second = person("secretariat", municipality=active.owner, name="second")

    annul(active, record, by=second, at=NOW, seen=seen(active), reason="Fejl")

    assert state_of(active) == "active"
    assert list(Case.objects.in_force_on(TODAY)) == [active]


def test_resumed_in_its_first_term_it_is_active(active: Case, town: Town) -> None:
    suspend(active, town)
    assert state_of(active) == "suspended"
    assert not Case.objects.in_force().exists()

    resume(active, town)
    assert state_of(active) == "active"


def test_resumed_in_a_later_term_it_is_renewed(active: Case, town: Town) -> None:
    Term.objects.create(case=active, number=2)
    suspend(active, town)

    resume(active, town)

    assert state_of(active) == "renewed"


def test_resumed_while_a_review_was_open_it_is_under_review(under_review: Case, town: Town) -> None:
    suspend(under_review, town)
    assert Review.objects.get(case=under_review).status == "open"

    resume(under_review, town)

    assert state_of(under_review) == "under_review"


def test_reviews_rest_while_it_is_suspended(active: Case, town: Town) -> None:
    suspend(active, town)

    assert timed.take_due_steps(at=NOW.replace(year=2031))["start_review"] == 0
    assert state_of(active) == "suspended"


# ---------------------------------------------------------------- terminate
def test_it_stays_in_force_until_the_day_it_ends(active: Case, town: Town) -> None:
    town.end(active, date(2026, 9, 30))

    assert state_of(active) == "active"
    assert "review" not in open_kinds(active)
    assert timed.take_due_steps(at=noon(date(2026, 9, 29)))["terminate"] == 0
    assert timed.take_due_steps(at=noon(date(2026, 9, 30)))["terminate"] == 1

    assert state_of(active) == "terminated"
    assert period(active, "active") == (TODAY, date(2026, 9, 30))
    assert period(active, "terminated") == (date(2026, 9, 30), None)
    record = last_step(active)
    assert (record.automaton, record.cause) == ("ending", "the ending takes effect")


def test_it_ends_on_its_true_day_also_when_nobody_looked(active: Case, town: Town) -> None:
    town.end(active, date(2026, 9, 30))

    assert timed.take_due_steps(at=noon(date(2026, 11, 5)))["terminate"] == 1
    assert timed.take_due_steps(at=noon(date(2026, 11, 6)))["terminate"] == 0

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
    suspend(active, town)
    town.end(active, TODAY + timedelta(days=10))
    assert state_of(active) == "suspended"

    timed.take_due_steps(at=noon(TODAY + timedelta(days=10)))
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
    assert timed.take_due_steps(at=noon(date(2026, 9, 30)))["terminate"] == 1


def test_without_the_facts_nothing_ends(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="decided, the notice"):
        take("terminate", active, by=town.secretary, at=NOW, seen=seen(active))


# ---------------------------------------------------------------- terms
def test_a_fixed_term_expires_the_day_after_its_last(
    nuuk: Municipality, sister_city: Kind, culture: Unit
) -> None:
    case = in_force(
        nuuk, sister_city, culture, basis="fixed", end=PartialDate.day(date(2026, 6, 30))
    )

    assert timed.take_due_steps(at=noon(date(2026, 6, 30)))["expire"] == 0
    assert timed.take_due_steps(at=noon(date(2026, 7, 20)))["expire"] == 1

    assert state_of(case) == "expired"
    assert period(case, "expired") == (date(2026, 7, 1), None)


def test_a_term_to_a_month_ends_with_its_last_day(
    nuuk: Municipality, sister_city: Kind, culture: Unit
) -> None:
    case = in_force(nuuk, sister_city, culture, basis="fixed", end=PartialDate.month(2026, 6))

    timed.take_due_steps(at=noon(date(2026, 6, 30)))
    assert state_of(case) == "active"
    timed.take_due_steps(at=noon(date(2026, 7, 1)))
    assert state_of(case) == "expired"


def renewing(nuuk: Municipality, kind: Kind, unit: Unit, end: date, months: int) -> Case:
    return in_force(
        nuuk,
        kind,
        unit,
        basis="self_renewing",
        end=PartialDate.day(end),
        renewal_months=months,
        notice_by_date=end - timedelta(days=90),
    )


def test_a_self_renewing_term_renews_by_its_clause(
    nuuk: Municipality, sister_city: Kind, culture: Unit
) -> None:
    case = renewing(nuuk, sister_city, culture, date(2026, 12, 31), 12)
    assert duty(case, "notice").due == PartialDate.day(date(2026, 10, 2))

    assert timed.take_due_steps(at=noon(date(2027, 1, 1)))["renew_tacitly"] == 1

    assert state_of(case) == "renewed"
    assert period(case, "renewed") == (date(2027, 1, 1), None)
    second = case.terms.get(number=2)
    assert second.start == PartialDate.day(date(2027, 1, 1))
    assert second.end == PartialDate.day(date(2027, 12, 31))
    assert second.basis == "self_renewing"
    assert duty(case, "notice").due == PartialDate.day(date(2027, 10, 2))
    record = last_step(case)
    assert (record.step, record.automaton) == ("renew_tacitly", "term")


@pytest.mark.parametrize(
    ("anchor", "months", "ends"),
    [
        (
            date(2026, 1, 31),
            1,
            [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)],
        ),
        (
            date(2024, 2, 29),
            12,
            [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)],
        ),
    ],
)
def test_periods_are_counted_from_the_first_term_and_several_missed_in_one_run(
    nuuk: Municipality,
    sister_city: Kind,
    culture: Unit,
    anchor: date,
    months: int,
    ends: list[date],
) -> None:
    case = renewing(nuuk, sister_city, culture, anchor, months)

    taken = timed.take_due_steps(at=noon(ends[-2] + timedelta(days=1)))

    assert taken["renew_tacitly"] == 4
    later = case.terms.filter(number__gt=1)
    assert [term.end.latest for term in later if term.end] == ends
    assert [term.start.latest for term in later if term.start] == [
        day + timedelta(days=1) for day in (anchor, *ends[:-1])
    ]
    assert timed.take_due_steps(at=noon(ends[-2] + timedelta(days=1)))["renew_tacitly"] == 0


def test_after_notice_nothing_renews(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    case = renewing(nuuk, sister_city, culture, date(2026, 12, 31), 12)
    town.end(case, date(2027, 1, 1), notice=TODAY)
    assert "notice" not in open_kinds(case)

    taken = timed.take_due_steps(at=noon(date(2027, 1, 2)))

    assert (taken["renew_tacitly"], taken["terminate"]) == (0, 1)
    assert state_of(case) == "terminated"
    assert case.terms.count() == 1


def test_a_review_that_the_clause_overtook_is_closed_and_the_next_is_later(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    case = renewing(nuuk, sister_city, culture, date(2026, 12, 31), 12)
    take("start_review", case, by=town.officer, at=NOW, seen=seen(case))

    timed.take_due_steps(at=noon(date(2027, 1, 1)))

    assert state_of(case) == "renewed"
    assert Review.objects.get(case=case).status == "closed"
    assert fresh(case).review == PartialDate.month(2031, 1)
    assert open_kinds(case) == {"notice", "review"}
    assert timed.take_due_steps(at=noon(date(2027, 1, 1)))["start_review"] == 0


# ---------------------------------------------------------------- too few parties
def test_fewer_parties_than_its_kind_needs_end_it(active: Case) -> None:
    theirs = Participation.objects.get(case=active, party__name="Gentofte Kommune")
    theirs.left_date = date(2026, 12, 31)
    theirs.save()

    assert timed.take_due_steps(at=noon(date(2026, 12, 31)))["expire_too_few"] == 0
    assert timed.take_due_steps(at=noon(date(2027, 1, 1)))["expire_too_few"] == 1

    assert state_of(active) == "terminated"
    assert duty(active, "after_end").responsible.role == "secretariat"


def test_while_enough_parties_stay_it_is_in_force(active: Case) -> None:
    Kind.objects.filter(code="sister_city").update(minimum_parties=1)
    Participation.objects.filter(case=active).update(left_date=None)
    theirs = Participation.objects.get(case=active, party__name="Gentofte Kommune")
    theirs.left_date = TODAY
    theirs.save()

    assert timed.take_due_steps(at=noon(date(2026, 12, 31)))["expire_too_few"] == 0


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
