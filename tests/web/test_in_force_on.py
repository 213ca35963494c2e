"""Does the list tell what was in force on a day, the same on whichever day it is asked?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Case, Signatory
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, words
from tests.web.lives import STAGES, WAYS, Cast, live, seen
from tests.web.test_agreements import many_drafts
from web.presenters import listing
from workflows import signing
from workflows.cases import NewCase, open_case
from workflows.kinship import name_predecessor
from workflows.registering import register
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import DjangoAssertNumQueries

    from people.models import Municipality, User

IMPORT = Automaton("import")


@pytest.fixture
def ask(cast: Cast) -> Callable[..., Any]:
    def fetch(on: str, *, user: User = cast.officer, **query: str) -> Any:
        return client_of(user).get(reverse("agreements"), {"on": on} | query)

    return fetch


def held_since(cast: Cast, title: str, since: PartialDate | date, **ended: Any) -> Case:
    new = NewCase(title=title, kind=cast.kind, unit=cast.unit, parties=cast.parties)
    case = open_case(new, owner=cast.owner, by=IMPORT, at=NOW)
    state = "expired" if ended else "active"
    register(case, state, by=IMPORT, at=NOW, since=since, **ended)
    return fresh(case)


@pytest.fixture
def succession(cast: Cast) -> tuple[Case, Case]:
    """P07: A in force since 2015-08-12; B replaces it, signed 2019-12-18 and recorded today."""
    old = held_since(cast, "Aftalen fra 2015", date(2015, 8, 12))
    new = live(cast, "draft", "Aftalen fra 2019")
    door: dict[str, Any] = {"by": cast.officer, "at": NOW}
    name_predecessor(new, old.agreement, seen=seen(new), **door)
    for step in STAGES[1 : STAGES.index("approved") + 1]:
        WAYS[step](cast, new)
    signing.sign(
        new,
        list(Signatory.objects.filter(participation__case=new)),
        signed=PartialDate.day(date(2019, 12, 18)),
        seen=seen(new),
        **door,
    )
    return fresh(old), fresh(new)


@pytest.mark.acceptance("P07")
@pytest.mark.requirement("R-042")
@pytest.mark.usefixtures("succession")
@pytest.mark.parametrize(
    ("on", "told", "holds", "not_there"),
    [
        ("15-12-2019", "15 Dec 2019: 1", "Aftalen fra 2015", "Aftalen fra 2019"),
        ("18. december 2019", "18 Dec 2019: 1", "Aftalen fra 2019", "Aftalen fra 2015"),
        ("2019-12-17", "17 Dec 2019: 1", "Aftalen fra 2015", "Aftalen fra 2019"),
        ("11 August 2015", "11 Aug 2015: 0", "Nothing found", "Aftalen fra"),
    ],
)
def test_the_list_of_a_day_holds_what_was_in_force_on_it(
    ask: Callable[..., Any], on: str, told: str, holds: str, not_there: str
) -> None:
    page = words(ask(on))

    assert f"In force on {told}" in page
    assert holds in page
    assert not_there not in page


@pytest.mark.acceptance("P07")
def test_without_a_day_the_list_holds_the_successor_alone(
    succession: tuple[Case, Case], ask: Callable[..., Any]
) -> None:
    old, _new = succession
    page = words(ask(""))

    assert old.state == "superseded"
    assert "Aftalen fra 2019" in page
    assert "Aftalen fra 2015" not in page


@pytest.mark.requirement("R-009")
def test_the_count_of_a_day_says_what_is_sure_and_what_is_perhaps(
    cast: Cast, ask: Callable[..., Any]
) -> None:
    held_since(cast, "Til dagen", date(2010, 1, 1))
    held_since(cast, "Endt", date(2000, 1, 1), ended=date(2012, 6, 1))
    held_since(cast, "Engang i 2012", PartialDate.year(2012))
    live(cast, "active", "Ny")

    for _again in range(2):
        page = words(ask("31-05-2012"))
        assert "In force on 31 May 2012: 2" in page
        assert "perhaps: 1" in page
        assert "Perhaps in force that day" in page
        assert "Ny" not in page.replace("Nyt", "")
    page = words(ask("01-06-2012", tab="all"))
    assert "In force on 1 Jun 2012: 1" in page
    assert "Endt" not in page
    assert "Endt" in words(ask("31-05-2012", tab="ended"))
    assert "In force on 1 Jan 2013: 2" in words(ask("1. januar 2013"))
    assert "perhaps" not in words(ask("1. januar 2013"))


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2012", "Write the day as dd-mm-yyyy"),
        ("31-02-2012", "Error"),
        ("engang", "Error"),
        ("03-03-2066", "That day has not come"),
    ],
)
def test_a_day_that_cannot_be_read_is_told_at_the_field_and_kept(
    cast: Cast, ask: Callable[..., Any], on: str, why: str
) -> None:
    live(cast, "active", "Gældende aftale")

    response = ask(on)

    assert response.status_code == 200
    assert f'value="{on}"' in response.content.decode()
    page = words(response)
    assert why in page
    assert "Correct the day that you ask about" in page
    assert "Gældende aftale" not in page


def test_the_day_stays_when_other_filters_change_and_can_be_taken_off(
    cast: Cast, ask: Callable[..., Any]
) -> None:
    held_since(cast, "Til dagen", date(2010, 1, 1))
    html = ask("01-06-2012").content.decode()

    assert "In force on: 01-06-2012" in html
    assert f"{reverse('agreements')}?on=01-06-2012&amp;sort=title" in html
    assert f'href="{reverse("agreements")}"' in html


@pytest.mark.requirement("R-009")
def test_pages_of_a_day_follow_each_other_within_the_budget(
    cast: Cast,
    ask: Callable[..., Any],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    total = listing.ON_A_PAGE + 5
    many_drafts(cast, total)
    for case in Case.objects.all():
        case.periods.create(state="active", start_date=date(2012, 1, 1), recorded_at=NOW)
    Case.objects.update(state="active")
    client = client_of(cast.officer)
    found: list[str] = []
    where = f"{reverse('agreements')}?on=2012-06-01"
    while where:
        with django_assert_max_num_queries(6):
            html = client.get(where).content.decode()
        assert f"In force on 1 Jun 2012: {total}" in html
        found += [part.split('"')[0] for part in html.split('<th scope="row"><a href="')[1:]]
        _before, _rel, behind = html.partition('rel="next" href="')
        where = behind.split('"')[0].replace("&amp;", "&")
    assert len(found) == len(set(found)) == total


def test_a_stranger_counts_nothing_and_who_left_nothing_after_its_last_day(
    cast: Cast,
    ask: Callable[..., Any],
    arvika: Municipality,
    aalborg: Municipality,
    person: Callable[..., User],
) -> None:
    case = held_since(cast, "Til dagen", date(2010, 1, 1))
    stranger = person("officer", name="stranger", municipality=arvika)
    theirs = person("officer", name="theirs", municipality=aalborg)
    case.participations.filter(party__municipality=aalborg).update(left_date=date(2015, 6, 30))

    assert "2012: 0" in words(ask("01-06-2012", user=stranger))
    assert "2015: 1" in words(ask("30-06-2015", user=theirs))
    assert "2015: 0" in words(ask("01-07-2015", user=theirs))
    assert "2015: 1" in words(ask("01-07-2015"))


# ---------------------------------------------------------------- what is said of the two
@pytest.mark.acceptance("P07")
@pytest.mark.requirement("R-042")
def test_a_living_agreement_is_only_to_be_replaced_until_its_successor_is_in_force(
    cast: Cast,
) -> None:
    old = held_since(cast, "Aftalen fra 2015", date(2015, 8, 12))
    new = live(cast, "draft", "Aftalen fra 2019")
    name_predecessor(new, old.agreement, by=cast.officer, at=NOW, seen=seen(new))
    client = client_of(cast.officer)

    assert "To be replaced by Aftalen fra 2019" in words(get(client, "case", old.pk))
    assert "Is to replace Aftalen fra 2015" in words(get(client, "case", new.pk))

    for step in STAGES[1 : STAGES.index("active") + 1]:
        WAYS[step](cast, new)
    assert "Replaced by Aftalen fra 2019" in words(get(client, "case", old.pk))
    assert "Replaces Aftalen fra 2015" in words(get(client, "case", new.pk))
