"""Is a link shown to those alone who may follow it, and is the next step's owner named?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Case, Duty
from people import seats
from people.models import Municipality, Post
from people.roles import appoint
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from workflows.openings import Relation, register_relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from people.models import User


def chief_of(municipality: Municipality, holder: User) -> Post:
    post = Post.objects.create(municipality=municipality, title="Kommunaldirektør")
    appoint(holder, post, first=TODAY)
    return post


def ask(case: Case, kind: str, **who: object) -> Duty:
    return Duty.objects.create(case=case, kind_id=kind, opened_at=NOW, **who)


@pytest.fixture
def relation(cast: Cast) -> Case:
    told = Relation(title="Musikskolen", unit=cast.unit)
    return register_relation(told, owner=cast.owner, by=cast.officer, at=NOW)


# ---------------------------------------------------------------- the yearly update
def test_the_chief_executive_whose_post_is_asked_records_the_update(
    active: Case, cast: Cast, reader: User, person: Callable[..., User]
) -> None:
    """practice.md, Cadence: the chief executive is accountable."""
    post = chief_of(cast.owner, reader)
    duty = ask(active, "update", responsible=seats.asked_post(post.pk))
    other = person("director", municipality=cast.owner)

    assert send(client_of(other), "update", [active.pk], happened="2026").status_code == 403
    client = client_of(reader)
    assert reverse("update", args=[active.pk]) in client.get("/").content.decode()
    response = send(client, "update", [active.pk], happened="2026", text="Vi mødtes")

    assert response.status_code == 302
    duty.refresh_from_db()
    assert duty.status == Duty.Status.DONE


def test_each_party_s_update_says_whose_it_is(
    active: Case, cast: Cast, reader: User, aalborg: Municipality
) -> None:
    for municipality in (cast.owner, aalborg):
        post = chief_of(municipality, reader)
        ask(active, "update", responsible=seats.asked_post(post.pk))

    client = client_of(reader)

    for page in ("/", reverse("case", args=[active.pk])):
        said = words(client.get(page))
        assert str(aalborg) in said
        assert str(cast.owner) in said
    work = words(client.get("/"))
    assert work.count("Bring the agreement up to date") >= 2
    assert f"{aalborg} ·" in work


# ---------------------------------------------------------------- whose step it is
def test_a_head_asked_with_the_unit_is_told_whose_it_is_and_offered_no_link(
    active: Case, cast: Cast, head: User
) -> None:
    Duty.objects.filter(case=active).exclude(kind="review").update(status="done", closed_at=NOW)
    assert Duty.objects.get(case=active, status="open").responsible.unit == cast.unit
    client, start = client_of(head), reverse("step", args=[active.pk, "start_review"])
    why = "Only officers and the council secretariat may do this."

    for page in ("/", reverse("case", args=[active.pk])):
        response = client.get(page)
        assert start not in response.content.decode()
        assert why in words(response)
    assert "Waiting for Kultur" in words(get(client, "case", active.pk))
    assert start in client_of(cast.officer).get("/").content.decode()


def test_only_those_who_may_edit_are_led_to_more_signatories(cast: Cast) -> None:
    approved = live(cast, "approved")

    assert "More signatories" not in words(get(client_of(cast.secretary), "sign", approved.pk))
    assert "More signatories" in words(get(client_of(cast.officer), "sign", approved.pk))


def test_nobody_is_offered_to_sign_a_registered_relation(relation: Case, cast: Cast) -> None:
    for person in (cast.officer, cast.secretary):
        page = get(client_of(person), "case", relation.pk).content.decode()
        assert reverse("sign", args=[relation.pk]) not in page


def test_a_contributor_ends_a_registered_relation_of_the_own_unit(
    relation: Case, cast: Cast, person: Callable[..., User]
) -> None:
    contributor = person("contributor", municipality=cast.owner, unit=cast.unit)
    client, end = client_of(contributor), reverse("end", args=[relation.pk])
    assert end in get(client, "case", relation.pk).content.decode()

    told = {"effective": f"{TODAY:%d-%m-%Y}", "reason": "Skolen lukker"}
    response = send(client, "end", [relation.pk], **told)

    assert response.status_code == 302, words(response)
    assert fresh(relation).ending.reason == "Skolen lukker"


# ---------------------------------------------------------------- words
def test_a_superseded_agreement_says_so_in_one_notice(active: Case, cast: Cast) -> None:
    successor = live(cast, "draft", "Den nye aftale")
    successor.agreement.replaces = active.agreement
    successor.agreement.save()
    Case.objects.filter(pk=active.pk).update(state="superseded")

    page = get(client_of(cast.officer), "case", active.pk).content.decode()

    assert page.count("notice-plain") == 1
    assert "Den nye aftale" in page


def test_a_failed_sign_in_speaks_of_signing_in(db: None) -> None:
    answer = Client(headers={"Accept-Language": "en"}).post(
        reverse("account_login"), {"login": "nobody@example.org", "password": "no such word"}
    )

    assert "You are not signed in" in words(answer)
    assert "Not saved" not in words(answer)
