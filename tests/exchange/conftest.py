"""The demonstration, loaded once for all tests of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from exchange.demo.loading import load
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load(at=NOW)
        yield
        transaction.set_rollback(True)
