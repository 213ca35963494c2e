"""Is the demonstration loaded once, whole, and never beside real people?"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Case
from exchange.demo.accounts import PASSWORD, working_sign_ins
from exchange.demo.loading import DemoRefusedError, load
from people.models import Seat, User
from tests.conftest import NOW

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def test_a_second_loading_changes_nothing() -> None:
    assert load(at=NOW)
    before = Case.objects.count()

    assert not load(at=NOW)
    assert Case.objects.count() == before


def test_refused_where_somebody_else_has_an_account() -> None:
    User.objects.create_user("somebody@kommune.example.org", "a secret of theirs", name="Somebody")

    with pytest.raises(DemoRefusedError):
        load(at=NOW)
    with pytest.raises(CommandError, match="Other people have accounts here"):
        call_command("demo")
    assert not Case.objects.exists()


def test_refused_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not loaded in production"):
        call_command("demo")


def test_closed_sign_ins_work_no_more() -> None:
    call_command("demo", stdout=StringIO())
    account = User.objects.get(email="officer@sermersooq.example")
    assert account.check_password(PASSWORD)

    call_command("demo", "--close", stdout=StringIO())

    assert not working_sign_ins().exists()
    assert not Seat.objects.exists()


def test_a_container_loads_it_only_where_it_is_asked_for(settings: Settings) -> None:
    settings.DEMO = False
    call_command("demo", "--if-asked", stdout=StringIO())
    assert not User.objects.exists()

    settings.DEMO = True
    call_command("demo", "--if-asked", stdout=StringIO())
    assert working_sign_ins().exists()


def test_a_container_goes_on_where_real_people_work(settings: Settings) -> None:
    User.objects.create_user("somebody@kommune.example.org", "a secret of theirs", name="Somebody")
    settings.DEMO = True

    call_command("demo", "--if-asked", stdout=StringIO())

    assert not Case.objects.exists()


def test_a_container_of_production_does_not_start_with_the_demonstration(
    settings: Settings,
) -> None:
    settings.DEMO = settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not loaded in production"):
        call_command("demo", "--if-asked")
