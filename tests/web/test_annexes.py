"""Pages of annexes: drafts, versions, and how they come into force with their agreement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Annex, Case, Signatory
from people.models import User
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from workflows.cases import NewCase, open_case


@pytest.fixture
def approved(cast: Cast) -> Case:
    return live(cast, "approved")


def plan(case: Case, user: User, **more: Any) -> Any:
    data = {
        "sort": "action_plan",
        "number": "1",
        "title": "Konkrete indsatser",
        "text": "1. Unge\n2. Kultur",
        "follows_agreement": "on",
    }
    return send(client_of(user), "new_annex", [case.pk], **(data | more))


@pytest.mark.requirement("R-041")
@pytest.mark.requirement("R-046")
def test_an_action_plan_from_draft_to_its_second_version(
    active: Case, cast: Cast, partner: User
) -> None:
    officer, secretary = client_of(cast.officer), client_of(cast.secretary)
    written = plan(active, cast.officer)
    row = Annex.objects.get()
    assert written["Location"] == reverse("annex", args=[active.pk, row.pk])

    theirs = client_of(partner)
    page = words(get(theirs, "write_annex", active.pk, row.pk))
    assert "1. Unge" in page
    text = "1. Unge\n2. Kultur og idræt"
    names = {"sort": "action_plan", "number": "1", "title": "Konkrete indsatser"}
    send(theirs, "write_annex", [active.pk, row.pk], **names, text=text)
    assert Annex.objects.get().text == text

    assert get(officer, "adopt_annex", active.pk, row.pk).status_code == 403
    minutes = {"body": cast.committee.pk, "date": "02-03-2026", "number": "77"}
    send(secretary, "adopt_annex", [active.pk, row.pk], **minutes)
    early = send(officer, "activate_annex", [active.pk, row.pk], effective="31-12-2199")
    assert early.status_code == 409
    assert "day that has not come" in words(early)
    send(officer, "activate_annex", [active.pk, row.pk], effective="02-03-2026")
    page = words(get(officer, "annex", active.pk, row.pk))
    assert "In force" in page
    assert "The finance committee, 2 Mar 2026, Punkt 77" in page

    send(officer, "revise_annex", [active.pk, row.pk])
    second = Annex.objects.get(version=2)
    send(
        theirs, "write_annex", [active.pk, second.pk], sort="action_plan", title="B", text="1. Unge"
    )
    compared = get(officer, "annex", active.pk, second.pk).content.decode()
    assert "From version 1 to version 2" in compared
    assert "2. Kultur og idræt</del>" in compared
    listed = words(get(officer, "case_context", active.pk))
    assert "1 other version" in listed


def test_a_used_number_and_a_missing_title_are_refused_with_the_text_kept(
    active: Case, cast: Cast
) -> None:
    plan(active, cast.officer)

    twice = plan(active, cast.officer, text="Min tekst")
    assert twice.status_code == 409
    assert "There is an annex 1 already" in words(twice)
    assert "Min tekst" in twice.content.decode()
    empty = plan(active, cast.officer, title="", number="2")
    assert empty.status_code == 422
    assert Annex.objects.count() == 1


@pytest.mark.requirement("R-044")
@pytest.mark.acceptance("P04")
def test_the_last_signature_brings_agreement_annex_and_its_initiatives_into_force(
    approved: Case, cast: Cast
) -> None:
    """Signed in Nuuk on the 10th and in Aalborg on the 18th of December 2019, recorded later."""
    annex = Annex.objects.create(
        agreement=approved.agreement, number="1", title="Bilag 1", text="Unge", status="adopted"
    )
    new = NewCase(
        title="Unge mødes",
        agreement=approved.agreement,
        annex="1",
        follows_agreement=True,
        unit=cast.unit,
    )
    initiative = open_case(new, owner=cast.owner, by=cast.officer, at=NOW)
    ours, theirs = Signatory.objects.filter(participation__case=approved).order_by("pk")
    client = client_of(cast.officer)

    send(client, "sign", [approved.pk], signatories=[ours.pk], signed="10-12-2019", place="Nuuk")
    assert fresh(approved).state == "approved"
    tenth = get(client, "agreements").content.decode()
    assert reverse("case", args=[approved.pk]) not in tenth
    said = send(
        client, "sign", [approved.pk], signatories=[theirs.pk], signed="18-12-2019", place="Aalborg"
    )

    assert said.status_code == 302
    page = words(get(client, "case", approved.pk))
    assert "In force from 18 Dec 2019" in page
    assert fresh(initiative).state == "active"
    annex.refresh_from_db()
    assert (annex.status, annex.active_from) == ("active", PartialDate.day(date(2019, 12, 18)))
    in_force_on = Case.objects.in_force_on
    assert not in_force_on(date(2019, 12, 17)).exists()
    assert set(in_force_on(date(2019, 12, 18))) == {approved, initiative}
    assert "Unge mødes" in words(get(client, "annex", approved.pk, annex.pk))
