"""What was a person told, what do they wish to be told, and how do letters end?"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Case
from notifications import unsubscribing
from notifications.models import Message, Note, Preference, Reminder, SendingSettings
from notifications.run_due import run_due
from people.models import Municipality, User
from tests.notifications.conftest import ask, at  # noqa: F401 - a fixture
from tests.web.acting import client_of, get, words
from tests.web.lives import Cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Duty

ONE_CLICK = ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")


# ---------------------------------------------------------------- wishes
def wish(client: Client, **data: str) -> object:
    return client.post(reverse("preferences"), data, follow=True)


def test_a_person_chooses_the_letter_and_what_gets_a_mail_of_its_own(officer: User) -> None:
    answer = wish(client_of(officer), digest="daily")

    assert "Your wishes are saved." in words(answer)
    kept = Preference.objects.get(user=officer)
    assert (kept.digest, kept.own_mails) == ("daily", False)
    assert kept.history.first().history_user == officer


def test_a_wish_that_is_none_is_asked_again_in_words(officer: User) -> None:
    client = client_of(officer)

    for data in ({}, {"digest": "hourly"}):
        answer = client.post(reverse("preferences"), data)
        assert answer.status_code == 422
    assert "Choose when the letter comes." in words(client.post(reverse("preferences")))
    assert not Preference.objects.exists()


def test_the_page_says_what_cannot_be_ended_and_why(officer: User, nuuk: Municipality) -> None:
    hours = {"digest_time": time(6, 30), "send_time": time(8)}
    SendingSettings.objects.update_or_create(municipality=nuuk, defaults=hours)

    told = words(get(client_of(officer), "preferences"))

    assert "What you cannot end" in told
    assert "Have the review decided" in told
    assert "an agreement or a decision rests on them" in told
    assert "Are owner and contacts still right?" not in told
    assert "leaves at 06:30, mails of their own at 08:00" in told


# ---------------------------------------------------------------- ending letters
@pytest.fixture
def ending(officer: User) -> str:
    User.objects.filter(pk=officer.pk).update(language="en-gb")
    return unsubscribing.address(officer).removeprefix("http://127.0.0.1:8000")


def test_looking_at_the_page_that_ends_letters_changes_nothing(
    ending: str, client: Client, officer: User
) -> None:
    for method in (client.get, client.head):
        answer = method(ending)
        assert answer.status_code == 200
        assert not answer.cookies
    assert "End the letter with your tasks?" in words(client.get(ending))
    assert not Preference.objects.exists()


def test_a_program_ends_the_letter_without_cookie_or_session(ending: str, officer: User) -> None:
    program = Client(enforce_csrf_checks=True)

    for _twice in range(2):
        answer = program.post(ending, *ONE_CLICK)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "comes no more" in words(answer)

    kept = Preference.objects.get()
    assert (kept.user, kept.digest, kept.own_mails) == (officer, "none", True)
    assert kept.history.first().history_user == officer


def test_the_page_speaks_the_language_of_the_reader(ending: str, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(language="sv")

    answer = Client(headers={"accept-language": "da"}).get(ending)

    assert answer.headers["Content-Language"] == "sv"
    assert '<html lang="sv"' in answer.content.decode()


@pytest.mark.parametrize("wrong", ["x", "1:2:3", "MQ:1u0000:AAAA", "å:ß:ø"])
def test_a_token_that_was_not_made_here_ends_nothing(
    wrong: str, ending: str, client: Client, officer: User
) -> None:
    bent = ending[:-2] + ("A" if ending[-2] != "A" else "B") + "/"
    for url in (reverse("unsubscribe", args=[wrong]), bent):
        assert client.get(url).status_code == 404
        assert client.post(url, *ONE_CLICK).status_code == 404
    assert not Preference.objects.exists()


# ---------------------------------------------------------------- notes
@pytest.fixture
def told(cast: Cast, active: Case, ask: Callable[..., Duty]) -> Note:  # noqa: F811
    """The officer was reminded of one thing, and has read what came before."""
    Note.objects.update(read_at=at("2026-03-01 12:00"))
    ask(active, at("2026-05-01").date(), at=at("2026-03-02 12:00"))
    run_due(at=at("2026-04-01 12:00"))
    return Note.objects.get(reminder__days=-30)


def test_what_was_told_stands_in_samklang_with_its_day(told: Note, officer: User) -> None:
    client = client_of(officer)

    page = words(get(client, "notes"))

    assert "Have the review decided: active" in page
    assert "1 May 2026" in page
    assert '<span class="bell-count">1<' in get(client, "help").content.decode()


def test_reading_is_a_post_and_silences_no_mail(told: Note, officer: User) -> None:
    client = client_of(officer)
    get(client, "case", told.case_id)
    get(client, "notes")
    assert Note.objects.get(pk=told.pk).read_at is None

    answer = client.post(reverse("note_read", args=[told.pk]), {"show": "unread"}, follow=True)

    assert "Nothing to read" in words(answer)
    assert "bell-count" not in answer.content.decode()
    assert Reminder.objects.filter(status="planned", duty=told.reminder.duty).exists()
    run_due(at=at("2026-05-02 12:00"))
    assert Message.objects.filter(recipient=officer, kind="reminder").count() == 2


def test_all_are_read_at_once_and_only_ones_own(told: Note, officer: User, secretary: User) -> None:
    others = Note.objects.create(
        user=secretary, case=told.case, reminder=told.reminder, created_at=told.created_at
    )
    client = client_of(officer)

    assert client.post(reverse("note_read", args=[others.pk])).status_code == 404
    client.post(reverse("notes_read"))

    assert {note.user for note in Note.objects.filter(read_at=None)} == {secretary}


def test_a_case_that_is_kept_from_the_reader_by_now_is_not_named(told: Note, officer: User) -> None:
    Case.objects.update(confidentiality="named", responsible=None, proposed_by=None, unit=None)

    page = words(get(client_of(officer), "notes"))

    assert "A case that you cannot see any more" in page
    assert "Have the review decided" not in page
