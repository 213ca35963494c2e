"""Does each case that needs somebody stand in one row, with what mends it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Participation, Recurrence, Update
from agreements.troubles import troubled
from people import seats
from people.models import Actor, Municipality, Post, Unit, User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, words
from tests.web.lives import Cast, live
from workflows.cases import NewCase, open_case
from workflows.updates import record_update


def codes(case: Case, on: date = TODAY) -> list[str]:
    """What is wrong with the case, the worst first."""
    rows = troubled(Case.objects.filter(pk=case.pk), on, actors=[])
    return [trouble.code for row in rows for trouble in row.troubles]


def ask(case: Case, who: Actor, due: PartialDate | None, kind: str = "orientation") -> Duty:
    return Duty.objects.create(case=case, kind_id=kind, responsible=who, due=due, opened_at=NOW)


def quiet(cast: Cast, title: str = "Venskabsby", /, **facts: object) -> Case:
    """In force, nothing is asked, and it is known when it is reviewed and who the contact is."""
    case = live(cast, "active", title)
    Duty.objects.filter(case=case).update(status="done", closed_at=NOW)
    known = {
        "contact": "Anna",
        "review_from": date(2027, 1, 1),
        "review_until": date(2027, 1, 31),
        "review_precision": "month",
    }
    Case.objects.filter(pk=case.pk).update(**known | facts)
    case.agreement.has_text = True
    case.agreement.save()
    return fresh(case)


NO_REVIEW = {"review_from": None, "review_until": None, "review_precision": ""}


@pytest.fixture
def shown() -> Callable[..., str]:
    def get(user: User, **asked: str) -> str:
        return words(client_of(user).get(reverse("attention"), asked))

    return get


# ---------------------------------------------------------------- one row
def test_a_case_stands_once_with_the_worst_first_and_the_others_inside(
    cast: Cast, shown: Callable[..., str]
) -> None:
    case = quiet(cast, contact="", **NO_REVIEW)
    secretariat = seats.asked_role("secretariat", cast.owner.pk)
    ask(case, secretariat, PartialDate.day(TODAY - timedelta(days=3)))

    assert codes(case) == ["overdue", "no_review", "no_contact"]
    told = shown(cast.officer)
    assert "1 row, each with what mends it." in told
    assert "Inform the body : Venskabsby Waits for council secretariat" in told
    assert "2 more" in told
    assert "Record as done" in told
    assert "No contact is named · Write the contact" in told


@pytest.mark.parametrize(
    ("role", "told"), [("reader", "For: officer"), ("officer", "Write the contact")]
)
def test_who_may_not_mend_it_reads_who_may(
    role: str, told: str, cast: Cast, shown: Callable[..., str], person: Callable[..., User]
) -> None:
    quiet(cast, contact="")
    html = shown(person(role, municipality=cast.owner))
    assert told in html
    assert ("Write the contact" in html) == (role == "officer")


def test_each_problem_is_found(cast: Cast) -> None:
    case = quiet(cast, **NO_REVIEW)
    case.agreement.has_text = False
    case.agreement.save()
    ask(case, seats.asked_person(cast.officer), None)
    part = Participation.objects.filter(case=case).first()
    assert part is not None
    other = Participation.objects.exclude(case=case).first() or part
    Participation.objects.filter(pk=part.pk).update(carried_from=other)
    Case.objects.filter(pk=case.pk).update(
        responsible=seats.asked_person(cast.assessor), contact=""
    )
    User.objects.filter(pk=cast.assessor.pk).update(is_active=False)

    assert codes(case) == ["left", "to_confirm", "no_review", "no_text", "no_contact", "undated"]


def test_a_party_is_confirmed_from_the_same_row_as_what_is_overdue(cast: Cast) -> None:
    case = quiet(cast)
    secretariat = seats.asked_role("secretariat", cast.owner.pk)
    ask(case, secretariat, PartialDate.day(TODAY - timedelta(days=3)))
    part = Participation.objects.filter(case=case).latest("pk")
    Participation.objects.filter(pk=part.pk).update(carried_from=part)
    page = reverse("confirm_party", args=[case.pk, part.pk])
    html = client_of(cast.secretary).get(reverse("attention")).content.decode()
    assert f'href="{page}"' in html
    assert codes(case) == ["overdue", "to_confirm"]


def test_what_is_well_is_not_in_the_list(cast: Cast) -> None:
    assert codes(quiet(cast)) == []


# ---------------------------------------------------------------- dormant
@pytest.mark.parametrize(("months", "dormant"), [(23, False), (25, True)])
def test_an_agreement_of_which_nothing_is_heard_is_dormant(
    months: int, dormant: bool, cast: Cast
) -> None:
    case = quiet(cast)
    last = case.steps.exclude(by=None).latest("at").at.date()
    assert ("dormant" in codes(case, last + timedelta(days=30 * months + 20))) == dormant


def test_an_update_of_an_initiative_or_the_agreement_wakes_it(cast: Cast) -> None:
    case = quiet(cast)
    late = TODAY + timedelta(days=3 * 365)
    assert "dormant" in codes(case, late)
    Update.objects.create(
        case=case,
        happened=PartialDate.day(late - timedelta(days=40)),
        recorded_by=cast.officer,
        recorded_at=NOW,
    )
    assert "dormant" not in codes(case, late)


@pytest.mark.requirement("R-039")
def test_one_alarm_names_the_areas_that_sleep_inside_it(
    cast: Cast, shown: Callable[..., str]
) -> None:
    """One area was updated lately, the other sleeps: one row (practice.md, Mails)."""
    case = quiet(cast)
    awake, asleep = (
        case.agreement.focus_areas.create(name=name, number=number)
        for number, name in enumerate(("Kultur", "Energi"), start=1)
    )
    case.periods.filter(state="active").update(
        start_date=date(2020, 1, 1), earliest_start_date=date(2020, 1, 1)
    )
    Update.objects.create(
        case=case,
        happened=PartialDate.day(TODAY),
        focus_area=awake,
        recorded_by=cast.officer,
        recorded_at=NOW,
    )
    (row,) = troubled(Case.objects.filter(pk=case.pk), TODAY, actors=[])
    assert [(t.code, t.message) for t in row.troubles] == [("dormant", asleep.name)]
    assert "Nothing recorded in: Energi" in shown(cast.officer)


def leads_to(user: User, url: str) -> None:
    """The list shows this reader the action, and its page opens."""
    client = client_of(user)
    assert f'href="{url}"' in client.get(reverse("attention")).content.decode()
    assert client.get(url).status_code == 200


# ---------------------------------------------------------------- cadence
@pytest.mark.acceptance("P08")
@pytest.mark.requirement("R-052")
def test_no_update_in_the_year_is_told_with_the_posts_of_both_sides(
    cast: Cast,
    aalborg: Municipality,
    shown: Callable[..., str],
    settings: Settings,
) -> None:
    """None in 2024 by 1 December; overdue on 1 January 2025."""
    case = quiet(cast, "Hovedaftale")
    for municipality in (cast.owner, aalborg):
        post = Post.objects.create(municipality=municipality, title="Kommunaldirektør")
        actor = seats.asked_post(post.pk)
        Recurrence.objects.create(
            case=case, kind_id="update", responsible=actor, anchor_date=date(2024, 1, 1)
        )
        ask(case, actor, PartialDate.year(2024), "update")

    assert "cadence" not in codes(case, date(2024, 11, 30))
    assert codes(case, date(2024, 12, 1))[0] == "cadence"
    assert codes(case, date(2024, 12, 31))[0] == "cadence"
    assert codes(case, date(2025, 1, 1))[0] == "overdue"

    settings.SAMKLANG_CLOCK = datetime(2024, 12, 1, 15, tzinfo=UTC).isoformat()
    told = shown(cast.secretary)
    assert "For: officer" in told
    assert "No update yet in this period : Hovedaftale" in told
    leads_to(cast.officer, reverse("update", args=[case.pk]))
    assert "Kommunaldirektør, Kommuneqarfik Sermersooq; Kommunaldirektør, Aalborg Kommune" in told
    record_update(
        case,
        happened=PartialDate.day(date(2024, 12, 1)),
        text="Mødtes",
        by=cast.officer,
        at=datetime(2024, 12, 1, 15, tzinfo=UTC),
        seen=fresh(case).version,
    )
    assert "cadence" not in codes(case, date(2024, 12, 1))


@pytest.mark.acceptance("P08")
@pytest.mark.requirement("R-052")
@pytest.mark.parametrize("kind", ["still_alive", "update"])
def test_an_officer_answers_what_another_unit_was_asked_too_long_ago(
    kind: str, cast: Cast, shown: Callable[..., str]
) -> None:
    school = cast.owner.units.create(name="Skole")
    case = quiet(cast, unit_id=school.pk)
    ask(case, seats.asked_unit(school), PartialDate.day(TODAY - timedelta(days=3)), kind)

    told = shown(cast.secretary)
    assert "Waits for Skole" in told
    assert "For: officer" in told
    leads_to(cast.officer, reverse("update", args=[case.pk]))


# ---------------------------------------------------------------- filters, pages, menu
def test_the_list_is_narrowed_by_problem_and_unit(
    cast: Cast, shown: Callable[..., str], culture: Unit
) -> None:
    quiet(cast, **NO_REVIEW)
    school = cast.owner.units.create(name="Skole")
    assert "1 row" in shown(cast.officer, problem="no_review")
    assert "No review date is set : Venskabsby" in shown(cast.officer, problem="no_review")
    assert "0 rows" in shown(cast.officer, problem="overdue")
    assert "1 row" in shown(cast.officer, unit=str(culture.pk))
    assert "0 rows" in shown(cast.officer, unit=str(school.pk))
    assert "1 row" in shown(cast.officer, problem="<script>", unit="x")


def many(cast: Cast, number: int) -> None:
    for index in range(number):
        case = open_case(
            NewCase(
                title=f"Aftale {index:03}", kind=cast.kind, unit=cast.unit, parties=cast.parties
            ),
            owner=cast.owner,
            by=cast.officer,
            at=NOW,
        )
        Case.objects.filter(pk=case.pk).update(state="active")
        ask(case, seats.asked_person(cast.officer), PartialDate.day(TODAY - timedelta(days=9)))


@pytest.mark.parametrize("role", ["officer", "reader"])
@pytest.mark.parametrize("number", [2, 60])
def test_it_asks_as_often_for_many_as_for_few(
    number: int,
    role: str,
    cast: Cast,
    person: Callable[..., User],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    many(cast, number)
    client = Client()
    client.force_login(person(role, municipality=cast.owner))
    with django_assert_max_num_queries(13):
        response = client.get(reverse("attention"))
    assert "Aftale 001" in response.content.decode()


def test_a_hundred_stand_on_a_page(cast: Cast, shown: Callable[..., str]) -> None:
    many(cast, 101)
    first, second = shown(cast.officer), shown(cast.officer, page="2")
    assert "101 rows" in first
    assert "Aftale 099" in first
    assert "Aftale 100" not in first
    assert "Aftale 100" in second


def test_the_menu_tells_how_many_there_were_without_asking(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    quiet(cast, contact="")
    client = client_of(cast.officer)
    help_page = reverse("help")
    assert "case needs attention" not in words(client.get(help_page))
    client.get(reverse("attention"))
    assert "1 case needs attention" in words(client.get(help_page))
    with django_assert_num_queries(4):  # session, person, roles, tasks
        client.get(help_page)
