"""Does the page of a ruling say what truly follows from it?"""

from __future__ import annotations

import pytest

from agreements.models import Body, Case, Review
from people.models import User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live

RULING = {"date": "02-03-2026", "number": "258"}


def looked_at(case: Case, by: User, body: Body, outcome: str, **more: object) -> str:
    """The page that shows everything once more."""
    data = RULING | {"body": body.pk, "outcome": outcome} | more
    return words(send(client_of(by), "rule", [case.pk], **data))


def test_the_last_body_hears_that_it_decides_and_what_comes_after(
    cast: Cast, secretary: User, committee: Body, council: Body
) -> None:
    case = live(cast, "ready")
    page = words(get(client_of(secretary), "rule", case.pk))
    assert page.count("Goes on to The municipal council; not yet a decision") >= 2

    on_the_way = looked_at(case, secretary, committee, "recommended")
    assert "Goes on to The municipal council; not yet a decision" in on_the_way
    too_early = looked_at(case, secretary, council, "approved")
    assert "First The finance committee rules on the case." in too_early
    data = RULING | {"body": committee.pk, "outcome": "recommended", "confirmed": "yes"}
    send(client_of(secretary), "rule", [case.pk], **data)

    page = words(get(client_of(secretary), "rule", case.pk))
    assert "Goes on to" not in page
    assert "The municipal council is the last of the route and approves or not" in page
    approved = looked_at(case, secretary, council, "approved_conditions", conditions="Budget")
    assert "the parties sign, and it holds then. Each condition becomes a task" in approved
    Case.objects.filter(pk=case.pk).update(takes_effect="agreed_date")
    assert "it takes effect on the agreed date" in looked_at(case, secretary, council, "approved")


@pytest.mark.parametrize(
    ("recommended", "told"),
    [
        ("unchanged", "it goes on unchanged until its next review"),
        ("renew", "Renewed: a new term begins"),
        ("amend", "the amendment has a course of its own"),
        ("suspend", "It rests: nothing is due until it is decided that it goes on"),
        ("end", "It ends on the day that you write"),
    ],
)
def test_of_a_review_the_last_body_hears_what_its_recommendation_does(
    cast: Cast, secretary: User, committee: Body, council: Body, recommended: str, told: str
) -> None:
    case = live(cast, "under_review")
    waits = looked_at(case, secretary, committee, "urgent", ends="31-12-2027")
    assert "The evaluation is not done" in waits
    Review.objects.filter(case=case).update(recommendation=recommended, evaluated_at=NOW)
    for body in (committee, council):
        page = looked_at(case, secretary, body, "approved", ends="31-12-2027")
        assert (told in page) == (body == council), page
        data = RULING | {"body": body.pk, "outcome": "recommended", "confirmed": "yes"}
        send(client_of(secretary), "rule", [case.pk], **data)

    not_approved = looked_at(case, secretary, council, "not_approved", conditions="Nej")
    assert "the review stays open" in not_approved


def test_of_a_decision_still_to_come_it_is_said_that_it_holds_at_once(
    assessed: Case, secretary: User, committee: Body
) -> None:
    client = client_of(secretary)
    data = {"body": committee.pk, "outcome": "recommended", "reason": "Aftalt på forhånd"}
    early = "Its date is still to come: this happens as soon as it is recorded."

    coming = words(send(client, "rule", [assessed.pk], **data, date="02-03-2199"))
    assert "Goes on to The municipal council; not yet a decision. " + early in coming
    past = words(send(client, "rule", [assessed.pk], **data, date=f"{TODAY:%d-%m-%Y}"))
    assert early not in past

    bare = send(client, "rule", [assessed.pk], **data | {"reason": ""}, date="02-03-2199")
    assert bare.status_code == 422
    assert "What follows happens as soon as it is recorded, whatever its date." in words(bare)


def test_a_delegate_hears_what_the_decision_does(simple: Case, secretary: User) -> None:
    client = client_of(secretary)
    approved = words(send(client, "decide", [simple.pk], outcome="approved"))
    assert "Approved; the parties sign, and it holds then. It is listed for orientation" in approved
    refused = send(client, "decide", [simple.pk], outcome="not_approved", conditions="Nej")
    assert "The case ends as not approved" in words(refused)
    assert fresh(simple).state == "assessed"
