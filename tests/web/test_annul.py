"""Is what was recorded taken back by a second person, and a slip corrected?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agreements.models import Body, Case, FormalDecision, StepRecord
from audit.models import SecurityEvent
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from workflows.rulings import Minutes, record_ruling

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruled(assessed: Case, secretary: User, committee: Body) -> StepRecord:
    return record_ruling(
        assessed,
        Minutes(body=committee, date=TODAY, number="7"),
        "not_approved",
        conditions="For dyrt",
        by=secretary,
        at=NOW,
        seen=assessed.version,
    )


def test_a_second_person_annuls_with_a_reason(ruled: StepRecord, secretary2: User) -> None:
    client, args = client_of(secretary2), [ruled.case_id, ruled.pk]
    assert "goes back to where it was" in words(get(client, "annul", *args))

    short = send(client, "annul", args)
    done = send(client, "annul", args, reason="Forkert sag")

    assert short.status_code == 422
    assert done.status_code == 302
    assert fresh(ruled.case).state == "assessed"
    assert FormalDecision.objects.get().annulled_at is not None


def test_nobody_annuls_what_they_recorded(ruled: StepRecord, secretary: User) -> None:
    client, args = client_of(secretary), [ruled.case_id, ruled.pk]

    shown = get(client, "annul", *args)
    tried = send(client, "annul", args, reason="Forkert sag")

    assert (shown.status_code, tried.status_code) == (403, 403)
    assert "A second person must annul what you recorded." in words(shown)
    assert SecurityEvent.objects.filter(attempt="annul").count() == 1
    assert fresh(ruled.case).state == "rejected"


def test_a_late_page_keeps_the_reason(ruled: StepRecord, secretary2: User) -> None:
    client, args = client_of(secretary2), [ruled.case_id, ruled.pk]
    seen = fresh(ruled.case).version
    send(client, "annul", args, reason="Forkert sag")

    late = client.post(f"/cases/{args[0]}/annul/{args[1]}/", {"seen": seen, "reason": "Min grund"})

    assert late.status_code == 409
    assert "Min grund" in words(late)


def test_a_slip_is_corrected_with_before_and_after(ruled: StepRecord, secretary2: User) -> None:
    client, decision = client_of(secretary2), FormalDecision.objects.get()
    args = [ruled.case_id, decision.pk]
    assert 'value="7"' in get(client, "correct", *args).content.decode()

    same = send(client, "correct", args, number="7", reason="Intet")
    done = send(client, "correct", args, number="8", reason="Tastefejl")

    assert same.status_code == 422
    assert "Nothing is changed." in words(same)
    assert done.status_code == 302
    decision.refresh_from_db()
    assert decision.number == "8"
    assert "7 → 8" in fresh(ruled.case).steps.last().about


def test_others_may_not_and_strangers_do_not_know(
    ruled: StepRecord, officer: User, aalborg: Municipality, person: Callable[..., User]
) -> None:
    stranger = client_of(person("secretariat", municipality=aalborg, name="stranger"))
    decision = FormalDecision.objects.get()

    for name, pk in (("annul", ruled.pk), ("correct", decision.pk)):
        args = [ruled.case_id, pk]
        assert get(client_of(officer), name, *args).status_code == 403
        assert send(client_of(officer), name, args, reason="x").status_code == 403
        assert get(stranger, name, *args).status_code == 404
        assert send(stranger, name, args, reason="x").status_code == 404
        assert get(client_of(officer), name, ruled.case_id, 999_999).status_code == 404


def test_a_form_without_its_token_is_refused(ruled: StepRecord, secretary2: User) -> None:
    client = client_of(secretary2, enforce_csrf_checks=True)

    assert send(client, "annul", [ruled.case_id, ruled.pk], reason="x").status_code == 403
    assert fresh(ruled.case).state == "rejected"


def test_the_decision_to_correct_is_named_with_its_day_in_the_reader_s_language(
    ruled: StepRecord, secretary2: User
) -> None:
    assert "2 Mar 2026, Punkt 7" in words(
        get(client_of(secretary2), "correct", ruled.case_id, ruled.ruling.decision_id)
    )
