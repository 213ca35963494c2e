"""Is everything that names a person still right (R-030, R-036)?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Round, RoundItem, StepRecord
from notifications.models import Reminder
from people import seats
from people.models import Post, PostHolding, User
from people.roles import appoint, pass_on
from tests.conftest import NOW, TODAY
from tests.workflows.stages import fresh
from workflows import rounds
from workflows.cases import NewCase, open_case
from workflows.errors import NotPermitted, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Body, Kind
    from people.models import Municipality, Unit

LAST = date(2026, 4, 30)


@pytest.fixture
def held(
    nuuk: Municipality, culture: Unit, officer: User, sister_city: Kind, routes: None
) -> Callable[..., Case]:
    def make(title: str = "Venskabsby", state: str = "active") -> Case:
        new = NewCase(title=title, kind=sister_city, unit=culture)
        case = open_case(new, owner=nuuk, by=officer, at=NOW)
        Case.objects.filter(pk=case.pk).update(state=state)
        return fresh(case)

    return make


def opened(nuuk: Municipality, by: User, sort: str = "owners") -> Round:
    return rounds.open_round(nuuk, sort, year=2026, answer_by=LAST, by=by, at=NOW)


def told(round_: Round) -> tuple[int, int]:
    row: Any = rounds.progress(Round.objects.filter(pk=round_.pk)).get()
    return row.answered, row.asked


@pytest.mark.requirement("R-030")
def test_the_round_asks_whoever_carries_each_agreement(
    held: Callable[..., Case], nuuk: Municipality, culture: Unit, secretary: User
) -> None:
    case, draft = held(), held("Udkast", "draft")

    row = opened(nuuk, secretary)

    duty = Duty.objects.get(kind="still_right")
    assert (duty.case_id, duty.responsible) == (case.pk, seats.asked_unit(culture))
    assert duty.due == PartialDate.day(LAST)
    assert [item.case_id for item in row.items.all()] == [case.pk]
    assert not Duty.objects.filter(case=draft, kind="still_right").exists()
    assert told(row) == (0, 1)


@pytest.mark.requirement("R-030")
def test_its_reminders_wait_for_the_monday_letter(
    held: Callable[..., Case], nuuk: Municipality, secretary: User
) -> None:
    held()
    opened(nuuk, secretary)
    duty = Duty.objects.select_related("kind").get(kind="still_right")
    assert not duty.kind.is_statutory
    channels = Reminder.objects.filter(duty=duty).values_list("rule__channel", flat=True)
    assert set(channels) == {"digest"}


@pytest.mark.requirement("R-030")
def test_an_answer_closes_the_question_and_stands_in_the_history(
    held: Callable[..., Case], nuuk: Municipality, officer: User, secretary: User
) -> None:
    first, second = held(), held("Anden")
    row = opened(nuuk, secretary)
    keys = {item.case_id: item.pk for item in row.items.all()}

    done = rounds.answer(
        row,
        {keys[first.pk]: ("right", ""), keys[second.pk]: ("changed", "Ny kontakt")},
        by=officer,
        at=NOW,
    )

    assert done == 2
    assert not Duty.objects.filter(kind="still_right", status="open").exists()
    item = RoundItem.objects.get(case=second)
    assert (item.answer, item.note, item.answered_by) == ("changed", "Ny kontakt", officer)
    step = StepRecord.objects.filter(case=second).latest("pk")
    assert (step.step, step.about, step.by) == ("answer_still_right", "Ny kontakt", officer)
    assert told(row) == (2, 2)


@pytest.mark.requirement("R-055")
def test_whoever_is_asked_answers_and_others_do_not(
    held: Callable[..., Case],
    nuuk: Municipality,
    culture: Unit,
    secretary: User,
    person: Callable[..., User],
) -> None:
    case = held()
    row = opened(nuuk, secretary)
    given = {row.items.get(case=case).pk: ("right", "")}

    with pytest.raises(NotPermitted):
        rounds.answer(row, given, by=person("assessor", municipality=nuuk), at=NOW)
    assert Duty.objects.filter(kind="still_right", status="open").exists()

    colleague = person("contributor", municipality=nuuk, unit=culture)
    assert rounds.answer(row, given, by=colleague, at=NOW) == 1


def test_one_that_cannot_be_answered_leaves_all_open(
    held: Callable[..., Case], nuuk: Municipality, officer: User, secretary: User
) -> None:
    first, second = held(), held("Anden")
    row = opened(nuuk, secretary)
    Case.objects.filter(pk=second.pk).update(state="terminated")

    with pytest.raises(NotPossible, match="Anden"):
        rounds.answer(row, {i.pk: ("right", "") for i in row.items.all()}, by=officer, at=NOW)

    assert RoundItem.objects.get(case=first).answer == ""
    assert told(row) == (0, 1)


def test_an_ended_case_asks_no_more(
    held: Callable[..., Case], nuuk: Municipality, secretary: User
) -> None:
    case = held()
    row = opened(nuuk, secretary)
    Case.objects.filter(pk=case.pk).update(state="expired")
    assert told(row) == (0, 0)


@pytest.mark.parametrize("role", ["officer", "administrator", "head", "director"])
def test_the_secretariat_opens_it(
    role: str, held: Callable[..., Case], nuuk: Municipality, person: Callable[..., User]
) -> None:
    held()
    with pytest.raises(NotPermitted):
        opened(nuuk, person(role, municipality=nuuk))


def test_it_is_opened_once_a_year_and_answered_later(
    held: Callable[..., Case], nuuk: Municipality, secretary: User
) -> None:
    held()
    opened(nuuk, secretary)
    with pytest.raises(NotPossible, match="already"):
        opened(nuuk, secretary)
    with pytest.raises(NotPossible, match="still to come"):
        rounds.open_round(nuuk, "owners", year=2027, answer_by=TODAY, by=secretary, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(
            municipality=nuuk, sort="owners", year=2026, answer_by_date=LAST, opened_at=NOW
        )


def test_a_round_about_nothing_is_not_opened(nuuk: Municipality, secretary: User) -> None:
    with pytest.raises(NotPossible, match="nothing to ask"):
        opened(nuuk, secretary)
    assert not Round.objects.exists()


def test_an_answer_has_its_time(
    held: Callable[..., Case], nuuk: Municipality, secretary: User
) -> None:
    held()
    row = opened(nuuk, secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.items.update(answer="right")


# ---------------------------------------------------------------- after an election
@pytest.mark.requirement("R-036")
def test_the_election_round_asks_about_posts_and_bodies(
    nuuk: Municipality, council: Body, committee: Body, secretary: User, officer: User
) -> None:
    mayor = Post.objects.create(municipality=nuuk, title="Borgmester")
    Post.objects.create(municipality=nuuk, title="Nedlagt", is_active=False)

    row = opened(nuuk, secretary, "election")

    asked = {item.post or item.body for item in row.items.all()}
    assert asked == {mayor, council, committee}
    given = {row.items.get(post=mayor).pk: ("right", "")}
    with pytest.raises(NotPermitted):
        rounds.answer(row, given, by=officer, at=NOW)
    assert rounds.answer(row, given, by=secretary, at=NOW) == 1
    assert told(row) == (1, 3)


@pytest.mark.requirement("R-036")
def test_a_post_passes_on_and_keeps_what_it_was_asked(
    held: Callable[..., Case], nuuk: Municipality, person: Callable[..., User]
) -> None:
    """The post outlives its holders: the duty stays with it."""
    post = Post.objects.create(municipality=nuuk, title="Borgmester")
    before, after = (person("director", municipality=nuuk, name=name) for name in ("Før", "Efter"))
    appoint(before, post, first=date(2021, 5, 1))
    actor = seats.asked_post(post.pk)

    pass_on(post, after, first=TODAY, on=TODAY)

    assert set(seats.people_asked(actor, TODAY)) == {after}
    assert set(seats.people_asked(actor, date(2025, 1, 1))) == {before}
    assert PostHolding.objects.get(user=before).last_date == date(2026, 3, 1)


def test_many_questions_cost_as_many_statements_as_few(
    held: Callable[..., Case], nuuk: Municipality, officer: User, secretary: User
) -> None:
    asked = []
    for year, number in ((2026, 4), (2027, 40)):
        for index in range(number - Case.objects.count()):
            held(f"Aftale {year} {index}")
        with CaptureQueriesContext(connection) as seen:
            row = rounds.open_round(nuuk, "owners", year=year, answer_by=LAST, by=secretary, at=NOW)
            given = {item.pk: ("right", "") for item in row.items.all()}
            assert rounds.answer(row, given, by=officer, at=NOW) == number
        asked.append(len(seen))
    assert asked[1] <= asked[0] + 2
