"""The reviews of many agreements: chosen, looked at, then begun for all or none (R-074)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Case, JointReview, Review
from people.models import User
from tests.web.acting import client_of, fresh, words
from tests.web.lives import Cast, live

PAGE = "bulk_review"


@pytest.fixture
def three(cast: Cast) -> list[Case]:
    """Two in force, and one under review already."""
    stages = {"Arvika": "active", "Tosno": "active", "Viborg": "under_review"}
    return [live(cast, stage, title) for title, stage in stages.items()]


def chosen(*cases: Case) -> list[str]:
    return [f"{case.pk}:{fresh(case).version}" for case in cases]


def send(by: User, cases: list[str], **sent: object) -> Any:
    return client_of(by).post(reverse(PAGE), {"cases": cases, "title": ""} | sent)


@pytest.mark.requirement("R-074")
def test_an_officer_chooses_looks_and_starts_the_review_of_each(
    three: list[Case], cast: Cast
) -> None:
    client = client_of(cast.officer)
    assert reverse(PAGE) in client.get(reverse("agreements")).content.decode()
    page = client.get(reverse(PAGE), {"all": "1"}).content.decode()
    assert page.count("checked") == 3

    looked = send(cast.officer, chosen(*three))
    assert "2 reviews would begin" in words(looked)
    assert "1 is skipped" in words(looked)
    assert "It is under review already." in words(looked)
    assert looked.content.decode().count('name="cases"') == 2
    assert fresh(three[0]).state == "active"

    done = send(cast.officer, chosen(*three[:2]), confirmed="yes")
    assert done["Location"] == reverse("agreements")
    assert {fresh(case).state for case in three} == {"under_review"}
    assert not JointReview.objects.exists()


@pytest.mark.requirement("R-074")
def test_with_a_title_they_are_one_review_and_those_under_review_join(
    three: list[Case], cast: Cast
) -> None:
    looked = words(send(cast.officer, chosen(*three), title="Vänorter"))
    assert "3 reviews would begin" in looked
    assert "Vänorter" in looked

    done = send(cast.officer, chosen(*three), title="Vänorter", confirmed="yes")
    joint = JointReview.objects.get()
    assert done["Location"] == reverse("joint_review", args=[joint.pk])
    assert Review.objects.filter(joint=joint, status="open").count() == 3
    offered = client_of(cast.officer).get(reverse(PAGE)).content.decode()
    assert "Viborg" not in offered


def test_changed_meanwhile_none_begins_and_the_choice_is_kept(
    three: list[Case], cast: Cast
) -> None:
    old = chosen(*three[:2])
    Case.objects.filter(pk=three[1].pk).update(version=99)

    response = send(cast.officer, old, title="Vänorter", confirmed="yes")

    assert response.status_code == 409
    told = response.content.decode()
    assert "has changed since you opened the page" in told
    assert told.count("checked") == 2
    assert 'value="Vänorter"' in told
    assert not Review.objects.filter(case__in=three[:2]).exists()


def test_readers_start_none(three: list[Case], reader: User) -> None:
    assert send(reader, chosen(three[0]), confirmed="yes").status_code == 403
    assert client_of(reader).get(reverse(PAGE)).status_code == 403
    assert fresh(three[0]).state == "active"


def test_nothing_chosen_is_told_and_the_words_are_kept(three: list[Case], cast: Cast) -> None:
    response = send(cast.officer, [], title="Vänorter")

    assert response.status_code == 422
    assert "Choose at least one agreement." in words(response)
    assert 'value="Vänorter"' in response.content.decode()
    assert three
