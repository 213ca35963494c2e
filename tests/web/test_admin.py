"""An administrator sets up a municipality without touching code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Body, Kind, KindPolicy, Meeting
from audit.models import SecurityEvent
from notifications import replanning
from notifications.models import Reminder, ReminderRule
from people.models import Deputy, Municipality, Post, RoleGrant, Unit, User
from people.roles import appoint
from people.seats import answers_for, asked_post, asked_role
from tests.conftest import NOW, TODAY
from tests.web.acting import admin_page
from tests.web.lives import live
from workflows.models import Route, RouteStop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from tests.web.lives import Cast


@pytest.fixture
def boss(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("administrator", municipality=nuuk, name="boss", is_staff=True)


@pytest.fixture
def session(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def add(session: Client, model: type[Model], **facts: Any) -> Any:
    """Send the page that adds a row, with what it proposes where a test says nothing."""
    known = set(model._default_manager.values_list("pk", flat=True))
    form = session.get(admin_page(model, "add")).context["adminform"].form
    proposed = {name: form[name].value() for name in form.fields}
    told = {name: value for name, value in proposed.items() if value}
    response = session.post(admin_page(model, "add"), told | facts)
    assert response.status_code == 302, response.context["errors"]
    return model._default_manager.exclude(pk__in=known).get()


def change(session: Client, row: Model, **facts: Any) -> None:
    response = session.post(admin_page(type(row), "change", row.pk), facts)
    assert response.status_code == 302, response.context["errors"]
    row.refresh_from_db()


def refused(session: Client, model: type[Model], **facts: Any) -> str:
    """The errors of a page that did not save."""
    known = model._default_manager.count()
    response = session.post(admin_page(model, "add"), facts)
    assert response.status_code == 200
    assert model._default_manager.count() == known
    lists = re.findall(
        r'<ul class="errorlist[^>]*>(.*?)</ul>', response.content.decode(), re.DOTALL
    )
    return " ".join(lists)


def authors(row: Any) -> list[User | None]:
    """Who wrote each history row, newest first."""
    return [kept.history_user for kept in row.history.all()]


# ---------------------------------------------------------------- each errand
@pytest.mark.requirement("R-069")
def test_an_administrator_sets_up_a_municipality_its_units_and_posts(
    session: Client, boss: User
) -> None:
    facts = {
        "name": "Kujalleq",
        "country": "GL",
        "language": "da",
        "languages": ["da", "kl"],
        "time_zone": "America/Nuuk",
        "regime": "gl",
    }
    kujalleq = add(session, Municipality, **facts)
    unit = add(session, Unit, municipality=kujalleq.pk, name="Politik", sort="secretariat")
    post = add(session, Post, municipality=kujalleq.pk, unit=unit.pk, title="Borgmester")
    change(session, kujalleq, **(facts | {"name": "Kommune Kujalleq"}))

    assert (kujalleq.name, kujalleq.languages) == ("Kommune Kujalleq", "da,kl")
    assert authors(kujalleq) == [boss, boss]
    assert authors(unit) == authors(post) == [boss]


def test_an_administrator_lets_a_person_in_and_gives_them_a_role(
    session: Client, boss: User, nuuk: Municipality, culture: Unit
) -> None:
    secret = "kajakker på fjorden 7"
    facts = {
        "email": "Aviaja@Sermersooq.example",
        "name": "Aviaja",
        "municipality": nuuk.pk,
        "unit": culture.pk,
        "language": "da",
    }
    person = add(session, User, **facts, password1=secret, password2=secret)
    role = add(session, RoleGrant, user=person.pk, role="officer", municipality=nuuk.pk)

    assert person.email == "aviaja@sermersooq.example"
    assert authors(person) == authors(role) == [boss]
    told = SecurityEvent.objects.get(kind="role_changed", reason__startswith=person.email)
    assert (told.attempt, told.actor) == ("granted", boss.email)
    assert answers_for(person, asked_role("officer", nuuk.pk), TODAY)


def test_a_role_taken_away_is_a_security_event_and_no_longer_answers(
    session: Client, boss: User, nuuk: Municipality, secretary: User
) -> None:
    row = RoleGrant.objects.get(user=secretary)

    session.post(admin_page(RoleGrant, "delete", row.pk), {"post": "yes"})

    assert not RoleGrant.objects.filter(user=secretary).exists()
    assert not answers_for(secretary, asked_role("secretariat", nuuk.pk), TODAY)
    assert SecurityEvent.objects.filter(attempt="revoked", actor=boss.email).count() == 1


def test_a_post_that_changes_hands_is_answered_by_its_new_holder_alone(
    session: Client, boss: User, nuuk: Municipality, officer: User, head: User
) -> None:
    post = Post.objects.create(municipality=nuuk, title="Direktør")
    actor = asked_post(post.pk)
    holding = appoint(officer, post, first=TODAY)

    change(session, holding, post=post.pk, user=head.pk, first_date=TODAY.isoformat())

    assert authors(holding)[0] == boss
    assert answers_for(head, actor, TODAY)
    assert not answers_for(officer, actor, TODAY)


def test_a_unit_that_is_moved_takes_its_head_s_answers_with_it(
    session: Client, nuuk: Municipality, culture: Unit, head: User
) -> None:
    school = Unit.objects.create(municipality=nuuk, name="Skolen")
    actor = asked_role("head", nuuk.pk, school.pk)
    assert not answers_for(head, actor, TODAY)

    change(
        session, school, municipality=nuuk.pk, parent=culture.pk, name="Skolen", sort="institution"
    )

    assert answers_for(head, actor, TODAY)


def test_an_administrator_names_a_deputy(
    session: Client, boss: User, officer: User, head: User
) -> None:
    days = {"first_date": "2026-03-02", "last_date": "2026-03-20"}

    row = add(session, Deputy, absent=officer.pk, deputy=head.pk, **days)
    later = {"absent": officer.pk, "deputy": head.pk, **days, "last_date": "2026-03-27"}
    change(session, row, **later)

    assert authors(row) == [boss, boss]
    told = SecurityEvent.objects.filter(actor=boss.email).order_by("pk")
    assert [event.attempt for event in told][-2:] == ["deputy_named", "absence_changed"]
    assert told.last().reason.endswith("2026-03-02 – 2026-03-27")
    listed = session.get(admin_page(SecurityEvent, "changelist")).content.decode()
    assert "absence_changed" not in listed  # in words
    assert "sin egen stedfortræder" in refused(
        session, Deputy, absent=officer.pk, deputy=officer.pk, **days
    )


@pytest.mark.requirement("R-069")
def test_an_administrator_sets_up_bodies_meetings_and_routes_with_delegates(
    session: Client, boss: User, nuuk: Municipality
) -> None:
    facts = {"municipality": nuuk.pk, "level": "council", "number_style": "Punkt {}"}
    body = add(session, Body, **facts, name_da="Kommunalbestyrelsen", is_active="on")
    days = {"date": "2026-04-20", "agenda_closes_date": "2026-04-10"}
    meeting = add(session, Meeting, body=body.pk, **days)
    route = add(
        session,
        Route,
        municipality=nuuk.pk,
        handling="political",
        **stops(
            {"order": 1, "role": "director", "authority": "Plan 4.2"}, {"order": 2, "body": body.pk}
        ),
    )

    assert [str(stop.body or stop.role) for stop in route.stops.all()] == ["director", str(body)]
    for row in (body, meeting, route, *route.stops.all()):
        assert authors(row) == [boss]


def stops(*rows: dict[str, Any]) -> dict[str, Any]:
    """The stops of a route as its page sends them."""
    facts = {"stops-TOTAL_FORMS": len(rows), "stops-INITIAL_FORMS": 0}
    return facts | {f"stops-{n}-{k}": v for n, row in enumerate(rows) for k, v in row.items()}


def test_a_stop_of_a_route_that_is_taken_away_stays_in_the_history(
    session: Client, boss: User, nuuk: Municipality, committee: Body
) -> None:
    route = Route.objects.create(municipality=nuuk, handling="political")
    stop = RouteStop.objects.create(route=route, order=1, body=committee)
    key = {"stops-0-id": stop.pk, "stops-0-route": route.pk, "stops-0-DELETE": "on"}
    sent = stops({"order": 1, "body": committee.pk}) | key | {"stops-INITIAL_FORMS": 1}

    change(session, route, municipality=nuuk.pk, handling="political", **sent)

    assert not route.stops.exists()
    last = RouteStop.history.filter(id=stop.pk).latest()
    assert (last.history_type, last.history_user) == ("-", boss)


def test_a_route_leads_to_bodies_of_its_own_municipality(
    session: Client, nuuk: Municipality, aalborg: Municipality
) -> None:
    theirs = Body.objects.create(municipality=aalborg, name_da="Byrådet", level="council")
    facts = {"municipality": nuuk.pk, "handling": "political"}

    session.post(admin_page(Route, "add"), facts | stops({"order": 1, "body": theirs.pk}))

    assert not Route.objects.exists()


@pytest.mark.requirement("R-002")
def test_an_administrator_sets_up_kinds_and_how_much_must_be_assessed(
    session: Client, boss: User, nuuk: Municipality
) -> None:
    names = {"name_da": "Klima", "name_sv": "Klimat", "name_en": "Climate"}
    numbers = {
        "minimum_parties": 2,
        "review_lead_days": 180,
        "review_months": 24,
        "dormant_months": 24,
        "minimum_text": 0,
        "order": 9,
    }
    kind = add(session, Kind, code="climate", **names, **numbers)
    policy = {"municipality": nuuk.pk, "kind": kind.pk, "currency": "DKK"}
    rule = add(session, KindPolicy, **policy, gate="short")
    change(session, rule, **policy, gate="full", simple_ceiling="100000")

    assert (rule.gate, int(rule.simple_ceiling)) == ("full", 100_000)
    assert authors(rule) == [boss, boss]
    assert authors(kind) == [boss]


def test_rules_for_reminders_are_read_here_and_changed_on_their_page(
    session: Client, cast: Cast
) -> None:
    rule = ReminderRule.objects.create(municipality=cast.owner, days=-14)

    listed = session.get(reverse("admin:notifications_reminderrule_changelist"))
    assert reverse("reminder_rules") in listed.content.decode()
    page = reverse("admin:notifications_reminderrule_change", args=[rule.pk])
    assert session.post(page, {"days": -15}).status_code == 403
    assert session.get(reverse("admin:notifications_reminderrule_add")).status_code == 403


def test_another_zone_is_planned_by_the_next_sweep(session: Client, cast: Cast) -> None:
    case = live(cast, "under_review")
    facts = {"name": cast.owner.name, "country": "GL", "regime": "gl", "language": "da"}
    change(session, cast.owner, **facts, languages=["da"], time_zone="Europe/Copenhagen")

    replanning.go_on(at=NOW)

    planned = Reminder.objects.filter(duty__case=case, status="planned")
    assert set(planned.values_list("zone", flat=True)) == {"Europe/Copenhagen"}


def test_a_unit_of_another_municipality_is_refused_in_words(
    session: Client, nuuk: Municipality, aalborg: Municipality
) -> None:
    theirs = Unit.objects.create(municipality=aalborg, name="Byrådssekretariatet")

    told = refused(session, Post, municipality=nuuk.pk, unit=theirs.pk, title="Borgmester")

    assert "en anden kommune" in told


def test_a_row_that_breaks_a_rule_is_refused_in_words_and_never_by_the_name_of_a_constraint(
    session: Client, nuuk: Municipality, council: Body
) -> None:
    wrong: list[tuple[type[Model], dict[str, Any]]] = [
        (Body, {"municipality": nuuk.pk, "level": "council", "number_style": "§ {}"}),
        (Body, {"municipality": nuuk.pk, "level": "council", "number_style": "§", "name_da": "X"}),
        (
            Meeting,
            {"body": council.pk, "date": "2026-04-01", "agenda_closes_date": "2026-04-02"},
        ),
    ]
    for model, facts in wrong:
        told = refused(session, model, **facts)
        assert told
        assert "_" not in told, told
