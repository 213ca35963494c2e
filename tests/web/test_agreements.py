"""Does the list find, order and page what one may see, and search and attention likewise?"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_plus

import pytest
from django.test import Client
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Agreement, Case, DeclaredCount
from people.models import Municipality, User
from tests.conftest import NOW
from tests.web.lives import Cast, live
from tests.web.test_case import imported
from web.presenters import finding, listing


@pytest.fixture
def get(cast: Cast) -> Callable[..., str]:
    def fetch(name: str = "agreements", user: User = cast.officer, **query: str) -> str:
        User.objects.filter(pk=user.pk).update(language="en-gb")
        client = Client()
        client.force_login(user)
        response = client.get(reverse(name), query)
        assert response.status_code == 200
        return response.content.decode()

    return fetch


def test_tabs_part_what_is_in_force_proposed_and_ended(cast: Cast, get: Callable[..., str]) -> None:
    live(cast, "active", "Gældende aftale")
    live(cast, "proposed", "Foreslået aftale")
    assert "Gældende aftale" in get()
    assert "Foreslået aftale" not in get()
    assert "Foreslået aftale" in get(tab="proposals")
    assert "Gældende aftale" in get(tab="all")
    assert "Nothing found" in get(tab="ended")


def test_filters_narrow_and_can_be_taken_off(cast: Cast, get: Callable[..., str]) -> None:
    live(cast, "active", "Aftale med Aalborg")
    assert "Aftale med Aalborg" in get(country="DK", kind="sister_city", q="aalborg")
    assert "Aftale med Aalborg" not in get(country="NO")
    assert "Aftale med Aalborg" not in get(kind="network")
    assert "take this filter off" in get(country="NO")


def test_nonsense_in_the_address_is_not_asked_for(cast: Cast, get: Callable[..., str]) -> None:
    live(cast, "active", "Aftale")
    for query in ({"tab": "x", "sort": "y"}, {"after": "1~no date"}, {"unit": "9" * 30}):
        get(**query)


def many_drafts(cast: Cast, count: int) -> None:
    """Rows as the list reads them; equal titles, windows shared by many and, for some, none."""
    cases = Case.objects.bulk_create(
        Case(
            owner=cast.owner,
            unit=cast.unit,
            number=f"2026-{index}",
            title=f"Titel {index % 3}",
            sort=Case.Sort.AGREEMENT,
            review=PartialDate.year(2030 + index % 2) if index < 0.7 * count else None,
            created_at=NOW,
        )
        for index in range(count)
    )
    Agreement.objects.bulk_create(Agreement(case=case, kind=cast.kind) for case in cases)


@pytest.mark.parametrize("sort", finding.SORTS)
def test_pages_follow_each_other_without_gap_or_double(
    sort: str, cast: Cast, get: Callable[..., str]
) -> None:
    total = 3 * listing.ON_A_PAGE + 1
    many_drafts(cast, total)
    found, after = [], ""
    while True:
        html = get(tab="all", sort=sort, after=after)
        found += [part.split('"')[0] for part in html.split('<th scope="row"><a href="')[1:]]
        if 'rel="next"' not in html:
            break
        link = html.split('rel="next" href="')[1].split('"')[0]
        after = unquote_plus(link.split("after=")[1].split("&")[0])
        assert len(found) <= total
    assert len(found) == len(set(found)) == total


def test_others_cases_are_not_counted_or_found(
    cast: Cast, get: Callable[..., str], arvika: Municipality, person: Callable[..., User]
) -> None:
    live(cast, "active", "Nuuks aftale")
    stranger = person("officer", name="stranger", municipality=arvika)
    assert "Found: 0" in get(user=stranger, tab="all")
    assert "Nuuks aftale" not in get("search", user=stranger, q="Nuuks")
    assert "Nuuks aftale" in get("search", q="nuuks")


def test_attention_tells_overdue_imports_gaps_and_missing_ones(
    cast: Cast, get: Callable[..., str]
) -> None:
    imported(cast)
    DeclaredCount.objects.create(owner=cast.owner, kind=cast.kind, count=6, source="Strategien")
    html = get("attention")
    assert "The review is overdue" in html
    assert "The text of the agreement is not on file" in html
    assert "6 declared, 1 registered" in html
    assert Case.objects.get().state == "active"
