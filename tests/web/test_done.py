"""Is what no other step closes recorded by hand, and does a case tell who is asked?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.models import Body, Case, Duty, Meeting
from people.models import User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from web.presenters.actions import action_for
from workflows.rulings import Minutes, record_ruling

pytestmark = pytest.mark.django_db
REPORT = "A report after a year."


@pytest.fixture
def approved(assessed: Case, secretary: User, committee: Body, council: Body) -> Case:
    record_ruling(
        assessed,
        Minutes(body=committee, date=TODAY),
        "recommended",
        by=secretary,
        at=NOW,
        seen=assessed.version,
    )
    page = {
        "body": council.pk,
        "date": f"{TODAY:%d-%m-%Y}",
        "number": "12",
        "outcome": "approved_conditions",
        "conditions": REPORT,
        "confirmed": "yes",
    }
    send(client_of(secretary), "rule", [assessed.pk], **page)
    return fresh(assessed)


def test_the_condition_is_seen_with_whom_it_asks(approved: Case, secretary: User) -> None:
    page = words(get(client_of(secretary), "case", approved.pk))

    assert "Open tasks" in page
    assert page.count(REPORT) >= 2  # under the ruling, and as a task


def test_the_condition_is_recorded_as_done(approved: Case, officer: User) -> None:
    duty = Duty.objects.get(case=approved, kind="fulfil_condition")
    assert action_for(duty).url == reverse("done", args=[approved.pk, duty.pk])
    client = client_of(officer)

    assert REPORT in words(get(client, "done", approved.pk, duty.pk))
    empty = send(client, "done", [approved.pk, duty.pk], text="", happened="02-03-2026")
    assert empty.status_code == 422
    done = {"text": "The report is here.", "happened": "02-03-2026"}
    assert send(client, "done", [approved.pk, duty.pk], **done).status_code == 302

    assert Duty.objects.get(pk=duty.pk).status == "done"
    history = words(get(client, "case_history", approved.pk))
    assert "recorded a task as done" in history
    assert "The report is here." in history
    again = send(client, "done", [approved.pk, duty.pk], **done)
    assert again.status_code == 409


def test_what_is_sent_stands_on_the_page_of_sending(approved: Case, secretary: User) -> None:
    page = words(get(client_of(secretary), "send_decision", approved.pk))

    assert REPORT in page
    assert "Samklang does not send it." in page


def test_a_coming_day_is_refused_at_its_field(
    assessed: Case,
    secretary: User,
    committee: Body,
) -> None:
    page = {"body": committee.pk, "date": "01-01-2090", "outcome": "recommended"}
    response = send(client_of(secretary), "rule", [assessed.pk], **page)

    assert response.status_code == 422
    assert "The date of the decision has not come." in words(response)


def test_no_meeting_before_the_proposal_is_offered(
    assessed: Case,
    secretary: User,
    committee: Body,
) -> None:
    day = TODAY - timedelta(days=400)
    Meeting.objects.create(body=committee, date=day, agenda_closes_date=day - timedelta(days=5))

    assert f"{day:%d-%m-%Y}" not in get(client_of(secretary), "rule", assessed.pk).content.decode()


def test_gaps_lead_to_the_page_that_fills_them(cast: Cast, officer: User) -> None:
    case = live(cast, "active", "Uden tekst")
    case.agreement.has_text = False
    case.agreement.save()
    client = client_of(officer)
    url = reverse("file_document", args=[case.pk]) + "?as=text"
    for page in ("case", "attention"):
        args = [case.pk] if page == "case" else []
        assert url in get(client, page, *args).content.decode()

    told = {"dated": "02-03-2026", "has_text": "on"}
    assert send(client, "draft_section", [case.pk, "text"], **told).status_code == 302

    case = fresh(case)
    assert case.agreement.has_text
    assert case.agreement.dated is not None
    assert case.agreement.dated.earliest == TODAY.replace(year=2026, month=3, day=2)


def test_the_contact_is_changed_while_it_is_in_force(cast: Cast, officer: User) -> None:
    case = live(cast, "active", "Skiftet kontakt")
    client = client_of(officer)
    assert "Change the contact" in words(get(client, "case", case.pk))

    send(client, "draft_section", [case.pk, "contact"], contact="Kulturchefen")

    assert fresh(case).contact == "Kulturchefen"
