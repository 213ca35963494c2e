"""Who is told of what could not be told, and who settles a letter, once?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from agreements.models import Case, Duty
from notifications.foresight import look_ahead
from notifications.models import DeliveryAttempt, Message, SweepRun
from notifications.run_due import run_due
from people.models import Municipality, Unit, User
from tests.conftest import NOW
from tests.notifications.conftest import make_case
from tests.web.acting import client_of, get, words
from tests.web.lives import Cast
from tests.web.test_ledger import ask

WORDS = "Ringede: intet er kommet"


@pytest.fixture(autouse=True)
def _that_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


@pytest.fixture
def failed(cast: Cast) -> Message:
    """A letter that the server refused for good."""
    ask(make_case("Blåbær", cast.owner, cast.kind, cast.unit), cast.officer)
    run_due(at=NOW)
    letters = Message.objects.filter(kind="reminder")
    letters.update(status="failed", error="550 no such user", sent_at=None)
    return letters.get()


def settle(client: Client, name: str, letter: Message, **said: object) -> Any:
    data = {"words": WORDS, "fence": letter.fence} | said
    return client.post(reverse(name, args=[letter.pk]), data)


def fresh(letter: Message) -> Message:
    return Message.objects.get(pk=letter.pk)


def nobody_is_left(cast: Cast) -> None:
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    Unit.objects.filter(pk=cast.unit.pk).update(mailbox="")


# ---------------------------------------------------------------- what is seen
def test_the_page_lists_letters_that_need_a_person(failed: Message, cast: Cast) -> None:
    page = get(client_of(cast.secretary), "incidents")

    assert "550 no such user" in words(page)
    assert cast.officer.email in words(page)
    assert reverse("letter", args=[failed.pk]) in page.content.decode()


def test_the_page_is_for_those_who_look_after_the_municipality(failed: Message, cast: Cast) -> None:
    assert get(client_of(cast.officer), "incidents").status_code == 403


def test_of_a_case_that_the_reader_may_not_know_of_the_subject_is_not_told(
    failed: Message, cast: Cast
) -> None:
    Case.objects.update(confidentiality="named")
    client = client_of(cast.secretary)

    for page in (get(client, "incidents"), get(client, "letter", failed.pk)):
        assert page.status_code == 200
        assert "Blåbær" not in page.content.decode()


def test_what_reached_nobody_and_what_would_stand_there_before_the_day(
    cast: Cast, nuuk: Municipality
) -> None:
    nobody_is_left(cast)
    late = make_case("I går", cast.owner, cast.kind, cast.unit)
    ask(late, cast.officer)
    ask(make_case("Snart", nuuk, cast.kind, cast.unit), cast.officer, NOW.date() + timedelta(40))
    run_due(at=NOW)
    client = client_of(cast.secretary)

    context = get(client, "incidents").context

    assert [row.case for row in context["untold"]] == ["I går"]
    assert [row.case for row in context["unreached"]] == ["Snart"]
    attention = words(get(client, "attention"))
    assert "Nobody would get these, next 30 days (1)" in attention
    assert "Snart" in attention
    assert "would reach nobody" in words(get(client, "status"))
    Duty.objects.filter(case=late).update(status="done", closed_at=NOW)
    assert not get(client, "incidents").context["untold"]


def test_attention_says_nothing_once_there_is_a_reader(cast: Cast, nuuk: Municipality) -> None:
    nobody_is_left(cast)
    ask(make_case("Snart", nuuk, cast.kind, cast.unit), cast.officer, NOW.date() + timedelta(40))
    look_ahead(at=NOW)
    client = client_of(cast.secretary)
    assert "Nobody would get these" in words(get(client, "attention"))

    Unit.objects.filter(pk=cast.unit.pk).update(mailbox="arkiv@example.gl")

    assert "Nobody would get these" not in words(get(client, "attention"))


def test_differences_in_the_plan_are_told(db: None, cast: Cast) -> None:
    SweepRun.objects.create(name="reconcile", at=NOW, counts={"planned": 3, "cancelled": 0})

    told = words(get(client_of(cast.secretary), "incidents"))

    assert "Reminders that were missing 3" in told
    assert "planned for nothing" not in told


# ---------------------------------------------------------------- the shell
def test_those_who_may_act_are_told_on_every_page(
    failed: Message, cast: Cast, person: Callable[..., User]
) -> None:
    director = person("director", municipality=cast.owner)
    banner = "1 letter could not be sent, or perhaps was not."

    assert banner in words(get(client_of(cast.secretary), "my_work"))
    for other in (director, cast.officer):
        assert banner not in words(get(client_of(other), "my_work"))


def test_the_banner_goes_when_the_letter_is_settled(failed: Message, cast: Cast) -> None:
    client = client_of(cast.secretary)
    get(client, "my_work")

    settle(client, "was_received", failed)

    assert "could not be sent" not in words(get(client, "my_work"))


# ---------------------------------------------------------------- settling
def test_a_letter_is_sent_again_with_name_and_words(failed: Message, cast: Cast) -> None:
    client = client_of(cast.secretary)
    asked = words(get(client, "send_again", failed.pk))
    assert "What do you know, and from whom?" in asked
    assert fresh(failed).status == "failed"

    response = settle(client, "send_again", failed)

    assert response.status_code == 302
    assert fresh(failed).status == "pending"
    note = DeliveryAttempt.objects.get(message=failed, end="released")
    assert (note.by, note.detail, note.number) == (cast.secretary, WORDS, failed.attempts)
    page = words(get(client, "letter", failed.pk))
    assert WORDS in page
    assert cast.secretary.name in page


def test_a_second_copy_is_announced(failed: Message, cast: Cast) -> None:
    Message.objects.update(status="uncertain")

    asked = words(get(client_of(cast.secretary), "send_again", failed.pk))

    assert "It may have arrived already. The second copy says so." in asked


def test_a_person_writes_that_it_arrived(failed: Message, cast: Cast) -> None:
    assert settle(client_of(cast.secretary), "was_received", failed).status_code == 302

    row = fresh(failed)
    assert row.status == "sent"
    assert DeliveryAttempt.objects.get(end="confirmed").by == cast.secretary


@pytest.mark.parametrize("second", ["send_again", "was_received"])
@pytest.mark.parametrize("first", ["send_again", "was_received"])
def test_of_two_operators_one_settles_it(
    first: str, second: str, failed: Message, cast: Cast, secretary2: User
) -> None:
    one, two = client_of(cast.secretary), client_of(secretary2)
    get(one, first, failed.pk)
    get(two, second, failed.pk)

    assert settle(one, first, failed).status_code == 302
    late = settle(two, second, failed)

    assert late.status_code == 409
    assert "Somebody else has settled the letter meanwhile" in words(late)
    assert WORDS in late.content.decode()  # what was typed is kept
    assert DeliveryAttempt.objects.filter(end__in=["released", "confirmed"]).count() == 1


def test_whoever_saw_an_older_attempt_settles_nothing(failed: Message, cast: Cast) -> None:
    Message.objects.update(fence=failed.fence + 1)  # it was sent again, and failed again

    assert settle(client_of(cast.secretary), "was_received", failed).status_code == 409
    assert fresh(failed).status == "failed"


def test_a_settled_letter_offers_nothing(failed: Message, cast: Cast) -> None:
    Message.objects.update(status="sent", sent_at=NOW)
    client = client_of(cast.secretary)

    assert get(client, "send_again", failed.pk).status_code == 409
    page = get(client, "letter", failed.pk).content.decode()
    assert reverse("send_again", args=[failed.pk]) not in page


@pytest.mark.parametrize("said", [{"words": ""}, {"fence": ""}, {"fence": "x"}])
def test_without_words_nothing_is_settled(
    said: dict[str, str], failed: Message, cast: Cast
) -> None:
    assert settle(client_of(cast.secretary), "send_again", failed, **said).status_code == 422
    assert fresh(failed).status == "failed"


def test_others_settle_nothing(
    failed: Message, cast: Cast, arvika: Municipality, person: Callable[..., User]
) -> None:
    director = person("director", municipality=cast.owner)
    away = person("secretariat", municipality=arvika, name="arvika")
    cache.clear()

    for user, status in ((director, 403), (cast.officer, 403), (away, 404), (cast.assessor, 404)):
        assert settle(client_of(user), "send_again", failed).status_code == status
    assert fresh(failed).status == "failed"
