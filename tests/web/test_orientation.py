"""Does a body hear at its next meeting of what was decided by delegation since its last?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Body, Meeting
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, get, send, words
from tests.web.lives import Cast
from workflows import fulfilling
from workflows.cases import NewCase, open_case, write_part
from workflows.door import take
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from agreements.models import Case

pytestmark = pytest.mark.django_db


def proposed(cast: Cast, title: str) -> Case:
    """A simple case that waits for its delegate."""
    new = NewCase(title=title, handling="simple", unit=cast.unit)
    case = open_case(new, owner=cast.owner, by=cast.officer, at=NOW)
    case.terms.update_or_create(
        number=1, defaults={"end": PartialDate.year(2026), "basis": "fixed"}
    )
    write_part(case, "benefit", text="Mange ser det")
    write_part(case, "economy", text="Rejser", amount=Decimal(40_000), account="12.34")
    write_part(case, "citizens", text="Gratis adgang")
    take("propose", case, by=cast.officer, at=NOW, seen=case.version)
    return case


@pytest.fixture
def simple(cast: Cast) -> Case:
    return proposed(cast, "Kunstnerbesøg")


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
    _agenda, _, listed = words(page).partition("For orientation: decided since its last meeting")
    assert "Kunstnerbesøg" in listed
    done = reverse("done", args=[simple.pk, duty.pk])
    assert done in page.content.decode()
    told = {"text": "Orienteret", "happened": "02-03-2026"}
    assert send(client, "done", [simple.pk, duty.pk], **told).status_code == 302
    assert "Kunstnerbesøg" not in words(client.get(reverse("meetings")))


def decided(cast: Cast, *titles: str) -> list[Case]:
    """Decided by the delegate and still to be told at the next meeting."""
    cases = [proposed(cast, title) for title in titles]
    for case in cases:
        send(client_of(cast.secretary), "decide", [case.pk], outcome="approved", confirmed="1")
    return cases


def test_all_of_a_meeting_are_recorded_as_told_in_one_act(cast: Cast) -> None:
    body = cast.committee
    Meeting.objects.create(body=body, date=date(2199, 3, 20), agenda_closes_date=date(2199, 3, 6))
    cases, client = decided(cast, "Kunst", "Musik", "Sport"), client_of(cast.secretary)
    page = reverse("informed", args=[body.pk])
    assert page in client.get(reverse("meetings")).content.decode()
    asked = {case.title: case.duties.get(kind="orientation") for case in cases}
    assert client.get(page).content.decode().count("checked") == 3

    told = {"text": "Orienteret", "happened": "02-03-2026"}
    chosen = [asked["Kunst"].pk, asked["Musik"].pk]
    assert client.post(page, told | {"duties": chosen}).status_code == 302

    for duty in asked.values():
        duty.refresh_from_db()
    assert [duty.status for duty in asked.values()] == ["done", "done", "open"]
    last = cases[1].steps.latest("pk")
    assert (last.step, last.by, last.about) == ("fulfil", cast.secretary, "Orienteret")
    assert cases[1].updates.get().text == "Orienteret"
    assert "Sport" in words(client.get(reverse("meetings")))
    late = client.post(page, told | {"duties": chosen})
    assert late.status_code == 422  # told already: not offered any more
    assert client.post(page, told | {"duties": [asked["Sport"].pk], "happened": "01-01-2199"}
                       ).status_code == 422  # fmt: skip
    assert client_of(cast.officer).post(page, told).status_code == 403


def test_where_one_was_told_meanwhile_none_is_recorded(cast: Cast) -> None:
    cases = decided(cast, "Kunst", "Musik")
    asked = [case.duties.get(kind="orientation") for case in cases]
    fulfilling.fulfil(
        cases[0], asked[0], text="Fortalt", happened=PartialDate.day(TODAY),
        by=cast.secretary, at=NOW, seen=None,
    )  # fmt: skip

    with pytest.raises(NotPossible, match="Kunst"):
        fulfilling.inform(
            cast.committee, asked, text="Orienteret", happened=PartialDate.day(TODAY),
            by=cast.secretary, at=NOW,
        )  # fmt: skip

    asked[1].refresh_from_db()
    assert asked[1].status == "open"


def test_without_a_body_no_list_is_promised(simple: Case, cast: Cast) -> None:
    Body.objects.update(is_active=False)

    assert "for orientation" not in words(get(client_of(cast.secretary), "decide", simple.pk))
