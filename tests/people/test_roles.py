"""Which roles a person holds, on which day, in which unit; and that each change is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from audit.models import SecurityEvent
from people.models import Deputy, Municipality, Role, RoleGrant, Unit, User
from people.roles import grant, revoke, roles_of
from people.seats import actors_of, asked_role
from tests.conftest import NOW, TODAY

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def somebody(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person(municipality=nuuk, name="somebody")


def test_a_role_holds_in_the_whole_municipality(nuuk: Municipality, somebody: User) -> None:
    unit = nuuk.units.create(name="Skole")
    grant(somebody, Role.OFFICER, nuuk, at=NOW)

    roles = roles_of(somebody, TODAY)
    assert roles.has(Role.OFFICER, nuuk.pk)
    assert roles.has(Role.OFFICER, nuuk.pk, unit.pk)
    assert not roles.has(Role.SECRETARIAT, nuuk.pk)


def test_a_role_in_one_municipality_says_nothing_of_another(
    nuuk: Municipality, aalborg: Municipality, somebody: User
) -> None:
    grant(somebody, Role.OFFICER, aalborg, at=NOW)

    roles = roles_of(somebody, TODAY)
    assert roles.has(Role.OFFICER, aalborg.pk)
    assert not roles.has(Role.OFFICER, nuuk.pk)
    assert roles.municipalities() == {aalborg.pk}


@pytest.mark.requirement("R-055")
@pytest.mark.requirement("R-071")
def test_a_role_in_a_unit_holds_for_the_units_and_companies_below_it(
    nuuk: Municipality, culture: Unit, somebody: User
) -> None:
    museum = nuuk.units.create(name="Museet", parent=culture)
    depot = nuuk.units.create(name="Magasinet A/S", parent=museum, sort=Unit.Sort.COMPANY)
    school = nuuk.units.create(name="Skole")
    grant(somebody, Role.HEAD, nuuk, at=NOW, unit=culture)

    roles = roles_of(somebody, TODAY)
    assert [roles.has(Role.HEAD, nuuk.pk, u.pk) for u in (culture, museum, depot)] == [True] * 3
    assert not roles.has(Role.HEAD, nuuk.pk, school.pk)


def test_units_that_stand_in_a_circle_are_read_once(
    nuuk: Municipality, culture: Unit, somebody: User
) -> None:
    museum = nuuk.units.create(name="Museet", parent=culture)
    Unit.objects.filter(pk=culture.pk).update(parent=museum)
    grant(somebody, Role.HEAD, nuuk, at=NOW, unit=culture)

    assert roles_of(somebody, TODAY).has(Role.HEAD, nuuk.pk, museum.pk)
    assert somebody.seats.count() == 0
    asked_role(Role.HEAD, nuuk.pk, museum.pk)
    assert somebody.seats.count() == 1


def test_an_assessor_of_one_part_has_that_part(nuuk: Municipality, somebody: User) -> None:
    grant(somebody, Role.ASSESSOR, nuuk, at=NOW, part="economy")

    roles = roles_of(somebody, TODAY)
    assert roles.has(Role.ASSESSOR, nuuk.pk, part="economy")
    assert not roles.has(Role.ASSESSOR, nuuk.pk, part="benefit")
    assert roles.has(Role.ASSESSOR, nuuk.pk)


def test_a_deactivated_person_holds_nothing(nuuk: Municipality, somebody: User) -> None:
    grant(somebody, Role.OFFICER, nuuk, at=NOW)
    somebody.is_active = False
    somebody.save()

    assert roles_of(somebody, TODAY).held == ()


# ---------------------------------------------------------------- deputies
@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_deputy_holds_the_roles_of_the_absent_from_day_to_day(
    nuuk: Municipality,
    secretary: User,
    somebody: User,
    days: int,
    holds: bool,
) -> None:
    Deputy.objects.create(
        absent=secretary,
        deputy=somebody,
        first_date=TODAY,
        last_date=TODAY + timedelta(days=6),
    )

    roles = roles_of(somebody, TODAY + timedelta(days=days))
    assert roles.has(Role.SECRETARIAT, nuuk.pk) is holds
    asked = asked_role(Role.SECRETARIAT, nuuk.pk)
    assert (asked.pk in set(actors_of(somebody, TODAY + timedelta(days=days)))) is holds


def test_nobody_stands_in_for_a_deactivated_person(
    nuuk: Municipality, secretary: User, somebody: User
) -> None:
    Deputy.objects.create(absent=secretary, deputy=somebody, first_date=TODAY, last_date=TODAY)
    secretary.is_active = False
    secretary.save()

    assert not roles_of(somebody, TODAY).held
    asked = asked_role(Role.SECRETARIAT, nuuk.pk)
    assert asked.pk not in set(actors_of(somebody, TODAY))


def test_deputies_do_not_hand_on_what_they_stand_in_for(
    nuuk: Municipality, secretary: User, somebody: User, person: Callable[..., User]
) -> None:
    third = person(municipality=nuuk, name="third")
    for absent, deputy in ((secretary, somebody), (somebody, third)):
        Deputy.objects.create(absent=absent, deputy=deputy, first_date=TODAY, last_date=TODAY)

    assert not roles_of(third, TODAY).held


# ---------------------------------------------------------------- giving and taking
def test_giving_and_taking_a_role_is_a_security_event(
    nuuk: Municipality, somebody: User, officer: User
) -> None:
    row = grant(somebody, Role.READER, nuuk, at=NOW, by=officer)
    revoke(row, at=NOW, by=officer)

    events = SecurityEvent.objects.filter(reason__startswith=somebody.email)
    assert [e.attempt for e in events.order_by("pk")] == ["granted", "revoked"]
    assert {e.kind for e in events} == {"role_changed"}
    assert {(e.actor, e.actor_id, e.municipality_id) for e in events} == {
        (officer.email, officer.pk, nuuk.pk)
    }
    kept = RoleGrant.history.filter(user=somebody)
    assert [(row.history_type, row.history_user) for row in kept.order_by("history_id")] == [
        ("+", officer),
        ("-", officer),
    ]


def test_giving_a_role_twice_changes_nothing(nuuk: Municipality, somebody: User) -> None:
    first = grant(somebody, Role.READER, nuuk, at=NOW)
    second = grant(somebody, Role.READER, nuuk, at=NOW)

    assert first == second
    assert SecurityEvent.objects.filter(reason__startswith=somebody.email).count() == 1


def test_a_role_given_or_taken_changes_who_is_asked(nuuk: Municipality, somebody: User) -> None:
    asked = asked_role(Role.SECRETARIAT, nuuk.pk)
    assert asked.pk not in set(actors_of(somebody, TODAY))

    row = grant(somebody, Role.SECRETARIAT, nuuk, at=NOW)
    assert asked.pk in set(actors_of(somebody, TODAY))
    revoke(row, at=NOW)
    assert asked.pk not in set(actors_of(somebody, TODAY))
