"""What does a person see who was second?"""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreements.models import Case, Ruling
from people.models import User
from tests.web.acting import client_of, fresh, send, words

pytestmark = pytest.mark.django_db


@pytest.mark.acceptance("P09")
def test_the_second_to_decide_is_told_who_was_first(
    simple: Case,
    secretary: User,
    secretary2: User,
) -> None:
    seen = simple.version
    first = send(client_of(secretary), "decide", [simple.pk], outcome="approved", confirmed="yes")
    second = client_of(secretary2).post(
        reverse("decide", args=[simple.pk]),
        {
            "seen": seen,
            "outcome": "approved_conditions",
            "conditions": "Med en rapport inden 1. september.",
            "confirmed": "yes",
        },
    )

    page = words(second)
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Already decided by secretary." in page
    assert "Med en rapport inden 1. september." in page
    assert "Outcome Approved with conditions" in page
    assert reverse("case", args=[simple.pk]) in second.content.decode()
    assert Ruling.objects.count() == 1


def test_what_changed_is_told_with_before_and_after(
    draft: Case, officer: User, sister_city: object
) -> None:
    client, seen = client_of(officer), draft.version
    basis = {"kind": draft.agreement.kind_id, "unit": draft.unit_id}
    send(client, "draft_section", [draft.pk, "basis"], title="Et nyt navn", **basis)

    late = client.post(
        reverse("draft_section", args=[draft.pk, "basis"]),
        {"seen": seen, "title": "Mit navn", **basis},
    )

    page = words(late)
    assert late.status_code == 409
    assert "officer has changed the case since you opened the page." in page
    assert "Before: Venskabsby: Gentofte" in page
    assert "Now: Et nyt navn" in page
    assert "Mit navn" in page
    assert fresh(draft).title == "Et nyt navn"


def test_a_page_that_does_not_say_what_was_seen_is_refused(draft: Case, officer: User) -> None:
    for seen in ({}, {"seen": "x"}):
        response = client_of(officer).post(reverse("draft_check", args=[draft.pk]), seen)

        assert response.status_code == 422
        assert "Open the page again" in words(response)
    assert fresh(draft).state == "draft"
