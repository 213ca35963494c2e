"""Does what is sent about many cases reach only those that the sender may read (R-074, P19)?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Body, Case, Ending, FormalDecision, JointReview
from audit.models import SecurityEvent
from people.models import Municipality, User
from tests.web.acting import client_of, fresh, words
from tests.web.lives import Cast, live

ANEW = "Choose the agreements anew."
TITLE = "Fortroligt"


@pytest.fixture
def kept(cast: Cast) -> Case:
    """In force, and kept to named people: neither the secretariat nor an officer reads it."""
    case = live(cast, "active", TITLE)
    Case.objects.filter(pk=case.pk).update(confidentiality="named", proposed_by=None)
    return fresh(case)


@pytest.fixture
def colleague(cast: Cast, person: Callable[..., User]) -> User:
    return person("officer", name="colleague", municipality=cast.owner)


@pytest.fixture
def their_secretary(aalborg: Municipality, person: Callable[..., User]) -> User:
    return person("secretariat", name="theirs", municipality=aalborg)


def end(by: User, body: Body, *keys: str) -> Any:
    decided = {"body": body.pk, "date": "02-03-2026", "number": "42", "effective": "31-12-2026"}
    sent = {"cases": keys, "reason": "Kun Norden", "explained": "", "confirmed": "yes"}
    return client_of(by).post(reverse("bulk_end"), decided | sent)


def review(by: User, title: str, *keys: str) -> Any:
    sent = {"cases": keys, "title": title, "confirmed": "yes"}
    return client_of(by).post(reverse("bulk_review"), sent)


def seen(case: Case, version: int | None = None) -> str:
    return f"{case.pk}:{fresh(case).version if version is None else version}"


@pytest.mark.parametrize("version", [None, 1, 99])
def test_what_one_may_not_read_is_not_ended_and_its_title_not_told(
    version: int | None, kept: Case, cast: Cast
) -> None:
    answer = end(cast.secretary, cast.council, seen(kept, version))

    assert answer.status_code == 409
    assert ANEW in words(answer)
    assert TITLE not in words(answer)
    assert not Ending.objects.exists()
    assert not FormalDecision.objects.filter(number="42").exists()


@pytest.mark.parametrize("version", [None, 1])
def test_a_stranger_learns_no_title_of_another_municipality(
    version: int | None, kept: Case, their_secretary: User, aalborg: Municipality
) -> None:
    council = Body.objects.create(municipality=aalborg, name_da="Byrådet", level="council")

    answers = [
        end(their_secretary, council, seen(kept, version)),
        review(their_secretary, "", seen(kept, version)),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert not [answer for answer in answers if TITLE in words(answer)]


@pytest.mark.parametrize("title", ["", "Vänorter"])
def test_the_review_of_what_one_may_not_read_does_not_begin(
    title: str, kept: Case, cast: Cast, colleague: User
) -> None:
    other = live(cast, "active", "Aaben")

    answer = review(colleague, title, seen(kept), seen(other))

    assert answer.status_code == 409
    assert ANEW in words(answer)
    assert TITLE not in words(answer)
    assert {fresh(case).state for case in (kept, other)} == {"active"}
    assert not JointReview.objects.exists()


def test_the_attempt_is_kept_of_the_case_that_it_was_about(
    kept: Case, their_secretary: User
) -> None:
    review(their_secretary, "", seen(kept))

    event = SecurityEvent.objects.get(attempt="start_review", case_id=kept.pk)
    assert event.actor_id == their_secretary.pk
    assert TITLE not in event.reason


def test_what_does_not_exist_is_chosen_anew_and_nothing_begins(cast: Cast) -> None:
    for answer in (
        end(cast.secretary, cast.council, "987654:1"),
        review(cast.officer, "", "987654:1"),
        review(cast.officer, "Vänorter", "987654:1"),
    ):
        assert answer.status_code == 409
        assert ANEW in words(answer)
    assert not JointReview.objects.exists()
