"""Who reads which documents, by their addresses, on the pages and in the list of all?"""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from agreements.models import Case, Document
from people.models import Municipality, User
from tests.files import pdf, uploaded
from tests.web.acting import client_of, content_of, get, send, words
from tests.web.lives import Cast, filed, live

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    return live(cast, "active", "Venskabsby: Aalborg")


@pytest.fixture
def aalborg_officer(case: Case, aalborg: Municipality, person: Callable[..., User]) -> User:
    return person("officer", municipality=aalborg, name="aalborg")


# ---------------------------------------------------------------- who
@pytest.mark.acceptance("P19")
def test_nobody_reaches_what_is_not_theirs_by_its_address(
    case: Case,
    cast: Cast,
    reader: User,
    aalborg_officer: User,
    arvika: Municipality,
    person: Callable[..., User],
) -> None:
    filed(case, cast.officer, title="Til alle")
    filed(case, cast.officer, title="Kun os", direction="internal")
    gone = filed(case, cast.officer, title="Trukket")
    Document.objects.filter(pk=gone.pk).update(withdrawn_at=gone.recorded_at)
    stranger = person("secretariat", municipality=arvika, name="stranger")
    expected = {
        cast.officer: (200, 200, 200),
        reader: (200, 200, 404),
        aalborg_officer: (200, 404, 404),
        stranger: (404, 404, 404),
    }

    for user, statuses in expected.items():
        client = client_of(user)
        found = [get(client, "document_file", case.pk, number, 1) for number in (1, 2, 3)]
        assert tuple(r.status_code for r in found) == statuses, user
        assert {content_of(r) for r in found if r.status_code == 200} <= {pdf()}
        assert get(client, "document_file", case.pk, 9, 1).status_code == 404
        assert get(client, "document_file", case.pk, 1, 9).status_code == 404
        other = live(cast, "active", f"Anden {user.pk}")
        assert get(client, "document_file", other.pk, 1, 1).status_code == 404


@pytest.mark.acceptance("P19")
def test_a_confidential_document_is_not_reached_after_signing_out(
    case: Case, cast: Cast, officer: User
) -> None:
    filed(case, cast.officer, direction="internal")
    client, url = client_of(officer), reverse("document_file", args=[case.pk, 1, 1])
    assert content_of(client.get(url)) == pdf()

    client.post(reverse("account_logout"))

    after: Any = client.get(url)
    assert after.status_code == 302
    assert after.url.startswith("/accounts/login/")
    stored = case.documents.get().file.name
    for guess in (f"/static/{stored}", f"/files/{stored}", f"/media/{stored}", f"/{stored}"):
        assert client.get(guess).status_code == 404


@pytest.mark.acceptance("P19")
def test_a_party_learns_nothing_of_what_is_internal(
    case: Case, cast: Cast, aalborg_officer: User
) -> None:
    filed(case, cast.officer, title="Fortroligt notat", direction="internal")
    filed(case, cast.officer, title="Aftalens tekst")
    client = client_of(aalborg_officer)

    for name in ("case", "case_documents", "case_history", "document_list", "document_list_csv"):
        page = get(client, name, case.pk).content.decode()
        assert "Fortroligt" not in page, name
    assert words(get(client, "case_history", case.pk)).count("filed a document") == 1
    documents = get(client, "case_documents", case.pk).content.decode()
    assert "Aftalens tekst" in documents
    assert 'class="tab-count">1<' in documents


def test_a_proposal_shows_its_documents_to_a_party_once_it_is_proposed(
    cast: Cast, aalborg_officer: User
) -> None:
    draft, proposed = live(cast, "draft"), live(cast, "proposed")
    client = client_of(aalborg_officer)
    for case, status in ((draft, 404), (proposed, 200)):
        filed(case, cast.officer)
        response = get(client, "document_file", case.pk, 1, 1)
        assert response.status_code == status
        assert status == 404 or content_of(response) == pdf()


def test_a_party_files_from_its_side(case: Case, aalborg_officer: User) -> None:
    client = client_of(aalborg_officer)
    page = get(client, "file_document", case.pk).content.decode()
    assert 'name="direction"' not in page
    assert 'value="Aalborg Kommune"' in page

    sent = {"direction": "internal", "title": "Svar", "sort": "letter", "language": "da"}
    sent |= {"counterpart": "Aalborg Kommune", "dated": "maj 2019"}
    send(client, "file_document", [case.pk], **sent, file=uploaded())

    document = case.documents.get()
    assert (document.direction, document.recorded_by) == ("in", aalborg_officer)
    offered = words(get(client, "document", case.pk, 1))
    assert "File a new version" in offered
    assert "Withdraw" not in offered


# ---------------------------------------------------------------- the list of all documents
def test_the_list_of_documents_is_one_click_away_and_has_every_version(
    case: Case, cast: Cast, officer: User
) -> None:
    filed(case, cast.officer, title="Aftalen", language="kl", public_title="Isumaqatigiissut")
    client = client_of(officer)
    send(client, "add_version", [case.pk, 1], file=uploaded("ny.pdf"), dated="2020")
    tab = get(client, "case_documents", case.pk).content.decode()
    assert reverse("document_list", args=[case.pk]) in tab

    page = words(get(client, "document_list", case.pk))

    for told in ("1.1", "1.2", "Kalaallisut", "Isumaqatigiissut", "officer", case.number):
        assert told in page


def test_a_title_that_is_a_formula_stays_text_in_a_spreadsheet(
    case: Case, cast: Cast, officer: User
) -> None:
    dangerous = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", " =1", "\uff1d1"]
    for title in dangerous:
        filed(case, cast.officer, title=title, counterpart=title)

    response = get(client_of(officer), "document_list_csv", case.pk)

    assert response.headers["Content-Disposition"].startswith("attachment")
    text = response.content.decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(text), delimiter=";")
    assert head[:3] == ["Number", "Version", "Title"]
    assert [row[2] for row in rows] == [f"'{title.strip()}" for title in dangerous]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_file_that_was_lost_is_not_found_and_breaks_nothing(
    case: Case, cast: Cast, officer: User
) -> None:
    default_storage.delete(str(filed(case, cast.officer).file.name))

    client = client_of(officer)
    assert get(client, "document_file", case.pk, 1, 1).status_code == 404
    assert get(client, "document", case.pk, 1).status_code == 200
