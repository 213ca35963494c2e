"""What must always be true of people, units and posts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from people.models import (
    Actor,
    Deputy,
    Municipality,
    PostHolding,
    RoleGrant,
    Unit,
    User,
)
from tests.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable


def test_addresses_are_kept_in_lower_case(db: None) -> None:
    user = User.objects.create_user(" Officer@Example.ORG ", "hemmeligt", name="Officer")

    assert user.email == "officer@example.org"
    assert User.objects.get_by_natural_key("OFFICER@example.org") == user
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=user.pk).update(email="Officer@example.org")


def test_people_are_never_deleted(officer: User) -> None:
    with pytest.raises(ProtectedError, match="deactivated, never deleted"):
        officer.delete()


def test_history_of_a_person_keeps_no_password(officer: User) -> None:
    kept = User.history.filter(id=officer.pk).latest()

    assert kept.name == "officer"
    assert not hasattr(kept, "password")


@pytest.mark.parametrize("zone", ["America/Nuuk", "Europe/Stockholm"])
def test_a_time_zone_is_known(db: None, zone: str) -> None:
    Municipality(name="X", country="GL", time_zone=zone, regime="gl").full_clean()


def test_another_word_is_no_time_zone(db: None) -> None:
    with pytest.raises(ValidationError, match="no time zone"):
        Municipality(name="X", country="GL", time_zone="Nuuk", regime="gl").full_clean()


def test_a_unit_has_its_name_alone_and_is_not_its_own_parent(culture: Unit) -> None:
    with pytest.raises(IntegrityError):
        Unit.objects.filter(pk=culture.pk).update(parent=culture)


def test_two_units_of_a_municipality_have_different_names(culture: Unit) -> None:
    with pytest.raises(IntegrityError):
        Unit.objects.create(municipality=culture.municipality, name="KULTUR")


def test_two_municipalities_may_each_have_one(culture: Unit, aalborg: Municipality) -> None:
    Unit.objects.create(municipality=aalborg, name="Kultur")


def test_only_assessors_have_a_part(officer: User, nuuk: Municipality) -> None:
    with pytest.raises(IntegrityError):
        RoleGrant.objects.filter(user=officer).update(part="economy")


def test_nobody_is_the_own_deputy(officer: User) -> None:
    with pytest.raises(IntegrityError):
        Deputy.objects.create(absent=officer, deputy=officer, first_date=TODAY, last_date=TODAY)


def test_an_absence_ends_after_it_begins(officer: User, secretary: User) -> None:
    with pytest.raises(IntegrityError):
        Deputy.objects.create(
            absent=officer,
            deputy=secretary,
            first_date=TODAY,
            last_date=TODAY - timedelta(days=1),
        )


def test_a_holding_ends_after_it_begins(officer: User, nuuk: Municipality) -> None:
    with pytest.raises(IntegrityError):
        PostHolding.objects.create(
            post=nuuk.posts.create(title="Borgmester"),
            user=officer,
            first_date=TODAY,
            last_date=TODAY - timedelta(days=1),
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "person"},
        {"sort": "role", "role": "officer"},
        {"sort": "role"},
        {"sort": "unit"},
        {"sort": "post"},
    ],
)
def test_an_actor_is_exactly_one(db: None, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError):
        Actor.objects.create(**wrong)


def test_an_actor_is_not_two(officer: User, culture: Unit, person: Callable[..., User]) -> None:
    with pytest.raises(IntegrityError):
        Actor.objects.create(sort="person", person=officer, unit=culture)
