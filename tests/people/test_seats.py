"""Who answers for a person, post, unit or role, today and while somebody is away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from people.models import Actor, Deputy, Municipality, Role, Unit, User
from people.roles import appoint
from people.seats import (
    actors_of,
    answers_for,
    asked_person,
    asked_post,
    asked_role,
    asked_unit,
    people_asked,
    reseat,
)
from tests.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries


DAY = timedelta(days=1)


def asked(actor: Actor, days: int = 0) -> set[User]:
    return set(people_asked(actor, TODAY + DAY * days))


def test_of_an_actor_there_is_one_row(nuuk: Municipality, culture: Unit, officer: User) -> None:
    assert asked_person(officer) == asked_person(officer)
    assert asked_unit(culture) == asked_unit(culture)
    economy = asked_role(Role.ASSESSOR, nuuk.pk, part="economy")
    assert economy == asked_role(Role.ASSESSOR, nuuk.pk, part="economy")
    assert asked_role(Role.OFFICER, nuuk.pk) != asked_role(Role.OFFICER, nuuk.pk, culture.pk)


def test_a_person_answers_for_oneself(officer: User, secretary: User) -> None:
    assert asked(asked_person(officer)) == {officer}


def test_a_unit_is_everybody_who_works_or_has_a_role_in_it(
    nuuk: Municipality, culture: Unit, officer: User, head: User, secretary: User
) -> None:
    assert asked(asked_unit(culture)) == {officer, head}


def test_a_role_is_everybody_who_holds_it(
    nuuk: Municipality, aalborg: Municipality, person: Callable[..., User]
) -> None:
    here = {person("secretariat", municipality=nuuk) for _ in range(2)}
    person("secretariat", municipality=aalborg)

    assert asked(asked_role(Role.SECRETARIAT, nuuk.pk)) == here


def test_a_role_of_a_unit_is_also_held_above_it(
    nuuk: Municipality, culture: Unit, head: User, person: Callable[..., User]
) -> None:
    museum = nuuk.units.create(name="Museet", parent=culture)
    school = nuuk.units.create(name="Skole")
    elsewhere = person("head", municipality=nuuk, unit=school)

    assert asked(asked_role(Role.HEAD, nuuk.pk, museum.pk)) == {head}
    assert asked(asked_role(Role.HEAD, nuuk.pk, school.pk)) == {elsewhere}
    assert asked(asked_role(Role.HEAD, nuuk.pk)) == {head, elsewhere}


def test_a_part_is_asked_of_its_assessor_and_of_those_of_all_parts(
    nuuk: Municipality, assessor: User, person: Callable[..., User]
) -> None:
    economist = person("assessor", municipality=nuuk, part="economy")

    assert asked(asked_role(Role.ASSESSOR, nuuk.pk, part="economy")) == {assessor, economist}
    assert asked(asked_role(Role.ASSESSOR, nuuk.pk, part="benefit")) == {assessor}


@pytest.mark.requirement("R-036")
def test_a_post_outlives_its_holders(nuuk: Municipality, person: Callable[..., User]) -> None:
    mayor = nuuk.posts.create(title="Borgmester")
    first, second = (person(municipality=nuuk, name=name) for name in ("første", "anden"))
    appoint(first, mayor, first=TODAY - DAY, last=TODAY)
    post = asked_post(mayor.pk)
    appoint(second, mayor, first=TODAY + DAY)

    assert asked(post) == {first}
    assert asked(post, days=1) == {second}
    assert asked(post, days=-2) == set()


def test_while_somebody_is_away_the_deputy_is_asked_too(officer: User, secretary: User) -> None:
    Deputy.objects.create(absent=officer, deputy=secretary, first_date=TODAY, last_date=TODAY + DAY)
    actor = asked_person(officer)

    assert asked(actor) == asked(actor, days=1) == {officer, secretary}
    assert asked(actor, days=2) == asked(actor, days=-1) == {officer}
    assert answers_for(secretary, actor, TODAY)


def test_nobody_asks_a_deactivated_person(officer: User, secretary: User) -> None:
    actor = asked_person(officer)
    officer.is_active = False
    officer.save()

    assert asked(actor) == set()


def test_what_a_person_answers_for_is_found_in_one_query(
    nuuk: Municipality, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person_, role = asked_person(officer), asked_role(Role.OFFICER, nuuk.pk)

    with django_assert_num_queries(1):
        keys = set(actors_of(officer, TODAY))

    assert keys == {person_.pk, role.pk}


def test_a_person_who_changes_unit_is_seated_anew(
    nuuk: Municipality, culture: Unit, secretary: User
) -> None:
    actor = asked_unit(culture)
    assert asked(actor) == set()

    secretary.unit = culture
    secretary.save()
    reseat(secretary)

    assert asked(actor) == {secretary}


def test_asking_somebody_new_costs_the_same_however_many_people_there_are(
    nuuk: Municipality,
    person: Callable[..., User],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    many = [person(municipality=nuuk) for _ in range(10)]

    with django_assert_max_num_queries(10):
        asked_person(many[0])
