"""Are documents put on file, renewed, marked, described and withdrawn as they should?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agreements.dates import PartialDate
from agreements.models import Case, Document, Signatory, StepRecord
from tests.conftest import NOW, TODAY
from tests.files import pdf, uploaded
from tests.workflows.filing import LETTER, file
from tests.workflows.stages import Town, fresh, last_step, seen
from workflows import documents, signing
from workflows.documents import Filing
from workflows.errors import NotPossible, Outdated
from workflows.files import received


def told(document: Document) -> tuple[int, int, str]:
    return document.number, document.version, document.title


# ---------------------------------------------------------------- on file
@pytest.mark.requirement("R-046")
def test_documents_have_numbers_and_versions_that_nobody_chooses(draft: Case, town: Town) -> None:
    first, second = file(draft, town.officer), file(draft, town.officer, title="Notat")
    again = documents.add_version(
        first,
        link="http://journal/8",
        dated=None,
        by=town.secretary,
        at=NOW,
        seen=seen(draft),
    )

    assert [told(d) for d in (first, second, again)] == [
        (1, 1, "Svar fra Gentofte"),
        (2, 1, "Notat"),
        (1, 2, "Svar fra Gentofte"),
    ]
    assert (again.counterpart, again.direction) == ("Gentofte Kommune", "in")
    assert again.recorded_by == town.secretary
    assert (last_step(draft).step, last_step(draft).about) == (
        "add_version",
        "1.2 Svar fra Gentofte",
    )


@pytest.mark.requirement("R-046")
def test_documents_are_filed_in_every_state_until_the_case_is_closed(
    draft: Case, town: Town
) -> None:
    for state in ("draft", "assessed", "active", "rejected", "superseded"):
        Case.objects.filter(pk=draft.pk).update(state=state)
        file(draft, town.officer, title=state)
    letter = file(draft, town.officer)
    Case.objects.filter(pk=draft.pk).update(is_closed=True)

    for act in (
        lambda: file(draft, town.officer),
        lambda: documents.mark_signed(letter, by=town.officer, at=NOW, seen=None),
        lambda: documents.withdraw(letter, reason="Fejl", by=town.officer, at=NOW, seen=None),
    ):
        with pytest.raises(NotPossible, match="The case is closed"):
            act()
    assert draft.documents.count() == 6


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": " "}, "Write a title"),
        ({"counterpart": ""}, "from whom it came"),
        ({"direction": "out", "counterpart": " "}, "to whom it went"),
        ({"link": ""}, "Choose a file, or write a link"),
        ({"link": "javascript:alert(1)"}, "must begin with"),
        ({"link": " JavaScript:alert(1)"}, "must begin with"),
        ({"link": "data:text/html,x"}, "must begin with"),
        ({"link": "file:///etc/passwd"}, "must begin with"),
        ({"link": "//example.org/x"}, "must begin with"),
        ({"link": "https://"}, "must begin with"),
        ({"link": "https://exa mple.org/"}, "must begin with"),
        ({"link": "https://example.org/\nx"}, "must begin with"),
        ({"link": "https://example.org\\@evil.org/"}, "must begin with"),
        ({"link": "https://[::1"}, "must begin with"),
        ({"link": "https://example.org/" + "x" * 500}, "must begin with"),
        ({"link": "https://journal.gl/\u202egpj.exe"}, "must begin with"),
        ({"link": "https://journal\u202e.gl/"}, "must begin with"),
        ({"link": "https://journal.gl/\u200bx"}, "must begin with"),
        ({"link": "https://journal.gl/\u00a0x"}, "must begin with"),
        ({"link": "https://journal.gl\u00a0/x"}, "must begin with"),
        ({"link": "https://journal.gl/\u2003x"}, "must begin with"),
        ({"link": f"https://{'ø' * 64}.gl/"}, "must begin with"),
        ({"link": "https://borgmester:kode@journal.gl/7"}, "name or password"),
        ({"link": "https://borgmester@journal.gl/7"}, "name or password"),
    ],
)
def test_what_is_not_told_or_leads_nowhere_is_refused(
    draft: Case, town: Town, wrong: dict[str, str], why: str
) -> None:
    with pytest.raises(NotPossible, match=why):
        file(draft, town.officer, **wrong)
    assert not draft.documents.exists()
    assert not StepRecord.objects.filter(case=draft, step="file_document").exists()


def test_the_scheme_of_a_link_is_written_small(draft: Case, town: Town) -> None:
    assert file(draft, town.officer, link="HTTPS://Journal.GL/7").link == "https://Journal.GL/7"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://аpple.com/x", "https://xn--pple-43d.com/x"),  # noqa: RUF001 - a Cyrillic letter
        ("https://journal.gl。evil.org/x", "https://journal.gl.evil.org/x"),
        ("https://bücher.example:8443/å?b=ø", "https://xn--bcher-kva.example:8443/å?b=ø"),
        ("http://journal/ansøgning", "http://journal/ansøgning"),
    ],
)
def test_a_link_shows_which_host_it_truly_leads_to(
    draft: Case, town: Town, written: str, kept: str
) -> None:
    """Letters of other alphabets look like Latin ones: the host is kept as the net reads it."""
    assert file(draft, town.officer, link=written).link == kept


def test_a_file_and_a_link_at_once_are_refused(draft: Case, town: Town) -> None:
    both = received(uploaded(), "aftale.pdf")

    with pytest.raises(NotPossible, match="not both"):
        file(draft, town.officer, upload=both, link="https://journal.gl/7")


def test_an_internal_document_needs_no_other_side(draft: Case, town: Town) -> None:
    assert file(draft, town.officer, direction="internal", counterpart="").pk


def test_who_saw_an_older_version_of_the_case_is_told(draft: Case, town: Town) -> None:
    version = seen(draft)
    file(draft, town.officer)

    with pytest.raises(Outdated):
        documents.file_document(
            draft,
            Filing(about=LETTER, direction="in", link="https://journal.gl/8"),
            by=town.secretary,
            at=NOW,
            seen=version,
        )


# ---------------------------------------------------------------- the text of an agreement
@pytest.mark.requirement("R-063")
@pytest.mark.parametrize("facts", [{"sort": "agreement"}, {"is_signed_copy": True}])
def test_filing_the_text_fills_the_gap_and_withdrawing_it_opens_it_again(
    draft: Case, town: Town, facts: dict[str, Any]
) -> None:
    draft.agreement.has_text = False
    draft.agreement.save()
    file(draft, town.officer)
    assert not fresh(draft).agreement.has_text

    text = file(draft, town.officer, **facts)
    assert fresh(draft).agreement.has_text

    documents.withdraw(text, reason="Forkert fil", by=town.officer, at=NOW, seen=seen(draft))
    assert not fresh(draft).agreement.has_text


@pytest.mark.requirement("R-063")
def test_another_copy_of_the_text_keeps_the_gap_filled(draft: Case, town: Town) -> None:
    first = file(draft, town.officer, sort="agreement")
    second = documents.add_version(
        first, link="https://journal.gl/9", by=town.officer, at=NOW, seen=seen(draft)
    )

    documents.withdraw(first, reason="Gammel", by=town.officer, at=NOW, seen=seen(draft))
    assert fresh(draft).agreement.has_text
    documents.withdraw(second, reason="Forkert", by=town.officer, at=NOW, seen=seen(draft))
    assert not fresh(draft).agreement.has_text


@pytest.mark.requirement("R-063")
def test_marking_the_signed_copy_fills_the_gap_once(draft: Case, town: Town) -> None:
    draft.agreement.has_text = False
    draft.agreement.save()
    letter = file(draft, town.officer)

    documents.mark_signed(letter, by=town.secretary, at=NOW, seen=seen(draft))

    letter.refresh_from_db()
    assert letter.is_signed_copy
    assert fresh(draft).agreement.has_text
    with pytest.raises(NotPossible, match="already"):
        documents.mark_signed(letter, by=town.secretary, at=NOW, seen=seen(draft))


def test_the_scan_of_a_visit_is_the_signed_copy(approved: Case, town: Town) -> None:
    approved.agreement.has_text = False
    approved.agreement.save()
    scan = received(uploaded("IMG_1.pdf"), "IMG_1.pdf")

    signing.sign(
        approved,
        list(Signatory.objects.filter(participation__case=approved)),
        signed=PartialDate.day(TODAY),
        scan=scan,
        by=town.officer,
        at=NOW,
        seen=seen(approved),
    )

    copy = approved.documents.get()
    assert (copy.is_signed_copy, copy.direction, copy.file_name) == (True, "in", "IMG_1.pdf")
    assert copy.counterpart == "Gentofte Kommune"
    assert copy.title == "Underskrevet eksemplar"  # in the owner's language
    assert fresh(approved).state == "active"
    assert fresh(approved).agreement.has_text
    filed = approved.steps.get(step="file_document")
    assert (filed.signature, filed.about) == (None, "1.1 Underskrevet eksemplar")


# ---------------------------------------------------------------- described, withdrawn
def test_a_document_is_described_anew_with_before_and_after(draft: Case, town: Town) -> None:
    letter = file(draft, town.officer)
    public = replace(documents.description_of(letter), public_title="Svar", language="kl")

    documents.describe(letter, public, by=town.officer, at=NOW, seen=seen(draft))

    letter.refresh_from_db()
    assert (letter.public_title, letter.language) == ("Svar", "kl")
    assert [row.language for row in letter.history.order_by("history_id")] == ["da", "kl"]
    with pytest.raises(NotPossible, match="Write a title"):
        documents.describe(
            letter, replace(public, title=""), by=town.officer, at=NOW, seen=seen(draft)
        )


def test_a_document_is_withdrawn_with_the_reason_and_stays(draft: Case, town: Town) -> None:
    letter = file(draft, town.officer)
    with pytest.raises(NotPossible, match="Write the reason"):
        documents.withdraw(letter, reason=" ", by=town.officer, at=NOW, seen=seen(draft))

    documents.withdraw(letter, reason="CPR-nummer", by=town.officer, at=NOW, seen=seen(draft))

    letter.refresh_from_db()
    assert letter.withdrawn_at == NOW
    assert letter.history.latest().history_change_reason == "CPR-nummer"
    assert last_step(draft).reason == "CPR-nummer"
    with pytest.raises(NotPossible, match="withdrawn"):
        documents.withdraw(letter, reason="x", by=town.officer, at=NOW, seen=None)
    with pytest.raises(NotPossible, match="withdrawn"):
        documents.mark_signed(letter, by=town.officer, at=NOW, seen=None)


# ---------------------------------------------------------------- hard truths
@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"link": ""}, "document_is_a_file_or_a_link"),
        ({"link": "javascript:alert(1)"}, "document_link_is_a_web_address"),
        ({"link": "", "file": "ab/x", "size": 0, "sha256": "x"}, "document_file_is_not_empty"),
        ({"link": "", "file": "ab/x", "size": 3}, "document_is_a_file_or_a_link"),
        ({"title": ""}, "document_has_a_title"),
        ({"version": 0}, "document_is_numbered_from_one"),
        ({"number": 1, "version": 1}, "UNIQUE|document_number_is_unique"),
    ],
)
def test_the_database_refuses_what_no_rule_saw(
    draft: Case, town: Town, facts: dict[str, object], constraint: str
) -> None:
    file(draft, town.officer)
    row = {
        "number": 2,
        "direction": "in",
        "title": "Brev",
        "language": "da",
        "link": "https://journal.gl/1",
        "recorded_by": town.officer,
        "recorded_at": NOW,
    }

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Document.objects.create(case=draft, **(row | facts))


def test_the_same_bytes_come_back(draft: Case, town: Town) -> None:
    content = pdf("Samarbejdsaftale")
    filed = file(
        draft,
        town.officer,
        upload=received(uploaded("..\\..\\Aftale æøå.pdf", content), "..\\Aftale æøå.pdf"),
    )

    with Document.objects.get(pk=filed.pk).file.open() as kept:
        assert kept.read() == content
    assert (filed.file_name, filed.size) == ("Aftale æøå.pdf", len(content))
    assert filed.content_type == "application/pdf"
    assert "aftale" not in filed.file.name.lower()
