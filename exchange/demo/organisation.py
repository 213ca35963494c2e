"""Which municipalities does the demonstration have, with units, bodies, routes and accounts?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password

import clock
from agreements.date_grammar import read
from agreements.models import Body, FormalDecision, KindPolicy, Meeting, Party
from exchange.demo.accounts import PASSWORD, address
from exchange.demo.files import read_data
from people.models import Municipality, Post, Role, Unit, User
from people.roles import appoint, grant
from workflows.models import Route, RouteStop

if TYPE_CHECKING:
    from datetime import date, datetime

CEILING = 100_000
#: Meetings every four weeks, and how many days their agendas close before them.
FIRST_MEETINGS = {Body.Level.EXECUTIVE: -72, Body.Level.COUNCIL: -65}
MEETINGS, MEETING_DAYS, AGENDA_DAYS = 16, 28, 5


@dataclass(frozen=True, slots=True)
class Tenant:
    """A municipality of the demonstration, and what it has, by key or name."""

    municipality: Municipality
    party: Party
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)


def found(*, at: datetime) -> dict[str, Tenant]:
    """Make all municipalities of the demonstration; `at` is the moment of loading."""
    password = make_password(PASSWORD)  # once: it is slow on purpose
    return {entry["key"]: _found(entry, password, at=at) for entry in read_data("organisation")}


def _found(entry: dict[str, Any], password: str, *, at: datetime) -> Tenant:
    municipality = Municipality.objects.create(
        **{name: entry[name] for name in ("name", "country", "language", "languages")},
        time_zone=entry["time_zone"],
        regime=entry["regime"],
    )
    party = Party.objects.create(
        sort=Party.Sort.MUNICIPALITY,
        name=municipality.name,
        country=municipality.country,
        municipality=municipality,
    )
    tenant = Tenant(municipality, party)
    for name, sort in entry["units"].items():
        tenant.units[name] = Unit.objects.create(municipality=municipality, name=name, sort=sort)
    for title in entry["posts"]:
        tenant.posts[title] = Post.objects.create(municipality=municipality, title=title)
    _set_bodies(tenant, entry, at=at)
    _set_routes(tenant, entry)
    for login, account in entry["accounts"].items():
        tenant.people[login] = _account(
            tenant, address(login, entry["key"]), account, password, at=at
        )
    return tenant


def _account(
    tenant: Tenant, email: str, account: dict[str, Any], password: str, *, at: datetime
) -> User:
    roles = account["roles"]
    is_administrator = Role.ADMINISTRATOR in roles
    user = User.objects.create(
        email=email,
        password=password,
        name=account["name"],
        municipality=tenant.municipality,
        unit=tenant.units.get(account.get("unit", "")),
        language=tenant.municipality.language,
        is_staff=is_administrator,
        is_superuser=is_administrator,
    )
    for role in roles:
        is_of_unit = role in {Role.CONTRIBUTOR, Role.HEAD}
        grant(user, role, tenant.municipality, at=at, unit=user.unit if is_of_unit else None)
    if post := account.get("post"):
        first = clock.local_date(at, tenant.municipality.time_zone)
        appoint(user, tenant.posts[post], first=first)
    return user


def _set_bodies(tenant: Tenant, entry: dict[str, Any], *, at: datetime) -> None:
    today = clock.local_date(at, tenant.municipality.time_zone)
    for facts in entry["bodies"]:
        names = {name: value for name, value in facts.items() if name != "key"}
        body = Body.objects.create(municipality=tenant.municipality, **names)
        tenant.bodies[facts["key"]] = body
        _set_meetings(body, today)
    for decision in entry.get("decisions", []):
        FormalDecision.objects.create(
            municipality=tenant.municipality,
            body=tenant.bodies[decision["body"]],
            date=read(decision["date"]).earliest,
            number=decision["number"],
            wording=decision["wording"],
            recorded_at=at,
        )


def _set_meetings(body: Body, today: date) -> None:
    """Past and coming meetings, so that an agenda closes within days of the first look."""
    first = today + timedelta(days=FIRST_MEETINGS[Body.Level(body.level)])
    days = [first + timedelta(days=MEETING_DAYS * number) for number in range(MEETINGS)]
    for day in days:
        closes = day - timedelta(days=AGENDA_DAYS)
        Meeting.objects.create(body=body, date=day, agenda_closes_date=closes)


def _set_routes(tenant: Tenant, entry: dict[str, Any]) -> None:
    KindPolicy.objects.create(
        municipality=tenant.municipality,
        gate=entry["gate"],
        simple_ceiling=CEILING,
        currency=entry["currency"],
    )
    for facts in entry["routes"]:
        route = Route.objects.create(
            municipality=tenant.municipality,
            handling=facts["handling"],
            ceiling=facts.get("ceiling"),
            is_light=facts.get("is_light", False),
        )
        for order, stop in enumerate(facts["stops"], start=1):
            body = tenant.bodies.get(stop)
            RouteStop.objects.create(
                route=route,
                order=order,
                body=body,
                role="" if body else stop,
                authority="" if body else facts["authority"],
            )
