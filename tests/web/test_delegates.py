"""What does a delegate decide on pages besides a proposal: many reviews at once, an annex?"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from agreements.models import Annex, Case, FormalDecision, JointReview
from audit.models import SecurityEvent
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from workflows.models import RouteStop

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from people.models import User

HEADS = "Delegationsplan, punkt 4.2"


@pytest.fixture
def _heads_decide(cast: Cast) -> None:
    """The municipality lets heads of unit decide simple cases."""
    RouteStop.objects.filter(route__handling="simple").update(role="head")


@pytest.fixture
def joint(cast: Cast, head: User, _heads_decide: None) -> JointReview:
    """Three reviewed together: one of the head's, one that the head proposed, a political one."""
    cases = [live(cast, "under_review", title) for title in ("Skolebesøg", "Egen", "Politisk")]
    small = [case.pk for case in cases[:2]]
    Case.objects.filter(pk__in=small).update(handling="simple")
    Case.objects.filter(pk=cases[1].pk).update(proposed_by=head)
    client = client_of(cast.officer)
    chosen = [f"{case.pk}:{fresh(case).version}" for case in cases]
    sent = {"title": "Små", "cases": chosen, "confirmed": "yes"}
    client.post(reverse("bulk_review"), sent)
    row = JointReview.objects.get()
    told: dict[str, Any] = {f"recommendation_{case.pk}": "unchanged" for case in cases}
    told |= {f"next_{case.pk}": "2030" for case in cases} | {"evaluation": "Godt"}
    client.post(
        reverse("joint_evaluate", args=[row.pk]), told | {"then": "complete"} | seen(*cases)
    )
    assert row.reviews.filter(evaluated_at__isnull=False).count() == 3
    return row


def seen(*cases: Case) -> dict[str, int]:
    return {f"seen_{case.pk}": fresh(case).version for case in cases}


def titled(title: str) -> Case:
    return Case.objects.get(title=title)


@pytest.mark.requirement("R-074")
def test_a_head_of_unit_decides_together_what_they_decide_one_by_one(
    joint: JointReview, head: User
) -> None:
    client, page = client_of(head), reverse("joint_rule", args=[joint.pk])
    assert page in get(client, "joint_review", joint.pk).content.decode()
    html = client.get(page).content.decode()
    assert re.findall(r"<legend>(.*?)</legend>", html) == ["Skolebesøg"]  # four eyes
    shown = words(client.get(page))
    assert "Who decided?" not in shown  # the ruling of a body is the secretariat's to record

    mine = titled("Skolebesøg")
    done = client.post(
        page, {f"outcome_{mine.pk}": "approved", "wording": "Fortsætter uændret"} | seen(mine)
    )

    assert done.status_code == 302, words(done)
    assert fresh(mine).state == "active"
    decision = FormalDecision.objects.latest("pk")
    assert (decision.delegate, decision.body) == (head, None)
    assert (decision.authority, decision.wording) == (HEADS, "Fortsætter uændret")
    assert {titled(title).state for title in ("Egen", "Politisk")} == {"under_review"}


@pytest.mark.requirement("R-074")
def test_a_delegate_may_say_no_in_a_review_alone_or_together_with_others(
    joint: JointReview, head: User
) -> None:
    client, page = client_of(head), reverse("joint_rule", args=[joint.pk])
    mine = titled("Skolebesøg")
    bare = client.post(page, {f"outcome_{mine.pk}": "not_approved"} | seen(mine))
    assert bare.status_code == 422
    assert "Skolebesøg: Write the changes, conditions or reasons." in words(bare)

    no = {f"outcome_{mine.pk}": "not_approved", f"conditions_{mine.pk}": "For dyrt"}
    done = client.post(page, no | seen(mine))

    assert done.status_code == 302, words(done)
    assert fresh(mine).state == "under_review"
    ruling = mine.rulings.latest("pk")
    assert (ruling.outcome, ruling.conditions) == ("not_approved", "For dyrt")
    assert (mine.steps.latest("pk").step, mine.steps.latest("pk").by) == ("rule", head)

    told = {"outcome": "not_approved", "conditions": "Stadig for dyrt", "confirmed": "yes"}
    again = send(client, "decide", [mine.pk], **told)
    assert again.status_code == 302, words(again)
    assert mine.rulings.filter(outcome="not_approved").count() == 2
    assert fresh(mine).state == "under_review"


def test_four_eyes_a_delegate_says_no_to_nothing_of_their_own(
    joint: JointReview, head: User
) -> None:
    own = titled("Egen")

    told = {"outcome": "not_approved", "conditions": "Nej", "confirmed": "yes"}
    refused = send(client_of(head), "decide", [own.pk], **told)

    assert refused.status_code == 403
    assert joint


def test_a_delegate_ends_what_the_review_recommends_to_end(joint: JointReview, head: User) -> None:
    mine = titled("Skolebesøg")
    mine.reviews.update(recommendation="end")
    told = {"outcome": "approved", "ends": "31-12-2199", "confirmed": "yes"}

    done = send(client_of(head), "decide", [mine.pk], **told)

    assert done.status_code == 302, words(done)
    assert fresh(mine).ending.effective_date == date(2199, 12, 31)
    assert joint


def test_what_is_not_theirs_is_not_decided_by_a_made_up_form(
    joint: JointReview, head: User, cast: Cast, person: Callable[..., User]
) -> None:
    client, page = client_of(head), reverse("joint_rule", args=[joint.pk])
    own = titled("Egen")
    answer = client.post(page, {f"outcome_{own.pk}": "approved"} | seen(own))
    assert answer.status_code == 422
    body = {"body": cast.council.pk, "date": "02-03-2026", "number": "9"}
    mine = titled("Skolebesøg")
    client.post(page, body | {f"outcome_{mine.pk}": "approved"} | seen(mine))
    assert FormalDecision.objects.latest("pk").body is None

    school = cast.owner.units.create(name="Skole")
    elsewhere = client_of(person("head", municipality=cast.owner, unit=school))
    assert elsewhere.get(page).status_code == 403
    assert elsewhere.post(page, {}).status_code == 403
    assert SecurityEvent.objects.filter(attempt="review_jointly").exists()
    assert fresh(own).state == "under_review"


# ---------------------------------------------------------------- annexes
@pytest.fixture
def small(cast: Cast, _heads_decide: None) -> Case:
    """In force on the decision of a head of unit."""
    case = live(cast, "active", "Skolebesøg")
    Case.objects.filter(pk=case.pk).update(handling="simple")
    return fresh(case)


def written(case: Case, by: User) -> Annex:
    told = {"sort": "annex", "number": "1", "title": "Elever", "text": "Ti elever om året"}
    done = send(client_of(by), "new_annex", [case.pk], **told)
    assert done.status_code == 302, words(done)
    return Annex.objects.latest("pk")


@pytest.mark.requirement("R-041")
def test_a_delegate_adopts_an_annex_of_what_they_decide(
    small: Case, cast: Cast, head: User
) -> None:
    annex, client = written(small, cast.officer), client_of(head)
    page = get(client, "annex", small.pk, annex.pk)
    assert reverse("adopt_annex", args=[small.pk, annex.pk]) in page.content.decode()
    shown = words(get(client, "adopt_annex", small.pk, annex.pk))
    assert f"You decide as delegate: {HEADS}." in shown
    assert "Who adopted it?" not in shown

    done = send(client, "adopt_annex", [small.pk, annex.pk])

    assert done.status_code == 302, words(done)
    annex.refresh_from_db()
    assert annex.status == "adopted"
    assert annex.ruling is not None
    decision = annex.ruling.decision
    assert (decision.delegate, decision.body, decision.authority) == (head, None, HEADS)
    assert small.steps.latest("pk").step == "adopt_annex"


def test_four_eyes_a_delegate_adopts_nothing_that_they_wrote(
    small: Case, cast: Cast, person: Callable[..., User]
) -> None:
    both = person("officer", "head", municipality=cast.owner, unit=cast.unit, name="Begge")
    annex, client = written(small, both), client_of(both)
    assert "You cannot adopt what you wrote yourself." in words(
        get(client, "adopt_annex", small.pk, annex.pk)
    )

    refused = send(client, "adopt_annex", [small.pk, annex.pk])

    assert refused.status_code == 403
    annex.refresh_from_db()
    assert (annex.status, annex.ruling) == ("draft", None)


def test_where_bodies_decide_no_delegate_adopts(
    small: Case, cast: Cast, head: User, person: Callable[..., User]
) -> None:
    """A political agreement, also while its review asks to continue it unchanged."""
    annex = written(small, cast.officer)
    Case.objects.filter(pk=small.pk).update(handling="political")
    refused = send(client_of(head), "adopt_annex", [small.pk, annex.pk])
    assert refused.status_code == 403

    school = cast.owner.units.create(name="Skole")
    Case.objects.filter(pk=small.pk).update(handling="simple")
    elsewhere = client_of(person("head", municipality=cast.owner, unit=school))
    assert send(elsewhere, "adopt_annex", [small.pk, annex.pk]).status_code == 403


def test_the_secretariat_still_records_what_a_body_adopted(small: Case, cast: Cast) -> None:
    annex, client = written(small, cast.officer), client_of(cast.secretary)
    told = {"body": cast.committee.pk, "date": "02-03-2026", "number": "9"}

    done = send(client, "adopt_annex", [small.pk, annex.pk], **told)

    assert done.status_code == 302, words(done)
    annex.refresh_from_db()
    assert annex.ruling is not None
    assert annex.ruling.decision.body == cast.committee
