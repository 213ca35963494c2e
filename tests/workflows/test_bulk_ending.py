"""Many agreements end by one decision, all or none (issue 3, frozen and ended; R-074)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import (
    Case,
    Duty,
    Ending,
    FormalDecision,
    Kind,
    Recurrence,
    Review,
    Ruling,
    StatePeriod,
    StepRecord,
)
from audit.models import SecurityEvent
from people.models import Municipality, Unit, User
from people.seats import asked_unit
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, in_force, open_kinds, period, seen, state_of
from workflows import bulk, openings
from workflows.bulk import CommonEnd
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible, Outdated
from workflows.rulings import Minutes
from workflows.timed import take_due_steps

if TYPE_CHECKING:
    from agreements.models import Body

LATER = TODAY + timedelta(days=90)


def common(body: Body, effective: date = LATER, **facts: object) -> CommonEnd:
    minutes = Minutes(body=body, date=TODAY, number="42")
    end = CommonEnd(minutes=minutes, effective=effective, reason="Kun Norden fremover")
    return replace(end, **facts)  # type: ignore[arg-type]


def versions(cases: list[Case]) -> dict[int, int]:
    return {case.pk: seen(case) for case in cases}


def some(number: int, nuuk: Municipality, kind: Kind, unit: Unit) -> list[Case]:
    return [in_force(nuuk, kind, unit) for _ in range(number)]


@pytest.mark.requirement("R-074")
def test_one_decision_rules_on_each_and_they_end_on_the_day(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    cases = some(3, nuuk, sister_city, culture)

    decision = bulk.end_together(versions(cases), common(town.council), by=town.secretary, at=NOW)

    assert FormalDecision.objects.get() == decision
    assert {r.case_id for r in decision.rulings.all()} == {case.pk for case in cases}
    for case in cases:
        ending = Ending.objects.get(case=case)
        assert (ending.decided_date, ending.effective_date) == (TODAY, LATER)
        assert ending.history.get().history_change_reason == "Kun Norden fremover"
        record = StepRecord.objects.get(case=case, step="terminate")
        assert (record.by, record.ruling.decision) == (town.secretary, decision)
        assert state_of(case) == "active"
    take_due_steps(at=NOW + timedelta(days=91))
    assert {state_of(case) for case in cases} == {"terminated"}
    assert period(cases[0], "terminated") == (LATER, None)


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("effective", [TODAY, LATER])
def test_together_writes_what_one_ending_alone_would(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town, effective: date
) -> None:
    """Same duties, periods, reviews, recurrences and history, whichever way it is recorded."""
    together, alone = some(2, nuuk, sister_city, culture)
    for case in (together, alone):
        take("start_review", case, by=town.officer, at=NOW, seen=seen(case))
        asked = Duty.objects.filter(case=case).first()
        assert asked is not None
        Recurrence.objects.create(
            case=case, kind_id="update", responsible=asked.responsible, anchor_date=TODAY
        )
    bulk.end_together(
        versions([together]), common(town.council, effective), by=town.secretary, at=NOW
    )
    town.end(alone, effective, reason="Kun Norden fremover")

    def told(case: Case) -> object:
        """All but the letter of the decision, which one ending alone does not carry."""
        duties = Duty.objects.filter(case=case).exclude(kind="send_decision")
        periods = StatePeriod.objects.filter(case=case).order_by("pk")
        return (
            state_of(case),
            seen(case),
            sorted(duties.values_list("kind", "status", "due_until", "closed_by__step")),
            list(periods.values_list("state", "earliest_start_date", "start_date", "end_date")),
            list(Review.objects.filter(case=case).values_list("status", "closed_at")),
            list(Recurrence.objects.filter(case=case).values_list("is_active")),
            Case.history.filter(id=case.pk).latest("history_id").state,
            Case.history.filter(id=case.pk).count(),
            StepRecord.objects.filter(case=case).latest("pk").effective_date,
        )

    assert told(together) == told(alone)
    assert "send_decision" in open_kinds(together)


@pytest.mark.requirement("R-074")
def test_the_preview_names_what_is_skipped_and_why(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town, draft: Case
) -> None:
    ends, ended, reviewed = some(3, nuuk, sister_city, culture)
    bulk.end_together(versions([ended]), common(town.council), by=town.secretary, at=NOW)
    take("start_review", reviewed, by=town.officer, at=NOW, seen=seen(reviewed))
    amendment = openings.amend(reviewed, reason="Nyt", by=town.officer, at=NOW, seen=seen(reviewed))
    end = common(town.council, minutes=Minutes(body=town.council, date=TODAY, number="43"))

    told = bulk.preview([ends, ended, reviewed, draft, amendment], end, by=town.secretary, at=NOW)

    assert {case.pk for case in told.taking} == {ends.pk, reviewed.pk}
    why = {case.pk: reason for case, reason in told.skipped}
    assert why[ended.pk] == "Its end is recorded already."
    assert "while the case is" in why[draft.pk]
    assert why[amendment.pk] == "An amendment ends with what it amends."
    assert not Ruling.objects.filter(decision__number="43").exists()


@pytest.mark.requirement("R-074")
def test_one_that_cannot_end_keeps_all_from_ending(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town, draft: Case
) -> None:
    cases = [*some(2, nuuk, sister_city, culture), draft]

    with pytest.raises(NotPossible, match=draft.title):
        bulk.end_together(versions(cases), common(town.council), by=town.secretary, at=NOW)

    assert not Ending.objects.exists()
    assert not FormalDecision.objects.exists()
    assert not StepRecord.objects.filter(step="terminate").exists()
    assert SecurityEvent.objects.get(kind="refused").case_id == draft.pk


def test_one_that_has_changed_since_the_preview_keeps_all_from_ending(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    cases = some(2, nuuk, sister_city, culture)
    looked_at = versions(cases)
    take("start_review", cases[1], by=town.officer, at=NOW, seen=seen(cases[1]))

    with pytest.raises(Outdated, match="has changed"):
        bulk.end_together(looked_at, common(town.council), by=town.secretary, at=NOW)

    assert not Ending.objects.exists()


@pytest.mark.usefixtures("routes")
def test_only_the_secretariat_records_it_and_only_who_decides_last_ends(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    cases = some(1, nuuk, sister_city, culture)

    with pytest.raises((NotPermitted, NotPossible), match="secretariat"):
        bulk.end_together(versions(cases), common(town.council), by=town.officer, at=NOW)
    with pytest.raises(NotPossible, match="does not decide this"):
        bulk.end_together(versions(cases), common(town.committee), by=town.secretary, at=NOW)
    assert not Ending.objects.exists()


def test_nothing_chosen_and_days_in_disorder_are_refused(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    cases = some(1, nuuk, sister_city, culture)
    yesterday = TODAY - timedelta(days=1)

    with pytest.raises(NotPossible, match="at least one"):
        bulk.end_together({}, common(town.council), by=town.secretary, at=NOW)
    with pytest.raises(NotPossible, match="before that was decided"):
        bulk.end_together(
            versions(cases), common(town.council, yesterday), by=town.secretary, at=NOW
        )
    end = common(town.council, yesterday, explained="Meldt ud mundtligt")
    bulk.end_together(versions(cases), end, by=town.secretary, at=NOW)
    assert period(cases[0], "terminated") == (yesterday, None)


def test_a_suspended_agreement_ends_with_the_others(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    case = in_force(nuuk, sister_city, culture)
    Case.objects.filter(pk=case.pk).update(state="suspended")

    bulk.end_together(versions([case]), common(town.council, TODAY), by=town.secretary, at=NOW)

    assert state_of(case) == "terminated"


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("effective", [TODAY, LATER])
def test_the_number_of_statements_does_not_grow_with_the_cases(
    nuuk: Municipality,
    sister_city: Kind,
    culture: Unit,
    town: Town,
    effective: date,
    many: Callable[[int], list[Case]],
) -> None:
    counted = []
    for number in (20, 200):
        cases = many(number)
        looked_at, minutes = versions_of(cases), Minutes(body=town.council, date=TODAY)
        end = common(town.council, effective, minutes=minutes)
        with CaptureQueriesContext(connection) as asked:
            bulk.end_together(looked_at, end, by=town.secretary, at=NOW)
        counted.append(len(asked))
        assert Ending.objects.filter(case__in=cases).count() == number

    few, lots = counted
    assert lots - few <= 8, counted  # SQLite parts what it updates into portions
    assert lots < 60


def versions_of(cases: list[Case]) -> dict[int, int]:
    return dict(Case.objects.filter(pk__in=[c.pk for c in cases]).values_list("pk", "version"))


@pytest.fixture
def many(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> Callable[[int], list[Case]]:
    """So many agreements in force, each with a duty, written as rows for speed."""

    def make(number: int) -> list[Case]:
        like = in_force(nuuk, sister_city, culture)
        asked = Duty.objects.filter(status="open").first()
        first = Case.objects.latest("pk").pk
        cases = Case.objects.bulk_create(
            Case(
                sort="agreement",
                number=f"2020-{first}-{index}",
                title=f"Aftale {index}",
                owner=nuuk,
                unit=culture,
                state="active",
                created_at=NOW,
            )
            for index in range(number)
        )
        kind = type(like.agreement)
        kind.objects.bulk_create(kind(case=case, kind=sister_city) for case in cases)
        StatePeriod.objects.bulk_create(
            StatePeriod(case=case, state="active", start_date=TODAY, recorded_at=NOW)
            for case in cases
        )
        actor = asked.responsible if asked else asked_unit(culture)
        Duty.objects.bulk_create(
            Duty(case=case, kind_id="review", responsible=actor, opened_at=NOW) for case in cases
        )
        return cases

    return make


def test_the_cases_chosen_are_at_most_as_many_as_one_statement_holds(
    nuuk: Municipality, town: Town, secretary: User
) -> None:
    with pytest.raises(NotPossible, match="At most 500"):
        bulk.end_together(
            dict.fromkeys(range(1, 502), 1), common(town.council), by=secretary, at=NOW
        )
