"""What Samklang does by itself goes on when one case cannot (decision 13; timed steps)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Kind, Recurrence, StepRecord, Term
from people.models import Municipality, Unit, User
from people.seats import asked_unit
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, last_step, open_kinds, seen, state_of
from workflows import fulfilling, timed
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.endings import complete
from workflows.errors import NotPermitted, NotPossible
from workflows.events import step_taken
from workflows.registering import register
from workflows.updates import record_update
from workflows.visit import Automaton, Visit

IMPORT = Automaton("import", "a file")
NEXT_YEAR = datetime(2027, 1, 1, 15, 0, tzinfo=UTC)


@pytest.fixture
def ending(nuuk: Municipality, culture: Unit, sister_city: Kind) -> list[Case]:
    """Two agreements whose term ends with the year."""
    cases = []
    for title in ("Første", "Anden"):
        case = open_case(
            NewCase(title=title, kind=sister_city, unit=culture), owner=nuuk, by=IMPORT, at=NOW
        )
        Term.objects.create(case=case, basis="fixed", end=date(2026, 12, 31))
        register(case, "active", by=IMPORT, at=NOW, since=date(2020, 1, 1))
        cases.append(case)
    return cases


def test_one_that_fails_stays_due_and_the_others_go_on(ending: list[Case]) -> None:
    first, second = ending

    def fail(record: StepRecord, **_rest: object) -> None:
        if record.case_id == first.pk:
            raise RuntimeError("cannot plan")

    step_taken.connect(fail)
    try:
        assert timed.take_due_steps(at=NEXT_YEAR)["expire"] == 1
    finally:
        step_taken.disconnect(fail)
    assert (state_of(first), state_of(second)) == ("active", "expired")

    assert timed.take_due_steps(at=NEXT_YEAR)["expire"] == 1
    assert state_of(first) == "expired"


def test_one_that_is_refused_stays_due_and_the_others_go_on(ending: list[Case]) -> None:
    """While the first expires somebody gives the second a later end."""
    first, second = ending

    def meddle(**_facts: object) -> None:
        for case in (first, second):
            Term.objects.filter(case=case).update(end_from=NEXT_YEAR, end_until=NEXT_YEAR)

    step_taken.connect(meddle)
    try:
        assert timed.take_due_steps(at=NEXT_YEAR)["expire"] == 1
    finally:
        step_taken.disconnect(meddle)

    assert Counter([state_of(first), state_of(second)]) == {"expired": 1, "active": 1}


def test_each_municipality_has_its_own_day(
    nuuk: Municipality, aalborg: Municipality, sister_city: Kind
) -> None:
    """At one in the night in Copenhagen it is still yesterday in Nuuk."""
    cases = {}
    for owner in (nuuk, aalborg):
        case = open_case(NewCase(title="A", kind=sister_city), owner=owner, by=IMPORT, at=NOW)
        Term.objects.create(case=case, basis="fixed", end=date(2026, 12, 31))
        register(case, "active", by=IMPORT, at=NOW)
        cases[owner] = case

    timed.take_due_steps(at=datetime(2027, 1, 1, 0, 30, tzinfo=UTC))

    assert (state_of(cases[nuuk]), state_of(cases[aalborg])) == ("active", "expired")


# ---------------------------------------------------------------- recurring duties of imports
def recurring(
    nuuk: Municipality, culture: Unit, kind: Kind, cadence: str, minimum: int = 1
) -> Case:
    case = open_case(
        NewCase(title="Aftale", kind=kind, unit=culture), owner=nuuk, by=IMPORT, at=NOW
    )

    def fill(_visit: Visit) -> None:
        Recurrence.objects.create(
            case=case,
            kind_id="update",
            responsible=asked_unit(culture),
            cadence=cadence,
            anchor_date=date(2019, 12, 18),
            minimum=minimum,
        )

    register(case, "active", by=IMPORT, at=NOW, fill=fill)
    return case


@pytest.mark.acceptance("P08")
def test_an_import_is_asked_for_the_update_of_this_year(
    nuuk: Municipality, culture: Unit, sister_city: Kind
) -> None:
    case = recurring(nuuk, culture, sister_city, "calendar_year")

    assert duty(case, "update").due == PartialDate.year(2026)


@pytest.mark.acceptance("P08")
def test_rolling_an_import_is_asked_on_the_next_day_from_its_anchor(
    nuuk: Municipality, culture: Unit, sister_city: Kind, officer: User
) -> None:
    case = recurring(nuuk, culture, sister_city, "rolling")
    assert duty(case, "update").due == PartialDate.day(date(2026, 12, 18))

    record_update(
        case,
        happened=PartialDate.day(TODAY),
        text="Ajourført",
        by=officer,
        at=NOW,
        seen=seen(case),
    )

    assert duty(case, "update").due == PartialDate.day(date(2027, 3, 2))
    assert case.updates.get().text == "Ajourført"


@pytest.mark.requirement("R-052")
def test_twice_a_year_is_done_by_the_second(
    nuuk: Municipality, culture: Unit, sister_city: Kind, officer: User
) -> None:
    case = recurring(nuuk, culture, sister_city, "calendar_year", minimum=2)

    take("update", case, by=officer, at=NOW, seen=seen(case))
    assert duty(case, "update").due == PartialDate.year(2026)
    take("update", case, by=officer, at=NOW, seen=seen(case))
    assert duty(case, "update").due == PartialDate.year(2027)


# ---------------------------------------------------------------- done by hand
def test_whoever_is_asked_records_that_it_is_done(
    active: Case, town: Town, nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    town.end(active, TODAY)
    asked = duty(active, "after_end")
    colleague = person("reader", municipality=nuuk, unit=culture)
    stranger = person("reader", municipality=nuuk)

    def fulfil(by: User, text: str = "Rapport") -> None:
        fulfilling.fulfil(
            active,
            asked,
            text=text,
            happened=PartialDate.day(TODAY),
            by=by,
            at=NOW,
            seen=seen(active),
        )

    with pytest.raises(NotPermitted, match="asked"):
        fulfil(stranger)
    with pytest.raises(NotPossible, match="what was done"):
        fulfil(colleague, " ")
    fulfil(colleague)
    with pytest.raises(NotPossible, match="open task"):
        fulfil(town.officer)
    assert "after_end" not in open_kinds(active)
    assert last_step(active).about == "Rapport"


def test_completing_keeps_what_came_of_it(initiative: Case, officer: User) -> None:
    Case.objects.filter(pk=initiative.pk).update(state="active")

    complete(initiative, "Fire udstillinger", by=officer, at=NOW, seen=seen(initiative))

    initiative.initiative.refresh_from_db()
    assert initiative.initiative.outcome == "Fire udstillinger"
    assert state_of(initiative) == "completed"
