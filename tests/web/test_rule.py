"""Are rulings recorded, and do delegates decide, with a second look before it holds?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from agreements.models import Body, Case, Duty, FormalDecision, Ruling
from audit.models import SecurityEvent
from people.models import Municipality, Role, User
from people.roles import grant
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from workflows.door import take

pytestmark = pytest.mark.django_db


RULING = {"date": "02-03-2026", "number": "258", "outcome": "recommended"}


def test_the_next_body_is_chosen_and_everything_shown_once_more(
    assessed: Case, secretary: User, committee: Body
) -> None:
    client = client_of(secretary)
    page = get(client, "rule", assessed.pk).content.decode()
    assert f'<option value="{committee.pk}" selected>' in page

    check = send(client, "rule", [assessed.pk], body=committee.pk, **RULING)
    assert check.status_code == 200
    assert "Nothing is recorded yet" in words(check)
    assert "2 March 2026" in words(check)
    assert not Ruling.objects.exists()

    changed = send(client, "rule", [assessed.pk], body=committee.pk, change="yes", **RULING)
    assert 'value="258"' in changed.content.decode()

    done = send(client, "rule", [assessed.pk], body=committee.pk, confirmed="yes", **RULING)
    assert done["Location"] == reverse("case", args=[assessed.pk])
    decision = FormalDecision.objects.get()
    assert (decision.body, decision.number, decision.date.isoformat()) == (
        committee,
        "258",
        "2026-03-02",
    )


def test_the_last_body_approves(
    assessed: Case, secretary: User, committee: Body, council: Body
) -> None:
    client = client_of(secretary)
    for body, outcome in ((committee, "recommended"), (council, "approved")):
        data = RULING | {"outcome": outcome, "confirmed": "yes"}
        assert send(client, "rule", [assessed.pk], body=body.pk, **data).status_code == 302

    assert fresh(assessed).state == "approved"


def test_some_outcomes_need_their_words(assessed: Case, secretary: User, committee: Body) -> None:
    data = RULING | {"outcome": "referred_back"}
    response = send(client_of(secretary), "rule", [assessed.pk], body=committee.pk, **data)

    assert response.status_code == 422
    assert response.content.decode().count("Write the changes, conditions or reasons.") == 2
    assert 'value="258"' in response.content.decode()


def test_a_decision_older_than_the_proposal_asks_for_a_reason(
    assessed: Case, secretary: User, committee: Body
) -> None:
    client = client_of(secretary)
    data = RULING | {"date": "01-02-2026", "confirmed": "yes"}

    asked = send(client, "rule", [assessed.pk], body=committee.pk, **data)
    told = send(client, "rule", [assessed.pk], body=committee.pk, reason="Forhåndsgodkendt", **data)

    assert asked.status_code == 409
    assert 'name="reason"' in asked.content.decode()
    assert told.status_code == 302


@pytest.mark.acceptance("P02")
def test_the_proposer_may_record_what_a_body_ruled_and_it_is_flagged(
    assessed: Case, officer: User, nuuk: Municipality, committee: Body
) -> None:
    grant(officer, Role.SECRETARIAT, nuuk, at=NOW)
    data = RULING | {"confirmed": "yes"}
    response = send(client_of(officer), "rule", [assessed.pk], body=committee.pk, **data)

    assert response.status_code == 302
    assert fresh(assessed).steps.last().flag == "recorded_by_proposer"


# ---------------------------------------------------------------- a delegate
def test_a_delegate_decides_after_a_second_look(simple: Case, secretary: User) -> None:
    client = client_of(secretary)
    page = words(get(client, "decide", simple.pk))
    assert "Delegationsplan, punkt 4.2" in page
    assert "Sent back for completion" in page

    check = send(client, "decide", [simple.pk], outcome="approved")
    assert check.status_code == 200
    assert fresh(simple).state == "assessed"

    send(client, "decide", [simple.pk], outcome="approved", confirmed="yes")
    assert fresh(simple).state == "approved"
    assert FormalDecision.objects.get().delegate == secretary


def test_a_delegate_can_send_it_back(simple: Case, secretary: User) -> None:
    data = {"outcome": "send_back", "conditions": "økonomi mangler", "confirmed": "yes"}
    send(client_of(secretary), "decide", [simple.pk], **data)

    assert fresh(simple).state == "draft"


@pytest.mark.acceptance("P02")
def test_nobody_decides_on_the_own_proposal(
    simple: Case, officer: User, nuuk: Municipality
) -> None:
    grant(officer, Role.SECRETARIAT, nuuk, at=NOW)
    client = client_of(officer)

    shown = get(client, "decide", simple.pk)
    tried = send(client, "decide", [simple.pk], outcome="approved", confirmed="yes")

    assert (shown.status_code, tried.status_code) == (403, 403)
    assert "You cannot decide on your own proposal." in words(shown)
    assert SecurityEvent.objects.filter(attempt="approve").count() == 1
    assert fresh(simple).state == "assessed"


def test_the_decision_is_sent(simple: Case, secretary: User) -> None:
    client = client_of(secretary)
    send(client, "decide", [simple.pk], outcome="approved", confirmed="yes")
    response = send(client, "send_decision", [simple.pk], note="Brev til Gentofte")

    assert response.status_code == 302
    assert fresh(simple).steps.last().about == "Brev til Gentofte"


# ---------------------------------------------------------------- who may not
@pytest.mark.parametrize("name", ["rule", "decide", "send_decision"])
def test_a_reader_may_not_and_a_stranger_does_not_know(
    simple: Case,
    name: str,
    nuuk: Municipality,
    aalborg: Municipality,
    person: Callable[..., User],
) -> None:
    reader = client_of(person("reader", municipality=nuuk, name="reader"))
    stranger = client_of(person("secretariat", municipality=aalborg, name="stranger"))

    assert get(reader, name, simple.pk).status_code == 403
    assert send(reader, name, [simple.pk], outcome="approved").status_code == 403
    assert get(stranger, name, simple.pk).status_code == 404
    assert send(stranger, name, [simple.pk], outcome="approved").status_code == 404
    assert fresh(simple).version == simple.version


def test_a_form_without_its_token_is_refused(simple: Case, secretary: User) -> None:
    client = client_of(secretary, enforce_csrf_checks=True)
    data = {"outcome": "approved", "confirmed": "yes"}

    assert send(client, "decide", [simple.pk], **data).status_code == 403
    assert fresh(simple).state == "assessed"


def test_a_condition_is_asked_for_by_the_day_that_was_named_and_seen_without_one(
    assessed: Case, secretary: User, committee: Body, council: Body
) -> None:
    client = client_of(secretary)
    send(client, "rule", [assessed.pk], body=committee.pk, confirmed="yes", **RULING)
    said = {"date": "02-03-2026", "number": "9", "outcome": "approved_conditions"}

    send(
        client,
        "rule",
        [assessed.pk],
        body=council.pk,
        confirmed="yes",
        conditions="Afrapportering",
        **said,
    )

    duty = Duty.objects.get(case=assessed, kind="fulfil_condition")
    assert duty.due is None
    assert "Afrapportering" in words(get(client, "attention"))


def test_the_form_names_the_day_of_a_condition(
    assessed: Case, secretary: User, committee: Body, council: Body
) -> None:
    client = client_of(secretary)
    send(client, "rule", [assessed.pk], body=committee.pk, confirmed="yes", **RULING)
    said = {"date": "02-03-2026", "number": "9", "outcome": "approved_conditions"}
    words_and_day = {"conditions": "Afrapportering", "conditions_due": "01-06-2026"}

    send(client, "rule", [assessed.pk], body=council.pk, confirmed="yes", **said, **words_and_day)

    duty = Duty.objects.get(case=assessed, kind="fulfil_condition")
    assert str(duty.due) == "2026-06-01"


def test_a_recommending_committee_is_not_said_to_rule(
    assessed: Case, secretary: User, committee: Body
) -> None:
    client = client_of(secretary)
    take("check_ready", assessed, by=secretary, at=NOW, seen=fresh(assessed).version)
    assert "is to recommend" in words(get(client, "case_decisions", assessed.pk))

    send(client, "rule", [assessed.pk], body=committee.pk, confirmed="yes", **RULING)

    assert "is to rule on the case" in words(get(client, "case_decisions", assessed.pk))


def test_a_decision_says_what_it_was_about(simple: Case, secretary: User) -> None:
    client = client_of(secretary)
    send(client, "decide", [simple.pk], outcome="approved", confirmed="yes")
    assert "New cooperation · Delegationsplan" in words(get(client, "case_decisions", simple.pk))


def test_a_decision_before_the_local_day_of_the_proposal_is_asked_why(
    assessed: Case, secretary: User, committee: Body, nuuk: Municipality
) -> None:
    Municipality.objects.filter(pk=nuuk.pk).update(time_zone="Pacific/Kiritimati")  # 3 March there
    page = send(
        client_of(secretary), "rule", [assessed.pk], body=committee.pk, confirmed="yes", **RULING
    )

    assert not Ruling.objects.exists()
    assert 'name="reason"' in page.content.decode()
