"""Does a municipality's page tell how many a source declares beside what is registered (R-009)?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import DeclaredCount, Kind, Party
from people.models import Municipality, User
from tests.web.acting import client_of, get, words
from tests.web.lives import Cast, live

STRATEGY = "International strategi"


@pytest.fixture
def ours(cast: Cast) -> Party:
    return Party.objects.get(municipality=cast.owner)


def declare(client: Client, ours: Party, kind: Kind, /, **facts: str) -> Any:
    url = reverse("party_declared", args=[ours.pk])
    said = {"kind": kind.pk, "count": "6", "as_of": "2013", "source": STRATEGY}
    return client.post(url, said | facts, follow=True)


@pytest.mark.requirement("R-009")
def test_six_are_declared_and_four_registered(cast: Cast, ours: Party) -> None:
    for number in range(4):
        live(cast, "active", f"Venskabsby {number}")
    live(cast, "draft", "Et ønske")
    client = client_of(cast.officer)
    assert reverse("party_declared", args=[ours.pk]) in _page(client, ours)

    told = words(declare(client, ours, cast.kind))

    assert "The number is recorded." in told
    assert "Declared and registered Sister city: 6 declared, 4 registered" in told
    assert f"2013 · {STRATEGY} The numbers differ" in told
    assert "6 declared, 4 registered" in words(get(client, "attention"))


@pytest.mark.requirement("R-009")
def test_it_is_written_anew_and_where_the_counts_agree_nothing_is_missed(
    cast: Cast, ours: Party
) -> None:
    live(cast, "active", "Venskabsby")
    client = client_of(cast.secretary)
    declare(client, ours, cast.kind)
    url = reverse("party_declared", args=[ours.pk])
    form = client.get(url, {"kind": cast.kind.code}).content.decode()
    assert 'value="6"' in form
    assert STRATEGY in form

    told = words(declare(client, ours, cast.kind, count="1", as_of="2026"))

    assert "1 declared, 1 registered" in told
    assert "The numbers differ" not in told
    assert "declared" not in words(get(client, "attention"))
    row = DeclaredCount.objects.get()
    assert row.as_of == PartialDate.year(2026)
    kept = list(row.history.values_list("count", "history_user__name"))
    assert kept == [(1, "secretary"), (6, "secretary")]


def test_a_number_that_no_source_tells_is_taken_back(cast: Cast, ours: Party) -> None:
    client = client_of(cast.officer)
    declare(client, ours, cast.kind)

    told = words(declare(client, ours, cast.kind, take_back="on"))

    assert "The number is taken back." in told
    assert "Declared and registered" not in told
    again = declare(client, ours, cast.kind, take_back="on")
    assert "Nothing is declared of this kind." in words(again)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"count": "-1"}, "Write a whole number from 0 to 9999."),
        ({"count": "seks"}, "Write a whole number from 0 to 9999."),
        ({"count": ""}, "Write a whole number from 0 to 9999."),
        ({"as_of": ""}, "Write the year it is from."),
        ({"as_of": "for nylig"}, "This cannot be read as a date."),
        ({"source": " "}, "Write which source says so."),
        ({"kind": "0"}, "Choose"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_kept(
    facts: dict[str, str], reason: str, cast: Cast, ours: Party
) -> None:
    answer = declare(client_of(cast.officer), ours, cast.kind, **facts)
    assert reason in words(answer)
    assert not DeclaredCount.objects.exists()


def test_others_neither_write_nor_read_it(
    cast: Cast, ours: Party, officer_elsewhere: Client
) -> None:
    declare(client_of(cast.officer), ours, cast.kind)
    assert STRATEGY not in _page(officer_elsewhere, ours)
    url = reverse("party_declared", args=[ours.pk])
    assert officer_elsewhere.post(url, {}).status_code == 403
    network = Party.objects.create(sort="network", name="ARKO")
    assert get(client_of(cast.officer), "party_declared", network.pk).status_code == 404


@pytest.fixture
def officer_elsewhere(person: Callable[..., User], aalborg: Municipality) -> Client:
    return client_of(person("officer", municipality=aalborg, name="Ida"))


def _page(client: Client, ours: Party) -> str:
    return str(get(client, "register_party", ours.pk).content.decode())
