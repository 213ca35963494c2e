"""Do the pages of running answer machines and people, and is mail in files read safely?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from people.models import Municipality, User
from web.views.status import TROUBLES

HOSTILE = (
    b"From: a@example.org\nTo: somebody@example.org\nSubject: <script>x</script>\n"
    b"Content-Type: text/plain; charset=no-such-charset\n\n</p><script>alert(1)</script> \xff\n"
)


def test_the_process_answers_without_the_database(
    db: None, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(0):
        assert client.get("/healthz/").json() == {"process": "ok"}


def test_ready_when_the_database_has_every_migration(db: None, client: Client) -> None:
    response = client.get("/readyz/")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok"}


def test_status_says_that_the_background_work_does_not_run(
    nuuk: Municipality, person: Callable[..., User], client: Client
) -> None:
    client.force_login(person("secretariat", municipality=nuuk, language="en-gb"))
    html = client.get("/status/").content.decode()
    assert "The background work has not run lately." in html
    assert "none yet" in html


TOKEN = "a monitor shows this text of forty letters"


def ask(client: Client, shown: str = "", accept: str = "application/json") -> HttpResponse:
    headers = {"Accept": accept} | ({"Authorization": shown} if shown else {})
    return client.get("/status/", headers=headers)  # type: ignore[return-value]


def test_a_monitor_reads_the_status_with_the_token(
    db: None, client: Client, settings: Settings
) -> None:
    settings.STATUS_TOKEN = TOKEN

    told = json.loads(ask(client, f"Bearer {TOKEN}").content)

    assert told["troubles"] == ["sweep"]
    assert told["last_sweep"] is None
    assert told["failed"] == 0
    page = ask(client, f"Bearer {TOKEN}", accept="text/html")
    assert "The background work has not run lately." in page.content.decode()


def test_the_names_that_a_monitor_reads_are_told_in_the_readme(
    db: None, client: Client, settings: Settings
) -> None:
    settings.STATUS_TOKEN = TOKEN
    told = json.loads(ask(client, f"Bearer {TOKEN}").content)

    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    assert set(told) == {
        "at",
        "last_sweep",
        "oldest_unsent",
        "waiting",
        "uncertain",
        "failed",
        "to_nobody",
        "nobody_ahead",
        "plan_differed",
        "plan_unmended",
        "failed_stages",
        "troubles",
    }
    assert {name for name in {*told, *TROUBLES} if f"`{name}`" not in readme} == set()


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer ", "Bearer guessed", f"Basic {TOKEN}"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_without_the_token_the_status_asks_to_sign_in(
    shown: str, token: str, db: None, client: Client, settings: Settings
) -> None:
    settings.STATUS_TOKEN = token

    assert ask(client, shown).status_code == 302


def test_people_read_the_status_as_json_too(
    nuuk: Municipality, person: Callable[..., User], client: Client
) -> None:
    client.force_login(person("auditor", municipality=nuuk))

    assert "troubles" in json.loads(ask(client).content)


@pytest.fixture
def mailed(settings: Settings) -> str:
    name = "20260302T120000_abc@example.org.eml"
    Path(settings.MAIL_DIR, name).write_bytes(HOSTILE)
    return "/mail/20260302T120000_abc-example-org/"


def test_hostile_mail_is_shown_as_text(
    mailed: str, nuuk: Municipality, person: Callable[..., User], client: Client
) -> None:
    client.force_login(person("administrator", municipality=nuuk, is_staff=True))
    assert "&lt;script&gt;x" in client.get("/mail/").content.decode()
    html = client.get(mailed).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_people_read_the_mail_addressed_to_them(
    mailed: str,
    nuuk: Municipality,
    person: Callable[..., User],
    client: Client,
    settings: Settings,
) -> None:
    settings.DEMO = False
    officer = person("officer", municipality=nuuk)
    client.force_login(officer)
    assert client.get(mailed).status_code == 404
    User.objects.filter(pk=officer.pk).update(email="somebody@example.org")
    assert client.get(mailed).status_code == 200


def test_there_is_no_mailbox_where_mail_is_sent(
    mailed: str,
    nuuk: Municipality,
    person: Callable[..., User],
    client: Client,
    settings: Settings,
) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1"
    client.force_login(person("administrator", municipality=nuuk, is_staff=True))
    assert client.get("/mail/").status_code == 404
    assert client.get(mailed).status_code == 404


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", "2. marts 2026 kl. 09.00"),
        ("sv", "2026-03-02 kl. 09.00"),
        ("en-gb", "2 Mar 2026, 09:00"),
    ],
)
def test_the_mailbox_tells_when_in_the_reader_s_language_and_time_zone(
    nuuk: Municipality, person: Callable[..., User], settings: Settings, language: str, told: str
) -> None:
    name = "20260302T110000_abc@example.org.eml"
    text = b"Subject: Hej\r\nDate: Mon, 02 Mar 2026 11:00:00 +0000\r\n\r\nHej"
    Path(settings.MAIL_DIR, name).write_bytes(text)
    reader = Client()
    reader.force_login(person("administrator", municipality=nuuk, is_staff=True, language=language))
    for page in ("/mail/", "/mail/20260302T110000_abc-example-org/"):
        html = reader.get(page).content.decode()
        assert told in html
        assert "+0000" not in html


def test_a_mail_whose_date_is_none_is_told_as_it_stands(
    nuuk: Municipality, person: Callable[..., User], client: Client, settings: Settings
) -> None:
    name = "20260302T110000_abc@example.org.eml"
    Path(settings.MAIL_DIR, name).write_bytes(b"Subject: Hej\r\nDate: yesterday\r\n\r\nHej")
    client.force_login(person("administrator", municipality=nuuk, is_staff=True))
    assert "yesterday" in client.get("/mail/").content.decode()
