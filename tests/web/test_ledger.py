"""Who sees which reminders, what became of them, and who will be told what?"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from agreements.models import Case, CaseAccess, Duty
from notifications.models import Message, Reminder
from notifications.planning import replan
from notifications.run_due import run_due
from people import seats
from people.models import Deputy, Unit, User
from tests.conftest import NOW
from tests.notifications.conftest import make_case
from tests.web.acting import client_of, get, words
from tests.web.lives import Cast

DAY = timedelta(days=1)
DUE = NOW.date() + timedelta(days=30)
"""Its second reminder leaves today."""


@pytest.fixture(autouse=True)
def _that_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


def ask(case: Case, who: User, due: date = DUE, kind: str = "review_ruling") -> Duty:
    duty = Duty.objects.create(
        case=case,
        kind_id=kind,
        responsible=seats.asked_person(who),
        due=due,
        opened_at=NOW - DAY,
    )
    replan({duty.pk}, at=NOW - DAY)
    return duty


@pytest.fixture
def told(cast: Cast) -> Case:
    """A case of which the officer is reminded today."""
    case = make_case("Blåbær", cast.owner, cast.kind, cast.unit)
    ask(case, cast.officer)
    run_due(at=NOW)
    return case


def row_of(case: Case, days: int = -30) -> Reminder:
    return Reminder.objects.get(duty__case=case, days=days)


# ---------------------------------------------------------------- who sees what
@pytest.mark.parametrize("role", ["secretariat", "director", "auditor", "administrator"])
def test_whoever_looks_after_the_municipality_sees_what_others_were_told(
    role: str, told: Case, cast: Cast, person: Callable[..., User]
) -> None:
    client = client_of(person(role, municipality=cast.owner, name="tilsyn"))

    page = words(get(client, "reminder_ledger"))

    assert "Blåbær" in page
    assert "Have the review decided" in page
    assert cast.officer.name in page
    assert "Sent" in page


def test_everybody_sees_what_they_were_told_themselves(
    told: Case, cast: Cast, person: Callable[..., User]
) -> None:
    other = person("officer", municipality=cast.owner, unit=cast.unit, name="kollega")

    assert "Blåbær" in words(get(client_of(cast.officer), "reminder_ledger"))
    assert "Blåbær" not in words(get(client_of(other), "reminder_ledger"))


def test_another_municipality_sees_nothing(told: Case, cast: Cast, arvika: Any,
                                           person: Callable[..., User]) -> None:  # fmt: skip
    client = client_of(person("secretariat", "administrator", municipality=arvika, name="arvika"))

    assert "Blåbær" not in words(get(client, "reminder_ledger"))
    assert get(client, "reminder", row_of(told).pk).status_code == 404
    assert get(client, "letter", Message.objects.get(kind="reminder").pk).status_code == 404
    assert get(client, "person_reminders", cast.officer.pk).status_code == 404


def test_a_case_that_the_reader_may_not_know_of_has_no_name(told: Case, cast: Cast) -> None:
    Case.objects.filter(pk=told.pk).update(confidentiality="named")
    CaseAccess.objects.create(case=told, user=cast.officer)
    client = client_of(cast.secretary)
    letter = Message.objects.get(kind="reminder").pk

    for page in (
        get(client, "reminder_ledger"),
        get(client, "reminders_ahead"),
        get(client, "reminder", row_of(told).pk),
        get(client, "letter", letter),
        get(client, "person_reminders", cast.officer.pk),
        get(client, "unit_reminders", cast.unit.pk),
        get(client, "reminder_ledger_csv"),
        client.get(reverse("reminder_ledger"), {"case": "Blåbær"}),
    ):
        assert page.status_code == 200
        assert "Blåbær</" not in page.content.decode()
        assert ">Blåbær" not in page.content.decode()
        assert '"Blåbær"' not in page.content.decode().replace('value="Blåbær"', "")
    assert get(client, "case_reminders", told.pk).status_code == 404
    assert "Blåbær" in words(get(client_of(cast.officer), "reminder_ledger"))


# ---------------------------------------------------------------- what is seen
def test_the_list_narrows_by_state_person_unit_case_and_period(told: Case, cast: Cast) -> None:
    away = Unit.objects.create(municipality=cast.owner, name="Andet")
    client = client_of(cast.secretary)

    def found(**asked: str | int) -> bool:
        return "Have the review decided" in words(client.get(reverse("reminder_ledger"), asked))

    assert found()
    assert found(state="sent")
    assert not found(state="failed")
    assert found(state="planned")
    assert found(person=cast.officer.pk)
    assert not found(person=cast.secretary.pk)
    assert found(unit=cast.unit.pk)
    assert not found(unit=away.pk)
    assert found(case="blåb")
    assert not found(case="Gentofte")
    assert found(since="02-03-2026", until="02-03-2026")
    assert not found(since="03-03-2026")
    assert not found(until="01-03-2026")
    assert found(state="nonsense", person="x", since="?")


def test_a_page_goes_on_where_the_one_before_ended(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.presenters.ledger.ON_A_PAGE", 2)
    for n in range(5):
        ask(make_case(f"Aftale {n}", cast.owner, cast.kind, cast.unit), cast.officer)
    run_due(at=NOW)
    client = client_of(cast.secretary)
    seen: list[list[str]] = []
    after = ""

    while after or not seen:
        page = client.get(reverse("reminder_ledger"), {"after": after}).context["page"]
        seen.append([row.why for row in page.rows])
        after = page.after

    assert [len(rows) for rows in seen] == [2, 2, 1]
    assert len({why for rows in seen for why in rows}) == 5
    assert get(client, "reminder_ledger").content.decode().count("after=") == 1


def test_the_file_tells_the_same_with_each_time(told: Case, cast: Cast) -> None:
    response = get(client_of(cast.secretary), "reminder_ledger_csv")

    headings, row = csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    facts = dict(zip(headings, row, strict=True))
    assert (facts["Case"], facts["To"], facts["State"]) == ("Blåbær", cast.officer.name, "sent")
    assert facts["Planned"] < facts["Settled"] == facts["Sent"]


def test_a_part_of_the_case_tells_what_was_and_what_will_be_told(told: Case, cast: Cast) -> None:
    for reader in (cast.secretary, cast.officer):
        client = client_of(reader)
        response = get(client, "case_reminders", told.pk)
        assert [row.state for row in response.context["page"].rows] == ["sent"]
        readers = [row.reader for row in response.context["year"].rows]
        assert readers[0] == cast.officer.name
        case = get(client, "case", told.pk).content.decode()
        assert reverse("case_reminders", args=[told.pk]) in case


def test_others_see_of_a_case_what_they_are_told_themselves(
    told: Case, cast: Cast, person: Callable[..., User]
) -> None:
    other = person("officer", municipality=cast.owner, unit=cast.unit, name="kollega")

    response = get(client_of(other), "case_reminders", told.pk)

    assert response.context["page"].rows == response.context["year"].rows == []
    assert "You see what you are told yourself" in words(response)


def test_a_deputy_sees_what_they_will_be_told_and_why(told: Case, cast: Cast) -> None:
    spring = {"first_date": DUE + DAY, "last_date": DUE + 10 * DAY}
    Deputy.objects.create(absent=cast.officer, deputy=cast.assessor, **spring)
    client = client_of(cast.assessor)

    [row] = get(client, "reminders_ahead").context["year"].rows

    assert (row.reader, row.told_as) == (cast.assessor.name, f"for {cast.officer.name}")
    assert "stands in for" in words(client.get(row.why))
    assert client.get(row.why, headers={"Accept": "application/json"}).json()["due_on"]


def test_a_person_and_a_unit_have_their_pages(told: Case, cast: Cast) -> None:
    for client in (client_of(cast.secretary), client_of(cast.officer)):
        for name, key in (("person_reminders", cast.officer.pk), ("unit_reminders", cast.unit.pk)):
            page = words(get(client, name, key))
            assert page.count("Blåbær") > 2
    assert get(client_of(cast.assessor), "person_reminders", cast.officer.pk).status_code == 404


# ---------------------------------------------------------------- why
def test_the_page_says_why_for_people_and_programs(told: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    url = reverse("reminder", args=[row_of(told).pk])

    page = words(client.get(url))
    data = client.get(url, headers={"Accept": "application/json"}).json()

    for part in (
        "30 days before the first day: whoever is responsible, a mail of its own",
        "It is a general rule",
        cast.officer.name,
        "Accepted by the mail server",
    ):
        assert part in page
    assert (data["title"], data["rule"]["days"]) == ("Blåbær", -30)
    assert [row["end"] for row in data["letter"]["attempts"]] == ["accepted"]


def test_every_end_has_its_words(told: Case, cast: Cast) -> None:
    client = client_of(cast.secretary)
    Message.objects.update(status="failed", error="550 no such user")
    assert "Failed" in words(get(client, "reminder", row_of(told).pk))
    for status, reason, said in (
        ("planned", "", "Planned"),
        ("cancelled", "no longer asked", "It was no longer asked"),
        ("not_sent", "nobody to tell", "There was nobody to tell"),
        ("not_sent", "imported", "Its day had passed when the case was registered"),
        ("done", "told in Samklang", "Told in Samklang"),
    ):
        Reminder.objects.filter(days=-30).update(status=status, reason=reason, message=None)
        assert said in words(get(client, "reminder", row_of(told).pk))


def test_the_letter_leads_to_why_it_came(told: Case, cast: Cast) -> None:
    letter = Message.objects.get(kind="reminder")
    client = client_of(cast.officer)
    for part in (letter.text, letter.html):
        assert f"/letters/{letter.pk}/" in part

    page = get(client, "letter", letter.pk)

    assert letter.subject in words(page)
    assert reverse("reminder", args=[row_of(told).pk]) in page.content.decode()


# ---------------------------------------------------------------- queries
@pytest.mark.parametrize("number", [2, 30])
@pytest.mark.parametrize(
    ("name", "budget"),
    [
        ("reminder_ledger", 18),
        ("reminder_ledger_csv", 16),
        ("reminders_ahead", 24),
        ("unit_reminders", 32),
        ("person_reminders", 34),
    ],
)
def test_the_pages_stay_within_their_budget(
    number: int, name: str, budget: int, cast: Cast,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for n in range(number):
        ask(make_case(f"Aftale {n}", cast.owner, cast.kind, cast.unit), cast.officer, DUE)
    run_due(at=NOW)
    args = {"unit_reminders": [cast.unit.pk], "person_reminders": [cast.officer.pk]}.get(name, [])
    client = client_of(cast.secretary)

    with django_assert_max_num_queries(budget):
        response = get(client, name, *args)

    assert response.content.decode().count("Aftale") >= number
