"""What does a municipality find that has left? By what stood then, never by what came later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.dates import PartialDate
from agreements.models import Agreement, Case, Kind, Participation, Party
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, words
from tests.web.lives import Cast, live
from workflows import leaving

OLD, LATER = "Gammel aftale", "Aendret aftale"


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


@pytest.fixture
def partner(aalborg: Municipality, person: Callable[..., User]) -> User:
    return person("officer", municipality=aalborg, name="partner")


@pytest.fixture
def port(nuuk: Municipality) -> Unit:
    return Unit.objects.create(municipality=nuuk, name="Havn")


@pytest.fixture
def left(cast: Cast, partner: User, port: Unit, settings: Settings) -> Case:
    """An agreement of which everything that lists ask about changed once the partner had left."""
    case = live(cast, "active", OLD)
    row = case.participations.get(party__municipality=partner.municipality)
    facts: dict[str, Any] = {"notice": TODAY, "effective": TODAY, "reason": "Ny strategi"}
    leaving.give_notice(case, row, by=partner, at=NOW, seen=fresh(case).version, **facts)
    settings.SAMKLANG_CLOCK = "2026-03-10T12:00+00:00"
    Case.objects.filter(pk=case.pk).update(
        title=LATER,
        number="SENERE-7",
        journal_number="J-senere",
        unit=port,
        state="terminated",
        no_review_reason="Ses hvert år",
    )
    Agreement.objects.filter(pk=case.pk).update(kind=Kind.objects.get(code="strategic"))
    late = Party.objects.create(sort="municipality", name="Narvik kommune", country="NO")
    Participation.objects.create(case=case, party=late)
    return fresh(case)


@pytest.fixture
def client(left: Case, partner: User) -> Client:
    return client_of(partner)


def listed(client: Client, **filters: Any) -> str:
    return words(client.get(reverse("agreements"), {"tab": "all"} | filters))


@pytest.mark.requirement("R-018")
@pytest.mark.parametrize(
    "asked",
    [
        {"q": "aendret"},
        {"q": "SENERE-7"},
        {"q": "J-senere"},
        {"q": "Narvik"},
        {"tab": "ended"},
        {"state": "terminated"},
        {"kind": "strategic"},
        {"country": "NO"},
        {"review": "never"},
        {"review": "none"},
    ],
)
def test_no_filter_finds_what_was_written_after_the_last_day(
    asked: dict[str, str], client: Client
) -> None:
    page = listed(client, **asked)

    assert OLD not in page
    assert LATER not in page


@pytest.mark.requirement("R-018")
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "GAMMEL"},
        {"q": "aalborg"},
        {"tab": "force"},
        {"state": "active"},
        {"kind": "sister_city"},
        {"country": "GL"},
        {"sort": "title"},
    ],
)
def test_filters_find_it_by_what_stood_on_the_last_day(
    asked: dict[str, str], client: Client
) -> None:
    page = listed(client, **asked)

    assert OLD in page
    assert LATER not in page
    assert "Norway" not in page.partition(OLD)[2]
    assert "Took part until" in page


def test_its_unit_is_the_one_that_it_had(client: Client, culture: Unit, port: Unit) -> None:
    assert OLD in listed(client, unit=str(culture.pk))
    assert OLD not in listed(client, unit=str(port.pk))


@pytest.mark.requirement("R-018")
def test_search_finds_it_by_the_title_that_it_had(client: Client) -> None:
    def found(q: str) -> bool:
        return OLD in words(client.get(reverse("search"), {"q": q}))

    assert found("gammel")
    for later in ("aendret", "SENERE-7", "J-senere", "Narvik"):
        assert not found(later), later


def test_it_stands_where_it_stood_in_the_list(client: Client, cast: Cast) -> None:
    """By its later title it would come first; its later review would place it before the other."""
    live(cast, "active", "Bestaaende")
    Case.objects.filter(title=LATER).update(
        review_from=date(2026, 4, 1), review_until=date(2026, 4, 1), review_precision="day"
    )

    for sort in ("title", "review"):
        page = listed(client, sort=sort)
        assert page.index("Bestaaende") < page.index(OLD), sort


def test_a_page_goes_on_behind_one_that_was_left(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.presenters.listing.ON_A_PAGE", 1)
    live(cast, "active", "Hver tredje")

    for sort in ("title", "review"):
        first = client.get(reverse("agreements"), {"tab": "all", "sort": sort})
        second = client.get(first.context["next_url"])
        titles = [row.title for page in (first, second) for row in page.context["page"].rows]
        assert sorted(titles) == [OLD, "Hver tredje"], sort


def test_one_that_came_back_is_found_by_what_stands_now(
    left: Case, client: Client, partner: User
) -> None:
    row = left.participations.get(party__municipality=partner.municipality)
    joined = PartialDate.day(date(2026, 3, 8))
    Participation.objects.create(case=left, party=row.party, joined=joined)

    assert LATER in listed(client, q="aendret")
    assert LATER not in listed(client, q="gammel")
