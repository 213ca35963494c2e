"""A party that left comes back on the pages, and who is offered as a party on a day (R-072)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.dates import PartialDate
from agreements.models import Case, Participation, Party, Signatory
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, initiative_of, live
from workflows import leaving

LAST_DAY = date(2026, 4, 30)


@pytest.fixture(autouse=True)
def _after_it_left(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = "2026-09-01T12:00+00:00"


@pytest.fixture
def skive() -> Party:
    return Party.objects.create(sort="municipality", name="Skive", country="DK")


@pytest.fixture
def left(cast: Cast, skive: Party) -> Case:
    """An agreement in force that Skive left on the last day of April, without having signed."""
    case = live(cast, "active")
    row = Participation.objects.create(case=case, party=skive, order=9)
    Signatory.objects.create(participation=row, title="Borgmester i Skive")
    leaving.give_notice(
        case,
        row,
        notice=NOW.date(),
        effective=LAST_DAY,
        reason="Færre kræfter",
        by=cast.officer,
        at=NOW,
        seen=fresh(case).version,
    )
    return fresh(case)


def comes_back(client: Any, case: Case, joined: str) -> Any:
    facts = {"name": "Skive", "role": "partner", "reason": "Nyt byråd", "joined": joined}
    return send(client, "party_joins", [case.pk], **facts)


@pytest.mark.requirement("R-072")
def test_a_party_comes_back_and_the_page_shows_both_times(
    left: Case, cast: Cast, settings: Settings
) -> None:
    client = client_of(cast.officer)

    early = comes_back(client, left, "30-04-2026")
    assert early.status_code == 409
    assert "Skive took part until 30 April 2026" in words(early)
    assert "Nyt byråd" in words(early)
    done = comes_back(client, left, "01-08-2026")
    assert done.status_code == 302, words(done)

    page = words(get(client, "case_parties", left.pk))
    assert "Takes part from 1 August 2026" in page
    assert "Takes part until 30 April 2026" in page
    overview = words(get(client, "case", left.pk))
    assert "Skive Denmark Takes part from 1 Aug 2026" in overview
    assert "Skive Has left Took part until 30 Apr 2026" in overview
    history = words(get(client, "case_history", left.pk))
    assert "Skive · Nyt byråd takes part from 1 Aug 2026" in history
    assert "Skive · Færre kræfter takes part until 30 Apr 2026" in history

    again = left.participations.get(party__name="Skive", left_date=None)
    facts = {"notice": "01-09-2026", "effective": "30-09-2026", "reason": "Igen"}
    send(client, "party_leaves", [left.pk, again.pk], **facts)
    settings.SAMKLANG_CLOCK = "2026-11-01T12:00+00:00"
    overview = words(get(client, "case", left.pk))
    assert "Skive Has left Took part from 1 Aug 2026 until 30 Sep 2026" in overview


def test_its_first_day_is_not_moved_into_its_earlier_time(left: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    comes_back(client, left, "01-08-2026")
    row = left.participations.get(party__name="Skive", left_date=None)

    refused = send(client, "party_part", [left.pk, row.pk], role="partner", joined="2026-04-01")

    assert refused.status_code == 409
    assert "took part already on that day" in words(refused)
    row.refresh_from_db()
    assert row.joined == PartialDate.day(date(2026, 8, 1))


def test_who_has_left_stands_last_among_the_signers_with_the_day_until_which_it_may_have_signed(
    left: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)
    signer = Signatory.objects.get(title="Borgmester i Skive")

    page = words(get(client, "sign", left.pk))
    assert "Borgmester i Skive Skive, took part until 30-04-2026" in page
    late = send(client, "sign", [left.pk], signatories=[signer.pk], signed="01-05-2026")
    assert late.status_code == 409
    assert "Skive took part until 30 April 2026. Write a day until then." in words(late)
    done = send(client, "sign", [left.pk], signatories=[signer.pk], signed="30-04-2026")

    assert done.status_code == 302, words(done)
    assert signer.signatures.count() == 1


def test_who_has_left_is_offered_for_no_new_commitment_and_for_no_milestone(
    left: Case, cast: Cast, skive: Party
) -> None:
    case = initiative_of(cast, left)
    row = Participation.objects.create(case=case, party=skive)
    client = client_of(cast.officer)
    option = f'<option value="{skive.pk}">'
    pages = ("new_commitment", "new_milestone")

    assert all(option in get(client, name, case.pk).content.decode() for name in pages)
    row.left_date = LAST_DAY
    row.save()
    assert not any(option in get(client, name, case.pk).content.decode() for name in pages)


def test_a_decision_of_one_that_has_left_needs_a_day_until_then(left: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    row = left.participations.get(party__name="Skive")
    facts = {"answer": "decided", "body": "Byrådet"}

    assert reverse("party_decision", args=[left.pk, row.pk]) not in str(
        get(client, "case_parties", left.pk).content
    )
    late = send(client, "party_decision", [left.pk, row.pk], **facts, decided="01-06-2026")
    assert late.status_code == 409
    assert "Byrådet" in late.content.decode()
    done = send(client, "party_decision", [left.pk, row.pk], **facts, decided="april 2026")

    assert done.status_code == 302, words(done)
