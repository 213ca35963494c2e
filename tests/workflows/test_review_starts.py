"""The reviews of many agreements begin at once, all or none (issue: the review round; R-074)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import (
    Agreement,
    Case,
    Duty,
    Initiative,
    Kind,
    Meeting,
    Participation,
    Party,
    Review,
    StatePeriod,
    StepRecord,
)
from audit.models import SecurityEvent
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, annex, fresh, in_force, open_kinds, seen, state_of
from workflows import openings, review_starts
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible, Outdated


def versions(*cases: Case) -> dict[int, int]:
    return {case.pk: seen(case) for case in cases}


def started(cases: list[Case], by: User, owner: Municipality, **more: Any) -> None:
    more.setdefault("seen", versions(*cases))
    review_starts.start(
        **more,
        owner=owner,
        by=by,
        at=NOW,
    )


@pytest.fixture
def two(nuuk: Municipality, sister_city: Kind, culture: Unit, routes: None) -> list[Case]:
    return [in_force(nuuk, sister_city, culture) for _ in range(2)]


@pytest.mark.requirement("R-074")
def test_each_review_begins_and_what_is_skipped_is_named_with_the_reason(
    two: list[Case], nuuk: Municipality, town: Town, draft: Case, sister_city: Kind, culture: Unit
) -> None:
    begun = in_force(nuuk, sister_city, culture)
    take("start_review", begun, by=town.officer, at=NOW, seen=seen(begun))
    change = openings.amend(begun, reason="Nyt", by=town.officer, at=NOW, seen=seen(begun))
    ending = in_force(nuuk, sister_city, culture)
    town.end(ending, date(2026, 12, 31))

    cases = [*two, begun, draft, change, ending]
    told = review_starts.preview(cases, owner=nuuk, by=town.officer, at=NOW)
    assert {case.pk for case in told.taking} == {case.pk for case in two}
    why = {case.pk: reason for case, reason in told.skipped}
    assert why[begun.pk] == "It is under review already."
    assert "while the case is" in why[draft.pk]
    assert why[change.pk] == "An amendment is reviewed with what it amends."
    assert why[ending.pk] == "It ends on 31 December 2026."
    assert state_of(two[0]) == "active"

    started(two, town.officer, nuuk)
    assert {state_of(case) for case in two} == {"under_review"}
    assert {r.joint_id for r in Review.objects.all()} == {None}


@pytest.mark.requirement("R-074")
def test_together_writes_what_one_start_alone_would(
    two: list[Case], nuuk: Municipality, town: Town, sister_city: Kind, culture: Unit
) -> None:
    """Same review, duties with their days, periods, history; the annexes are asked about."""
    together, alone = two
    for body, days in ((town.committee, 60), (town.council, 90)):
        day = TODAY + timedelta(days=days)
        closes = day - timedelta(days=14)
        Meeting.objects.create(body=body, date=day, agenda_closes_date=closes)
    aalborg = Party.objects.create(sort="municipality", name="Aalborg Kommune", country="DK")
    for case in two:
        Participation.objects.create(case=case, party=aalborg)
        Case.objects.filter(pk=annex(case, town.officer).pk).update(state="active")
    started([together], town.officer, nuuk)
    take("start_review", alone, by=town.officer, at=NOW, seen=seen(alone))

    def told(case: Case) -> object:
        below = Case.objects.filter(initiative__agreement=case.pk).get()
        duties = Duty.objects.filter(case__in=[case, below]).order_by("pk")
        review = Review.objects.get(case=case)
        periods = StatePeriod.objects.filter(case=case).order_by("pk")
        return (
            (state_of(case), seen(case), fresh(case).round, seen(below)),
            [(d.kind_id, d.status, str(d.due), d.subject, d.responsible) for d in duties],
            (review.number, review.window, review.opened_at, review.history.count()),
            list(periods.values_list("state", "start_date", "end_date")),
            (Case.history.filter(id=case.pk).count(), Case.history.filter(id=below.pk).count()),
            StepRecord.objects.filter(case=case).latest("pk").state_after,
        )

    assert told(together) == told(alone)
    assert "still_alive" in open_kinds(Case.objects.get(initiative__agreement=together.pk))


@pytest.mark.requirement("R-074")
def test_one_that_cannot_begin_keeps_all_from_beginning(
    two: list[Case], nuuk: Municipality, town: Town, draft: Case
) -> None:
    with pytest.raises(NotPossible, match=draft.title):
        started([*two, draft], town.officer, nuuk)

    old = versions(*two)
    Case.objects.filter(pk=two[1].pk).update(version=99)
    with pytest.raises(Outdated, match="has changed"):
        started(two, town.officer, nuuk, seen=old)

    assert {state_of(case) for case in two} == {"active"}
    assert not Review.objects.exists()
    assert SecurityEvent.objects.filter(attempt="start_review").count() == 2


def test_readers_and_other_municipalities_begin_none(
    two: list[Case],
    nuuk: Municipality,
    aalborg: Municipality,
    town: Town,
    person: Callable[..., User],
) -> None:
    with pytest.raises(NotPermitted):
        started(two, person("reader", municipality=nuuk), nuuk)
    with pytest.raises(NotPossible, match=r"of the municipality|anew"):
        started(two, person("officer", municipality=aalborg), aalborg)
    with pytest.raises(NotPossible, match="at least one"):
        started([], town.officer, nuuk)
    with pytest.raises(NotPossible, match="At most 500"):
        started([], town.officer, nuuk, seen=dict.fromkeys(range(1, 502), 1))


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("title", ["", "Vänorter"])
def test_the_number_of_statements_does_not_grow_with_the_cases(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town, routes: None, title: str
) -> None:
    like = in_force(nuuk, sister_city, culture)
    counted = []
    for number in (10, 200):
        cases = many_like(like, number)
        with CaptureQueriesContext(connection) as asked:
            started([], town.officer, nuuk, title=title, seen={case.pk: 1 for case in cases})
        counted.append(len(asked))
        assert Review.objects.filter(case__in=cases, status="open").count() == number

    few, lots = counted
    assert lots - few <= 12, counted  # SQLite parts what it updates into portions
    assert lots < 80, counted


def many_like(like: Case, number: int) -> list[Case]:
    """So many agreements in force, each with another party and an annex, as rows for speed."""
    first = Case.objects.latest("pk").pk
    party = Party.objects.first() or Party.objects.create(name="Aalborg Kommune", country="DK")
    facts = {"owner": like.owner, "unit": like.unit, "state": "active", "created_at": NOW}

    def rows(sort: str) -> list[Case]:
        return Case.objects.bulk_create(
            Case(sort=sort, number=f"{sort}-{first}-{n}", title=f"Aftale {n}", **facts)
            for n in range(number)
        )

    agreements, annexes = rows("agreement"), rows("initiative")
    kind = like.agreement.kind
    kept = Agreement.objects.bulk_create(Agreement(case=c, kind=kind) for c in agreements)
    Initiative.objects.bulk_create(
        Initiative(case=case, agreement=above, annex="1", follows_agreement=True)
        for case, above in zip(annexes, kept, strict=True)
    )
    Participation.objects.bulk_create(Participation(case=c, party=party) for c in agreements)
    StatePeriod.objects.bulk_create(
        StatePeriod(case=c, state="active", start_date=TODAY, recorded_at=NOW) for c in agreements
    )
    return agreements
