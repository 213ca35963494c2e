"""Work is handed over: does everything open go along, by those who may (R-030, R-055)?"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.models import Case, CaseAccess, Duty, Handover, Recurrence, StepRecord
from audit.models import SecurityEvent
from people import seats
from people.models import Post, PostHolding, User
from people.roles import appoint
from tests.conftest import NOW, TODAY
from tests.workflows.carrying import WHY, ask, leaves, yearly
from tests.workflows.stages import fresh
from workflows import handover
from workflows.errors import NotPermitted, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable

    from people.models import Municipality, Unit


# ---------------------------------------------------------------- moving
@pytest.mark.requirement("R-055")
def test_everything_open_goes_to_the_other_in_one_journalled_step(
    carried: Callable[..., Case], anna: User, bo: User, secretary: User
) -> None:
    case = carried()
    recurrence = yearly(case, seats.asked_person(anna))

    row = leaves(anna, seats.asked_person(bo), secretary)

    theirs = seats.asked_person(bo)
    assert fresh(case).responsible == theirs
    duty = Duty.objects.get(case=case)
    assert duty.responsible == theirs
    assert Recurrence.objects.get(pk=recurrence.pk).responsible == theirs
    assert (row.cases, row.duties, row.by, row.reason) == (1, 1, secretary, WHY)
    step = StepRecord.objects.filter(case=case).latest("pk")
    assert (step.step, step.by, step.reason) == ("hand_over", secretary, WHY)
    assert "Anna" in step.about
    assert "Bo" in step.about
    assert fresh(case).version == step.version
    for kept in (duty, Recurrence.objects.get(pk=recurrence.pk), fresh(case)):
        last = kept.history.order_by("history_id").last()
        assert (last.history_user, last.history_change_reason) == (secretary, WHY)
        assert last.responsible_id == theirs.pk


@pytest.mark.requirement("R-055")
def test_what_was_done_keeps_its_name(
    carried: Callable[..., Case], anna: User, bo: User, secretary: User
) -> None:
    case = carried()
    done = ask(case, seats.asked_person(anna), "sign", status="done", closed_at=NOW)

    leaves(anna, seats.asked_person(bo), secretary)

    assert Duty.objects.get(pk=done.pk).responsible == seats.asked_person(anna)
    assert fresh(case).proposed_by == anna
    assert StepRecord.objects.get(case=case, step="create").by == anna


def test_what_both_were_asked_is_asked_once(
    carried: Callable[..., Case], anna: User, bo: User, secretary: User
) -> None:
    case = carried()
    ask(case, seats.asked_person(bo))
    mine, theirs = yearly(case, seats.asked_person(anna)), yearly(case, seats.asked_person(bo))
    Recurrence.objects.filter(pk=theirs.pk).update(is_active=False)

    leaves(anna, seats.asked_person(bo), secretary)

    open_ones = Duty.objects.filter(case=case, status="open")
    assert [duty.responsible for duty in open_ones] == [seats.asked_person(bo)]
    assert not Recurrence.objects.get(pk=mine.pk).is_active
    assert Recurrence.objects.get(pk=theirs.pk).is_active


def test_an_ended_case_keeps_whoever_was_responsible(
    carried: Callable[..., Case], anna: User, bo: User, secretary: User
) -> None:
    case = carried()
    Duty.objects.filter(case=case).update(status="done", closed_at=NOW)
    Case.objects.filter(pk=case.pk).update(state="terminated")

    leaves(anna, seats.asked_person(bo), secretary)

    assert fresh(case).responsible == seats.asked_person(anna)


@pytest.mark.requirement("R-055")
def test_one_that_cannot_go_over_keeps_all(
    carried: Callable[..., Case], anna: User, culture: Unit, secretary: User
) -> None:
    """All or none; a unit reads nothing that is kept to named people, and its title is not told."""
    first, kept = carried(), carried("Fortroligt", confidentiality="named")

    with pytest.raises(NotPossible, match="A case that you may not read: It is kept to named"):
        leaves(anna, seats.asked_unit(culture), secretary)

    mine = seats.asked_person(anna)
    assert {fresh(case).responsible for case in (first, kept)} == {mine}
    assert set(Duty.objects.values_list("responsible", flat=True)) == {mine.pk}
    assert not Handover.objects.exists()
    assert SecurityEvent.objects.filter(attempt="hand_over", case_id=kept.pk).exists()


def test_whoever_takes_over_may_read_it(
    carried: Callable[..., Case], anna: User, bo: User, secretary: User
) -> None:
    kept = carried("Fortroligt", confidentiality="named")

    leaves(anna, seats.asked_person(bo), secretary)

    assert CaseAccess.objects.get(case=kept).user == bo


def test_the_posts_go_along_when_asked(
    anna: User, bo: User, secretary: User, nuuk: Municipality
) -> None:
    post = Post.objects.create(municipality=nuuk, title="Koordinator")
    appoint(anna, post, first=date(2024, 1, 1))

    leaves(anna, seats.asked_person(bo), secretary, posts=True)

    assert PostHolding.objects.get(user=anna).last_date == TODAY - timedelta(days=1)
    assert PostHolding.objects.get(user=bo).first_date == TODAY
    assert set(seats.people_asked(seats.asked_post(post.pk), TODAY)) == {bo}


def test_a_post_that_began_today_passes_on_tomorrow(
    anna: User, bo: User, secretary: User, nuuk: Municipality
) -> None:
    """That Anna held it stays written."""
    post = Post.objects.create(municipality=nuuk, title="Koordinator")
    appoint(anna, post, first=TODAY)

    leaves(anna, seats.asked_person(bo), secretary, posts=True)

    assert PostHolding.objects.get(user=anna).last_date == TODAY
    assert PostHolding.objects.get(user=bo).first_date == TODAY + timedelta(days=1)


# ---------------------------------------------------------------- who may
@pytest.mark.requirement("R-055")
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("head", True),
        ("administrator", True),
        ("officer", False),
        ("director", False),
        ("reader", False),
    ],
)
def test_secretariat_head_and_administrator_hand_over(
    role: str,
    may: bool,
    carried: Callable[..., Case],
    anna: User,
    bo: User,
    nuuk: Municipality,
    culture: Unit,
    person: Callable[..., User],
) -> None:
    carried()
    by = person(role, municipality=nuuk, unit=culture)
    if may:
        leaves(anna, seats.asked_person(bo), by)
        return
    with pytest.raises(NotPermitted):
        leaves(anna, seats.asked_person(bo), by)


def test_the_head_of_another_unit_may_not(
    carried: Callable[..., Case],
    anna: User,
    bo: User,
    nuuk: Municipality,
    person: Callable[..., User],
) -> None:
    carried()
    school = nuuk.units.create(name="Skole")
    with pytest.raises(NotPermitted):
        leaves(anna, seats.asked_person(bo), person("head", municipality=nuuk, unit=school))


@pytest.mark.parametrize("taker", ["self", "gone", "elsewhere", "closed unit"])
def test_nobody_takes_over_who_is_not_there(
    taker: str,
    carried: Callable[..., Case],
    anna: User,
    bo: User,
    nuuk: Municipality,
    arvika: Municipality,
    person: Callable[..., User],
    secretary: User,
) -> None:
    carried()
    User.objects.filter(pk=bo.pk).update(is_active=False)
    bo.refresh_from_db()
    to = {
        "self": lambda: seats.asked_person(anna),
        "gone": lambda: seats.asked_person(bo),
        "elsewhere": lambda: seats.asked_person(person("officer", municipality=arvika)),
        "closed unit": lambda: seats.asked_unit(nuuk.units.create(name="Nedlagt", is_active=False)),
    }[taker]()
    with pytest.raises(NotPossible):
        leaves(anna, to, secretary)


def test_a_reason_is_needed(
    carried: Callable[..., Case], anna: User, bo: User, secretary: User
) -> None:
    carried()
    with pytest.raises(NotPossible, match="reason"):
        handover.hand_over(anna, seats.asked_person(bo), reason=" ", by=secretary, at=NOW)


def test_the_database_knows_no_handover_to_oneself(anna: User, nuuk: Municipality) -> None:
    mine = seats.asked_person(anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(municipality=nuuk, given_by=mine, taken_by=mine, reason="", at=NOW)


# ---------------------------------------------------------------- cost
def test_many_cases_cost_as_many_statements_as_few(
    carried: Callable[..., Case], anna: User, bo: User, secretary: User
) -> None:
    """Constant for each table; on one connection, whose texts are known after the first."""
    asked: list[Counter[str]] = []
    people = (anna, bo)
    for turn, number in enumerate((5, 50)):
        giver, taker = people[turn], people[1 - turn]
        for index in range(number - Case.objects.filter(responsible__person=giver).count()):
            case = carried(f"Aftale {number} {index}")
            if giver is not anna:
                Case.objects.filter(pk=case.pk).update(responsible=seats.asked_person(giver))
                Duty.objects.filter(case=case).update(responsible=seats.asked_person(giver))
        for case in Case.objects.filter(responsible__person=giver):
            Recurrence.objects.get_or_create(
                case=case,
                kind_id="update",
                responsible=seats.asked_person(giver),
                anchor_date=TODAY,
            )
        with CaptureQueriesContext(connection) as seen:
            row = leaves(giver, seats.asked_person(taker), secretary)
        assert (row.cases, row.duties) == (number, number)
        asked.append(Counter(query["sql"][:40] for query in seen))

    few, many = (sum(counted.values()) for counted in asked)
    assert many <= few + 2, asked[1] - asked[0]
    assert many <= 45
