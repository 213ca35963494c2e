"""Is an initiative added under an agreement by those who carry it, and is nothing typed lost?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from agreements.models import Case, Initiative
from people import seats
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live

if TYPE_CHECKING:
    from collections.abc import Callable

    from people.models import User

pytestmark = pytest.mark.requirement("R-048")

FILLED_IN = {
    "title": "Fælles korfestival",
    "summary": "Hvert andet år",
    "handling": "simple",
    "nature": "project",
    "reason": "Begge byråd ønsker det",
}


@pytest.fixture
def agreement(cast: Cast) -> Case:
    return live(cast, "active")


def below(case: Case) -> list[Case]:
    return [row.case for row in Initiative.objects.filter(agreement=case.pk).select_related("case")]


def test_an_officer_adds_an_initiative_with_the_parties_of_the_agreement(
    agreement: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)
    assert (
        reverse("new_initiative", args=[agreement.pk])
        in get(client, "case_initiatives", agreement.pk).content.decode()
    )

    response = send(client, "new_initiative", [agreement.pk], **FILLED_IN, unit=cast.unit.pk)

    [added] = below(agreement)
    assert response.url == reverse("draft", args=[added.pk])
    assert (added.title, added.handling, added.state) == (FILLED_IN["title"], "simple", "draft")
    assert added.unit == cast.unit
    assert {p.party for p in added.participations.all()} == set(cast.parties)
    record = agreement.steps.get(step="add_initiative")
    assert (record.reason, record.about) == (FILLED_IN["reason"], added.title)


def test_whoever_is_responsible_adds_one_without_being_officer(
    agreement: Case, cast: Cast, reader: User
) -> None:
    Case.objects.filter(pk=agreement.pk).update(responsible=seats.asked_person(reader))
    client = client_of(reader)
    assert "New initiative" in words(get(client, "case", agreement.pk))

    response = send(client, "new_initiative", [agreement.pk], **FILLED_IN)

    [added] = below(agreement)
    assert response.url == reverse("draft", args=[added.pk])
    page = client.get(response.url)
    assert page.status_code == 200
    assert 'value="later"' in page.content.decode()
    assert 'value="send"' not in page.content.decode()  # an officer proposes it


def test_whoever_added_it_writes_its_draft_and_no_other(
    agreement: Case, cast: Cast, reader: User
) -> None:
    Case.objects.filter(pk=agreement.pk).update(responsible=seats.asked_person(reader))
    client = client_of(reader)
    send(client, "new_initiative", [agreement.pk], **FILLED_IN)
    [added] = below(agreement)

    written = send(client, "draft", [added.pk], title="Korfestival i Nuuk", then="later")

    assert written.status_code == 302
    assert fresh(added).title == "Korfestival i Nuuk"
    assert added.steps.latest("pk").by == reader
    other = live(cast, "draft", "Af en anden")
    assert send(client, "draft_section", [other.pk, "contact"], contact="x").status_code == 404
    Case.objects.filter(pk=added.pk).update(state="proposed")
    refused = send(client, "draft_section", [added.pk, "contact"], contact="x")
    assert refused.status_code in {403, 404}
    assert fresh(added).contact == ""


def test_a_small_one_that_the_responsible_added_is_registered_by_them(
    agreement: Case, cast: Cast, person: Callable[..., User]
) -> None:
    """A contributor who carries the agreement, of another unit than the initiative."""
    school = cast.owner.units.create(name="Skole")
    teacher = person("contributor", municipality=cast.owner, unit=school)
    send(client_of(cast.officer), "responsible", [agreement.pk], taker=f"person{teacher.pk}")
    client, told = client_of(teacher), FILLED_IN | {"handling": "registered"}
    page = send(client, "new_initiative", [agreement.pk], **told, unit=cast.unit.pk).url
    [added] = below(agreement)
    assert client.get(page).status_code == 200

    done = send(client, "draft", [added.pk], title="Fælles korfestival", unit=cast.unit.pk)

    assert done.status_code == 302, words(done)
    assert fresh(added).state == "active"


def test_others_are_not_offered_it_and_told_why(agreement: Case, head: User) -> None:
    client = client_of(head)

    assert "New initiative" not in words(get(client, "case", agreement.pk))
    refused = send(client, "new_initiative", [agreement.pk], **FILLED_IN)
    assert refused.status_code == 403
    assert "Only whoever is responsible for the case may do this." in words(refused)
    assert below(agreement) == []


def test_what_is_missing_is_named_and_what_was_typed_is_kept(agreement: Case, cast: Cast) -> None:
    response = send(
        client_of(cast.officer), "new_initiative", [agreement.pk], title="Kor", handling="simple"
    )

    assert response.status_code == 422
    assert "Write the reason." in words(response)
    assert 'value="Kor"' in response.content.decode()


def test_a_changed_agreement_is_a_conflict_that_keeps_the_words(
    agreement: Case, cast: Cast
) -> None:
    response = client_of(cast.officer).post(
        reverse("new_initiative", args=[agreement.pk]), FILLED_IN | {"seen": agreement.version - 1}
    )

    assert response.status_code == 409
    assert FILLED_IN["reason"] in words(response)
    assert below(agreement) == []


def test_before_force_and_on_an_initiative_there_is_none(cast: Cast) -> None:
    approved = live(cast, "approved")
    client = client_of(cast.officer)

    assert "New initiative" not in words(get(client, "case_initiatives", approved.pk))
    assert get(client, "new_initiative", approved.pk).status_code == 409
