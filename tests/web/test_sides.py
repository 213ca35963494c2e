"""Each side of a case on its pages: contacts, leads, signatories, its own number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.models import Case, ContactRole, FocusArea, Signatory
from people.models import Post, User
from people.roles import appoint
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, key, live
from workflows import contacts
from workflows.contacts import Contact


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


@pytest.mark.requirement("R-030")
@pytest.mark.requirement("R-053")
def test_contacts_and_area_leads_are_written_and_shown(active: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    area = FocusArea.objects.create(agreement=active.agreement, number=1, name="Kultur og sport")
    args = [active.pk, key(active, "Aalborg")]

    send(client, "contact_new", args, role="Skoleleder", person="A. Jensen", email="a@aalborg.dk")
    send(client, "contact_new", args, role="Kulturchef", focus_area=str(area.pk))
    again = send(client, "contact_new", args, role="Fagchef", focus_area=str(area.pk))

    assert again.status_code == 409
    assert "Kulturchef leads “Kultur og sport” already" in words(again)
    page = words(get(client, "case_parties", active.pk))
    assert "Skoleleder A. Jensen a@aalborg.dk" in page
    assert "Area leads Kultur og sport Kulturchef" in page
    assert "Skoleleder: A. Jensen" in words(get(client, "case", active.pk))


def test_a_role_that_has_ended_is_shown_no_more(active: Case, cast: Cast) -> None:
    side = active.participations.get(party__name="Aalborg Kommune")
    row = ContactRole.objects.create(participation=side, role="Skoleleder", person="A. Jensen")
    client = client_of(cast.officer)

    args = [active.pk, side.pk, row.pk]
    send(client, "contact_role", args, role="Skoleleder", person="A. Jensen", has_ended="on")

    assert "Skoleleder" not in words(get(client, "case_parties", active.pk))
    assert ContactRole.objects.get().person == "A. Jensen"


@pytest.mark.requirement("R-030")
def test_a_role_without_a_person_shows_who_holds_the_post(
    active: Case, cast: Cast, person: Callable[..., User]
) -> None:
    Post.objects.create(municipality=cast.owner, title="Kommunaldirektør")
    holder = person("reader", municipality=cast.owner, name="Naja H.")
    side = active.participations.get(party__municipality=cast.owner)
    contacts.write_contact(
        active,
        side,
        Contact(role="Kommunaldirektør"),
        by=cast.officer,
        at=NOW,
        seen=fresh(active).version,
    )
    appoint(holder, Post.objects.get(), first=date(2026, 1, 1))
    client = client_of(cast.officer)

    assert "Kommunaldirektør Naja H." in words(get(client, "case_parties", active.pk))
    User.objects.filter(pk=holder.pk).update(is_active=False)
    page = words(get(client, "case_parties", active.pk))
    assert "Kommunaldirektør Nobody is named at present" in page


@pytest.mark.requirement("R-030")
def test_deactivating_a_person_takes_them_out_of_their_roles(
    active: Case, cast: Cast, person: Callable[..., User]
) -> None:
    administrator = person("administrator", municipality=cast.owner, is_staff=True)
    leaver = person("reader", municipality=cast.owner, name="Leaver")
    side = active.participations.get(party__municipality=cast.owner)
    row = ContactRole.objects.create(
        participation=side, role="Koordinator", person="Leaver", email=leaver.email
    )
    facts = {
        "email": leaver.email,
        "name": leaver.name,
        "municipality": str(cast.owner.pk),
        "language": "da",
    }

    change = reverse("admin:people_user_change", args=[leaver.pk])
    response = client_of(administrator).post(change, facts)

    assert response.status_code == 302, words(response)
    row.refresh_from_db()
    assert (row.role, row.person, row.email) == ("Koordinator", "", "")


@pytest.mark.requirement("R-036")
def test_signatories_are_written_and_a_successor_stands_beside_who_signed(
    active: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)
    side = active.participations.get(party__name="Aalborg Kommune")
    signed = side.signatories.get()

    explained = words(get(client, "signatory", active.pk, side.pk, signed.pk))
    assert "has signed and stays" in explained
    send(client, "signatory", [active.pk, side.pk, signed.pk], title="Borgmester", person="M. Fanø")
    send(client, "signatory_new", [active.pk, side.pk], title="Direktør", order="2")

    page = words(get(client, "case_parties", active.pk))
    assert "Borgmester M. Fanø need not sign" in page
    assert "Borgmester signed 20 Feb 2026 · Nuuk Successor" in page
    assert "Direktør need not sign" in page
    director = Signatory.objects.get(title="Direktør")
    send(
        client,
        "signatory",
        [active.pk, side.pk, director.pk],
        title="Direktør",
        take_out="on",
    )
    assert not Signatory.objects.filter(title="Direktør").exists()


@pytest.mark.requirement("R-072")
def test_an_associated_party_is_called_so_and_not_waited_for(cast: Cast) -> None:
    case = live(cast, "approved")
    client = client_of(cast.officer)
    args = [case.pk, key(case, "Aalborg")]

    send(client, "party_part", args, role="associated", joined="2020")

    page = words(get(client, "case", case.pk))
    assert "Associated partner" in page
    assert page.count("Signature is missing") == 1


def test_a_party_keeps_its_own_side_on_its_pages_and_no_other(active: Case, partner: User) -> None:
    client = client_of(partner)
    own, other = key(active, "Aalborg"), key(active, "Kommuneqarfik")

    send(client, "party_side", [active.pk, own], journal_number="2026-77", contact="post@a.dk")

    page = get(client, "case_parties", active.pk)
    assert "2026-77" in words(page)
    content = page.content.decode()
    assert reverse("contact_new", args=[active.pk, own]) in content
    assert reverse("party_leaves", args=[active.pk, own]) in content
    for name in ("contact_new", "party_side", "signatory_new"):
        assert reverse(name, args=[active.pk, other]) not in content, name
        assert get(client, name, active.pk, other).status_code == 403, name
    assert reverse("party_joins", args=[active.pk]) not in content
