"""Does a body hear at its next meeting of what was decided by delegation since its last?"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Body, Duty, Meeting
from audit.models import SecurityEvent
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast
from workflows import fulfilling, rulings
from workflows.cases import NewCase, open_case, write_part
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django.fixtures import Settings

    from agreements.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


def proposed(cast: Cast, title: str, *, at: datetime = NOW) -> Case:
    """A simple case that waits for its delegate."""
    new = NewCase(title=title, handling="simple", unit=cast.unit)
    case = open_case(new, owner=cast.owner, by=cast.officer, at=at)
    case.terms.update_or_create(
        number=1, defaults={"end": PartialDate.year(2026), "basis": "fixed"}
    )
    write_part(case, "benefit", text="Mange ser det")
    write_part(case, "economy", text="Rejser", amount=Decimal(40_000), account="12.34")
    write_part(case, "citizens", text="Gratis adgang")
    take("propose", case, by=cast.officer, at=at, seen=case.version)
    return case


@pytest.fixture
def simple(cast: Cast) -> Case:
    return proposed(cast, "Kunstnerbesøg")


def test_what_a_delegate_decided_is_listed_for_the_next_meeting_until_it_is_told(
    simple: Case, cast: Cast
) -> None:
    body = cast.committee
    meeting = body.meetings.get()
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


def told_of(cast: Cast, title: str, at: datetime) -> Duty:
    """Decided at this moment by the delegate, and still to be told."""
    case = proposed(cast, title, at=at)
    rulings.decide(case, "approved", by=cast.secretary, at=at, seen=fresh(case).version)
    return case.duties.get(kind="orientation")


def test_a_meeting_is_told_of_nothing_that_was_decided_after_it(cast: Cast) -> None:
    met = TODAY - timedelta(days=1)
    Meeting.objects.create(body=cast.committee, date=met, agenda_closes_date=met)
    before = told_of(cast, "Kunst", NOW - timedelta(days=2))
    that_evening = told_of(cast, "Musik", NOW - timedelta(hours=11))  # 1 March in Nuuk
    after = told_of(cast, "Sport", NOW)
    client, page = client_of(cast.secretary), reverse("informed", args=[cast.committee.pk])

    shown = client.get(page).content.decode()

    ticked = {int(key) for key in re.findall(r'value="(\d+)"[^>]*checked', shown)}
    assert ticked == {before.pk, that_evening.pk}
    told = {"text": "Orienteret", "happened": f"{met:%d-%m-%Y}"}
    refused = client.post(page, told | {"duties": [before.pk, after.pk]})
    assert refused.status_code == 409
    assert "Sport was decided on 2 March 2026" in words(refused)
    assert SecurityEvent.objects.latest("pk").case_id == after.case_id
    for duty in (before, after):
        duty.refresh_from_db()
        assert duty.status == "open"
    alone = send(client, "done", [after.case_id, after.pk], **told)
    assert alone.status_code == 409
    march = told | {"happened": "03-2026", "duties": [before.pk, that_evening.pk, after.pk]}
    assert client.post(page, march).status_code == 302  # some day in March


def test_who_may_not_record_it_is_refused_and_the_attempt_is_kept_once(cast: Cast) -> None:
    duty = told_of(cast, "Kunst", NOW)
    told = {"text": "Orienteret", "happened": "02-03-2026", "duties": [duty.pk]}
    page = reverse("informed", args=[cast.committee.pk])
    kept = SecurityEvent.objects.filter(attempt="fulfil", municipality_id=cast.owner.pk)

    assert client_of(cast.officer).post(page, told).status_code == 403
    assert kept.count() == 1

    with pytest.raises(NotPermitted):
        fulfilling.inform(
            cast.committee, [duty], text="Orienteret", happened=PartialDate.day(TODAY),
            by=cast.officer, at=NOW,
        )  # fmt: skip
    assert kept.count() == 2
    assert kept.latest("pk").actor == cast.officer.email


def test_two_tasks_to_tell_one_body_of_one_case_are_recorded_in_one_act(cast: Cast) -> None:
    duty = told_of(cast, "Kunst", NOW)
    again = Duty.objects.create(
        case=duty.case, kind=duty.kind, subject="Et andet navn", body=duty.body,
        responsible=duty.responsible, opened_at=NOW,
    )  # fmt: skip

    number = fulfilling.inform(
        cast.committee, [duty, again], text="Orienteret", happened=PartialDate.day(TODAY),
        by=cast.secretary, at=NOW,
    )  # fmt: skip

    assert number == 1
    for each in (duty, again):
        each.refresh_from_db()
        assert each.status == "done"
    assert duty.case.updates.count() == 1


def test_without_a_body_no_list_is_promised(simple: Case, cast: Cast) -> None:
    Body.objects.update(is_active=False)

    assert "for orientation" not in words(get(client_of(cast.secretary), "decide", simple.pk))
