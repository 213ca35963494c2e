"""When is an agreement reviewed that names no day, and may nobody clear it silently (R-037)?"""

from __future__ import annotations

from datetime import date

import pytest

from agreements.dates import PartialDate
from agreements.gaps import gaps_of
from agreements.models import Case, Kind, KindPolicy
from people.models import Municipality
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, last_step, open_kinds, seen
from workflows import reviews
from workflows.errors import NotPossible
from workflows.windows import default_review, review_months_of


def _set(case: Case, town: Town, **told: object) -> Case:
    facts = {"review": None, "interval": None, "no_review_reason": ""} | told
    reviews.set_review(case, by=town.officer, at=NOW, seen=seen(case), **facts)  # type: ignore[arg-type]
    return fresh(case)


# ---------------------------------------------------------------- the policy
@pytest.mark.requirement("R-037")
def test_an_open_ended_agreement_that_names_no_review_gets_that_of_its_kind(
    draft: Case, town: Town
) -> None:
    case = town.to_active(draft)

    assert case.review == PartialDate.month(2030, 3)
    assert duty(case, "review").due == PartialDate.month(2030, 3)


@pytest.mark.requirement("R-037")
@pytest.mark.parametrize(
    ("of_the_kind", "of_all", "expected"),
    [(12, 36, 12), (None, 36, 36), (12, None, 12), (None, None, 48)],
)
def test_what_the_municipality_has_set_wins_over_the_kind(
    draft: Case,
    nuuk: Municipality,
    sister_city: Kind,
    of_the_kind: int | None,
    of_all: int | None,
    expected: int,
) -> None:
    KindPolicy.objects.update(review_months=of_all)
    KindPolicy.objects.create(
        municipality=nuuk, kind=sister_city, gate="short", review_months=of_the_kind
    )

    assert review_months_of(draft) == expected


@pytest.mark.requirement("R-037")
def test_the_agreement_s_own_interval_wins_over_all_rules(draft: Case) -> None:
    KindPolicy.objects.update(review_months=36)
    draft.review_interval_months = 6

    assert default_review(draft, date(2026, 8, 31)) == PartialDate.month(2027, 2)


# ---------------------------------------------------------------- setting and clearing
@pytest.mark.requirement("R-037")
def test_clearing_a_review_needs_the_reason_why_there_is_none(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="say why there is none"):
        _set(active, town)
    assert fresh(active).review is not None

    case = _set(active, town, no_review_reason="Fusionen er på vej")
    assert (case.review, case.no_review_reason) == (None, "Fusionen er på vej")
    assert "review" not in open_kinds(case)
    assert "no_review" not in {gap.code for gap in gaps_of(case)}


@pytest.mark.requirement("R-037")
def test_an_agreement_without_a_review_is_on_the_list_until_one_is_set(
    active: Case, town: Town
) -> None:
    nothing = {f"review_{part}": None for part in ("from", "until")}
    Case.objects.filter(pk=active.pk).update(**nothing, review_precision="")
    assert "no_review" in {gap.code for gap in gaps_of(fresh(active))}

    case = _set(active, town, review=PartialDate.month(2027, 8))

    assert "no_review" not in {gap.code for gap in gaps_of(case)}
    assert duty(case, "review").due == PartialDate.month(2027, 8)
    assert last_step(case).step == "set_review"


@pytest.mark.requirement("R-037")
def test_an_interval_without_a_window_sets_the_window(active: Case, town: Town) -> None:
    case = _set(active, town, interval=24)

    assert case.review == PartialDate.month(2028, 3)
    assert case.review_interval_months == 24


def test_both_a_review_and_a_reason_for_none_are_refused(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="not both"):
        _set(active, town, review=PartialDate.month(2027, 8), no_review_reason="Nej")


@pytest.mark.requirement("R-043")
def test_a_window_lies_ahead_until_its_last_day(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="has passed"):
        _set(active, town, review=PartialDate.month(2026, 2))

    assert _set(active, town, review=PartialDate.year(TODAY.year)).review == PartialDate.year(2026)
