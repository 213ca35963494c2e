"""Do pages ask the database as often for many rows as for few (performance.md)?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from agreements.dates import PartialDate
from agreements.models import Case, Document, Duty, Participation, Party, StepRecord
from people import seats
from people.models import Unit, User
from tests.conftest import NOW
from tests.web.lives import Cast, live
from workflows.cases import NewCase, open_case

BUDGETS = {"agreements": 6, "my_work": 8}
DATED = {"calendar": 8, "agenda": 8, "feeds": 7}
PARTS = {
    "case": 14,
    "case_initiatives": 10,
    "case_parties": 11,
    "case_decisions": 10,
    "case_history": 10,
    "case_versions": 10,
    "case_context": 10,
    "case_documents": 10,
    "document_list": 10,
    "document_list_csv": 10,
}


@pytest.fixture
def busy(cast: Cast) -> Case:
    return live(cast, "under_review", "Meget")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def more(cast: Cast, number: int) -> None:
    """So many further agreements, each with a duty for the officer and one for the secretariat."""
    asked = (seats.asked_person(cast.officer), seats.asked_role("secretariat", cast.owner.pk))
    for index in range(number):
        case = open_case(
            NewCase(title=f"Aftale {index}", kind=cast.kind, parties=cast.parties),
            owner=cast.owner,
            by=cast.officer,
            at=NOW,
        )
        for actor in asked:
            Duty.objects.create(case=case, kind_id="rule", responsible=actor, opened_at=NOW)


@pytest.mark.parametrize("name", BUDGETS)
@pytest.mark.parametrize("number", [2, 60])
def test_lists_stay_within_their_budget(
    name: str,
    number: int,
    cast: Cast,
    client_of: Callable[[User], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    more(cast, number)
    client = client_of(cast.officer)
    with django_assert_max_num_queries(BUDGETS[name]):
        response = client.get(reverse(name), {"tab": "all"})
    assert response.status_code == 200
    assert "Aftale 1" in response.content.decode()


@pytest.mark.parametrize("name", DATED)
@pytest.mark.parametrize("number", [2, 40])
def test_pages_of_the_calendar_stay_within_their_budget(
    name: str,
    number: int,
    cast: Cast,
    client_of: Callable[[User], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    more(cast, number)
    for index, duty in enumerate(Duty.objects.all()):
        duty.due = PartialDate.day(NOW.date() + timedelta(days=index % 20))
        duty.save()
    for index in range(number):
        Unit.objects.create(municipality=cast.owner, name=f"Enhed {index}")
    client = client_of(cast.secretary)
    told = {"month": f"{NOW:%Y-%m}", "from": f"{NOW:%Y-%m-%d}", "whose": "all"}
    with django_assert_max_num_queries(DATED[name]):
        response = client.get(reverse(name), told)
    assert response.status_code == 200
    assert ("Enhed 1" if name == "feeds" else "Aftale 1") in response.content.decode()


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("number", [1, 30])
def test_pages_of_a_case_stay_within_their_budget(
    name: str,
    number: int,
    busy: Case,
    cast: Cast,
    head: User,
    client_of: Callable[[User], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for index in range(number):
        busy.title = f"Meget {index}"
        busy.save()
        party = Party.objects.create(sort="association", name=f"Forening {index}")
        Participation.objects.create(case=busy, party=party)
        StepRecord.objects.create(
            case=busy,
            step="edit",
            state_before=busy.state,
            state_after=busy.state,
            by=cast.officer,
            at=NOW + timedelta(seconds=index),
            effective_date=NOW.date(),
            version=busy.version,
        )
        Document.objects.create(
            case=busy,
            number=index + 1,
            direction="in",
            title=f"Brev {index}",
            language="da",
            link="https://journal.example.gl/1",
            recorded_by=cast.officer,
            recorded_at=NOW,
        )
        open_case(
            NewCase(title=f"Indsats {index}", unit=cast.unit, agreement=busy.agreement),
            owner=cast.owner,
            by=cast.officer,
            at=NOW,
        )
    client = client_of(head)
    with django_assert_max_num_queries(PARTS[name]):
        response = client.get(reverse(name, args=(busy.pk,)))
    assert response.status_code == 200
