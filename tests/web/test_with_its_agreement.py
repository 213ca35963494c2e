"""Do the pages tell what became of an initiative when its agreement rested or ended?"""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreements.models import Case
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import STAGES, WAYS, Cast, initiative_of, live, seen
from workflows import bulk
from workflows.cases import NewCase, open_case
from workflows.rulings import Minutes
from workflows.timed import take_due_steps

pytestmark = pytest.mark.requirement("R-046", "R-074")


@pytest.fixture
def agreement(cast: Cast) -> Case:
    return live(cast, "active")


def test_the_page_of_an_initiative_says_that_it_rests_with_its_agreement(cast: Cast) -> None:
    agreement = live(cast, "draft")
    new = NewCase(
        title="Kor", agreement=agreement.agreement, unit=cast.unit, follows_agreement=True
    )
    initiative = open_case(new, owner=cast.owner, by=cast.officer, at=NOW)
    for step in STAGES[1 : STAGES.index("active") + 1]:
        WAYS[step](cast, agreement)
    assert fresh(initiative).state == "active"

    minutes = {"body": cast.council.pk, "date": "02-03-2026", "number": "7"}
    secretary = client_of(cast.secretary)
    send(secretary, "step", [agreement.pk, "suspend"], reason="Krise", **minutes)

    client = client_of(cast.officer)
    assert "Paused" in words(get(client, "case", initiative.pk))
    history = words(get(client, "case_history", initiative.pk))
    assert "let it rest with its agreement" in history


def test_who_carries_an_initiative_of_its_own_is_asked_on_their_list(
    agreement: Case, cast: Cast
) -> None:
    initiative = initiative_of(cast, agreement, "Folkeskolen")
    decision = Minutes(body=cast.council, date=TODAY)
    told = bulk.CommonEnd(minutes=decision, effective=TODAY, reason="Slut")
    bulk.end_together({agreement.pk: seen(agreement)}, told, by=cast.secretary, at=NOW)
    take_due_steps(at=NOW)

    client = client_of(cast.officer)
    page = client.get(reverse("my_work"))
    assert f"{agreement.number} er ophørt" in words(page)  # in the language of the owner
    update = reverse("update", args=[initiative.pk])
    assert update in page.content.decode()
    assert client.get(update).status_code == 200
