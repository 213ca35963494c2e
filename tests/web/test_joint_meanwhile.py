"""Is nothing lost of what is written about many agreements when one is ruled on meanwhile?"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Case, JointReview, Review
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, words
from tests.web.lives import Cast, live
from workflows import review_starts

UNSAVED = "Yours, which is not saved:"


@pytest.fixture
def two(cast: Cast) -> list[Case]:
    return [live(cast, "under_review", title) for title in ("Arvika", "Tosno")]


@pytest.fixture
def joint(two: list[Case], cast: Cast) -> JointReview:
    chosen = {case.pk: fresh(case).version for case in two}
    found = review_starts.start(chosen, owner=cast.owner, title="Små", by=cast.officer, at=NOW)
    assert found is not None
    Review.objects.filter(case=two[0]).update(status="closed", closed_at=NOW)  # a colleague's
    return found


def sent(name: str, joint: JointReview, cast: Cast, two: list[Case], **more: Any) -> Any:
    seen = {f"seen_{case.pk}": fresh(case).version for case in two}
    by = cast.officer if name == "joint_evaluate" else cast.secretary
    return client_of(by).post(reverse(name, args=[joint.pk]), seen | more)


def test_words_about_one_that_is_closed_are_shown_and_then_the_rest_is_saved(
    joint: JointReview, two: list[Case], cast: Cast
) -> None:
    mine = {"evaluation": "Godt", f"own_{two[1].pk}": "Bo"}

    answer = sent("joint_evaluate", joint, cast, two, **mine, **{f"own_{two[0].pk}": "Ane"})

    assert answer.status_code == 409
    assert f"Arvika {UNSAVED} Ane" in words(answer)
    assert "Bo" in answer.content.decode()
    assert JointReview.objects.get().evaluation == ""
    assert sent("joint_evaluate", joint, cast, two[1:], **mine).status_code == 302


def test_a_ruling_on_one_that_is_closed_is_not_passed_over_in_silence(
    joint: JointReview, two: list[Case], cast: Cast
) -> None:
    outcomes = {f"outcome_{case.pk}": "approved" for case in two}
    minutes = {"body": cast.council.pk, "date": "02-03-2026", "number": "9"}

    answer = sent("joint_rule", joint, cast, two, **minutes, **outcomes)

    assert answer.status_code == 409
    assert f"Arvika {UNSAVED} Approved" in words(answer)
    assert fresh(two[1]).state == "under_review"
