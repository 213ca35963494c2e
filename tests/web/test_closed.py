"""Does a case that is closed say so, wherever it is seen?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.conftest import NOW
from tests.web.acting import client_of, get, send, words
from tests.web.lives import Cast, live

if TYPE_CHECKING:
    from people.models import User

pytestmark = pytest.mark.django_db


def test_a_closed_case_says_so_on_its_pages_and_in_lists_with_day_and_reason(
    cast: Cast, secretary: User
) -> None:
    case = live(cast, "active", "Arvika")
    client = client_of(secretary)
    council = case.owner.bodies.get(level="council")
    ended = {"effective": "02-03-2026", "reason": "Slut", "body": council.pk, "date": "02-03-2026"}
    assert send(client, "end", [case.pk], **ended).status_code == 302
    case.duties.filter(status="open").update(status="done", closed_at=NOW)
    lists = [
        reverse("agreements") + "?tab=ended",
        reverse("search") + "?q=Arvika",
        reverse("register_party", args=[cast.parties[1].pk]),
    ]
    assert "Closed" not in words(get(client, "case", case.pk))

    assert send(client, "step", [case.pk, "close"], reason="").status_code == 422
    assert send(client, "step", [case.pk, "close"], reason="Regnskab i Esbjerg").status_code == 302

    for name in ("case", "case_documents", "case_history"):
        assert "Terminated Closed" in words(get(client, name, case.pk)), name
    for url in lists:
        assert "Closed" in words(client.get(url)), url
    told = words(get(client, "case_history", case.pk))
    assert "closed the case" in told
    assert "Regnskab i Esbjerg" in told
    assert f"{case.steps.get(step='close').at:%-d %b %Y}" in told
