"""Does the shell show menu, counts, clock and language, and change nothing by being looked at?"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from audit.models import SecurityEvent
from people.models import User
from tests.conftest import PASSWORD
from tests.web.lives import Cast, live
from tests.web.markup import Page


def test_the_menu_counts_my_open_tasks(cast: Cast, assessor: User, client: Client) -> None:
    live(cast, "proposed")
    client.force_login(assessor)
    html = client.get(reverse("agreements")).content.decode()
    assert '<span class="menu-count">3<' in html


def test_every_page_asks_search_engines_to_stay_away(officer: User, client: Client) -> None:
    client.force_login(officer)
    for name in ("my_work", "agreements", "meetings", "search", "attention", "help", "mail"):
        html = client.get(reverse(name)).content.decode()
        assert Page(html).all("meta", name="robots", content="noindex"), name
        assert len(Page(html).all("h1")) == 1, name


def test_a_moved_clock_is_told_on_every_page(
    officer: User, client: Client, settings: Settings
) -> None:
    settings.SAMKLANG_CLOCK = "+3d"
    User.objects.filter(pk=officer.pk).update(language="en-gb")
    client.force_login(officer)
    assert "The clock is moved" in client.get(reverse("help")).content.decode()


def test_a_language_is_kept_with_the_person_and_in_history(officer: User, client: Client) -> None:
    client.force_login(officer)
    answer = client.post(reverse("set_language"), {"language": "sv", "next": "/agreements/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/agreements/")
    officer.refresh_from_db()
    assert officer.language == "sv"
    assert officer.history.first().history_user == officer


def test_a_language_is_kept_in_a_cookie_for_nobody_in_particular(db: None, client: Client) -> None:
    client.post(reverse("set_language"), {"language": "da"})
    assert 'lang="da"' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "javascript:alert(1)", ""]
)
def test_choosing_a_language_leads_nowhere_outside(
    target: str, officer: User, client: Client
) -> None:
    client.force_login(officer)
    answer = client.post(reverse("set_language"), {"language": "sv", "next": target})
    assert answer.headers["Location"] == "/"


def test_signing_in_and_failing_to_are_remembered(officer: User, client: Client) -> None:
    url = reverse("account_login")
    client.post(url, {"login": officer.email, "password": "wrong"})
    client.post(url, {"login": officer.email, "password": PASSWORD})
    kinds = list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["sign_in_failed", "signed_in"]


def test_too_many_tries_are_turned_away(officer: User, client: Client) -> None:
    url = reverse("account_login")
    answers = [client.post(url, {"login": officer.email, "password": "wrong"}) for _ in range(7)]
    right = client.post(url, {"login": officer.email, "password": PASSWORD})
    assert right.status_code != 302
    assert "sessionid" not in {cookie for answer in answers for cookie in answer.cookies}


def test_nobody_signs_up(db: None, client: Client) -> None:
    client.post(
        reverse("account_signup"), {"email": "new@example.org", "password1": "a long password 1"}
    )
    assert not User.objects.filter(email="new@example.org").exists()


def test_signing_in_leaves_no_history_of_the_person(officer: User, client: Client) -> None:
    before = officer.history.count()

    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})

    officer.refresh_from_db()
    assert officer.last_login is not None
    assert officer.history.count() == before
