"""May Samklang write to a contact, and what is said of an address that no mail reaches?"""

from __future__ import annotations

from typing import Any

import pytest

from agreements.models import Case, ContactRole
from notifications.models import SendingSettings
from people.models import Municipality
from tests.web.acting import client_of, get, send, words
from tests.web.lives import Cast, key

SAYS = "Samklang may write to this address"


def new(cast: Cast, case: Case, **data: str) -> Any:
    args = [case.pk, key(case, "Aalborg")]
    return send(client_of(cast.officer), "contact_new", args, **{"role": "Koordinator"} | data)


def allow(owner: Municipality, *, partner_mail: bool = True) -> None:
    facts = {"partner_mail": partner_mail}
    SendingSettings.objects.update_or_create(municipality=owner, defaults=facts)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"email": "bo.example.dk"}, "Write an e-mail address, for example post@example.org."),
        (
            {"email": "bo@example.dk\r\nBcc: x@example.org"},
            "Write an e-mail address, for example post@example.org.",
        ),
        ({"role": "Koordinator\r\nBcc: x@example.org"}, "Write it on one line."),
        ({"is_reminded": "on"}, "Write the address to which Samklang may write."),
    ],
)
def test_what_no_mail_could_carry_is_told_at_entry_and_kept_in_the_form(
    data: dict[str, str], told: str, active: Case, cast: Cast
) -> None:
    allow(cast.owner)

    answer = new(cast, active, **data)

    assert answer.status_code == 422
    assert told in words(answer)
    assert not ContactRole.objects.exists()


def test_who_keeps_a_contact_says_that_it_may_be_written_to(active: Case, cast: Cast) -> None:
    args = [active.pk, key(active, "Aalborg")]
    assert SAYS not in words(get(client_of(cast.officer), "contact_new", *args))
    allow(cast.owner)

    new(cast, active, email="bo@example.dk", is_reminded="on")

    row = ContactRole.objects.get()
    assert row.is_reminded
    allow(cast.owner, partner_mail=False)
    data = {"role": "Direktør", "email": "bo@example.dk"}
    send(client_of(cast.officer), "contact_role", [*args, row.pk], **data)
    row.refresh_from_db()
    assert (row.role, row.is_reminded) == ("Direktør", True)
