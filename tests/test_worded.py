"""A question that is worded once is answered as Django would answer it each time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from people.models import Deputy, User
from tests.conftest import TODAY
from worded import Given, Worded

if TYPE_CHECKING:
    from people.models import Unit

_of_unit = Worded(
    lambda: User.objects.filter(unit=Given("unit")).select_related("unit").order_by("name")
)
_away: Worded[Any] = Worded(
    lambda: User.objects.filter(name=Given("name")).annotate(
        is_away=Exists(Deputy.objects.filter(absent=OuterRef("pk"), last_date__gte=Given("on")))
    )
)


def test_each_time_other_values_are_asked_for(culture: Unit, officer: User, head: User) -> None:
    User.objects.filter(pk__in=[officer.pk, head.pk]).update(unit=culture)
    other = type(culture).objects.create(municipality=culture.municipality, name="Havn")

    assert _of_unit(unit=culture.pk) == list(User.objects.filter(unit=culture).order_by("name"))
    assert _of_unit(unit=other.pk) == []
    assert officer in _of_unit(unit=culture.pk)


def test_nothing_is_met_by_none(officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(unit=None)

    assert _of_unit(unit=None) == []


def test_related_rows_come_along_in_one_query(culture: Unit, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(unit=culture)

    with CaptureQueriesContext(connection) as asked:
        assert {user.unit.name for user in _of_unit(unit=culture.pk) if user.unit} == {"Kultur"}

    assert len(asked) == 1


def test_what_is_annotated_and_days_are_answered_too(officer: User, secretary: User) -> None:
    Deputy.objects.create(absent=officer, deputy=secretary, first_date=TODAY, last_date=TODAY)

    (today,) = _away(name=officer.name, on=TODAY)
    (tomorrow,) = _away(name=officer.name, on=TODAY + timedelta(days=1))

    assert (today.is_away, tomorrow.is_away) == (True, False)


def test_a_row_can_be_changed_and_saved_as_any_other(officer: User, culture: Unit) -> None:
    User.objects.filter(pk=officer.pk).update(unit=culture)
    (user,) = [user for user in _of_unit(unit=culture.pk) if user == officer]

    user.title = "Konsulent"
    user.save()

    assert User.objects.get(pk=officer.pk).title == "Konsulent"
