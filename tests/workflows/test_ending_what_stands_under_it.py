"""What ends with an agreement, alone or by one decision with others, and comes back with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.dates import PartialDate
from agreements.models import (
    Agreement,
    Annex,
    Case,
    Duty,
    Kind,
    Recurrence,
    Review,
    StatePeriod,
    StepRecord,
)
from audit.models import SecurityEvent
from people import seats
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, annex, fresh, in_force, open_kinds, period, seen, state_of
from workflows import annexes, annulments, bulk
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPossible
from workflows.registering import register
from workflows.rulings import Minutes
from workflows.timed import take_due_steps
from workflows.visit import Automaton

LATER = NOW + timedelta(days=1)
IMPORT = Automaton("import")
House = dict[str, Case]


@pytest.fixture
def house(nuuk: Municipality, sister_city: Kind, culture: Unit) -> Callable[[], House]:
    """An agreement with an annex, and all that may stand under it, two levels deep."""

    def initiative(above: Case, **facts: Any) -> Case:
        new = NewCase(title="Kor", unit=culture, agreement=above.agreement, **facts)
        case = open_case(new, owner=nuuk, by=IMPORT, at=NOW)
        register(case, "active", by=IMPORT, at=NOW, since=date(2020, 1, 1))
        return case

    def build() -> House:
        top, below, change = (in_force(nuuk, sister_city, culture) for _ in range(3))
        new = NewCase(title="Ny tekst", kind=sister_city, unit=culture)
        draft = open_case(new, owner=nuuk, by=IMPORT, at=NOW)
        Agreement.objects.filter(pk=below.pk).update(parent=top.pk, inherits_validity=True)
        Agreement.objects.filter(pk__in=[change.pk, draft.pk]).update(amends=top.pk)
        for case in (top, below):
            Annex.objects.create(
                agreement=case.agreement, number="1", title="Kultur", text="Kor", status="active"
            )
            asked = seats.asked_unit(culture)
            Recurrence.objects.create(
                case=case, kind_id="update", responsible=asked, anchor_date=TODAY
            )
        return {
            "top": top,
            "below": below,
            "change": change,
            "draft": draft,
            "choir": initiative(top, follows_agreement=True),
            "deep": initiative(below, follows_agreement=True),
            "alone": initiative(top),
        }

    return build


def end_together(cases: Iterable[Case], town: Town, effective: date = TODAY) -> None:
    minutes = Minutes(body=town.council, date=TODAY)
    told = bulk.CommonEnd(minutes=minutes, effective=effective, reason="Slut")
    bulk.end_together({case.pk: seen(case) for case in cases}, told, by=town.secretary, at=NOW)


def states(house: House) -> dict[str, str]:
    return {name: state_of(case) for name, case in house.items()}


ENDED = {
    "top": "terminated",
    "below": "terminated",
    "change": "terminated",
    "draft": "withdrawn",
    "choir": "cancelled",
    "deep": "cancelled",
    "alone": "active",
}


def told(case: Case) -> object:
    """All that is kept of a case, but the letter of the decision."""
    asked = Duty.objects.filter(case=case).exclude(kind="send_decision")
    days = StatePeriod.objects.filter(case=case).order_by("pk")
    steps = StepRecord.objects.filter(case=case).order_by("pk")
    rows = Annex.objects.filter(agreement=case.pk)
    return (
        state_of(case),
        seen(case),
        sorted(asked.values_list("kind", "status", "due_until", "closed_by__step")),
        list(days.values_list("state", "earliest_start_date", "start_date", "end_date")),
        list(steps.values_list("step", "automaton", "effective_date", "led_by__step", "reason")),
        list(Review.objects.filter(case=case).values_list("status", "closed_at")),
        list(Recurrence.objects.filter(case=case).values_list("is_active")),
        list(rows.values_list("status", "active_until_from", "active_until_precision")),
        list(Annex.history.filter(agreement=case.pk).values_list("status")),
        Case.history.filter(id=case.pk).count(),
        Case.history.filter(id=case.pk).latest("history_id").state,
    )


@pytest.mark.requirement("R-074", "R-038", "R-046")
def test_together_everything_ends_in_the_same_transaction_as_it_does_alone(
    house: Callable[[], House], town: Town
) -> None:
    together, alone = house(), house()
    for built in (together, alone):
        take("start_review", built["below"], by=town.officer, at=NOW, seen=seen(built["below"]))

    end_together([together["top"]], town)
    town.end(alone["top"], TODAY)

    assert states(together) == states(alone) == ENDED
    for name in together:
        assert told(together[name]) == told(alone[name]), name
    for name in ("below", "change", "draft", "choir", "deep"):
        record = StepRecord.objects.filter(case=together[name]).latest("pk")
        above = together["below" if name == "deep" else "top"]
        assert record.cause == above.number
    assert not any(take_due_steps(at=NOW).values())


def test_what_is_chosen_beside_what_stands_above_it_ends_by_its_own_ruling(
    house: Callable[[], House], town: Town
) -> None:
    built = house()

    end_together([built["top"], built["below"]], town)

    assert states(built) == ENDED
    record = StepRecord.objects.get(case=built["below"], state_after="terminated")
    assert (record.step, record.by) == ("terminate", town.secretary)


def test_together_on_a_day_to_come_nothing_ends_before_it(
    house: Callable[[], House], town: Town
) -> None:
    built = house()
    before = states(built)

    end_together([built["top"]], town, TODAY + timedelta(days=9))
    assert states(built) == before

    take_due_steps(at=NOW + timedelta(days=9))
    assert states(built) == ENDED
    assert period(built["deep"], "cancelled") == (TODAY + timedelta(days=9), None)


@pytest.mark.requirement("R-074")
def test_the_number_of_statements_does_not_grow_with_what_stands_under_them(
    house: Callable[[], House], town: Town
) -> None:
    counted = []
    for number in (2, 9):
        built = [house() for _ in range(number)]
        for each in built:
            take("start_review", each["below"], by=town.officer, at=NOW, seen=seen(each["below"]))
        with CaptureQueriesContext(connection) as asked:
            end_together([each["top"] for each in built], town)
        counted.append(len(asked) - number)  # the version of each is read by the test
        assert all(states(each) == ENDED for each in built)

    few, lots = counted
    assert lots - few <= 4, counted
    assert lots < 150, counted


# ---------------------------------------------------------------- and comes back with it
@pytest.mark.requirement("R-074", "R-038", "R-046")
@pytest.mark.parametrize("way", ["alone", "together", "on its day"])
def test_an_annulled_end_brings_back_what_ended_because_of_it_and_nothing_else(
    house: Callable[[], House], town: Town, secretary2: User, way: str
) -> None:
    built = house()
    top, choir = built["top"], built["choir"]
    gone = Annex.objects.create(
        agreement=top.agreement, number="2", title="Sport", text="Løb", status="active"
    )
    earlier = NOW - timedelta(days=3)
    annexes.end(top, gone, reason="Udtjent", by=town.officer, at=earlier, seen=seen(top))
    stopped = Recurrence.objects.create(
        case=top,
        kind_id="update",
        responsible=seats.asked_role("director", top.owner_id),
        anchor_date=TODAY,
        is_active=False,
    )
    before, asked = states(built), {name: open_kinds(case) for name, case in built.items()}
    day = TODAY + timedelta(days=9 if way == "on its day" else 0)
    if way == "together":
        end_together([top], town)
    else:
        town.end(top, day)
    take_due_steps(at=NOW + timedelta(days=9))
    assert states(built) == ENDED
    record = StepRecord.objects.get(case=top, step="terminate", by=town.secretary)

    annulments.annul(
        top, record, reason="Fejl", by=secretary2, at=NOW + timedelta(days=10), seen=seen(top)
    )

    assert states(built) == before
    assert {name: open_kinds(case) for name, case in built.items()} == asked
    held = Annex.objects.filter(agreement__in=[top.pk, built["below"].pk], number="1")
    assert {(row.status, row.active_until) for row in held} == {("active", None)}
    gone.refresh_from_db()
    assert (gone.status, gone.active_until) == (
        "ended",
        PartialDate.day(TODAY - timedelta(days=3)),
    )
    going = Recurrence.objects.filter(case=top, is_active=True)
    assert stopped not in going
    assert going.count() == 1
    assert period(choir, "active")[1] is None


@pytest.mark.requirement("R-074")
def test_what_ended_for_a_reason_of_its_own_after_it_was_asked_stays_ended(
    house: Callable[[], House], town: Town, secretary2: User
) -> None:
    built = house()
    record = town.end(built["top"], TODAY)
    alone = built["alone"]
    take("cancel", alone, by=town.officer, at=NOW, seen=seen(alone), reason="Færdig")

    annulments.annul(
        built["top"], record, reason="Fejl", by=secretary2, at=LATER, seen=seen(built["top"])
    )

    assert (state_of(built["top"]), state_of(alone)) == ("active", "cancelled")


def test_an_end_stays_where_what_ended_with_it_is_closed(
    house: Callable[[], House], town: Town, secretary2: User
) -> None:
    built = house()
    record = town.end(built["top"], TODAY)
    choir = built["choir"]
    take("close", choir, by=town.secretary, at=NOW, seen=seen(choir), reason="Arkiveret")

    with pytest.raises(NotPossible, match="closed already"):
        annulments.annul(
            built["top"], record, reason="Fejl", by=secretary2, at=LATER, seen=seen(built["top"])
        )
    assert states(built) == ENDED


# ---------------------------------------------------------------- and does not begin without it
@pytest.mark.requirement("R-046")
def test_what_was_to_follow_an_agreement_that_ended_does_not_come_into_force(
    active: Case, town: Town
) -> None:
    waiting = annex(active, town.officer)
    town.to_approved(waiting)
    Case.objects.filter(pk=waiting.pk).update(takes_effect="agreed_date")
    waiting.terms.create(start=PartialDate.day(TODAY))
    town.end(active, TODAY)

    take_due_steps(at=NOW)
    tried = SecurityEvent.objects.filter(kind="refused")
    assert not tried.exists(), "the sweep does not try what is refused for ever"
    with pytest.raises(NotPossible, match="that it follows has ended"):
        take("activate", waiting, by=town.officer, at=NOW, seen=seen(waiting))
    assert state_of(waiting) == "approved"


@pytest.mark.requirement("R-046")
def test_what_was_to_follow_an_annex_that_ended_does_not_come_into_force(
    active: Case, town: Town
) -> None:
    waiting = annex(active, town.officer)
    town.to_approved(waiting)
    Annex.objects.create(
        agreement=active.agreement, number="1", title="Kultur", text="Kor", status="ended"
    )

    with pytest.raises(NotPossible, match="that it follows has ended"):
        take("activate", waiting, by=town.officer, at=NOW, seen=seen(waiting))


@pytest.mark.requirement("R-038", "R-046")
@pytest.mark.parametrize("sort", ["agreement", "initiative"])
def test_a_relation_is_not_registered_under_what_has_ended(
    active: Case, town: Town, sort: str
) -> None:
    facts: dict[str, Any] = {"handling": "registered", "unit": active.unit, "title": "Kor"}
    if sort == "agreement":
        facts |= {"kind": active.agreement.kind}
    else:
        facts |= {"agreement": active.agreement, "follows_agreement": True}
    case = open_case(NewCase(**facts), owner=active.owner, by=town.officer, at=NOW)
    if sort == "agreement":
        Agreement.objects.filter(pk=case.pk).update(parent=active.pk, inherits_validity=True)
    town.end(active, TODAY)

    with pytest.raises(NotPossible, match=r"has ended|not in force"):
        take("register_relation", fresh(case), by=town.officer, at=NOW, seen=seen(case))
    assert state_of(case) == "draft"
