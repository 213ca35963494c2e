"""How often is an agreement brought up to date, and who is asked (R-052, P08)?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from agreements.dates import PartialDate
from agreements.models import (
    Case,
    Document,
    Duty,
    FocusArea,
    Participation,
    Party,
    Recurrence,
    Update,
)
from agreements.troubles import troubled
from people import seats
from people.models import Actor, Municipality, Post, User
from tests.workflows.stages import Town, fresh, last_step, noon, seen
from workflows import cadence, updates
from workflows.cadence import Cadence
from workflows.errors import NotPermitted, NotPossible

BEGAN = datetime(2023, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def chiefs(nuuk: Municipality, aalborg: Municipality) -> list[Actor]:
    """The posts of both chief executives."""
    posts = [
        Post.objects.create(municipality=town, title="Kommunaldirektør") for town in (nuuk, aalborg)
    ]
    return [seats.asked_post(post.pk) for post in posts]


@pytest.fixture
def running(active: Case, aalborg: Municipality) -> Case:
    """In force between Nuuk and Aalborg, both of which work here."""
    party = Party.objects.create(
        sort="municipality", name=aalborg.name, country="DK", municipality=aalborg
    )
    Participation.objects.create(case=active, party=party, order=5)
    return fresh(active)


@pytest.fixture
def of_2024(running: Case, chiefs: list[Actor], town: Town) -> Case:
    """Updated once or twice in each calendar year, first in 2024."""
    twice_a_year = Cadence(asked=chiefs, minimum=1, maximum=2)
    return _set(running, twice_a_year, town, at=noon(2024, 1, 8))


def _set(case: Case, how: Cadence, town: Town, *, at: datetime) -> Case:
    cadence.set_cadence(
        case, how, reason="Aftalens punkt 6", by=town.officer, at=at, seen=seen(case)
    )
    return fresh(case)


def _update(case: Case, town: Town, day: date, *, by: User | None = None, **more: object) -> Update:
    updates.record_update(
        case,
        happened=PartialDate.day(day),
        text="Møde",
        by=by or town.officer,
        at=noon(day.year, day.month, day.day),
        seen=seen(case),
        **more,  # type: ignore[arg-type]
    )
    return Update.objects.filter(case=case).latest("pk")


def _open(case: Case) -> list[Duty]:
    return list(Duty.objects.filter(case=case, kind="update", status="open").order_by("pk"))


def _windows(case: Case) -> set[PartialDate | None]:
    return {duty.due for duty in _open(case)}


def _missing(case: Case, on: date) -> list[Actor]:
    """Who is named under "No update yet in this period"."""
    rows = troubled(Case.objects.filter(pk=case.pk), on, actors=[])
    found = [t for row in rows for t in row.troubles if t.code == "cadence"]
    return [duty.responsible for trouble in found for duty in trouble.duties]


# ---------------------------------------------------------------- by calendar year
@pytest.mark.acceptance("P08")
@pytest.mark.requirement("R-052")
def test_none_in_the_year_needs_attention_from_december_with_both_chief_executives(
    of_2024: Case, chiefs: list[Actor]
) -> None:
    assert _missing(of_2024, date(2024, 11, 30)) == []
    assert _missing(of_2024, date(2024, 12, 1)) == chiefs


@pytest.mark.acceptance("P08")
@pytest.mark.requirement("R-052")
def test_it_is_overdue_on_the_first_of_january(of_2024: Case) -> None:
    for duty in _open(of_2024):
        assert duty.due is not None
        assert not duty.due.overdue_on(date(2024, 12, 31))
        assert duty.due.overdue_on(date(2025, 1, 1))


@pytest.mark.acceptance("P08")
@pytest.mark.requirement("R-052")
def test_a_third_update_is_accepted_silently(of_2024: Case, town: Town) -> None:
    _update(of_2024, town, date(2024, 3, 4))
    assert _windows(of_2024) == {PartialDate.year(2025)}
    asked = [duty.pk for duty in _open(of_2024)]
    assert len(asked) == 2, "both posts are asked again"

    _update(of_2024, town, date(2024, 6, 4))
    _update(of_2024, town, date(2024, 9, 4))

    assert [duty.pk for duty in _open(of_2024)] == asked
    assert Update.objects.filter(case=of_2024).count() == 3


@pytest.mark.acceptance("P08")
@pytest.mark.requirement("R-052")
def test_withdrawing_a_mistaken_update_leaves_a_trace_and_brings_the_duty_back(
    of_2024: Case, town: Town, chiefs: list[Actor]
) -> None:
    before = {duty.pk for duty in _open(of_2024)}
    mistaken = _update(of_2024, town, date(2024, 3, 4))

    updates.withdraw_update(
        mistaken,
        reason="Det var en anden aftale",
        by=town.officer,
        at=noon(2024, 3, 5),
        seen=seen(of_2024),
    )

    assert {duty.pk for duty in _open(of_2024)} == before
    assert _windows(of_2024) == {PartialDate.year(2024)}
    assert {duty.responsible for duty in _open(of_2024)} == set(chiefs)
    mistaken.refresh_from_db()
    assert mistaken.withdrawn_at == noon(2024, 3, 5)
    assert (last_step(of_2024).step, last_step(of_2024).reason) == (
        "withdraw_update",
        "Det var en anden aftale",
    )


@pytest.mark.acceptance("P08")
def test_one_of_two_updates_withdrawn_leaves_the_year_fulfilled(of_2024: Case, town: Town) -> None:
    first = _update(of_2024, town, date(2024, 3, 4))
    _update(of_2024, town, date(2024, 6, 4))

    updates.withdraw_update(
        first, reason="Fejl", by=town.officer, at=noon(2024, 6, 5), seen=seen(of_2024)
    )

    assert _windows(of_2024) == {PartialDate.year(2025)}


def test_an_update_is_withdrawn_once(of_2024: Case, town: Town) -> None:
    update = _update(of_2024, town, date(2024, 3, 4))
    door = {"reason": "Fejl", "by": town.officer, "at": noon(2024, 3, 5)}
    updates.withdraw_update(update, seen=seen(of_2024), **door)  # type: ignore[arg-type]

    with pytest.raises(NotPossible, match="withdrawn already"):
        updates.withdraw_update(update, seen=seen(of_2024), **door)  # type: ignore[arg-type]


def test_what_happened_in_december_counts_for_its_year_when_told_in_january(
    of_2024: Case, town: Town
) -> None:
    updates.record_update(
        of_2024,
        happened=PartialDate.day(date(2024, 12, 20)),
        text="Møde",
        by=town.officer,
        at=noon(2025, 1, 6),
        seen=seen(of_2024),
    )

    assert _windows(of_2024) == {PartialDate.year(2025)}


def test_a_minimum_of_two_is_reached_by_the_second(
    running: Case, chiefs: list[Actor], town: Town
) -> None:
    _set(running, Cadence(asked=chiefs, minimum=2), town, at=noon(2024, 1, 8))

    _update(running, town, date(2024, 3, 4))
    assert _windows(running) == {PartialDate.year(2024)}
    _update(running, town, date(2024, 9, 4))
    assert _windows(running) == {PartialDate.year(2025)}


def test_a_day_to_come_is_no_update(of_2024: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="not come yet"):
        updates.record_update(
            of_2024,
            happened=PartialDate.day(date(2024, 5, 2)),
            text="Møde",
            by=town.officer,
            at=noon(2024, 5, 1),
            seen=seen(of_2024),
        )
    assert not Update.objects.filter(case=of_2024).exists()


# ---------------------------------------------------------------- rolling
@pytest.mark.acceptance("P08")
@pytest.mark.requirement("R-052")
def test_rolling_it_is_due_twelve_months_after_the_last(
    running: Case, chiefs: list[Actor], town: Town
) -> None:
    rolling = Cadence(asked=chiefs, cadence=Recurrence.Cadence.ROLLING, months=12)
    _set(running, rolling, town, at=noon(2024, 1, 8))
    assert _windows(running) == {PartialDate.day(date(2025, 1, 8))}

    _update(running, town, date(2024, 2, 29))
    assert _windows(running) == {PartialDate.day(date(2025, 2, 28))}
    last = _update(running, town, date(2024, 9, 30))
    assert _windows(running) == {PartialDate.day(date(2025, 9, 30))}

    updates.withdraw_update(
        last, reason="Fejl", by=town.officer, at=noon(2024, 10, 1), seen=seen(running)
    )
    assert _windows(running) == {PartialDate.day(date(2025, 2, 28))}


# ---------------------------------------------------------------- setting it
@pytest.mark.requirement("R-052")
def test_the_cadence_of_an_agreement_changes_with_its_reason(
    of_2024: Case, chiefs: list[Actor], town: Town
) -> None:
    how = Cadence(asked=chiefs[:1], cadence=Recurrence.Cadence.ROLLING, months=6)

    _set(of_2024, how, town, at=noon(2024, 3, 1))

    assert last_step(of_2024).reason == "Aftalens punkt 6"
    assert [duty.responsible for duty in _open(of_2024)] == chiefs[:1]
    _set(of_2024, replace(how, asked=[]), town, at=noon(2024, 3, 2))
    assert _open(of_2024) == []
    assert not Recurrence.objects.filter(case=of_2024, is_active=True).exists()


def test_only_those_who_take_part_are_asked(
    running: Case, arvika: Municipality, town: Town
) -> None:
    stranger = Post.objects.create(municipality=arvika, title="Kommundirektör")
    how = Cadence(asked=[seats.asked_post(stranger.pk)])

    with pytest.raises(NotPossible, match="posts of the parties"):
        _set(running, how, town, at=noon(2024, 1, 8))


def test_a_cadence_that_cannot_be_kept_is_refused(
    running: Case, chiefs: list[Actor], town: Town
) -> None:
    for how, why in (
        (Cadence(asked=chiefs, minimum=0), "at least one"),
        (Cadence(asked=chiefs, minimum=3, maximum=2), "cannot be fewer"),
    ):
        with pytest.raises(NotPossible, match=why):
            _set(running, how, town, at=noon(2024, 1, 8))


def test_the_database_refuses_a_maximum_below_the_minimum(
    running: Case, chiefs: list[Actor]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Recurrence.objects.create(
            case=running,
            kind_id="update",
            responsible=chiefs[0],
            anchor_date=date(2024, 1, 1),
            minimum=3,
            maximum=2,
        )


# ---------------------------------------------------------------- who, about what, with which proof
@pytest.mark.requirement("R-052")
def test_the_chief_executive_of_the_other_party_may_update_it(
    of_2024: Case, aalborg: Municipality, chiefs: list[Actor], person: Callable[..., User]
) -> None:
    chief = person("reader", municipality=aalborg, name="chief")
    chiefs[1].post.holdings.create(user=chief, first_date=date(2020, 1, 1))
    seats.reseat(chief)

    updates.record_update(
        of_2024,
        happened=PartialDate.day(date(2024, 3, 4)),
        text="Møde",
        by=chief,
        at=noon(2024, 3, 4),
        seen=seen(of_2024),
    )
    assert _windows(of_2024) == {PartialDate.year(2025)}


def test_a_stranger_updates_nothing(
    of_2024: Case, arvika: Municipality, person: Callable[..., User], town: Town
) -> None:
    with pytest.raises(NotPermitted):
        _update(of_2024, town, date(2024, 3, 4), by=person("officer", municipality=arvika))


@pytest.mark.requirement("R-039")
def test_an_update_names_its_focus_area(of_2024: Case, town: Town) -> None:
    area = FocusArea.objects.create(agreement=of_2024.agreement, number=1, name="Kultur")

    assert _update(of_2024, town, date(2024, 3, 4), focus_area=area).focus_area == area


def test_a_link_is_put_on_file_as_evidence(of_2024: Case, town: Town) -> None:
    update = _update(of_2024, town, date(2024, 3, 4), link="https://journal.example.gl/2024-17")

    assert update.evidence is not None
    assert (update.evidence.case, update.evidence.link) == (
        of_2024,
        "https://journal.example.gl/2024-17",
    )


def test_evidence_and_area_of_another_case_are_refused(
    of_2024: Case, town: Town, initiative: Case
) -> None:
    elsewhere = Document.objects.create(
        case=initiative,
        number=1,
        version=1,
        title="Referat",
        direction="internal",
        link="https://journal.example.gl/1",
        recorded_by=town.officer,
        recorded_at=BEGAN,
    )
    with pytest.raises(NotPossible, match="document of this case"):
        _update(of_2024, town, date(2024, 3, 4), evidence=elsewhere)
