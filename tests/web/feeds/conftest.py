"""A deadline that somebody is asked to keep, and the secret of their feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

import clock
from agreements.models import Case, Duty
from notifications import feeds
from people import seats
from people.models import User
from tests.conftest import NOW
from tests.web.feeds.reading import WINDOWS


@pytest.fixture
def at() -> datetime:
    return clock.now()


@pytest.fixture
def asked(draft: Case, officer: User) -> Callable[..., Duty]:
    """Ask the officer something in the case: asked(due=…)."""
    draft.public_title = "Venskabsby i Østjylland: æøå ÆØÅ"
    draft.save()

    def make(**facts: object) -> Duty:
        facts = {"due": WINDOWS["day"], "kind_id": "review"} | facts
        facts.setdefault("responsible", seats.asked_person(officer))
        facts.setdefault("case", draft)
        return Duty.objects.create(opened_at=NOW, **facts)

    return make


@pytest.fixture
def secret(officer: User, at: datetime) -> str:
    return feeds.make(officer, by=officer, at=at)[1]
