"""Does a body hear at its next meeting of what was decided by delegation since its last?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Body, Meeting
from tests.conftest import NOW
from tests.web.acting import client_of, get, send, words
from tests.web.lives import Cast
from workflows.cases import NewCase, open_case, write_part
from workflows.door import take

if TYPE_CHECKING:
    from agreements.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def simple(cast: Cast) -> Case:
    """A simple case that waits for its delegate."""
    new = NewCase(title="Kunstnerbesøg", handling="simple", unit=cast.unit)
    case = open_case(new, owner=cast.owner, by=cast.officer, at=NOW)
    case.terms.update_or_create(
        number=1, defaults={"end": PartialDate.year(2026), "basis": "fixed"}
    )
    write_part(case, "benefit", text="Mange ser det")
    write_part(case, "economy", text="Rejser", amount=Decimal(40_000), account="12.34")
    write_part(case, "citizens", text="Gratis adgang")
    take("propose", case, by=cast.officer, at=NOW, seen=case.version)
    return case


def test_what_a_delegate_decided_is_listed_for_the_next_meeting_until_it_is_told(
    simple: Case, cast: Cast
) -> None:
    body = cast.committee
    meeting = Meeting.objects.create(
        body=body, date=date(2199, 3, 20), agenda_closes_date=date(2199, 3, 6)
    )
    client = client_of(cast.secretary)
    assert f"listed for orientation at the next meeting of {body}" in words(
        get(client, "decide", simple.pk)
    )

    assert send(client, "decide", [simple.pk], outcome="approved", confirmed="1").status_code == 302

    duty = simple.duties.get(kind="orientation")
    assert duty.due == PartialDate.day(meeting.date)
    page = client.get(reverse("meetings"))
    assert "For orientation: decided since its last meeting Kunstnerbesøg" in words(page)
    done = reverse("done", args=[simple.pk, duty.pk])
    assert done in page.content.decode()
    told = {"text": "Orienteret", "happened": "02-03-2026"}
    assert send(client, "done", [simple.pk, duty.pk], **told).status_code == 302
    assert "Kunstnerbesøg" not in words(client.get(reverse("meetings")))


def test_without_a_body_no_list_is_promised(simple: Case, cast: Cast) -> None:
    Body.objects.update(is_active=False)

    assert "for orientation" not in words(get(client_of(cast.secretary), "decide", simple.pk))
