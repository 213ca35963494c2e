"""Are tasks handed over, rounds answered and accounts closed on pages as they should be?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

import clock
from agreements.dates import PartialDate
from agreements.models import Case, Duty, Handover, Round, RoundItem
from people import seats
from people.models import Deputy, Municipality, Post, PostHolding, User
from people.roles import appoint
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from workflows.timed import take_due_steps


@pytest.fixture
def carried(cast: Cast) -> Case:
    """In force; the officer carries it and is asked in person."""
    case = live(cast, "active", "Venskabsby")
    mine = seats.asked_person(cast.officer)
    Case.objects.filter(pk=case.pk).update(responsible=mine)
    Duty.objects.create(
        case=case,
        kind_id="orientation",
        responsible=mine,
        due=PartialDate.day(TODAY + timedelta(days=9)),
        opened_at=NOW,
    )
    return fresh(case)


@pytest.fixture
def admin(cast: Cast, person: Callable[..., User]) -> User:
    return person("administrator", municipality=cast.owner, is_staff=True, is_superuser=True)


@pytest.fixture
def colleague(cast: Cast, person: Callable[..., User]) -> User:
    return person("officer", municipality=cast.owner, unit=cast.unit, name="Bo")


# ---------------------------------------------------------------- handing over
@pytest.mark.requirement("R-055")
def test_the_page_lists_what_goes_over_and_moves_it(
    carried: Case, cast: Cast, colleague: User
) -> None:
    Deputy.objects.create(
        absent=cast.officer,
        deputy=colleague,
        first_date=TODAY,
        last_date=TODAY + timedelta(days=36500),
    )
    client = client_of(cast.secretary)
    page = get(client, "hand_over", cast.officer.pk)
    told = words(page)
    assert "Inform the body: Venskabsby" in told
    assert "Responsible for (1)" in told
    assert "Officer Role" in told
    assert f'value="person{colleague.pk}" selected' in page.content.decode()  # the deputy

    url = reverse("hand_over", args=[cast.officer.pk])
    answer = client.post(
        url, {"taker": f"person{colleague.pk}", "reason": "Ny stilling"}, follow=True
    )

    assert "Bo, Kultur has taken over. Cases: 1. Tasks: 1." in words(answer)
    assert fresh(carried).responsible == seats.asked_person(colleague)
    assert "Ny stilling" in words(get(client, "case_history", carried.pk))
    assert Handover.objects.get().by == cast.secretary


def test_what_is_missing_is_said_and_what_was_typed_is_kept(carried: Case, cast: Cast) -> None:
    answer = client_of(cast.secretary).post(
        reverse("hand_over", args=[cast.officer.pk]), {"taker": "", "reason": "Ny stilling"}
    )
    assert answer.status_code == 422
    assert "Say who takes over." in words(answer)
    assert "Ny stilling" in words(answer)


def test_what_the_reader_may_not_know_of_is_counted_and_not_named(
    carried: Case, cast: Cast
) -> None:
    Case.objects.filter(pk=carried.pk).update(confidentiality="named")
    told = words(get(client_of(cast.secretary), "hand_over", cast.officer.pk))
    assert "Venskabsby" not in told
    assert "Responsible for (1)" in told
    assert "Others are not shown here; they go over, too." in told


@pytest.mark.requirement("R-055")
def test_the_administration_leads_to_the_page_first(
    carried: Case, cast: Cast, admin: User, colleague: User
) -> None:
    """Refused while open tasks ask the person; on the page both are done."""
    client = client_of(admin)
    change = reverse("admin:people_user_change", args=[cast.officer.pk])
    facts = {
        "email": cast.officer.email,
        "name": cast.officer.name,
        "title": "",
        "municipality": cast.owner.pk,
        "unit": cast.unit.pk,
        "language": "da",
    }
    answer = client.post(change, facts)
    page = reverse("hand_over", args=[cast.officer.pk])
    assert "hand them over first" in words(answer)
    assert f'href="{page}"' in answer.content.decode()
    assert User.objects.get(pk=cast.officer.pk).is_active

    client.post(page, {"taker": f"person{colleague.pk}", "reason": "Rejser", "close": "on"})

    assert not User.objects.get(pk=cast.officer.pk).is_active
    assert fresh(carried).responsible == seats.asked_person(colleague)


def test_the_workload_tells_open_and_overdue(carried: Case, cast: Cast) -> None:
    Duty.objects.filter(case=carried, kind="orientation").update(
        due_from=TODAY - timedelta(days=3), due_until=TODAY - timedelta(days=3)
    )
    told = words(get(client_of(cast.secretary), "people"))
    assert "Officer person Kultur 1 1 1 Hand over" in told


def test_a_head_sees_the_own_unit_alone(
    carried: Case, cast: Cast, person: Callable[..., User]
) -> None:
    school = cast.owner.units.create(name="Skole")
    there = person("head", municipality=cast.owner, unit=school, name="skoleleder")
    here = person("head", municipality=cast.owner, unit=cast.unit, name="kulturchef")
    assert "Officer person" in words(get(client_of(here), "people"))
    assert "Officer person" not in words(get(client_of(there), "people"))


@pytest.mark.requirement("R-055")
def test_a_unit_or_a_person_is_named_as_responsible(cast: Cast) -> None:
    case = live(cast, "active")
    client = client_of(cast.officer)
    answer = send(client, "responsible", [case.pk], taker=f"unit{cast.unit.pk}")
    assert answer.status_code == 302
    assert fresh(case).responsible == seats.asked_unit(cast.unit)
    assert "Kultur" in words(get(client, "case_history", case.pk))


@pytest.mark.requirement("R-030")
def test_the_tasks_go_along_with_whoever_is_named(
    carried: Case, cast: Cast, colleague: User
) -> None:
    """From the page: they leave the list of the one and stand on that of the other."""
    task = "Inform the body: Venskabsby"
    assert task in words(get(client_of(cast.secretary), "hand_over", cast.officer.pk))

    send(client_of(cast.officer), "responsible", [carried.pk], taker=f"person{colleague.pk}")

    secretary = client_of(cast.secretary)
    assert task not in words(get(secretary, "hand_over", cast.officer.pk))
    assert task in words(get(secretary, "hand_over", colleague.pk))
    assert "officer named who answers for it" in words(get(secretary, "case_history", carried.pk))


# ---------------------------------------------------------------- rounds
@pytest.fixture
def opened(carried: Case, cast: Cast) -> Round:
    answer = client_of(cast.secretary).post(
        reverse("new_round"), {"sort": "owners", "answer_by": "01-12-2099"}
    )
    assert answer.status_code == 302
    return Round.objects.get()


@pytest.mark.requirement("R-030")
def test_many_questions_are_answered_on_one_page(opened: Round, cast: Cast) -> None:
    client, page = client_of(cast.officer), reverse("round", args=[opened.pk])
    told = words(client.get(page))
    assert "0 of 1 answered" in told
    assert "Aalborg Kommune no contact" in told
    assert "Change the contact : Venskabsby" in told

    item = opened.items.get()
    answer = client.post(page, {f"note_{item.pk}": "Ny kontakt i Aalborg"}, follow=True)

    assert "1 of 1 answered" in words(answer)
    assert "Nothing is asked of you here" in words(answer)
    assert "All questions of this round are answered." in words(answer)
    item.refresh_from_db()
    assert (item.answer, item.note) == ("changed", "Ny kontakt i Aalborg")


def test_one_tick_says_that_all_others_are_right(opened: Round, cast: Cast) -> None:
    client, page = client_of(cast.officer), reverse("round", args=[opened.pk])
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"rest": "on", f"note_{opened.items.get().pk}": ""}).status_code == 302
    assert opened.items.get().answer == "right"


def test_the_task_leads_to_the_question(opened: Round, carried: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    assert "Are owner and contacts still right? Venskabsby" in words(get(client, "my_work"))
    answer = get(client, "still_right", carried.pk)
    assert answer.url == reverse("round", args=[opened.pk]) + f"?case={carried.pk}"
    assert "Venskabsby" in words(client.get(answer.url))


def test_others_are_asked_nothing_and_the_secretariat_sees_how_far_it_is(
    opened: Round, cast: Cast, person: Callable[..., User]
) -> None:
    page = reverse("round", args=[opened.pk])
    reader = client_of(person("reader", municipality=cast.owner))
    told = words(reader.get(page))
    assert "Nothing is asked of you here" in told
    assert "asked of whoever answers for the agreement, and none is asked of you" in told
    secretariat = client_of(cast.secretary)
    assert "Venskabsby" in words(secretariat.get(page, {"show": "all"}))
    assert "Owners and contacts 2026" in words(get(secretariat, "rounds"))


def test_a_round_that_stands_is_not_opened_again(opened: Round, cast: Cast) -> None:
    answer = client_of(cast.secretary).post(
        reverse("new_round"), {"sort": "owners", "answer_by": "01-12-2099"}
    )
    assert answer.status_code == 409
    assert "This round was opened already." in words(answer)


@pytest.mark.requirement("R-036")
def test_after_an_election_the_holder_of_a_post_is_changed(
    cast: Cast, colleague: User, nuuk: Municipality
) -> None:
    mayor = Post.objects.create(municipality=nuuk, title="Borgmester")
    appoint(cast.officer, mayor, first=TODAY - timedelta(days=900))
    client = client_of(cast.secretary)
    client.post(reverse("new_round"), {"sort": "election", "answer_by": "01-12-2099"})
    opened = Round.objects.get()
    assert "Borgmester Held by officer" in words(get(client, "round", opened.pk))

    item = opened.items.get(post=mayor)
    url = reverse("round_holder", args=[opened.pk, item.pk])
    assert client.post(url, {"user": colleague.pk, "first": "01-06-2026"}).status_code == 302

    assert PostHolding.objects.get(user=colleague).first_date.isoformat() == "2026-06-01"
    assert PostHolding.objects.get(user=cast.officer).last_date is not None
    assert RoundItem.objects.get(pk=item.pk).answer == "changed"
    told = words(get(client, "round", opened.pk))
    assert "1 of 3 answered" in told


@pytest.mark.requirement("R-036")
def test_a_slip_in_the_year_rewrites_no_past_holders(
    cast: Cast, colleague: User, nuuk: Municipality
) -> None:
    """Who held a post when is what signatures are read by: it is refused, and nothing answered."""
    mayor = Post.objects.create(municipality=nuuk, title="Borgmester")
    long_ago = TODAY - timedelta(days=3000)
    appoint(colleague, mayor, first=long_ago, last=TODAY - timedelta(days=901))
    appoint(cast.officer, mayor, first=TODAY - timedelta(days=900))
    client = client_of(cast.secretary)
    client.post(reverse("new_round"), {"sort": "election", "answer_by": "01-12-2099"})
    opened = Round.objects.get()
    item = opened.items.get(post=mayor)
    held = list(PostHolding.objects.order_by("pk").values())
    url = reverse("round_holder", args=[opened.pk, item.pk])

    for day in (long_ago, TODAY - timedelta(days=900)):
        refused = client.post(url, {"user": colleague.pk, "first": f"{day:%d-%m-%Y}"})

        assert refused.status_code == 409
        assert f"{colleague.pk}" in refused.content.decode()
        assert list(PostHolding.objects.order_by("pk").values()) == held
        assert RoundItem.objects.get(pk=item.pk).answer == ""


@pytest.mark.requirement("R-036")
def test_a_round_that_opened_by_itself_is_told_to_those_who_lead_it(
    cast: Cast, nuuk: Municipality, admin: User
) -> None:
    """The administrator writes the days; the round stands where the secretariat looks."""
    client, today = client_of(admin), clock.now().date()
    page = reverse("admin:people_municipality_change", args=[nuuk.pk])
    facts = {
        "name": nuuk.name,
        "country": "GL",
        "language": "da",
        "languages": ["da"],
        "time_zone": "America/Nuuk",
        "regime": "gl",
    }
    past = client.post(page, facts | {"first_round_date": "2020-09-01"})
    assert "Write a day that is still to come." in words(past)

    days = {"first_round_date": "2099-09-01", "election_date": str(today - timedelta(days=2))}
    assert client.post(page, facts | days).status_code == 302
    secretary = client_of(cast.secretary)
    told = words(get(secretary, "rounds"))
    assert "Opens by itself: owners and contacts, 1 September 2099" in told
    assert "posts and bodies after an election," in told
    take_due_steps(at=clock.now())

    assert "0 of 2 answered" in words(get(secretary, "attention"))
    assert "of 2 answered" not in words(get(client_of(cast.officer), "attention"))
    assert "posts and bodies after an election," not in words(get(secretary, "rounds"))
