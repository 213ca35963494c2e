"""Does the one page about many agreements ask of each what the page about one asks?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Case, Duty, JointReview, Review, Term
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, send, words
from tests.web.lives import Cast, live
from workflows import review_starts


@pytest.fixture
def two(cast: Cast) -> list[Case]:
    """Under review; the first holds for a term."""
    cases = [live(cast, "under_review", title) for title in ("Arvika", "Tosno")]
    term = Term.objects.get(case=cases[0])
    term.basis, term.end = Term.Basis.FIXED, PartialDate.year(2030)
    term.save()
    return cases


@pytest.fixture
def joint(two: list[Case], cast: Cast) -> JointReview:
    chosen = {case.pk: fresh(case).version for case in two}
    found = review_starts.start(chosen, owner=cast.owner, title="Små", by=cast.officer, at=NOW)
    assert found is not None
    for case in two:
        send(client_of(cast.officer), "review", [case.pk], level_staff="high", reason_staff="Tre")
    return found


def sent(name: str, joint: JointReview, cast: Cast, two: list[Case], **more: Any) -> Any:
    seen = {f"seen_{case.pk}": fresh(case).version for case in two}
    by = cast.officer if name == "joint_evaluate" else cast.secretary
    return client_of(by).post(reverse(name, args=[joint.pk]), seen | more)


def renewed(two: list[Case], **more: Any) -> dict[str, Any]:
    told = {f"recommendation_{case.pk}": "renew" for case in two}
    told |= {f"next_{case.pk}": "2199" for case in two}
    return told | {"evaluation": "Godt", "then": "complete"} | more


@pytest.mark.requirement("R-074")
def test_what_is_renewed_for_a_term_says_until_when(
    joint: JointReview, two: list[Case], cast: Cast
) -> None:
    basis = {f"next_basis_{two[0].pk}": "fixed", f"next_basis_{two[1].pk}": "open"}

    refused = sent("joint_evaluate", joint, cast, two, **renewed(two, **basis))

    assert refused.status_code == 422
    assert "Arvika: Write when the next term ends." in words(refused)
    assert refused.content.decode().count("<details open>") >= 2
    end = {f"next_term_end_{two[0].pk}": "31-12-2199"}
    done = sent("joint_evaluate", joint, cast, two, **renewed(two, **basis, **end))
    assert done.status_code == 302, words(done)
    terms = [Review.objects.get(case=case, status="open").next_term for case in two]
    assert [(term.basis, str(term.end or "")) for term in terms] == [
        ("fixed", str(PartialDate.from_edtf("2199-12-31"))),
        ("open", ""),
    ]
    page = client_of(cast.officer).get(reverse("joint_evaluate", args=[joint.pk]))
    assert "31-12-2199" in page.content.decode()


@pytest.mark.parametrize("name", ["joint_evaluate", "joint_rule"])
def test_the_title_stands_once_over_the_fields_of_each_and_not_in_every_label(
    joint: JointReview, two: list[Case], cast: Cast, name: str
) -> None:
    html = client_of(cast.secretary).get(reverse(name, args=[joint.pk])).content.decode()

    labels = re.findall(r"<label[^>]*>(.*?)</label>", html, re.DOTALL)
    assert len(labels) > len(two)
    assert not [label for label in labels if "Arvika" in label or "Tosno" in label]
    for case in two:
        assert html.count(f"<legend>{case.title}</legend>") == 1


def test_a_joint_decision_still_to_come_asks_for_its_reason_and_says_when_it_holds(
    joint: JointReview, two: list[Case], cast: Cast
) -> None:
    told = {"body": cast.committee.pk, "date": "02-03-2199"}
    told |= {f"outcome_{case.pk}": "recommended" for case in two}

    refused = sent("joint_rule", joint, cast, two, **told)

    assert refused.status_code == 422
    assert "as soon as it is recorded, whatever its date" in words(refused)
    done = sent("joint_rule", joint, cast, two, **told, reason="Aftalt på forhånd")
    assert done.status_code == 302, words(done)


def test_a_joint_ruling_says_by_when_each_condition_is_to_be_met(
    joint: JointReview, two: list[Case], cast: Cast
) -> None:
    basis = {f"next_basis_{case.pk}": "open" for case in two}
    assert sent("joint_evaluate", joint, cast, two, **renewed(two, **basis)).status_code == 302
    minutes = {"body": cast.committee.pk, "date": "02-03-2026"}
    sent("joint_rule", joint, cast, two, **minutes,
         **{f"outcome_{case.pk}": "recommended" for case in two})  # fmt: skip
    key = two[0].pk
    told = {f"outcome_{key}": "approved_conditions", f"conditions_{key}": "Et regnskab"}

    done = sent(
        "joint_rule", joint, cast, two, body=cast.council.pk, date="02-03-2026",
        **told, **{f"conditions_due_{key}": "31-12-2199"},
    )  # fmt: skip

    assert done.status_code == 302, words(done)
    duty = Duty.objects.get(case=key, kind="fulfil_condition")
    assert str(duty.due) == str(PartialDate.from_edtf("2199-12-31"))


def test_as_delegate_nobody_recommends_or_defers(
    joint: JointReview, two: list[Case], cast: Cast
) -> None:
    Case.objects.filter(pk__in=[case.pk for case in two]).update(handling="simple")

    refused = sent("joint_rule", joint, cast, two, date="02-03-2026", body="",
                   **{f"outcome_{two[0].pk}": "deferred"})  # fmt: skip

    assert refused.status_code == 422
    assert "Arvika: Only a body rules so: choose which." in words(refused)
