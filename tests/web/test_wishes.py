"""Is a wish told apart from a draft that somebody works on (R-009)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from workflows.door import take

if TYPE_CHECKING:
    from agreements.models import Case, Kind
    from people.models import Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(draft: Case, officer: User, culture: Unit, sister_city: Kind) -> Case:
    """A draft of which somebody said on its page that it is a wish so far."""
    basis = {"title": draft.title, "kind": sister_city.pk, "unit": culture.pk, "is_wish": "on"}
    send(client_of(officer), "draft_section", [draft.pk, "basis"], **basis)
    return fresh(draft)


@pytest.mark.requirement("R-009")
def test_a_wish_says_so_on_its_page_and_in_the_list(wish: Case, officer: User) -> None:
    client = client_of(officer)
    listed = client.get(reverse("agreements"), {"tab": "proposals"})

    assert "Wish" in words(get(client, "case", wish.pk))
    assert "Wish" in words(listed)


def test_a_draft_is_no_wish_unless_somebody_says_so(draft: Case, officer: User) -> None:
    assert "Wish" not in words(get(client_of(officer), "case", draft.pk))


@pytest.mark.requirement("R-009")
def test_what_is_proposed_is_no_wish_any_more(wish: Case, officer: User) -> None:
    take("propose", wish, by=officer, at=NOW, seen=wish.version)

    proposed = fresh(wish)
    assert (proposed.state, proposed.is_wish) == ("proposed", False)
    assert "Wish" not in words(get(client_of(officer), "case", wish.pk))
