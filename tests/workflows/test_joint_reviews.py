"""Many agreements in one evaluation, with a ruling on each ("Utvärdera vänortssamarbetet")."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, FormalDecision, JointReview, Review, Ruling
from audit.models import SecurityEvent
from people.models import User
from tests.conftest import NOW, TODAY
from tests.web.lives import Cast, live
from tests.workflows.stages import Town, duty, fresh, open_kinds, seen, state_of
from workflows import joint_reviews, review_starts
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible, Outdated
from workflows.joint_reviews import Ruled
from workflows.reviews import Evaluation
from workflows.rulings import Minutes

BENEFIT = {"citizens": ("high", "Mange mødtes")}


@pytest.fixture
def sisters(draft: Case, town: Town) -> list[Case]:
    """Three sister-city agreements in force; the last is under review already."""
    cast = Cast(
        owner=draft.owner,
        unit=draft.unit,  # type: ignore[arg-type]
        kind=draft.agreement.kind,
        parties=tuple(p.party for p in draft.participations.all()),
        officer=town.officer,
        assessor=town.assessor,
        secretary=town.secretary,
        committee=town.committee,
        council=town.council,
    )
    stages = ("active", "active", "under_review")
    return [live(cast, stage, f"Vänort {n}") for n, stage in enumerate(stages, start=1)]


def _versions(cases: list[Case]) -> dict[int, int]:
    return {case.pk: seen(case) for case in cases}


def _begin(cases: list[Case], by: User, **more: Any) -> JointReview:
    more.setdefault("seen", _versions(cases))
    joint = review_starts.start(
        **more,
        owner=cases[0].owner,
        title="Utvärdera vänortssamarbetet",
        by=by,
        at=NOW,
    )
    assert joint is not None
    return joint


def _evaluate(joint: JointReview, shares: dict[Case, str], by: User) -> None:
    told = {
        case: Evaluation(
            text="",
            recommendation=recommendation,
            benefits=BENEFIT,
            next_review=PartialDate.month(2030, 6),
        )
        for case, recommendation in shares.items()
    }
    joint_reviews.evaluate(
        joint, "Samarbetet är gott", told, by=by, at=NOW, seen=_versions(list(shares))
    )


def _rule(
    joint: JointReview, ruled: list[Ruled], town: Town, body: str = "council", number: str = ""
) -> None:
    joint_reviews.rule(
        joint,
        Minutes(body=getattr(town, body), date=TODAY, number=number),
        ruled,
        by=town.secretary,
        at=NOW,
        seen=_versions([each.case for each in ruled]),
    )


@pytest.mark.requirement("R-074")
def test_a_joint_review_starts_those_that_are_not_under_review(
    sisters: list[Case], town: Town
) -> None:
    joint = _begin(sisters, town.officer)

    assert [state_of(case) for case in sisters] == ["under_review"] * 3
    assert set(joint.reviews.values_list("case", flat=True)) == {case.pk for case in sisters}
    assert "review_evaluation" in open_kinds(sisters[0])


@pytest.mark.requirement("R-074")
def test_one_evaluation_recommends_for_each_agreement(sisters: list[Case], town: Town) -> None:
    joint = _begin(sisters, town.officer)

    _evaluate(joint, dict(zip(sisters, ("renew", "end", "unchanged"), strict=True)), town.officer)

    told = Review.objects.filter(joint=joint).order_by("case_id").values_list("recommendation")
    assert [recommendation for (recommendation,) in told] == ["renew", "end", "unchanged"]
    assert set(Review.objects.values_list("evaluation", flat=True)) == {"Samarbetet är gott"}
    assert all("review_evaluation" not in open_kinds(case) for case in sisters)


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("number", ["§ 258", ""])
def test_one_decision_rules_on_each_agreement(sisters: list[Case], town: Town, number: str) -> None:
    joint = _begin(sisters, town.officer)
    _evaluate(joint, dict(zip(sisters, ("renew", "end", "unchanged"), strict=True)), town.officer)
    known = FormalDecision.objects.count()
    _rule(joint, [Ruled(case=case, outcome="recommended") for case in sisters], town, "committee")

    ends = {sisters[1].pk: date(2026, 12, 31)}
    last = [Ruled(case=c, outcome="approved", ends=ends.get(c.pk)) for c in sisters]
    _rule(joint, last, town, number=number)

    assert FormalDecision.objects.count() == known + 2, "one of each body"
    assert Ruling.objects.latest("pk").decision.rulings.count() == 3
    assert state_of(sisters[0]) == "renewed"
    assert fresh(sisters[1]).ending.effective_date == date(2026, 12, 31)
    assert state_of(sisters[2]) == "active"
    assert not joint.reviews.filter(status="open").exists()
    assert duty(sisters[2], "review").due == PartialDate.month(2030, 6)


@pytest.mark.requirement("R-074")
def test_if_one_agreement_cannot_follow_none_does(sisters: list[Case], town: Town) -> None:
    joint = _begin(sisters[:2], town.officer)
    _evaluate(joint, dict.fromkeys(sisters[:2], "renew"), town.officer)
    take_back = [Ruled(case=sisters[0], outcome="recommended")]
    _rule(joint, take_back, town, "committee")
    before = _versions(sisters), Ruling.objects.count(), FormalDecision.objects.count()

    with pytest.raises(NotPossible, match="Vänort 2: First The finance committee"):
        _rule(joint, [Ruled(case=case, outcome="approved") for case in sisters[:2]], town)

    assert before == (_versions(sisters), Ruling.objects.count(), FormalDecision.objects.count())
    assert state_of(sisters[0]) == "under_review"
    assert SecurityEvent.objects.filter(attempt="record_ruling").exists()


def test_a_joint_review_begins_for_all_or_none(
    sisters: list[Case], draft: Case, town: Town
) -> None:
    with pytest.raises(NotPossible, match="Venskabsby: Gentofte"):
        _begin([*sisters, draft], town.officer)

    assert not JointReview.objects.exists()
    assert state_of(sisters[0]) == "active"


def test_who_acts_on_what_changed_meanwhile_is_told(sisters: list[Case], town: Town) -> None:
    old = _versions(sisters)
    take("start_review", sisters[0], by=town.officer, at=NOW, seen=old[sisters[0].pk])

    with pytest.raises(Outdated):
        _begin(sisters, town.officer, seen=old)
    assert not JointReview.objects.exists()


def test_an_agreement_is_in_one_joint_review_at_a_time(sisters: list[Case], town: Town) -> None:
    _begin(sisters[:1], town.officer)

    with pytest.raises(NotPossible, match="already"):
        _begin(sisters, town.officer)


def test_readers_begin_none(sisters: list[Case], person: Callable[..., User]) -> None:
    with pytest.raises(NotPermitted):
        _begin(sisters, person("reader", municipality=sisters[0].owner))


def test_the_delegate_decides_all_that_go_on_unchanged_at_once(
    sisters: list[Case], town: Town
) -> None:
    joint = _begin(sisters, town.officer)
    _evaluate(joint, dict.fromkeys(sisters, "unchanged"), town.officer)

    joint_reviews.rule(
        joint,
        None,
        [Ruled(case=case, outcome="approved") for case in sisters],
        by=town.secretary,
        at=NOW,
        seen=_versions(sisters),
    )

    assert {state_of(case) for case in sisters} == {"active"}
    assert Ruling.objects.latest("pk").decision.rulings.count() == 3
    assert all("orientation" in open_kinds(case) for case in sisters)


def test_nobody_rules_on_what_is_not_part_of_it(sisters: list[Case], town: Town) -> None:
    joint = _begin(sisters[:1], town.officer)

    with pytest.raises(NotPossible, match="not part"):
        _rule(joint, [Ruled(case=sisters[2], outcome="approved")], town)
