"""Can departments assess, and is the gate held also by the pages?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agreements.models import Body, Case, ExpectedBenefit, KindPolicy, PartnerContact
from audit.models import SecurityEvent
from people.models import Municipality, User
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from workflows.assessments import PartText, assess_part
from workflows.door import take

pytestmark = pytest.mark.django_db
PARTS = ("benefit", "economy", "citizens")


@pytest.fixture
def proposed(draft: Case, officer: User) -> Case:
    take("propose", draft, by=officer, at=NOW, seen=draft.version)
    return fresh(draft)


@pytest.fixture
def full_gate(routes: None) -> None:
    KindPolicy.objects.update(gate="full")


def test_three_short_texts_complete_the_assessment(proposed: Case, assessor: User) -> None:
    client = client_of(assessor)
    for part in PARTS:
        assert get(client, "assess", proposed.pk, part).status_code == 200
        assert send(client, "assess", [proposed.pk, part], text="Godt").status_code == 302

    assert fresh(proposed).state == "assessed"


def test_an_empty_text_is_asked_for(proposed: Case, assessor: User) -> None:
    response = send(client_of(assessor), "assess", [proposed.pk, "economy"], amount="64 000")

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Write what it costs and who pays.") == 2
    assert 'value="64 000"' in page


@pytest.mark.requirement("R-067")
def test_a_full_gate_asks_for_levels_with_reasons_and_a_judgement(
    full_gate: None, proposed: Case, assessor: User
) -> None:
    client, pk = client_of(assessor), proposed.pk

    without = send(client, "assess", [pk, "benefit"], text="Godt")
    half = send(client, "assess", [pk, "benefit"], text="Godt", level_citizens="high")
    whole = send(
        client,
        "assess",
        [pk, "benefit"],
        text="Godt",
        level_citizens="high",
        reason_citizens="Mange mødes",
    )
    unjudged = send(client, "assess", [pk, "economy"], text="Lidt")
    judged = send(client, "assess", [pk, "economy"], text="Lidt", is_reasonable="yes")

    assert "at least one group" in words(without)
    assert "Give the reason for this level." in words(half)
    assert (without.status_code, half.status_code, unjudged.status_code) == (422, 422, 422)
    assert (whole.status_code, judged.status_code) == (302, 302)
    row = ExpectedBenefit.objects.get()
    assert (row.group, row.level, row.reason) == ("citizens", "high", "Mange mødes")


@pytest.mark.acceptance("P01")
def test_contact_and_approval_wait_for_the_assessment(
    full_gate: None,
    proposed: Case,
    officer: User,
    assessor: User,
    secretary: User,
) -> None:
    pk = proposed.pk
    contact = {
        "participation": proposed.participations.last().pk,
        "what": "Invitation",
        "happened": "02-03-2026",
    }
    invited = send(client_of(officer), "contact", [pk], **contact)
    assert invited.status_code == 409
    assert "Missing: benefit, economy" in words(invited)
    assert 'value="Invitation"' in invited.content.decode()
    assert "Missing: benefit, economy" in words(get(client_of(officer), "contact", pk))

    for part, facts in (
        ("benefit", PartText(text="Godt", benefits={"citizens": ("high", "Mange")})),
        ("economy", PartText(text="Lidt", is_reasonable=True)),
    ):
        assess_part(proposed, part, facts, by=assessor, at=NOW, seen=fresh(proposed).version)
    assert send(client_of(officer), "contact", [pk], **contact).status_code == 302
    assert PartnerContact.objects.count() == 1

    ruling = {
        "body": Body.objects.get(level="executive").pk,
        "date": "02-03-2026",
        "outcome": "approved",
        "confirmed": "yes",
    }
    refused = send(client_of(secretary), "rule", [pk], **ruling)
    assert refused.status_code == 409
    assert "Missing: citizen perspective" in words(refused)
    assert fresh(proposed).state == "proposed"
    assert SecurityEvent.objects.filter(
        attempt="record_ruling", reason__contains="citizen perspective"
    ).exists()


def test_ready_is_checked_by_somebody_else_than_the_proposer(
    proposed: Case, assessor: User, secretary: User
) -> None:
    for part in PARTS:
        send(client_of(assessor), "assess", [proposed.pk, part], text="Godt")

    assert get(client_of(secretary), "ready", proposed.pk).status_code == 200
    assert send(client_of(secretary), "ready", [proposed.pk]).status_code == 422
    assert send(client_of(secretary), "ready", [proposed.pk], looked="on").status_code == 302
    assert fresh(proposed).steps.filter(step="check_ready", by=secretary).exists()


@pytest.mark.acceptance("P02")
def test_the_proposer_may_not_find_it_ready(
    draft: Case, nuuk: Municipality, assessor: User, person: Callable[..., User]
) -> None:
    both = person("officer", "secretariat", municipality=nuuk, name="both")
    take("propose", draft, by=both, at=NOW, seen=draft.version)
    for part in PARTS:
        send(client_of(assessor), "assess", [draft.pk, part], text="Godt")

    shown = get(client_of(both), "ready", draft.pk)
    tried = send(client_of(both), "ready", [draft.pk], looked="on")

    assert (shown.status_code, tried.status_code) == (403, 403)
    assert "your own proposal" in words(shown)
    assert SecurityEvent.objects.filter(attempt="check_ready").count() == 1


def test_others_may_not_and_strangers_do_not_know(
    proposed: Case, officer: User, aalborg: Municipality, person: Callable[..., User]
) -> None:
    stranger = client_of(person("officer", municipality=aalborg, name="stranger"))

    for part in PARTS:
        assert get(client_of(officer), "assess", proposed.pk, part).status_code == 403
        assert send(client_of(officer), "assess", [proposed.pk, part]).status_code == 403
        assert get(stranger, "assess", proposed.pk, part).status_code == 404
        assert send(stranger, "assess", [proposed.pk, part]).status_code == 404
    assert get(client_of(officer), "assess", proposed.pk, "colour").status_code == 404
    assert send(stranger, "contact", [proposed.pk]).status_code == 404
    assert send(stranger, "ready", [proposed.pk]).status_code == 404


def test_a_form_without_its_token_is_refused(proposed: Case, assessor: User) -> None:
    client = client_of(assessor, enforce_csrf_checks=True)

    assert send(client, "assess", [proposed.pk, "benefit"], text="Godt").status_code == 403
    assert fresh(proposed).version == proposed.version
