"""Who decides on an amendment reads it beside what is in force; pages say what differs since."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Annex, Case, Ruling
from people.models import User
from tests.conftest import NOW
from tests.web.acting import client_of, fresh
from tests.web.lives import Cast, live
from workflows import openings
from workflows.cases import edit
from workflows.door import take
from workflows.visit import Visit


@pytest.fixture
def in_review(cast: Cast) -> Case:
    case = live(cast, "under_review", "Venskab")

    def fill(visit: Visit) -> None:
        visit.case.summary = "Kultur"
        Annex.objects.create(
            agreement=visit.case.agreement,
            number="1",
            title="Bilag",
            text="Gammel",
            status="active",
        )

    edit(case, fill, by=cast.officer, at=NOW, seen=fresh(case).version)
    return fresh(case)


@pytest.fixture
def amendment(in_review: Case, cast: Cast) -> Case:
    return openings.amend(
        in_review, reason="Nyt", by=cast.officer, at=NOW, seen=fresh(in_review).version
    )


def page(user: User, name: str, *args: object) -> str:
    response = client_of(user).get(reverse(name, args=args))
    assert response.status_code == 200, response
    return str(response.content.decode())


def section(client: Client, case: Case, slug: str, **data: str) -> None:
    sent = {"seen": str(fresh(case).version)} | data
    response = client.post(reverse("draft_section", args=(case.pk, slug)), sent)
    assert response.status_code == 302, response.content.decode()


@pytest.mark.requirement("R-074")
def test_title_purpose_and_annexes_are_written_in_the_draft_of_the_amendment(
    amendment: Case, in_review: Case, cast: Cast
) -> None:
    annex = amendment.agreement.annexes.get()
    client = client_of(cast.officer)
    told = {f"annex_{annex.pk}_title": "Bilag", f"annex_{annex.pk}_text": "Ny tekst"}
    section(client, amendment, "amended", new_title="Nyt navn", **told)
    section(client, amendment, "purpose", summary="Sport", areas="")

    shown = page(cast.officer, "case", amendment.pk)
    for words in ("Nyt navn", "Ny tekst", "Gammel", "Sport", "Kultur", in_review.title):
        assert words in shown
    assert reverse("case", args=(in_review.pk,)) in shown
    assert reverse("case", args=(amendment.pk,)) in page(cast.officer, "case", in_review.pk)


@pytest.mark.requirement("R-074")
def test_assessors_and_who_records_the_ruling_read_both_texts(amendment: Case, cast: Cast) -> None:
    def write(visit: Visit) -> None:
        visit.case.summary = "Sport i stedet"

    edit(amendment, write, by=cast.officer, at=NOW, seen=fresh(amendment).version)
    take("propose", amendment, by=cast.officer, at=NOW, seen=fresh(amendment).version)

    assert "Sport i stedet" in page(cast.assessor, "assess", amendment.pk, "benefit")
    assert "What the amendment changes" in page(cast.assessor, "assess", amendment.pk, "benefit")
    Case.objects.filter(pk=amendment.pk).update(state="assessed")
    shown = page(cast.secretary, "rule", amendment.pk)
    assert "Sport i stedet" in shown
    assert "Kultur" in shown


def test_what_changed_under_an_amendment_is_told_with_the_way_to_look_at_it(
    amendment: Case, in_review: Case, cast: Cast
) -> None:
    Case.objects.filter(pk=in_review.pk).update(summary="Handel")
    look = reverse("step", args=(amendment.pk, "look_anew"))

    shown = page(cast.officer, "case", amendment.pk)
    assert "The agreement has changed since the amendment was written" in shown
    assert look in shown
    assert look not in page(cast.secretary, "case", amendment.pk)

    client = client_of(cast.officer)
    assert client.post(look, {"seen": str(fresh(amendment).version)}).status_code == 302
    assert fresh(amendment).summary == "Handel"
    assert look not in page(cast.officer, "case", amendment.pk)


@pytest.mark.requirement("R-066")
@pytest.mark.parametrize("name", ["case", "case_decisions"])
def test_the_case_says_where_it_differs_from_what_was_decided(
    in_review: Case, cast: Cast, name: str
) -> None:
    shown = page(cast.officer, name, in_review.pk)

    assert "Differs from what was decided" in shown
    assert "As decided" in shown
    assert "Kultur" in shown


@pytest.mark.requirement("R-066")
def test_a_broken_seal_is_told(in_review: Case, cast: Cast) -> None:
    ruling = Ruling.objects.exclude(sealed_hash="").get(case=in_review)
    Ruling.objects.filter(pk=ruling.pk).update(sealed_content={"title": "Forfalsket"})

    assert "The seal is broken" in page(cast.officer, "case_decisions", in_review.pk)


def test_an_amendment_is_as_confidential_as_its_agreement(in_review: Case, cast: Cast) -> None:
    Case.objects.filter(pk=in_review.pk).update(confidentiality="unit")
    amendment = openings.amend(
        fresh(in_review), reason="Nyt", by=cast.officer, at=NOW, seen=fresh(in_review).version
    )

    assert fresh(amendment).confidentiality == "unit"
