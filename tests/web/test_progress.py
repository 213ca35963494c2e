"""How far is a commitment, on the scale of its mode (R-026)?"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Case, Commitment
from agreements.models.commitments import SCALES
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, initiative_of, live
from workflows import commitments
from workflows.commitments import Promise
from workflows.errors import NotPossible

Mode, Progress = Commitment.Mode, Commitment.Progress


@pytest.fixture
def school(cast: Cast) -> Case:
    return initiative_of(cast, live(cast, "active", "Venskabsby"))


def promised(school: Case, cast: Cast, mode: str) -> Commitment:
    return commitments.add(
        school,
        Promise(text="iPads i skolen", mode=mode),
        reason="Aftalt",
        by=cast.officer,
        at=NOW,
        seen=fresh(school).version,
    )


def tell(row: Commitment, cast: Cast, progress: str, reason: str = "Tolv lærere er med") -> Any:
    args = [row.case_id, row.pk, "progress"]
    sent = {"progress": progress, "reason": reason}
    return send(client_of(cast.officer), "change_commitment", args, **sent)


def test_every_mode_has_a_scale_but_what_only_may_come_up() -> None:
    assert set(SCALES) == set(Mode)
    assert {mode for mode, scale in SCALES.items() if not scale} == {Mode.CONDITIONAL}
    assert SCALES[Mode.INTENSIFY][0] == Progress.AS_BEFORE
    assert SCALES[Mode.JOINT][-1] == Progress.DELIVERED


@pytest.mark.requirement("R-026")
def test_what_is_intensified_is_told_in_words_of_its_own_with_what_happened(
    school: Case, cast: Cast
) -> None:
    row = promised(school, cast, Mode.INTENSIFY)
    client = client_of(cast.officer)
    asked = words(get(client, "change_commitment", school.pk, row.pk, "progress"))
    assert "As before" in asked
    assert "Delivered" not in asked

    assert tell(row, cast, "more").status_code == 302

    page = words(get(client, "commitment", school.pk, row.pk))
    assert "More than before (2 of 3)" in page
    assert "Tolv lærere er med" in page
    assert "More than before (2 of 3)" in words(get(client, "case_commitments", school.pk))


@pytest.mark.requirement("R-026")
@pytest.mark.parametrize(
    ("progress", "reason"), [("delivered", "Sket"), ("", "Sket"), ("more", "")]
)
def test_words_of_another_scale_or_none_are_told_and_nothing_changes(
    school: Case, cast: Cast, progress: str, reason: str
) -> None:
    row = promised(school, cast, Mode.INTENSIFY)

    assert tell(row, cast, progress, reason).status_code == 422
    with pytest.raises(NotPossible, match="Choose how far it is"):
        commitments.measure(
            row,
            "delivered",
            reason="Sket",
            by=cast.officer,
            at=NOW,
            seen=fresh(school).version,
        )
    assert Commitment.objects.get(pk=row.pk).progress == ""


@pytest.mark.requirement("R-026", "R-027")
def test_done_in_another_way_it_is_told_anew_and_what_may_come_up_is_not_measured(
    school: Case, cast: Cast
) -> None:
    row = promised(school, cast, Mode.EXCHANGE)
    tell(row, cast, "agreed")
    change = Promise(text=row.text, mode=Mode.CONDITIONAL)
    commitments.scale(
        row, change, reason="Pause", by=cast.officer, at=NOW, seen=fresh(school).version
    )

    assert Commitment.objects.get(pk=row.pk).progress == ""
    page = get(client_of(cast.officer), "commitment", school.pk, row.pk).content.decode()
    address = reverse("change_commitment", args=[school.pk, row.pk, "progress"])
    assert address not in page
    assert "Possible" in page
    assert tell(row, cast, "agreed").status_code in {409, 422}
