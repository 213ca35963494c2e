"""Somebody else answers for a case: what fell to whoever did so goes along (R-030, R-055)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, CaseAccess, Duty, Recurrence, StepRecord
from notifications.models import Reminder
from notifications.sweep import fall_due
from people import seats
from people.models import User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import fresh, noon
from workflows.cases import NewCase, open_case
from workflows.errors import NotPossible
from workflows.responsible import name_responsible

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Kind
    from people.models import Actor, Municipality, Unit

DUE = PartialDate.day(date(2026, 9, 1))


@pytest.fixture
def carried(nuuk: Municipality, culture: Unit, sister_city: Kind, anna: User, routes: None) -> Case:
    """Anna answers for it, and one duty asks her in person."""
    new = NewCase(title="Venskabsby", kind=sister_city, unit=culture)
    case = open_case(new, owner=nuuk, by=anna, at=NOW)
    mine = seats.asked_person(anna)
    Case.objects.filter(pk=case.pk).update(responsible=mine)
    ask(case, mine)
    return fresh(case)


def ask(case: Case, who: Actor, kind: str = "orientation", **facts: object) -> Duty:
    row = {"due": DUE, "opened_at": NOW} | facts
    return Duty.objects.create(case=case, kind_id=kind, responsible=who, **row)


def yearly(case: Case, who: Actor, kind: str = "update") -> Recurrence:
    return Recurrence.objects.create(case=case, kind_id=kind, responsible=who, anchor_date=TODAY)


@pytest.mark.requirement("R-030")
def test_open_duties_follow_whoever_answers_for_the_case(
    carried: Case, anna: User, bo: User, officer: User, culture: Unit
) -> None:
    """Journalled, and the reminder reaches the new one (R-030); what was done keeps its name."""
    case = carried
    done = ask(case, seats.asked_person(anna), "sign", status="done", closed_at=NOW)
    recurrence = yearly(case, seats.asked_person(anna), kind="still_alive")
    theirs = ask(case, seats.asked_unit(culture), "fulfil_condition")

    name_responsible(case, seats.asked_person(bo), by=officer, at=NOW, seen=case.version)

    bos = seats.asked_person(bo)
    assert fresh(case).responsible == bos
    duty = Duty.objects.get(case=case, kind="orientation")
    assert duty.responsible == bos
    assert duty.history.latest("history_id").history_user == officer
    assert Duty.objects.get(pk=done.pk).responsible == seats.asked_person(anna)
    assert Duty.objects.get(pk=theirs.pk).responsible == seats.asked_unit(culture)
    assert Recurrence.objects.get(pk=recurrence.pk).responsible == bos
    step = StepRecord.objects.filter(case=case).latest("pk")
    assert (step.step, step.by, step.about) == ("name_responsible", officer, f"{anna} → {bo}")
    assert Reminder.objects.filter(duty=duty, status="planned").exists()
    fall_due(at=noon(2026, 9, 2))
    mail = Reminder.objects.get(duty=duty, days=1).message
    assert mail is not None
    assert mail.address == bo.email


@pytest.mark.requirement("R-055")
def test_what_fell_to_the_unit_follows_the_first_who_is_named(
    carried: Case, bo: User, officer: User, culture: Unit
) -> None:
    case = carried
    Case.objects.filter(pk=case.pk).update(responsible=None)
    Duty.objects.filter(case=case).update(responsible=seats.asked_unit(culture))

    name_responsible(case, seats.asked_person(bo), by=officer, at=NOW, seen=case.version)

    assert Duty.objects.get(case=case).responsible == seats.asked_person(bo)


def test_the_proposer_still_completes_the_proposal_and_posts_keep_their_cadence(
    carried: Case, anna: User, bo: User, officer: User
) -> None:
    case, annas = carried, seats.asked_person(anna)
    asked = [ask(case, annas, kind) for kind in ("complete_proposal", "update")]
    cadence = yearly(case, annas)

    name_responsible(case, seats.asked_person(bo), by=officer, at=NOW, seen=case.version)

    still = Duty.objects.filter(pk__in=[duty.pk for duty in asked])
    assert set(still.values_list("responsible", flat=True)) == {annas.pk}
    assert Recurrence.objects.get(pk=cadence.pk).responsible == annas


@pytest.mark.parametrize("who", ["gone", "elsewhere", "unit"])
def test_nobody_is_named_who_cannot_answer_for_it(
    who: str,
    carried: Case,
    bo: User,
    officer: User,
    culture: Unit,
    arvika: Municipality,
    person: Callable[..., User],
) -> None:
    case = carried
    if who == "unit":
        Case.objects.filter(pk=case.pk).update(confidentiality="named")
    User.objects.filter(pk=bo.pk).update(is_active=False)
    bo.refresh_from_db()
    taker = {
        "gone": lambda: seats.asked_person(bo),
        "elsewhere": lambda: seats.asked_person(person("officer", municipality=arvika)),
        "unit": lambda: seats.asked_unit(culture),
    }[who]()

    with pytest.raises(NotPossible):
        name_responsible(case, taker, by=officer, at=NOW, seen=case.version)

    assert Duty.objects.get(case=case).responsible == fresh(case).responsible


def test_whoever_is_named_may_read_what_is_kept_to_named_people(
    carried: Case, bo: User, anna: User
) -> None:
    case = carried
    Case.objects.filter(pk=case.pk).update(confidentiality="named")

    name_responsible(case, seats.asked_person(bo), by=anna, at=NOW, seen=case.version)

    assert CaseAccess.objects.filter(case=case, user=bo).exists()
