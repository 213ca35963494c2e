"""Is there one case in every situation, with something to do for every role?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from agreements.models import Case, Duty
from agreements.states import State
from people.models import Actor, User
from people.seats import actors_of
from tests.conftest import NOW, TODAY
from tests.exchange.accounts import person
from workflows import routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]


def examples() -> dict[str, Case]:
    return {case.title: case for case in Case.objects.filter(provenance=Case.Provenance.NATIVE)}


def test_every_example_says_that_it_is_one() -> None:
    assert all(case.source.startswith(("Eksempel", "Exempel")) for case in examples().values())


def test_every_situation_can_be_tried_once() -> None:
    here = {
        (case.state, case.handling)
        for case in examples().values()
        if case.owner.name == "Kommuneqarfik Sermersooq"
    }

    assert here == {
        ("draft", "political"),
        ("proposed", "political"),
        ("assessed", "political"),
        ("assessed", "simple"),
        ("approved", "political"),
        ("active", "political"),
        ("active", "registered"),
        ("completed", "registered"),
        ("under_review", "political"),
        ("suspended", "political"),
        ("renewed", "simple"),
        ("rejected", "political"),
        ("withdrawn", "political"),
        ("paused", "registered"),
        ("cancelled", "registered"),
    }


@pytest.mark.parametrize(
    ("login", "kinds"),
    [
        ("contributor", {"still_alive"}),
        ("officer", {"review", "sign", "review_evaluation"}),
        ("assessor", {"assess_economy"}),
        ("head", {"decide"}),
        ("secretariat", {"ready_for_agenda", "rule", "decide", "send_decision"}),
        ("director", {"update"}),
    ],
)
def test_something_waits_for_every_role_that_acts(login: str, kinds: set[str]) -> None:
    mine = actors_of(person(f"{login}@sermersooq.example"), TODAY)
    asked = Duty.objects.filter(status=Duty.Status.OPEN, responsible__in=set(mine))

    assert kinds <= set(asked.values_list("kind", flat=True))


def test_small_amounts_are_for_the_head_and_larger_ones_for_the_secretariat() -> None:
    waiting = [case for case in examples().values() if case.handling == Case.Handling.SIMPLE]

    assert {(routes.cost_of(c), routes.stops_of(c)[0].role) for c in waiting} == {
        (Decimal(45_000), "head"),
        (Decimal(80_000), "secretariat"),
    }


def test_examples_were_walked_in_their_true_order_and_not_in_the_future() -> None:
    for case in examples().values():
        moments = [record.at for record in case.steps.order_by("pk")]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW
        assert all(record.by_id or record.automaton for record in case.steps.all())


def test_only_the_example_that_fell_asleep_is_overdue_on_the_first_day() -> None:
    asked = Duty.objects.filter(case__in=examples().values(), status=Duty.Status.OPEN)
    over = asked.filter(due_until__lt=TODAY).values_list("kind", "case__title")

    assert set(over) == {("still_alive", "Brevvenner i Nuuk og Kopavogur")}


def test_arvika_asks_for_the_full_assessment_before_it_decides() -> None:
    case = examples()["Kompetensutbyte med Kongsvinger"]
    open_kinds = set(case.duties.filter(status=Duty.Status.OPEN).values_list("kind", flat=True))

    assert case.state == State.PROPOSED
    assert open_kinds == {"assess_economy", "assess_citizens"}
    assert case.expected_benefits.count() == 2


def test_every_account_is_named_by_its_role() -> None:
    here = User.objects.filter(email__endswith="@sermersooq.example")

    assert {user.email.partition("@")[0] for user in here} == {
        "contributor",
        "officer",
        "assessor",
        "head",
        "secretariat",
        "secretariat2",
        "director",
        "reader",
        "auditor",
        "admin",
        "former",
    }
    assert not Actor.objects.filter(sort=Actor.Sort.PERSON).exclude(person__in=here).exists()
