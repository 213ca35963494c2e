"""Do the pages of the calendar show what falls due on its days, and nothing on a day not known?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Event
from people import seats
from people.models import Municipality, Unit, User
from tests.conftest import NOW
from tests.web.acting import client_of
from tests.web.markup import Page

DAY = PartialDate.day(date(2028, 8, 17))
AUGUST = PartialDate.month(2028, 8)


@pytest.fixture
def due(draft: Case, officer: User) -> Callable[..., Duty]:
    def make(window: PartialDate, **facts: Any) -> Duty:
        facts = {"case": draft, "kind_id": "review"} | facts
        facts.setdefault("responsible", seats.asked_person(officer))
        return Duty.objects.create(due=window, opened_at=NOW, **facts)

    return make


def month(user: User, **query: str) -> str:
    answer = client_of(user).get(reverse("calendar"), {"month": "2028-08"} | query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def agenda(user: User, **query: str) -> str:
    answer = client_of(user).get(reverse("agenda"), {"from": "2028-08-01"} | query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def cell(page: str, day: str) -> str:
    """What stands in the table at this day."""
    found = re.search(rf'<time datetime="{day}">.*?</td>', page, re.DOTALL)
    assert found
    return found[0]


def table(page: str) -> str:
    return page.split("<table", 1)[1].split("</table>", 1)[0]


@pytest.mark.requirement("R-043")
def test_a_day_stands_in_its_cell_and_week(officer: User, due: Callable[..., Duty]) -> None:
    due(DAY)

    page = month(officer)

    assert "Review: Venskabsby: Gentofte" in cell(page, "2028-08-17")
    assert "Review" not in cell(page, "2028-08-16")
    weeks = re.findall(r'class="month-week">.*?</span>(\d+)</th>', page)
    assert weeks == ["31", "32", "33", "34", "35"]
    assert "1 entry in this month" in page


@pytest.mark.acceptance("P05")
@pytest.mark.requirement("R-045")
def test_what_is_known_to_the_month_stands_on_no_day(
    officer: User, due: Callable[..., Duty]
) -> None:
    due(AUGUST)

    page = month(officer)

    assert "Review: Venskabsby: Gentofte" in page
    assert "Review" not in table(page)
    assert page.count('<time datetime="2028-08">August 2028</time>') == 1


def test_a_span_lies_over_its_days_in_each_week(officer: User, due: Callable[..., Duty]) -> None:
    due(PartialDate.between(date(2028, 8, 18), date(2028, 8, 22)))

    lanes = re.findall(r'<tr class="month-lane">(.*?)</tr>', month(officer), re.DOTALL)

    spans = [re.findall(r'colspan="(\d)"', lane) for lane in lanes]
    assert spans == [["4", "3"], ["2", "5"]]  # Friday to Sunday; Monday and Tuesday
    assert [lane.count("month-goes-on") for lane in lanes] == [0, 1]


def test_many_on_a_day_lead_to_the_list(officer: User, due: Callable[..., Duty]) -> None:
    for number in range(5):
        due(DAY, subject=str(number))

    found = cell(month(officer), "2028-08-17")

    assert found.count('class="mark') == 3
    assert "2 more" in found
    assert "from=2028-08-17" in found


def test_spans_that_find_no_room_are_counted(officer: User, due: Callable[..., Duty]) -> None:
    for number in range(6):
        due(PartialDate.between(date(2028, 8, 8), date(2028, 8, 10)), subject=str(number))

    page = month(officer)

    assert page.count('class="mark mark-vague"') == 4
    assert "2 more without a day" in page


@pytest.mark.requirement("R-047")
def test_an_occasion_stands_on_its_days(officer: User, draft: Case) -> None:
    Event.objects.create(case=draft, name="AalborgDage", begins=DAY, recorded_at=NOW)

    assert "Visit: AalborgDage" in cell(month(officer), "2028-08-17")
    assert "Visit: AalborgDage" in agenda(officer)


@pytest.mark.parametrize("shown", [month, agenda])
def test_whose_calendar_is_shown(
    shown: Callable[..., str],
    officer: User,
    assessor: User,
    nuuk: Municipality,
    draft: Case,
    due: Callable[..., Duty],
) -> None:
    due(DAY, responsible=seats.asked_person(assessor))
    harbour = Unit.objects.create(municipality=nuuk, name="Havn")
    title = "Review: Venskabsby: Gentofte"

    assert title not in shown(officer)
    assert title in shown(officer, whose="unit")
    assert title in shown(officer, whose="all")
    Case.objects.filter(pk=draft.pk).update(unit=harbour)
    assert title not in shown(officer, whose="unit")
    assert title in shown(officer, whose="all")


@pytest.mark.parametrize("shown", [month, agenda])
def test_what_somebody_may_not_read_is_in_no_calendar(
    shown: Callable[..., str], officer: User, assessor: User, draft: Case, due: Callable[..., Duty]
) -> None:
    due(DAY, responsible=seats.asked_person(assessor))
    Case.objects.filter(pk=draft.pk).update(confidentiality="named")

    for whose in ("mine", "all"):
        assert "Gentofte" not in shown(assessor, whose=whose)


@pytest.mark.parametrize(
    "asked", ["", "2028-13", "x", "0001-01", "9999-12", "2028-08-01", "2200-1"]
)
def test_an_odd_month_shows_some_month(asked: str, officer: User) -> None:
    assert "<table" in month(officer, month=asked)


@pytest.mark.parametrize("asked", ["", "x", "0001-01-01", "9999-12-31", "20280801"])
def test_an_odd_day_shows_some_days(asked: str, officer: User) -> None:
    assert "<h1>" in agenda(officer, **{"from": asked})


def test_each_stands_once_in_the_list_on_the_page_of_its_last_day(
    officer: User, due: Callable[..., Duty]
) -> None:
    due(PartialDate.between(date(2028, 9, 20), date(2028, 10, 5)))

    assert "Review" not in agenda(officer)
    assert "Review: Venskabsby: Gentofte" in agenda(officer, **{"from": "2028-09-30"})


def test_what_is_overdue_comes_first_today_and_only_today(
    officer: User, due: Callable[..., Duty]
) -> None:
    due(PartialDate.day(date(2020, 1, 1)))

    today = client_of(officer).get(reverse("agenda")).content.decode()

    assert "Overdue" in today
    assert "Review: Venskabsby: Gentofte" in today
    assert "Overdue" not in agenda(officer)


@pytest.mark.parametrize("language", ["da", "sv", "en-gb"])
@pytest.mark.parametrize("name", ["calendar", "agenda", "feeds", "feed_new"])
def test_the_pages_stand_in_every_language(
    name: str, language: str, officer: User, due: Callable[..., Duty]
) -> None:
    client = client_of(officer)
    User.objects.filter(pk=officer.pk).update(language=language)
    due(AUGUST)

    page = client.get(reverse(name), {"month": "2028-08"}).content.decode()

    assert Page(page).all("html", lang=language)
    words = {"da": "Kalender", "sv": "Kalender", "en-gb": "Calendar"}
    assert words[language] in page
