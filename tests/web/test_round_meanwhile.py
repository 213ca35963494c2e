"""Does a round keep what each person writes when several answer it at once (R-030, P19)?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Case, Round, RoundItem
from people.models import User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, words
from tests.web.lives import Cast, live
from workflows import rounds


@pytest.fixture
def opened(cast: Cast) -> Round:
    for title in ("Arvika", "Tosno", "Viborg"):
        live(cast, "active", title)
    return rounds.open_round(
        cast.owner,
        "owners",
        year=2026,
        answer_by=TODAY.replace(month=12),
        by=cast.secretary,
        at=NOW,
    )


@pytest.fixture
def colleague(cast: Cast, person: Callable[..., User]) -> User:
    return person("secretariat", name="Kollega", municipality=cast.owner)


def item(opened: Round, title: str) -> RoundItem:
    return opened.items.get(case__title=title)


def blank(*items: RoundItem, **more: str) -> dict[str, str]:
    """What a browser sends of a page that shows these and is not filled in."""
    return {f"note_{each.pk}": "" for each in items} | more


def send(by: User, opened: Round, sent: dict[str, str]) -> Any:
    return client_of(by).post(reverse("round", args=[opened.pk]) + "?show=all", sent)


def test_the_rest_are_those_that_stood_on_the_page(
    opened: Round, cast: Cast, colleague: User
) -> None:
    """The colleague has answered one since; nothing of the next page slips in for it."""
    arvika, tosno = item(opened, "Arvika"), item(opened, "Tosno")
    send(colleague, opened, blank(arvika, **{f"answer_{arvika.pk}": "right"}))

    answer = send(cast.secretary, opened, blank(tosno, rest="on"))

    assert answer.status_code == 302
    assert item(opened, "Tosno").answer == "right"
    assert item(opened, "Viborg").answer == ""


@pytest.mark.parametrize("others", [True, False])
def test_what_was_answered_meanwhile_keeps_its_answer_and_the_note_is_not_lost(
    others: bool, opened: Round, cast: Cast, colleague: User
) -> None:
    arvika, tosno = item(opened, "Arvika"), item(opened, "Tosno")
    send(colleague, opened, blank(arvika, **{f"answer_{arvika.pk}": "right"}))
    mine = {f"answer_{arvika.pk}": "changed", f"note_{arvika.pk}": "Ny kontakt: Ane"}
    also = {f"note_{tosno.pk}": "Ny kontakt: Bo"} if others else {}

    answer = send(cast.secretary, opened, mine | also)

    assert answer.status_code == 409
    told = words(answer)
    assert "Answered meanwhile by Kollega: still right." in told
    assert "Yours, which is not saved: changed · Ny kontakt: Ane" in told
    assert ("Ny kontakt: Bo" in answer.content.decode()) is others
    assert item(opened, "Arvika").answer == "right"
    assert item(opened, "Tosno").answer == ""
    assert f'name="note_{arvika.pk}"' not in answer.content.decode()
    if others:
        assert send(cast.secretary, opened, also).status_code == 302
        assert item(opened, "Tosno").note == "Ny kontakt: Bo"


def test_what_was_left_blank_is_nobodys_loss(opened: Round, cast: Cast, colleague: User) -> None:
    arvika, tosno = item(opened, "Arvika"), item(opened, "Tosno")
    send(colleague, opened, blank(arvika, **{f"answer_{arvika.pk}": "right"}))

    sent = blank(arvika, tosno, **{f"answer_{tosno.pk}": "right"})

    assert send(cast.secretary, opened, sent).status_code == 302
    assert item(opened, "Tosno").answer == "right"


def test_the_note_survives_beside_words_that_cannot_be_read(
    opened: Round, cast: Cast, colleague: User
) -> None:
    arvika, tosno = item(opened, "Arvika"), item(opened, "Tosno")
    send(colleague, opened, blank(arvika, **{f"answer_{arvika.pk}": "right"}))

    sent = {f"note_{arvika.pk}": "Ane", f"note_{tosno.pk}": "x" * 201}
    answer = send(cast.secretary, opened, sent)

    assert answer.status_code == 422
    assert "Yours, which is not saved: Ane" in words(answer)


def test_a_question_that_one_may_not_know_of_is_not_told(opened: Round, cast: Cast) -> None:
    hidden = item(opened, "Arvika")
    Case.objects.filter(title="Arvika").update(confidentiality="named")

    answer = send(cast.secretary, opened, {f"note_{hidden.pk}": "Ane"})

    assert answer.status_code == 409
    assert "Arvika" not in words(answer)
    assert item(opened, "Arvika").answer == ""
