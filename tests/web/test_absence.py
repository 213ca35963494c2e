"""Does somebody who is absent name who stands in, and are the deputy's tasks theirs (R-055)?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.dates import PartialDate
from agreements.models import Case, Duty
from audit.models import SecurityEvent
from people import seats
from people.models import Deputy, Municipality, Role, User
from people.roles import grant
from tests.conftest import NOW, TODAY
from tests.web.acting import admin_page, client_of, get, words
from tests.web.lives import Cast, live

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


@pytest.fixture
def bo(cast: Cast, person: Callable[..., User]) -> User:
    return person("reader", municipality=cast.owner, unit=cast.unit, name="Bo")


@pytest.fixture
def task(cast: Cast) -> Case:
    """It asks the officer in person."""
    case = live(cast, "active", "Venskabsby")
    Duty.objects.create(
        case=case,
        kind_id="orientation",
        responsible=seats.asked_person(cast.officer),
        due=PartialDate.day(TODAY + WEEK),
        opened_at=NOW,
    )
    return case


def away(client: Client, deputy: User, first: date, last: date, of: User | None = None) -> Any:
    url = reverse("absence_of", args=[of.pk]) if of else reverse("absence")
    days = {"first": f"{first:%d-%m-%Y}", "last": f"{last:%d-%m-%Y}"}
    return client.post(url, {"deputy": deputy.pk} | days)


@pytest.mark.requirement("R-055")
def test_whoever_is_absent_names_a_deputy_who_then_sees_the_tasks(
    task: Case, cast: Cast, bo: User
) -> None:
    mine, client = client_of(cast.officer), client_of(bo)
    assert "Inform the body: Venskabsby" not in words(get(client, "my_work"))
    assert reverse("absence") in get(mine, "my_work").content.decode()

    assert away(mine, bo, TODAY, TODAY + WEEK).status_code == 302

    told = words(get(client, "my_work"))
    assert "Inform the body: Venskabsby" in told
    assert "In place of officer" in told
    assert "You stand in for officer until" in told
    assert "Bo stands in until" in words(get(client_of(cast.secretary), "case", task.pk))
    assert "Bo" in words(get(mine, "absence"))
    assert "Stands in for officer" in words(get(client, "absence"))
    assert Deputy.objects.get().history.get().history_user == cast.officer


def test_naming_a_deputy_and_ending_it_are_security_events(cast: Cast, bo: User) -> None:
    first = TODAY + WEEK
    away(client_of(cast.officer), bo, first, first)
    row = Deputy.objects.get()
    client_of(cast.secretary).post(reverse("absence_ends", args=[row.pk]))

    told = SecurityEvent.objects.filter(kind="role_changed").order_by("pk")
    whom = f"{cast.officer.email}: {bo.email} {first} – {first}"
    known = list(told.values_list("attempt", "actor", "municipality_id", "reason"))[-2:]
    assert known == [
        ("deputy_named", cast.officer.email, cast.owner.pk, whom),
        ("absence_ended", cast.secretary.email, cast.owner.pk, whom),
    ]


@pytest.mark.parametrize(
    ("first", "ended"),
    [(TODAY - WEEK, TODAY - timedelta(days=1)), (TODAY + WEEK, TODAY + 2 * WEEK)],
)
def test_another_deputy_or_absent_is_one_that_ends_and_one_that_begins(
    first: date, ended: date, cast: Cast, bo: User, person: Callable[..., User]
) -> None:
    boss = person("administrator", municipality=cast.owner, name="boss", is_staff=True)
    days = {"first_date": first, "last_date": TODAY + 2 * WEEK}
    row = Deputy.objects.create(absent=cast.officer, deputy=bo, **days)
    changed = {"absent": cast.officer.pk, "deputy": cast.assessor.pk} | days

    done = client_of(boss).post(admin_page(Deputy, "change", row.pk), changed)

    assert done.status_code == 302
    told = SecurityEvent.objects.filter(actor=boss.email).order_by("pk")
    assert list(told.values_list("attempt", "reason"))[-2:] == [
        ("absence_ended", f"{cast.officer.email}: {bo.email} {first} – {ended}"),
        (
            "deputy_named",
            f"{cast.officer.email}: {cast.assessor.email} {first} – {TODAY + 2 * WEEK}",
        ),
    ]


def test_before_and_after_the_days_nobody_stands_in(
    task: Case, cast: Cast, bo: User, settings: Settings
) -> None:
    first = TODAY + timedelta(days=2)
    away(client_of(cast.officer), bo, first, first)
    for days, is_asked in ((0, False), (2, True), (3, False)):
        settings.SAMKLANG_CLOCK = (NOW + timedelta(days=days)).isoformat()
        told = words(get(client_of(bo), "my_work"))
        assert ("In place of officer" in told) is is_asked


def test_secretariat_head_and_administrator_name_it_for_others(
    cast: Cast, bo: User, person: Callable[..., User]
) -> None:
    for turn, role in enumerate(("secretariat", "head", "administrator")):
        leader = person(role, municipality=cast.owner, unit=cast.unit, name=f"my {role}")
        first = TODAY + turn * WEEK
        sent = away(client_of(leader), bo, first, first, of=cast.officer)
        assert sent.status_code == 302
        assert sent.url == reverse("absence_of", args=[cast.officer.pk])
    assert Deputy.objects.filter(absent=cast.officer).count() == 3
    colleague = person("officer", municipality=cast.owner, unit=cast.unit, name="Ib")
    assert away(client_of(colleague), bo, TODAY, TODAY, of=cast.officer).status_code == 403


def test_nobody_takes_the_rights_of_an_administrator_by_naming_a_deputy(
    cast: Cast, bo: User, person: Callable[..., User]
) -> None:
    boss = person("administrator", municipality=cast.owner, name="boss")
    refused = away(client_of(cast.secretary), cast.secretary, TODAY, TODAY, of=boss)
    assert refused.status_code == 403
    assert "Only another administrator" in words(refused)
    grant(cast.secretary, Role.ADMINISTRATOR, cast.owner, at=NOW)
    assert away(client_of(cast.secretary), bo, TODAY, TODAY, of=boss).status_code == 302


@pytest.mark.parametrize(
    ("first", "last", "status", "reason"),
    [
        (5, 4, 422, "The last day is before the first."),
        (-9, -2, 409, "This absence is over already."),
        (7, 20, 409, "Bo stands in already from"),
        (0, 30, 409, "Bo stands in already from"),
        (10, 10, 409, "Bo stands in already from"),
    ],
)
def test_impossible_days_are_refused_with_the_reason(
    first: int, last: int, status: int, reason: str, cast: Cast, bo: User
) -> None:
    client = client_of(cast.officer)
    away(client, bo, TODAY + WEEK, TODAY + 2 * WEEK)
    begins, ends = TODAY + timedelta(days=first), TODAY + timedelta(days=last)

    refused = away(client, cast.secretary, begins, ends)

    assert refused.status_code == status
    assert reason in words(refused)
    assert f"{begins:%d-%m-%Y}" in refused.content.decode()
    assert Deputy.objects.count() == 1


def test_oneself_and_people_of_other_municipalities_are_no_deputies(
    cast: Cast, arvika: Municipality, person: Callable[..., User]
) -> None:
    other = person("officer", municipality=arvika, name="Åsa")
    client = client_of(cast.officer)
    assert "Åsa" not in words(get(client, "absence"))
    for nobody in (other, cast.officer):
        assert away(client, nobody, TODAY, TODAY).status_code == 422
    assert get(client_of(other), "absence_of", cast.officer.pk).status_code == 404


def test_whoever_is_back_earlier_ends_it_and_a_past_one_stays(
    task: Case, cast: Cast, bo: User, settings: Settings
) -> None:
    mine = client_of(cast.officer)
    away(mine, bo, TODAY, TODAY + WEEK)
    row = Deputy.objects.get()
    settings.SAMKLANG_CLOCK = (NOW + timedelta(days=3)).isoformat()
    mine = client_of(cast.officer)

    assert mine.post(reverse("absence_ends", args=[row.pk])).status_code == 302

    row.refresh_from_db()
    assert row.last_date == TODAY + timedelta(days=2)
    told = SecurityEvent.objects.get(attempt="absence_ended").reason
    assert told.endswith(f"{TODAY} – {row.last_date}")  # the days on which somebody stood in
    assert "In place of" not in words(get(client_of(bo), "my_work"))
    again = mine.post(reverse("absence_ends", args=[row.pk]))
    assert again.status_code == 409
    assert "over already" in words(again)


def test_the_list_of_people_leads_there(task: Case, cast: Cast) -> None:
    content = get(client_of(cast.secretary), "people").content.decode()
    assert reverse("absence_of", args=[cast.officer.pk]) in content
