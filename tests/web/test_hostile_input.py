"""Is whatever somebody sends to an address or a form answered, and never with 500 (P19)?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from pytest_django.fixtures import Settings

from agreements.models import Case
from people.models import User
from tests.web import undrawn
from tests.web.acting import client_of
from tests.web.lives import Cast
from tests.web.rights_matrix import MATRIX
from tests.web.rights_world import address
from web.keys import KeyConverter

BIG = "1" + "0" * 30
HOSTILE = ("", BIG, "1_" * 30 + "1", "9" * 5000, "a\0b", "\0", "٣", "²", "-1", "1" * 18)
QUICK = (BIG, "9" * 5000, "a\0b")
"""Those that once led to an error page; the full proof sends all of them."""

ACTING = ("officer", "secretariat", "administrator", "head", "assessor", "director")


@pytest.fixture(params=["quick", pytest.param("full", marks=pytest.mark.slow)])
def hostile(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return QUICK if request.param == "quick" else HOSTILE


def patterns(among: Any) -> Iterator[URLPattern]:
    for each in among:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        elif isinstance(each, URLPattern):
            yield each


def status(client: Client, method: str, url: str, sent: Any = None) -> int:
    """What it answers; whatever it wrote is taken back, and an error is 500."""
    try:
        with transaction.atomic():
            response = getattr(client, method)(url, sent)
            if response.streaming:
                list(response.streaming_content)
            transaction.set_rollback(True)
            return int(response.status_code)
    except Exception as error:  # noqa: BLE001 - whatever it is, a person would see 500
        print(method, url[:80], repr(error)[:200])  # noqa: T201 - told where the test fails
        return 500


# ---------------------------------------------------------------- addresses
def test_every_key_in_an_address_is_bounded() -> None:
    ours = [each for each in patterns(get_resolver("web.urls").url_patterns) if each.name in MATRIX]

    whole = {
        (each.name, key): converter
        for each in ours
        for key, converter in each.pattern.converters.items()
        if key.endswith("pk") or key in {"number", "version"}
    }

    assert len(whole) > len(MATRIX) / 2
    assert {key for key, found in whole.items() if not isinstance(found, KeyConverter)} == set()


@pytest.mark.acceptance("P19")
def test_a_hostile_key_in_an_address_names_nothing(
    hostile: tuple[str, ...],
    people: dict[str, User],
    cases: dict[str, Case],
    settings: Settings,
) -> None:
    settings.TEMPLATES = undrawn.TEMPLATES
    client, wrong = client_of(people["officer"]), []
    for name, page in MATRIX.items():
        for url in hostile_addresses(address(name, page, cases), hostile):
            for method in page.methods:
                found = status(client, method, url)
                if found not in {400, 403, 404}:
                    wrong.append((found, method, name, url[:60]))

    assert wrong == []


def hostile_addresses(url: str, hostile: tuple[str, ...]) -> Iterator[str]:
    for key in {str(value) for value in resolve(url).kwargs.values() if isinstance(value, int)}:
        for value in filter(None, hostile):
            yield url.replace(f"/{key}/", f"/{quote(value)}/")


@pytest.mark.parametrize("name", ["register", "search", "agreements", "bulk_end", "bulk_review"])
@pytest.mark.parametrize(
    "query",
    ["q=%00", "after=1~%00", "state=%00x", "sort=a%00b", "kind=%00", "country=%00", "%00=1"],
)
def test_an_address_with_the_character_nul_is_refused(name: str, query: str, cast: Cast) -> None:
    assert client_of(cast.secretary).get(f"{reverse(name)}?{query}").status_code == 400


@pytest.mark.parametrize(
    "name", ["register", "search", "agreements", "bulk_end", "attention", "rounds", "mail"]
)
def test_whatever_is_asked_of_a_list_is_answered(name: str, cast: Cast) -> None:
    client = client_of(cast.secretary)
    asked = [
        f"{reverse(name)}?{key}={quote(prefix + value)}"
        for key, prefix in (("q", ""), ("after", ""), ("after", "1~"), ("page", ""), ("unit", ""),
                            ("sort", ""), ("state", ""), ("case", ""))
        for value in HOSTILE
    ]  # fmt: skip

    assert [url[:60] for url in asked if status(client, "get", url) not in {200, 400}] == []


# ---------------------------------------------------------------- forms
@pytest.mark.acceptance("P19")
def test_whatever_a_form_is_sent_is_answered(
    hostile: tuple[str, ...],
    people: dict[str, User],
    cases: dict[str, Case],
    settings: Settings,
) -> None:
    templates, settings.TEMPLATES = settings.TEMPLATES, undrawn.TEMPLATES
    forms = dict(forms_of(people, cases))
    assert len(forms) > len(MATRIX) / 3
    if hostile is HOSTILE:
        settings.TEMPLATES = templates

    wrong = [
        (url, str(sent)[:200])
        for (role, url), names in forms.items()
        for client in [client_of(people[role])]
        for sent in hostile_forms(names, hostile)
        if status(client, "post", url, sent) >= 500
    ]

    assert wrong == []


def forms_of(
    people: dict[str, User], cases: dict[str, Case]
) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Who may send a form to which address, and its fields with what stands in them."""
    for name, page in MATRIX.items():
        role = next((role for role in ACTING if page.post[role] not in {403, 404, 405}), None)
        if role is None:
            continue
        url = address(name, page, cases)
        undrawn.last.clear()
        client_of(people[role]).get(url)
        form = undrawn.last.get("form")
        yield (role, url), {bound.html_name: bound.value() for bound in form or ()}


def hostile_forms(names: dict[str, Any], hostile: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Each hostile value in all fields; one about an impossible version, and one without any."""
    seen = {name: value for name, value in names.items() if name.startswith("seen")}
    for value in hostile:
        said: dict[str, Any] = dict.fromkeys([*names, "cases"], value)
        yield said | {"cases": [f"{value}:1"], "confirmed": "1"} | seen
    yield dict.fromkeys(names, "1") | dict.fromkeys(seen, BIG) | {"confirmed": "1"}
    yield {}


def test_the_choices_of_a_form_are_refused_and_what_was_typed_is_kept(
    cast: Cast, cases: dict[str, Case]
) -> None:
    approved, client = cases["approved"], client_of(cast.officer)
    sent = {"seen": approved.version, "signed": "02-03-2026", "place": "Nuuk"}

    answer = client.post(reverse("sign", args=[approved.pk]), sent | {"signatories": [BIG]})

    assert answer.status_code == 422
    assert "Nuuk" in answer.content.decode()


def test_a_choice_of_agreements_without_end_is_made_anew(cast: Cast) -> None:
    for page in ("bulk_end", "bulk_review"):
        answer = client_of(cast.secretary).post(reverse(page), {"cases": ["9" * 5000 + ":1"]})

        assert answer.status_code == 422
        assert "Choose the agreements anew." in answer.content.decode()
