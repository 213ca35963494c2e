"""How did real agreements end? The cases of `real_endings.csv`, each as its source tells it.

What a source gives to the month alone is registered so: a day is never invented (decision 9).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Ending, Kind
from people.models import Municipality, Unit
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, fresh, in_force, open_kinds, period, seen, state_of
from workflows import bulk, rulings
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.registering import register
from workflows.rulings import Minutes
from workflows.timed import take_due_steps
from workflows.visit import Automaton

FACTS = (Path(__file__).parent / "real_endings.csv").read_text(encoding="utf-8")
ROWS = {row["id"]: row for row in csv.DictReader(FACTS.splitlines())}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What the source tells of one ending to the day."""

    key: str
    decided: date | None
    notice: date | None
    effective: date

    def __str__(self) -> str:
        return self.key


TO_THE_DAY = (
    # Notice was sent in week 18, after the council's day; with it the agreement was at an end.
    Told("F15", date(2023, 4, 26), date(2023, 5, 2), date(2023, 5, 2)),
    # Decided on the 15th, received on the 28th: both days are kept beside the effect.
    Told("F16", date(2022, 11, 15), date(2022, 11, 28), date(2022, 11, 28)),
)


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("told", TO_THE_DAY, ids=str)
def test_decided_received_and_effective_are_three_days(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town, told: Told
) -> None:
    assert told.decided is not None
    assert ROWS[told.key]["date"] == told.decided.isoformat()
    case = in_force(nuuk, sister_city, culture, since=date(2016, 4, 2))

    reason = ROWS[told.key]["fact"]
    town.end(case, told.effective, on=told.decided, notice=told.notice, reason=reason)

    ending = Ending.objects.get(case=case)
    kept = (ending.decided_date, ending.notice_date, ending.effective_date)
    assert kept == (told.decided, told.notice, told.effective)
    assert ending.recorded_at == NOW
    assert period(case, "terminated") == (told.effective, None)
    assert list(Case.objects.in_force_on(told.effective - timedelta(days=1))) == [case]
    assert not Case.objects.in_force_on(told.effective).exists()


@pytest.mark.requirement("R-074")
def test_all_outside_the_nordic_countries_end_by_one_decision(
    nuuk: Municipality, sister_city: Kind, culture: Unit, town: Town
) -> None:
    """F08: no later than 31 December 2021, the Nordic ones stay."""
    assert ROWS["F08"]["date"] == "2021-12-31"
    outside = [in_force(nuuk, sister_city, culture) for _ in range(2)]
    nordic = in_force(nuuk, sister_city, culture)
    last_day = date(2026, 12, 31)
    end = bulk.CommonEnd(
        minutes=Minutes(body=town.council, date=TODAY), effective=last_day, reason="Norden"
    )
    bulk.end_together({c.pk: seen(c) for c in outside}, end, by=town.secretary, at=NOW)

    take_due_steps(at=noon(last_day))

    assert {state_of(case) for case in outside} == {"terminated"}
    assert state_of(nordic) == "active"


@pytest.mark.requirement("R-074")
def test_frozen_then_ended_straight_from_there(active: Case, town: Town) -> None:
    """F17: frozen when the war began, ended by the council without being resumed."""
    assert ROWS["F17"]["event"] == "frozen_then_terminated"
    town.rest(active, "suspend")

    town.end(active, TODAY, reason=ROWS["F17"]["fact"])

    assert state_of(active) == "terminated"
    moves = [p.state for p in active.periods.filter(annulled_at=None).order_by("pk")]
    assert moves[-3:] == ["active", "suspended", "terminated"]


@pytest.mark.requirement("R-074")
def test_recommended_to_freeze_but_ended_at_once(under_review: Case, town: Town) -> None:
    """F18: the administration recommended freezing; another motion ended it."""
    assert ROWS["F18"]["event"] == "proposed_freeze"
    town.evaluate(under_review, "end")
    town.rule(under_review, town.committee, "recommended")
    town.rule(under_review, town.council, "approved", ends=TODAY)

    assert state_of(under_review) == "terminated"
    assert Ending.objects.get(case=under_review).decided_date == TODAY


@pytest.mark.requirement("R-074")
def test_an_end_that_the_council_speeds_up_replaces_the_later_one(active: Case, town: Town) -> None:
    """F19: decided in November, in March the council decided to speed it up."""
    assert "speed it up" in ROWS["F19"]["fact"]
    for effective in (TODAY + timedelta(days=300), TODAY + timedelta(days=30)):
        town.end(active, effective, reason="Motion")

    ending = Ending.objects.get(case=active)
    assert ending.effective_date == TODAY + timedelta(days=30)
    kept = ending.history.order_by("history_id")
    assert next(row.effective_date for row in kept) == TODAY + timedelta(days=300)
    take_due_steps(at=noon(TODAY + timedelta(days=30)))
    assert state_of(active) == "terminated"


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("key", ["F14", "F17", "F19"])
def test_an_end_known_to_the_month_is_registered_to_the_month(
    nuuk: Municipality, sister_city: Kind, culture: Unit, key: str
) -> None:
    year, month = map(int, ROWS[key]["date"].split("-"))
    machine = Automaton("import")
    new = NewCase(title=ROWS[key]["partner"], kind=sister_city, unit=culture)
    case = open_case(new, owner=nuuk, by=machine, at=NOW)
    when = PartialDate.month(year, month)
    register(case, "terminated", by=machine, at=NOW, since=date(1974, 1, 1), ended=when)

    days = Case.objects
    before, after = when.earliest - timedelta(days=1), when.latest + timedelta(days=1)
    assert list(days.in_force_on(before)) == [case]
    assert list(days.perhaps_in_force_on(when.earliest)) == [case]
    assert not days.in_force_on(after).exists()
    assert not days.perhaps_in_force_on(after).exists()


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"notice": TODAY, "effective": TODAY - timedelta(days=1)}, "notice came after the end"),
        ({"notice": TODAY + timedelta(days=1), "effective": date(2030, 1, 1)}, "has not come"),
        ({"on": TODAY, "effective": TODAY - timedelta(days=1)}, "before that was decided"),
        ({"on": TODAY + timedelta(days=1), "effective": date(2030, 1, 1)}, "has not come"),
        ({"on": TODAY, "effective": date(2015, 1, 1)}, "cannot end before it began"),
        ({"effective": date(2030, 1, 1), "reason": " "}, "Write the reason"),
    ],
)
def test_days_in_an_impossible_order_are_refused(
    nuuk: Municipality,
    sister_city: Kind,
    culture: Unit,
    town: Town,
    days: dict[str, Any],
    words: str,
) -> None:
    case = in_force(nuuk, sister_city, culture, since=date(2016, 4, 2))

    with pytest.raises(NotPossible, match=words):
        town.end(case, **days)

    assert not Ending.objects.exists()


@pytest.mark.requirement("R-074")
def test_an_end_before_its_decision_keeps_why(active: Case, town: Town) -> None:
    since = date(2020, 1, 1)
    active.periods.filter(state="active").update(earliest_start_date=since, start_date=since)
    record = town.end(active, TODAY - timedelta(days=20), explained="Brevet blev fundet senere")

    assert record.about.endswith("· Brevet blev fundet senere")
    assert record.effective_date == TODAY - timedelta(days=20)
    assert record.at == NOW


@pytest.mark.requirement("R-066")
def test_a_ruling_dated_in_the_future_keeps_both_days_and_its_reason(
    assessed: Case, town: Town
) -> None:
    minutes = Minutes(body=town.committee, date=TODAY + timedelta(days=1), number="7")
    facts: dict[str, Any] = {"by": town.secretary, "at": NOW}
    with pytest.raises(NotPossible, match="Write the reason"):
        rulings.record_ruling(assessed, minutes, "recommended", seen=seen(assessed), **facts)

    record = rulings.record_ruling(
        assessed, minutes, "recommended", seen=seen(assessed), reason="Ført ind på mødet", **facts
    )

    assert record.reason == "Ført ind på mødet"
    assert record.ruling.decision.date == TODAY + timedelta(days=1)
    assert record.ruling.decision.recorded_at == NOW


# ---------------------------------------------------------------- frozen, resumed, closed
@pytest.mark.requirement("R-074")
def test_what_was_missed_while_it_rested_is_listed_once_and_nothing_starts(
    active: Case, town: Town
) -> None:
    """Its review of August 2024 passed meanwhile: people begin it, Samklang does not."""
    town.rest(active, "suspend")
    case = fresh(active)
    case.review = PartialDate.month(2024, 8)
    case.save()
    assert take_due_steps(at=NOW)["start_review"] == 0

    record = town.rest(active, "resume")

    assert fresh(active).review_by_hand
    assert "august 2024" in record.about
    assert take_due_steps(at=NOW + timedelta(days=1))["start_review"] == 0
    assert active.duties.filter(kind="review", status="open").count() == 1
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    assert state_of(active) == "under_review"


@pytest.mark.requirement("R-074")
def test_the_secretariat_closes_a_case_when_nothing_is_due(active: Case, town: Town) -> None:
    town.end(active, TODAY)
    with pytest.raises(NotPossible, match="still to be done"):
        take("close", active, by=town.secretary, at=NOW, seen=seen(active), reason="Alt er gjort")
    active.duties.filter(status="open").update(status="done", closed_at=NOW)
    with pytest.raises(NotPermitted):
        take("close", active, by=town.officer, at=NOW, seen=seen(active), reason="Alt er gjort")

    take("close", active, by=town.secretary, at=NOW, seen=seen(active), reason="Alt er gjort")

    assert fresh(active).is_closed
    assert open_kinds(active) == set()
    with pytest.raises(NotPossible, match="closed already"):
        take("close", active, by=town.secretary, at=NOW, seen=seen(active), reason="Alt er gjort")
