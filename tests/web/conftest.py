"""What every test of pages needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import Body, Case, Kind, Party
from people.models import Municipality, Unit, User
from tests.conftest import NOW
from tests.web.acting import fresh
from tests.web.lives import Cast, live
from tests.web.rights_world import cases_of, people_of
from workflows.assessments import PartText, assess_part
from workflows.cases import edit, set_term, write_part
from workflows.door import take

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

    from workflows.visit import Visit


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """No test reads the mails of another."""
    settings.MAIL_DIR = tmp_path / "mail"
    settings.MAIL_DIR.mkdir()


@pytest.fixture
def aalborg_party(aalborg: Municipality) -> Party:
    """A party that works here itself."""
    return Party.objects.create(
        sort="municipality", name=aalborg.name, country="DK", municipality=aalborg
    )


@pytest.fixture
def cast(
    nuuk: Municipality,
    culture: Unit,
    sister_city: Kind,
    our_party: Party,
    aalborg_party: Party,
    officer: User,
    assessor: User,
    secretary: User,
    committee: Body,
    council: Body,
    routes: None,
) -> Cast:
    """Everybody who brings an agreement between Nuuk and Aalborg to life."""
    return Cast(
        nuuk,
        culture,
        sister_city,
        (our_party, aalborg_party),
        officer,
        assessor,
        secretary,
        committee,
        council,
    )


@pytest.fixture
def active(cast: Cast) -> Case:
    return live(cast, "active")


@pytest.fixture
def partner(aalborg: Municipality, person: Callable[..., User]) -> User:
    """An officer of the other party."""
    return person("officer", municipality=aalborg, name="partner")


@pytest.fixture
def people(
    cast: Cast,
    arvika: Municipality,
    aalborg: Municipality,
    culture: Unit,
    person: Callable[..., User],
) -> dict[str, User]:
    """One of each kind that the rights matrix asks about."""
    return people_of(cast, arvika, aalborg, culture, person)


@pytest.fixture
def cases(cast: Cast) -> dict[str, Case]:
    """One in each situation that the rights matrix asks about."""
    return cases_of(cast)


@pytest.fixture
def reader(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("reader", municipality=nuuk)


@pytest.fixture
def assessed(draft: Case, officer: User, assessor: User) -> Case:
    take("propose", draft, by=officer, at=NOW, seen=draft.version)
    for part in ("benefit", "economy", "citizens"):
        seen = fresh(draft).version
        assess_part(draft, part, PartText(text="Godt"), by=assessor, at=NOW, seen=seen)
    return fresh(draft)


@pytest.fixture
def simple(draft: Case, officer: User) -> Case:
    """A simple case that waits for its delegate."""

    def fill(visit: Visit) -> None:
        visit.case.handling = "simple"
        set_term(visit.case, end=PartialDate.day(NOW.date()))
        for part in ("benefit", "citizens"):
            write_part(visit.case, part, text="Godt")
        write_part(visit.case, "economy", text="Lidt", amount=5, account="1")

    edit(draft, fill, by=officer, at=NOW, seen=draft.version)
    take("propose", draft, by=officer, at=NOW, seen=fresh(draft).version)
    return fresh(draft)
