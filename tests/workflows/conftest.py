"""The people and bodies of the owner, and cases at the states where tests begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import NOW
from tests.workflows.stages import Town
from workflows.cases import NewCase, open_case

if TYPE_CHECKING:
    from agreements.models import Body, Case
    from people.models import Municipality, Unit, User


@pytest.fixture
def town(officer: User, assessor: User, secretary: User, committee: Body, council: Body) -> Town:
    return Town(officer, assessor, secretary, committee, council)


@pytest.fixture
def proposed(draft: Case, town: Town) -> Case:
    town.propose(draft)
    return draft


@pytest.fixture
def assessed(draft: Case, town: Town) -> Case:
    return town.to_assessed(draft)


@pytest.fixture
def approved(draft: Case, town: Town) -> Case:
    return town.to_approved(draft)


@pytest.fixture
def active(draft: Case, town: Town) -> Case:
    return town.to_active(draft)


@pytest.fixture
def under_review(draft: Case, town: Town) -> Case:
    return town.to_review(draft)


@pytest.fixture
def initiative(nuuk: Municipality, culture: Unit, officer: User, routes: None) -> Case:
    """A draft of an initiative that stands alone."""
    return open_case(
        NewCase(title="Kunstnerudveksling", unit=culture), owner=nuuk, by=officer, at=NOW
    )
