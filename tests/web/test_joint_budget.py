"""Do the pages about many agreements ask the database as often for many as for few?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from agreements.models import Case, JointReview, Review, Term
from tests.conftest import NOW
from tests.web.acting import client_of
from workflows.cases import NewCase, open_case

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.web.lives import Cast

BUDGETS = {"joint_evaluate": 14, "joint_rule": 17}


def reviewed_together(cast: Cast, number: int) -> JointReview:
    """So many agreements with a term, under one review."""
    joint = JointReview.objects.create(
        municipality=cast.owner, title="Små", recorded_by=cast.officer, recorded_at=NOW
    )
    for index in range(number):
        case = open_case(
            NewCase(title=f"Aftale {index}", kind=cast.kind, unit=cast.unit, parties=cast.parties),
            owner=cast.owner,
            by=cast.officer,
            at=NOW,
        )
        Case.objects.filter(pk=case.pk).update(state="under_review")
        Term.objects.update_or_create(case=case, number=1, defaults={"basis": "open"})
        Review.objects.create(
            case=case, joint=joint, number=1, opened_at=NOW, recommendation="renew"
        )
    return joint


@pytest.mark.parametrize("name", BUDGETS)
@pytest.mark.parametrize("number", [2, 20])
@pytest.mark.parametrize("is_sent", [False, True], ids=["looked at", "sent with errors"])
def test_the_joint_forms_stay_within_their_budget(
    name: str,
    number: int,
    *,
    is_sent: bool,
    cast: Cast,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page = reverse(name, args=[reviewed_together(cast, number).pk])
    client = client_of(cast.secretary)

    with django_assert_max_num_queries(BUDGETS[name]):
        response = client.post(page, {"then": "complete"}) if is_sent else client.get(page)

    assert response.status_code == (422 if is_sent else 200)
    assert "Aftale 1" in response.content.decode()
