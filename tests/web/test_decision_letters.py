"""Is a decision mailed to the other party once, and only where both allow it?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse

from agreements.models import Case, ContactRole
from notifications.delivery import deliver_all
from notifications.models import Message, SendingSettings
from people.models import Municipality, User
from tests.conftest import NOW
from tests.notifications.mails import html_of
from tests.notifications.test_mails import Told, facts
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live


@pytest.fixture
def approved(cast: Cast) -> Case:
    return live(cast, "approved", "Venskabsby: Aalborg")


@pytest.fixture
def contact(approved: Case, nuuk: Municipality) -> ContactRole:
    SendingSettings.objects.update_or_create(municipality=nuuk, defaults={"partner_mail": True})
    return ContactRole.objects.create(
        participation=approved.participations.get(party__name="Aalborg Kommune"),
        role="Koordinator",
        person="Bo Holm",
        email="bo@example.dk",
        is_reminded=True,
    )


def test_the_decision_is_mailed_to_the_contact_that_was_chosen(
    approved: Case, contact: ContactRole, secretary: User
) -> None:
    client = client_of(secretary)
    assert "Aalborg Kommune: Koordinator, Bo Holm (bo@example.dk)" in words(
        get(client, "send_decision", approved.pk)
    )

    answer = send(client, "send_decision", [approved.pk], contacts=[contact.pk], note="Også brev")
    deliver_all(at=NOW)

    assert answer.status_code == 302
    step = fresh(approved).steps.last()
    assert step.about == "By mail: Aalborg Kommune (Koordinator, Bo Holm). Også brev"
    [letter] = [one for one in mail.outbox if one.to == ["bo@example.dk"]]
    assert letter.subject == "[Beslutning] Venskabsby: Aalborg"
    assert "Kommunalbestyrelsen" in letter.body
    assert "Godkendt" in letter.body
    assert letter.reply_to == ["kultur@example.gl"]
    assert isinstance(letter, mail.EmailMultiAlternatives)
    shown = " ".join(Told(html_of(letter)).texts)
    assert all(fact in shown for fact in facts(str(letter.body)))
    row = Message.objects.get(address="bo@example.dk")
    assert (row.kind, row.guarantee, row.case_id) == ("letter", "at_most_once", approved.pk)
    assert row.key == f"letter:contact{contact.pk}:{step.pk}"


@pytest.mark.parametrize(
    "hinder",
    [
        lambda _case: SendingSettings.objects.update(partner_mail=False),
        lambda _case: ContactRole.objects.update(is_reminded=False),
        lambda _case: ContactRole.objects.update(is_active=False),
        lambda _case: ContactRole.objects.update(email=""),
        lambda case: Case.objects.filter(pk=case.pk).update(confidentiality="unit"),
    ],
)
def test_nobody_is_offered_who_may_not_be_written_to(
    approved: Case,
    contact: ContactRole,
    cast: Cast,
    hinder: Callable[[Case], object],
) -> None:
    hinder(approved)
    client = client_of(cast.officer)

    page = words(get(client, "send_decision", approved.pk))
    answer = send(client, "send_decision", [approved.pk], contacts=[contact.pk])

    assert "bo@example.dk" not in page
    assert "Samklang does not send it." in page
    assert answer.status_code == 302
    assert not Message.objects.filter(address="bo@example.dk").exists()


def test_a_contact_of_another_case_cannot_be_named(
    approved: Case, contact: ContactRole, cast: Cast
) -> None:
    other = live(cast, "approved", "Anden sag")
    theirs = other.participations.get(party__name="Aalborg Kommune")
    stranger = ContactRole.objects.create(
        participation=theirs, role="Kontakt", email="x@example.dk", is_reminded=True
    )

    answer = send(client_of(cast.officer), "send_decision", [approved.pk], contacts=[stranger.pk])

    assert answer.status_code == 422
    assert not Message.objects.filter(kind="letter").exists()


def test_a_decision_that_cannot_be_recorded_is_not_mailed(
    approved: Case, contact: ContactRole, cast: Cast
) -> None:
    client = client_of(cast.officer)
    data = {"seen": approved.version - 1, "contacts": [contact.pk]}

    answer = client.post(reverse("send_decision", args=[approved.pk]), data)

    assert answer.status_code == 409
    assert not Message.objects.filter(kind="letter").exists()
