"""Does My work show what waits for me, in the right order, and nothing else?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

import clock
from agreements.dates import PartialDate
from agreements.models import Case, Duty
from people import seats
from people.models import Municipality, User
from tests.web.lives import Cast, live


def work(user: User) -> str:
    client = Client()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(language="en-gb")
    return client.get(reverse("my_work")).content.decode()


def ask(case: Case, user: User, kind: str, due: date | None) -> Duty:
    return Duty.objects.create(
        case=case,
        kind_id=kind,
        responsible=seats.asked_person(user),
        due=PartialDate.day(due) if due else None,
        opened_at=case.created_at,
    )


def test_duties_stand_by_urgency_with_one_primary_button(cast: Cast, reader: User) -> None:
    case = live(cast, "active")
    today = clock.today(cast.owner.time_zone)
    ask(case, reader, "update", today + timedelta(days=90))
    ask(case, reader, "notice", today - timedelta(days=1))
    ask(case, reader, "still_alive", today + timedelta(days=3))
    ask(case, reader, "after_end", None)
    html = work(reader)
    order = [html.index(f'id="{key}"') for key in ("over", "week", "later")]
    assert order == sorted(order)
    assert html.index("Continue or give notice") < html.index("Is the contact alive?")
    assert "4 tasks wait for you" in html
    assert html.count("button-primary") == 1


def test_what_my_cases_ask_of_others_is_told_with_whom(cast: Cast) -> None:
    live(cast, "proposed", "Ventende sag")
    html = work(cast.officer)
    assert "Waiting for: assessor" in html
    assert "Ventende sag" in html


def test_duties_of_others_are_not_mine(
    cast: Cast, arvika: Municipality, person: Callable[..., User]
) -> None:
    live(cast, "proposed", "Ventende sag")
    stranger = person("officer", name="stranger", municipality=arvika)
    html = work(stranger)
    assert "Nothing waits for you" in html
    assert "Ventende sag" not in html


def test_a_duty_on_a_hidden_case_does_not_tell_its_title(cast: Cast, reader: User) -> None:
    case = live(cast, "active", "Hemmelig sag")
    Case.objects.filter(pk=case.pk).update(confidentiality="named")
    ask(case, reader, "update", None)
    assert "Hemmelig sag" not in work(reader)


def test_next_meetings_tell_how_many_cases_wait(cast: Cast) -> None:
    live(cast, "ready")
    client = Client()
    client.force_login(cast.secretary)
    assert client.get(reverse("meetings")).status_code == 200
