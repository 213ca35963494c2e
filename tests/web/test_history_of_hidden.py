"""Does the history of a case name another case that the reader may not know of?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from agreements.models import Case
from people.models import Municipality, User
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, words
from tests.web.lives import Cast, live
from workflows import kinship

HIDDEN = "an agreement that you may not see"


@pytest.fixture
def other(nuuk: Municipality, person: Callable[..., User]) -> User:
    """An officer of the same municipality who is not among those named."""
    return person("officer", municipality=nuuk, name="other")


@pytest.fixture
def framework(cast: Cast) -> Case:
    return live(cast, "active", "Hemmelig ramme")


@pytest.fixture
def older(cast: Cast) -> Case:
    return live(cast, "active", "Hemmelig forgænger")


@pytest.fixture
def bound(cast: Cast, framework: Case, older: Case) -> Case:
    """A draft under one agreement that replaces another."""
    case = live(cast, "draft", "Ny aftale")
    door = {"by": cast.officer, "at": NOW}
    kinship.place_under(case, framework.agreement, seen=fresh(case).version, **door)  # type: ignore[arg-type]
    kinship.name_predecessor(case, older.agreement, seen=fresh(case).version, **door)  # type: ignore[arg-type]
    return fresh(case)


def hide(*cases: Case) -> None:
    for case in cases:
        Case.objects.filter(pk=case.pk).update(confidentiality="named")


def test_history_names_what_the_reader_may_see(bound: Case, other: User) -> None:
    page = words(get(client_of(other), "case_history", bound.pk))

    assert "Hemmelig ramme" in page
    assert "Hemmelig forgænger" in page
    assert HIDDEN not in page


@pytest.mark.parametrize("name", ["case_history", "case"])
def test_history_tells_that_there_is_one_and_not_which(
    name: str, bound: Case, framework: Case, older: Case, other: User, cast: Cast
) -> None:
    hide(framework, older)

    page = words(get(client_of(other), name, bound.pk))
    known = words(get(client_of(cast.officer), name, bound.pk))

    assert "Hemmelig" not in page
    assert page.count(HIDDEN) == 2
    assert "Hemmelig ramme" in known
    assert "Hemmelig forgænger" in known


def test_what_stands_alone_hides_nothing(bound: Case, framework: Case, cast: Cast) -> None:
    seen = fresh(bound).version
    kinship.place_under(bound, None, by=cast.officer, at=NOW, seen=seen)

    assert "stands alone" in words(get(client_of(cast.officer), "case_history", bound.pk))


def test_the_page_stays_within_its_budget(
    bound: Case, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(cast.officer)

    with django_assert_max_num_queries(10):
        get(client, "case_history", bound.pk)
