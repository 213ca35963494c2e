"""Do both parties of an agreement read one record, and does an account of one stay with its own?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.models import Case, FocusArea, Participation, Party
from people.models import Municipality, User
from tests.conftest import NOW
from tests.web.acting import client_of, content_of, fresh, get, send, words
from tests.web.lives import Cast, filed, live
from workflows.cases import edit
from workflows.visit import Visit


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


@pytest.fixture
def shared(cast: Cast) -> Case:
    """An agreement in force between Nuuk and Aalborg, which both work here."""
    return live(cast, "active", "Fælles aftale")


@pytest.fixture
def other(cast: Cast, their_party: Party) -> Case:
    """One of Nuuk with Gentofte alone, as far along."""
    theirs = replace(cast, parties=(cast.parties[0], their_party))
    return live(theirs, "active", "Aftale med en tredje")


def side_of(case: Case, municipality: Municipality | None) -> Participation:
    return case.participations.get(party__municipality=municipality)


def header(response: Any) -> str:
    """The title and the line under it, which names the parties."""
    text: str = response.content.decode()
    return text[text.index("<h1>") : text.index("</p>", text.index("<h1>"))]


# ---------------------------------------------------------------- one record
@pytest.mark.requirement("R-018")
def test_what_either_side_writes_the_other_reads_in_the_same_words(
    shared: Case, cast: Cast, partner: User
) -> None:
    ours, theirs = client_of(cast.officer), client_of(partner)
    own = side_of(shared, cast.owner), side_of(shared, partner.municipality)
    for client, side, number in ((ours, own[0], "2026-1"), (theirs, own[1], "2026-77")):
        args = [shared.pk, side.pk]
        send(client, "party_side", args, journal_number=number)
        send(client, "contact_new", args, role="Skoleleder", person=f"Person {number}")
        decision = {"answer": "decided", "decided": "1. marts 2026", "body": f"Råd {number}"}
        send(client, "party_decision", args, **decision)

    def purpose(visit: Visit) -> None:
        visit.case.summary = "Skolerne besøger hinanden"

    edit(shared, purpose, by=cast.officer, at=NOW, seen=fresh(shared).version)
    letter = filed(fresh(shared), cast.officer, title="Referat fra Nuuk")

    pages = [
        {name: get(client, name, shared.pk) for name in ("case", "case_parties", "case_documents")}
        for client in (ours, theirs)
    ]
    assert header(pages[0]["case"]) == header(pages[1]["case"])
    for page in pages:
        assert "Skolerne besøger hinanden" in words(page["case"])
        assert "Referat fra Nuuk" in words(page["case_documents"])
        parties = words(page["case_parties"])
        for number in ("2026-1", "2026-77"):
            for said in (f"Its journal number {number}", f"Person {number}", f"Råd {number}"):
                assert said in parties, said
        assert parties.count("Borgmester signed 20 Feb 2026 · Nuuk") == 2
    files = [
        content_of(get(client, "document_file", shared.pk, letter.number, letter.version))
        for client in (ours, theirs)
    ]
    assert files[0] == files[1]
    assert {row.role for row in shared.participations.all()} == {"partner"}


@pytest.mark.requirement("R-018")
@pytest.mark.requirement("R-072")
def test_a_party_that_works_here_signs_for_itself_and_both_read_who_is_missing(
    cast: Cast, partner: User
) -> None:
    case = live(cast, "approved", "Til underskrift")
    ours, theirs = client_of(cast.officer), client_of(partner)
    mayors = {
        home: side_of(case, home).signatories.get().pk
        for home in (cast.owner, partner.municipality)
        if home is not None
    }

    for client, home, state in (
        (theirs, partner.municipality, "approved"),
        (ours, cast.owner, "active"),
    ):
        assert home is not None
        send(client, "sign", [case.pk], signatories=[mayors[home]], signed="02-03-2026")
        assert fresh(case).state == state
        for reader in (ours, theirs):
            page = words(get(reader, "case", case.pk))
            assert page.count("Signature is missing") == (1 if state == "approved" else 0)


# ---------------------------------------------------------------- and no other
@pytest.mark.requirement("R-053")
def test_an_account_of_a_partner_reaches_its_agreement_and_no_other_of_the_same_owner(
    shared: Case, other: Case, cast: Cast, partner: User
) -> None:
    draft = live(cast, "draft", "Egne tanker")
    letter = filed(other, cast.officer, title="Brev til en tredje")
    FocusArea.objects.create(agreement=other.agreement, number=1, name="Kultur")
    client = client_of(partner)

    assert get(client, "case", shared.pk).status_code == 200
    for case in (other, draft):
        side = case.participations.order_by("pk")[1]
        pages = [
            *(("case", "case_parties", "case_history", "case_decisions", "case_documents")),
            *(("case_initiatives", "document_list", "document_list_csv", "case_versions", "sign")),
        ]
        for name in pages:
            assert get(client, name, case.pk).status_code == 404, name
        assert get(client, "party_side", case.pk, side.pk).status_code == 404
        assert send(client, "party_side", [case.pk, side.pk], contact="x").status_code == 404
        assert send(client, "contact_new", [case.pk, side.pk], role="Leder").status_code == 404
    file = get(client, "document_file", other.pk, letter.number, letter.version)
    assert file.status_code == 404
    assert not Participation.objects.exclude(contact="").exists()
    told = everything_listed(client)
    assert "Fælles aftale" in told
    for hidden in ("Aftale med en tredje", "Egne tanker", "Brev til en tredje"):
        assert hidden not in told


@pytest.mark.requirement("R-053")
def test_once_it_has_part_in_another_the_account_reaches_that_too(
    other: Case, cast: Cast, partner: User
) -> None:
    client = client_of(partner)
    assert get(client, "case", other.pk).status_code == 404

    joined = {"name": "Aalborg Kommune", "role": "associated", "joined": "01-03-2026"}
    send(client_of(cast.officer), "party_joins", [other.pk], **joined, reason="Følger med")

    assert get(client, "case", other.pk).status_code == 200
    assert "Aftale med en tredje" in everything_listed(client)


def everything_listed(client: Client) -> str:
    """All that lists, searches and offers tell this person."""
    asked: tuple[tuple[str, dict[str, str]], ...] = (
        ("my_work", {}),
        ("agreements", {"tab": "all"}),
        ("search", {"q": "aftale"}),
        ("search", {"q": "tanker"}),
        ("search", {"q": "brev"}),
        ("search", {"q": "Gentofte"}),
        ("attention", {}),
        ("register", {}),
        ("meetings", {}),
    )
    return " ".join(words(client.get(reverse(name), query)) for name, query in asked)


def test_the_list_names_to_each_side_the_other(shared: Case, cast: Cast, partner: User) -> None:
    def row(user: User) -> str:
        page: str = get(client_of(user), "agreements").content.decode()
        return page[page.index(shared.title) :].split("</th>", 1)[0]

    assert str(partner.municipality) in row(cast.officer)
    assert str(cast.owner) not in row(cast.officer)
    assert str(cast.owner) in row(partner)
    assert str(partner.municipality) not in row(partner)
