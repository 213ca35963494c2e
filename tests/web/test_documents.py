"""Are documents filed as they are, found again, and refused with a reason where they lie?"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.models import Case, StoredFile
from people.models import User
from tests.files import HOSTILE, PROGRAM, TAKEN, pdf, uploaded
from tests.web.acting import client_of, content_of, fresh, get, send, words
from tests.web.lives import Cast, filed, live

pytestmark = pytest.mark.django_db

TOLD = {
    "direction": "in",
    "title": "Svar fra Aalborg",
    "sort": "letter",
    "language": "da",
    "counterpart": "Aalborg Kommune",
    "dated": "maj 2019",
}


@pytest.fixture
def case(cast: Cast) -> Case:
    return live(cast, "active", "Venskabsby: Aalborg")


def stored_files() -> set[str]:
    """What lies in the folder of the documents."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


# ---------------------------------------------------------------- filing
@pytest.mark.requirement("R-046")
def test_a_file_is_put_on_file_and_given_back_to_be_kept(case: Case, officer: User) -> None:
    client, content = client_of(officer), pdf("Aftalen")

    response = send(
        client, "file_document", [case.pk], **TOLD, file=uploaded("Aftale æøå.pdf", content)
    )

    assert response.url == reverse("document", args=[case.pk, 1])
    assert "Svar fra Aalborg" in words(client.get(response.url))
    given = get(client, "document_file", case.pk, 1, 1)
    assert content_of(given) == content
    assert given.headers["Content-Type"] == "application/pdf"
    assert given.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''Aftale%20%C3%A6%C3%B8%C3%A5.pdf"
    )
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert given.headers["Content-Length"] == str(len(content))


def test_every_type_of_an_office_is_given_back_as_what_it_is(case: Case, officer: User) -> None:
    client, wrong = client_of(officer), []

    for number, (name, (content, expected)) in enumerate(TAKEN.items(), start=1):
        send(client, "file_document", [case.pk], **TOLD, file=uploaded(name, content))
        given = get(client, "document_file", case.pk, number, 1)
        is_same = content_of(given) == content
        is_kept = given.headers["Content-Disposition"].startswith("attachment")
        if not (is_same and is_kept and expected in given.headers["Content-Type"]):
            wrong.append(name)

    assert wrong == []


def test_a_file_that_lies_is_refused_and_what_was_typed_is_kept(case: Case, officer: User) -> None:
    client, before, wrong = client_of(officer), stored_files(), []

    for what, (name, content, reason) in HOSTILE.items():
        response = send(client, "file_document", [case.pk], **TOLD, file=uploaded(name, content))
        page = response.content.decode()
        is_told = response.status_code == 422 and reason in words(response)
        is_kept = 'value="Svar fra Aalborg"' in page and "Choose the file again" in page
        if not (is_told and is_kept):
            wrong.append(what)

    assert wrong == []
    assert not case.documents.exists()
    assert stored_files() == before


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\evil.pdf", "evil.pdf"),
        ("/var/www/a.pdf", "a.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("a\x07b\u200b.pdf", "ab.pdf"),
        ("  .skjult.pdf", "skjult.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("Aftale om børn.pdf", "Aftale om børn.pdf"),
        ("x" * 240 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_that_leads_astray_is_cleaned(
    case: Case, officer: User, given: str, kept: str
) -> None:
    file = BytesIO(pdf())
    file.name = given  # as a hostile browser sends it

    send(client_of(officer), "file_document", [case.pk], **TOLD, file=file)

    document = case.documents.get()
    assert document.file_name == kept
    assert document.file.name in stored_files()
    assert set(document.file.name) <= set("0123456789abcdef/")


def test_a_link_to_the_journal_needs_no_file(case: Case, officer: User) -> None:
    client = client_of(officer)

    send(client, "file_document", [case.pk], **TOLD, link="https://journal.example.gl/7")

    page = get(client, "case_documents", case.pk).content.decode()
    assert 'href="https://journal.example.gl/7"' in page
    assert 'rel="noreferrer noopener"' in page
    assert get(client, "document_file", case.pk, 1, 1).status_code == 302


@pytest.mark.parametrize(
    ("data", "status", "why"),
    [
        ({}, 422, "Choose a file, or write a link"),
        ({"link": "javascript:alert(1)"}, 409, "must begin with https://"),
        ({"link": "https://a:b@journal.gl/"}, 409, "name or password"),
        ({"link": "https://journal.gl/", "counterpart": ""}, 422, "from whom it came"),
        ({"link": "https://journal.gl/", "title": ""}, 422, "Write a title"),
        ({"link": "https://journal.gl/", "direction": ""}, 422, "Choose whether it came in"),
        ({"link": "https://journal.gl/", "dated": "31-02-2019"}, 422, "There is no 31-02-2019"),
    ],
)
def test_what_is_missing_is_asked_for(
    case: Case, officer: User, data: dict[str, str], status: int, why: str
) -> None:
    response = send(client_of(officer), "file_document", [case.pk], **(TOLD | data))

    assert response.status_code == status
    assert why in words(response)
    assert not case.documents.exists()


# ---------------------------------------------------------------- too large
def test_a_body_of_26_megabytes_is_refused_with_a_sentence(case: Case, officer: User) -> None:
    before = stored_files()
    large = SimpleUploadedFile("stor.pdf", b"%PDF-1.4\n" + b"\0" * 26_000_000 + b"%%EOF")

    response = send(client_of(officer), "file_document", [case.pk], file=large, **TOLD)

    page = response.content.decode()
    assert response.status_code == 422
    assert "The file is larger than 25 MB, the most that is taken." in page
    assert 'value="Svar fra Aalborg"' in page  # though it came after the file
    assert stored_files() == before
    assert not StoredFile.objects.exists()


def test_the_limit_is_a_setting_and_stands_on_the_page(
    case: Case, officer: User, settings: Settings
) -> None:
    settings.DOCUMENT_MAX_MB = 1
    client = client_of(officer)
    assert "at most 1 MB" in words(get(client, "file_document", case.pk))

    fits = pdf() + b"\0" * 900_000 + b"%%EOF"
    for extra, status in ((b"", 302), (b"\0" * 200_000 + b"%%EOF", 422)):
        file = uploaded(content=fits + extra)
        assert send(client, "file_document", [case.pk], **TOLD, file=file).status_code == status


def test_several_files_together_are_no_larger(
    case: Case, officer: User, settings: Settings
) -> None:
    settings.DOCUMENT_MAX_MB = 1
    half = pdf() + b"\0" * 600_000 + b"%%EOF"
    other = SimpleUploadedFile("b.pdf", half)

    data = {"another": other, "file": uploaded(content=half)}
    response = send(client_of(officer), "file_document", [case.pk], **TOLD, **data)

    assert response.status_code == 422
    assert "larger than 1 MB" in words(response)


def test_what_is_many_times_too_large_is_not_even_read(
    case: Case, officer: User, settings: Settings
) -> None:
    settings.DOCUMENT_MAX_MB = 1
    client = client_of(officer)

    response = client.post(
        reverse("file_document", args=[case.pk]),
        b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="40000000",
    )

    assert response.status_code == 400


def test_strangers_fill_no_disk(client: Client, case: Case) -> None:
    response: Any = send(client, "file_document", [case.pk], **TOLD, file=uploaded())

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


# ---------------------------------------------------------------- versions, marks, withdrawal
def test_a_new_version_keeps_number_and_description(case: Case, officer: User, cast: Cast) -> None:
    filed(case, cast.officer, title="Aftalen")
    client = client_of(officer)

    send(client, "add_version", [case.pk, 1], file=uploaded("ny.pdf"), dated="2020")

    page = words(get(client, "document", case.pk, 1))
    assert "Version 2" in page
    assert "Version 1" in page
    assert case.documents.get(version=2).title == "Aftalen"
    row = words(get(client, "case_documents", case.pk))
    assert "version 2" in row
    assert row.count("Aftalen") == 1 + row.count("1.2 Aftalen")


def test_the_signed_copy_is_marked_and_the_public_title_written(
    case: Case, officer: User, cast: Cast
) -> None:
    filed(case, cast.officer, title="Aftalen")
    client = client_of(officer)

    send(client, "mark_signed", [case.pk, 1, 1])
    told = TOLD | {"title": "Aftalen", "public_title": "Venskabsaftale"}
    send(client, "describe_document", [case.pk, 1, 1], **told)

    page = words(get(client, "document", case.pk, 1))
    assert "Signed copy" in page
    assert "Venskabsaftale" in page
    assert "marked version 1 as the signed copy" in page
    assert "Mark as the signed copy" not in page


def test_withdrawing_asks_for_the_reason_and_leaves_the_row(
    case: Case, officer: User, reader: User, cast: Cast
) -> None:
    filed(case, cast.officer, title="Forkert")
    client = client_of(officer)
    assert send(client, "withdraw_document", [case.pk, 1, 1], reason="").status_code == 422

    send(client, "withdraw_document", [case.pk, 1, 1], reason="CPR-nummer i bilaget")

    assert "Withdrawn" in words(get(client, "case_documents", case.pk))
    assert "CPR-nummer i bilaget" in words(get(client, "document", case.pk, 1))
    assert content_of(get(client, "document_file", case.pk, 1, 1)) == pdf()
    assert get(client_of(reader), "document_file", case.pk, 1, 1).status_code == 404


def test_a_closed_case_offers_nothing_to_file(case: Case, officer: User, cast: Cast) -> None:
    filed(case, cast.officer)
    Case.objects.filter(pk=case.pk).update(is_closed=True)
    client = client_of(officer)

    for page in (get(client, "case_documents", case.pk), get(client, "document", case.pk, 1)):
        assert "File a " not in words(page)
    refused = send(client, "file_document", [case.pk], **TOLD, link="https://journal.gl/")
    assert refused.status_code == 409
    assert "The case is closed." in words(refused)


# ---------------------------------------------------------------- the text that is missing
@pytest.mark.requirement("R-063")
def test_the_warning_that_the_text_is_missing_leads_to_filing_it(case: Case, officer: User) -> None:
    case.agreement.has_text = False
    case.agreement.save()
    client = client_of(officer)
    url = reverse("file_document", args=[case.pk]) + "?as=text"
    for name, args in (("case", [case.pk]), ("attention", [])):
        assert url in get(client, name, *args).content.decode()
    assert '<option value="agreement" selected>' in client.get(url).content.decode()

    told = TOLD | {"sort": "agreement"}
    send(client, "file_document", [case.pk], **told, file=uploaded())

    assert fresh(case).agreement.has_text
    assert url not in get(client, "case", case.pk).content.decode()


# ---------------------------------------------------------------- beside other acts
def test_the_scan_is_filed_with_the_signatures(cast: Cast, officer: User) -> None:
    case, client = live(cast, "approved"), client_of(officer)
    page = get(client, "sign", case.pk).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'accept="image/jpeg' in page
    people = list(case.participations.values_list("signatories", flat=True))
    data = {"signatories": people, "signed": "02-03-2026", "place": "Nuuk"}

    refused = send(client, "sign", [case.pk], **data, scan=uploaded("a.jpg", PROGRAM))
    assert refused.status_code == 422
    assert "a program" in words(refused)
    send(client, "sign", [case.pk], **data, scan=uploaded("scan.pdf"))

    assert case.documents.get().is_signed_copy
    assert fresh(case).state == "active"


def test_a_scan_that_comes_with_a_refused_signature_is_not_kept(cast: Cast, officer: User) -> None:
    case, client, before = live(cast, "approved"), client_of(officer), stored_files()
    people = list(case.participations.values_list("signatories", flat=True))
    data = {"signatories": people, "signed": "01-01-2199"}

    assert send(client, "sign", [case.pk], **data, scan=uploaded()).status_code == 409

    assert stored_files() == before
    assert not case.documents.exists()


def test_the_letter_is_the_proof_that_the_decision_was_sent(cast: Cast, secretary: User) -> None:
    case = live(cast, "approved")

    send(
        client_of(secretary),
        "send_decision",
        [case.pk],
        note="Aalborg Kommune, e-mail",
        letter=uploaded("brev.pdf"),
    )

    letter = case.documents.get()
    assert (letter.direction, letter.sort) == ("out", "letter")
    assert letter.counterpart == "Aalborg Kommune, e-mail"
    assert letter.title == "Beslutningen, som den blev sendt"
    assert not case.duties.filter(kind="send_decision", status="open").exists()
