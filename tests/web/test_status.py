"""Do the pages of running answer machines and people, and is mail in files read safely?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from people.models import Municipality, User

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
