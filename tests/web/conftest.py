"""What every test of pages needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from agreements.models import Body, Kind, Party
from people.models import Municipality, Unit, User
from tests.web.lives import Cast

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """No test counts sign-ins, or reads mails, of another; and passwords cost nothing."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MAIL_DIR = tmp_path / "mail"
    settings.MAIL_DIR.mkdir()
    settings.STATIC_ROOT = tmp_path


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
def reader(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("reader", municipality=nuuk)
