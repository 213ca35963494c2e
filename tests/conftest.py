"""People and things every test may ask for by name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings

import notifications.defaults
from agreements import defaults
from agreements.models import (
    Body,
    Case,
    DutyKind,
    Kind,
    KindPolicy,
    Meeting,
    Participation,
    Party,
    Signatory,
)
from agreements.models.kinds import Gate
from notifications.models import ReminderRule
from people.models import Municipality, Role, Unit, User
from people.roles import grant
from workflows.cases import NewCase, open_case
from workflows.models import Route, RouteStop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pytest_django.fixtures import Settings

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
PASSWORD = "korrekt hest batteri hæfteklamme"


@pytest.fixture(autouse=True, scope="session")
def _own_documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and no process that one starts, writes beside the documents of this machine."""
    folder = tmp_path_factory.mktemp("files")
    with override_settings(MEDIA_ROOT=folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILES_ROOT", str(folder))
        yield


@pytest.fixture(autouse=True, scope="session")
def _quick_flush() -> Iterator[None]:
    """Truncating writes a new file for each table and index: seconds, for a handful of rows."""

    def delete(
        _ops: DatabaseOperations,
        _style: object,
        tables: Sequence[str],
        **_options: object,
    ) -> list[str]:
        untriggered = "SET LOCAL session_replication_role = replica"
        return [untriggered, *(f'DELETE FROM "{name}"' for name in tables)]  # noqa: S608

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", delete)
        yield


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Hashing as production does takes longer than most tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings, tmp_path: Path) -> None:
    """Each test client would read every static file; real servers, which serve them, still do."""
    settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _counted_anew(settings: Settings) -> None:
    """Attempts to sign in are counted for each test by itself."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend}}
    cache.clear()


@pytest.fixture(autouse=True)
def _kinds(request: pytest.FixtureRequest) -> None:
    """The rows of the migrations, also after a test that truncates tables."""
    mark = request.node.get_closest_marker("django_db")
    truncates = mark is not None and mark.kwargs.get("transaction")
    if truncates or "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        defaults.load(Kind, DutyKind)
        notifications.defaults.load(ReminderRule)
        notifications.defaults.load_of_kinds(ReminderRule)


@pytest.fixture
def nuuk(db: None) -> Municipality:
    return Municipality.objects.create(
        name="Kommuneqarfik Sermersooq", country="GL", time_zone="America/Nuuk", regime="gl"
    )


@pytest.fixture
def arvika(db: None) -> Municipality:
    return Municipality.objects.create(
        name="Arvika kommun",
        country="SE",
        language="sv",
        time_zone="Europe/Stockholm",
        regime="gdpr",
    )


@pytest.fixture
def aalborg(db: None) -> Municipality:
    return Municipality.objects.create(
        name="Aalborg Kommune", country="DK", time_zone="Europe/Copenhagen", regime="gdpr"
    )


@pytest.fixture
def culture(nuuk: Municipality) -> Unit:
    return Unit.objects.create(municipality=nuuk, name="Kultur", mailbox="kultur@example.gl")


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make a person with roles: person("officer", nuuk), person("head", nuuk, unit=culture)."""

    def make(*roles: str, name: str = "", unit: Unit | None = None, **rest: object) -> User:
        municipality = rest.pop("municipality")
        part = str(rest.pop("part", ""))
        name = name or "-".join(roles)
        user = User.objects.create_user(
            f"{name}-{User.objects.count()}@example.org",
            PASSWORD,
            name=name,
            municipality=municipality,
            unit=unit,
            **rest,
        )
        for role in roles:
            grant(
                user,
                role,
                municipality,  # type: ignore[arg-type]
                at=NOW,
                unit=unit if role in {Role.HEAD, Role.CONTRIBUTOR} else None,
                part=part if role == Role.ASSESSOR else "",
            )
        return user

    return make


@pytest.fixture
def officer(nuuk: Municipality, culture: Unit, person: Callable[..., User]) -> User:
    return person("officer", municipality=nuuk, unit=culture)


@pytest.fixture
def assessor(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("assessor", municipality=nuuk)


@pytest.fixture
def secretary(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("secretariat", municipality=nuuk, name="secretary")


@pytest.fixture
def secretary2(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("secretariat", municipality=nuuk, name="secretary2")


@pytest.fixture
def head(nuuk: Municipality, culture: Unit, person: Callable[..., User]) -> User:
    return person("head", municipality=nuuk, unit=culture)


@pytest.fixture
def council(nuuk: Municipality) -> Body:
    return Body.objects.create(
        municipality=nuuk,
        name_da="Kommunalbestyrelsen",
        name_en="The municipal council",
        level="council",
        number_style="Punkt {}",
    )


@pytest.fixture
def committee(nuuk: Municipality) -> Body:
    return Body.objects.create(
        municipality=nuuk,
        name_da="Økonomiudvalget",
        name_en="The finance committee",
        level="executive",
        number_style="Punkt {}",
    )


@pytest.fixture
def routes(nuuk: Municipality, committee: Body, council: Body) -> None:
    """Political: committee, then council. Simple: the secretariat as delegate. Light: likewise."""
    political = Route.objects.create(municipality=nuuk, handling="political")
    RouteStop.objects.create(route=political, order=1, body=committee)
    RouteStop.objects.create(route=political, order=2, body=council)
    for handling, light in (("simple", False), ("political", True)):
        route = Route.objects.create(municipality=nuuk, handling=handling, is_light=light)
        RouteStop.objects.create(
            route=route, order=1, role="secretariat", authority="Delegationsplan, punkt 4.2"
        )
    KindPolicy.objects.create(municipality=nuuk, gate=Gate.SHORT, simple_ceiling=100_000)
    for body, day in ((committee, 17), (council, 26)):
        Meeting.objects.create(
            body=body, date=date(2026, 3, day), agenda_closes_date=date(2026, 3, day - 8)
        )


@pytest.fixture
def sister_city(db: None) -> Kind:
    return Kind.objects.get_or_create(code="sister_city", defaults={"name_da": "Venskabsby"})[0]


@pytest.fixture
def our_party(nuuk: Municipality) -> Party:
    return Party.objects.create(
        sort="municipality", name=nuuk.name, country="GL", municipality=nuuk
    )


@pytest.fixture
def their_party(db: None) -> Party:
    return Party.objects.create(sort="municipality", name="Gentofte Kommune", country="DK")


@pytest.fixture
def draft(  # the facts that satisfy every rule of `propose`
    nuuk: Municipality,
    culture: Unit,
    officer: User,
    sister_city: Kind,
    our_party: Party,
    their_party: Party,
    routes: None,
) -> Case:
    """A draft that meets every rule, so that a test breaks only what it names."""
    case = open_case(
        NewCase(
            title="Venskabsby: Gentofte",
            kind=sister_city,
            unit=culture,
            parties=(our_party, their_party),
        ),
        owner=nuuk,
        by=officer,
        at=NOW,
    )
    for participation in Participation.objects.filter(case=case):
        Signatory.objects.create(participation=participation, title="Borgmester")
    return case
