"""Areas of a binding agreement in which nothing happens (R-039)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agreements.dates import PartialDate, add_months
from agreements.dormancy import all_dormant_areas, dormant_areas
from agreements.models import Case, Event, FocusArea, Kind, Milestone, Update
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from workflows.cases import NewCase, open_case
from workflows.registering import register
from workflows.visit import Automaton

IMPORT = Automaton("import", "a file")
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def agreement(nuuk: Municipality, sister_city: Kind) -> Case:
    """In force since 2020, with two areas."""
    return in_force(nuuk, sister_city, since=LONG_AGO)


def in_force(owner: Municipality, kind: Kind, *, since: date) -> Case:
    case = open_case(NewCase(title="Venskabsby", kind=kind), owner=owner, by=IMPORT, at=NOW)
    register(case, "active", by=IMPORT, at=NOW, since=since)
    case = Case.objects.get(pk=case.pk)
    for number, name in enumerate(("Børn og unge", "Kultur"), start=1):
        FocusArea.objects.create(agreement=case.agreement, number=number, name=name)
    return case


def asleep(case: Case, on: date = TODAY) -> list[str]:
    names = list(dormant_areas(case, on).values_list("name", flat=True))
    assert names == list(
        all_dormant_areas(on).filter(agreement=case.pk).values_list("name", flat=True)
    ), "one agreement and many agree"
    return names


def update(case: Case, officer: User, day: date | None, **facts: object) -> Update:
    return Update.objects.create(
        case=case,
        happened=PartialDate.day(day) if day else None,
        recorded_by=officer,
        recorded_at=NOW,
        **facts,
    )


@pytest.mark.requirement("R-039")
@pytest.mark.requirement("R-021")
def test_areas_sleep_after_so_many_months_as_the_kind_says(agreement: Case, officer: User) -> None:
    assert asleep(agreement) == ["Børn og unge", "Kultur"]
    last = add_months(TODAY, -24)
    area = FocusArea.objects.get(name="Kultur")

    told = update(agreement, officer, last, focus_area=area)
    assert asleep(agreement) == ["Børn og unge"]
    assert asleep(agreement, TODAY + timedelta(days=1)) == ["Børn og unge", "Kultur"]

    told.withdrawn_at = NOW
    told.save()
    assert asleep(agreement) == ["Børn og unge", "Kultur"]
    Kind.objects.filter(pk=agreement.agreement.kind_id).update(dormant_months=120)
    assert asleep(Case.objects.get(pk=agreement.pk)) == []


@pytest.mark.requirement("R-039")
@pytest.mark.parametrize("what", ["begun", "updated", "visited", "milestone"])
def test_an_initiative_in_the_area_keeps_it_awake(
    what: str, agreement: Case, nuuk: Municipality, officer: User
) -> None:
    area = FocusArea.objects.get(name="Kultur")
    new = NewCase(title="Udveksling", agreement=agreement.agreement, focus_area=area)
    case = open_case(new, owner=nuuk, by=IMPORT, at=NOW)
    begun = TODAY if what == "begun" else LONG_AGO
    register(case, "active", by=IMPORT, at=NOW, since=begun)
    if what == "updated":
        update(case, officer, None)
    elif what == "visited":
        Event.objects.create(case=case, name="Besøg", begins=TODAY, recorded_at=NOW)
    elif what == "milestone":
        Milestone.objects.create(case=case, number=1, name="Sendt", reached=PartialDate.day(TODAY))

    assert asleep(agreement) == ["Børn og unge"]


def test_neither_new_nor_loose_nor_ended_agreements_sleep(
    nuuk: Municipality, sister_city: Kind
) -> None:
    fresh = in_force(nuuk, sister_city, since=TODAY - timedelta(days=30))
    old = in_force(nuuk, sister_city, since=LONG_AGO)
    loose = in_force(nuuk, Kind.objects.get(code="network"), since=LONG_AGO)
    assert asleep(fresh) == asleep(loose) == []
    assert len(asleep(old)) == 2

    Case.objects.filter(pk=old.pk).update(state="suspended")

    assert asleep(Case.objects.get(pk=old.pk)) == []


def test_an_update_recorded_without_a_day_counts_by_its_recording(
    agreement: Case, officer: User
) -> None:
    area = FocusArea.objects.get(name="Kultur")
    row = update(agreement, officer, None, focus_area=area)
    row.recorded_at = datetime(2021, 1, 1, tzinfo=UTC)
    row.save()
    assert "Kultur" in asleep(agreement)

    row.recorded_at = NOW
    row.save()
    assert "Kultur" not in asleep(agreement)
