"""Are commitments and milestones added, changed and ended by steps, and asked for by their day?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from agreements.dates import PartialDate
from agreements.models import Case, Commitment, Duty, Milestone, Party
from people.seats import asked_person
from tests.conftest import NOW, TODAY
from tests.workflows.stages import fresh, last_step, seen
from workflows import commitments
from workflows.cases import NewCase, open_case
from workflows.commitments import Aim, Promise
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible, Outdated
from workflows.registering import register
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import StepRecord
    from people.models import Municipality, Unit, User
    from workflows.visit import Visit

IN_JUNE = PartialDate.month(2026, 6)
SCHOOLS = Promise(text="Samarbejde om skolevedtægter", horizon="short", mode="start")
LATER = Promise(text="Intensiveres på lærerniveau", horizon="long", mode="intensify")
MAYBE = Promise(
    text="Fælles kurser kan komme på tale", horizon="long", mode="conditional", due=IN_JUNE
)


@pytest.fixture
def school(
    nuuk: Municipality, culture: Unit, officer: User, our_party: Party, their_party: Party
) -> Case:
    """An initiative in force between Nuuk and Gentofte."""
    new = NewCase(
        title="Udvikling af folkeskolen",
        handling="registered",
        unit=culture,
        parties=(our_party, their_party),
    )
    case = open_case(new, owner=nuuk, by=officer, at=NOW)
    take("register_relation", case, by=officer, at=NOW, seen=seen(case))
    return fresh(case)


def add(case: Case, promise: Promise, by: User, reason: str = "Aftalt på mødet") -> Commitment:
    return commitments.add(case, promise, reason=reason, by=by, at=NOW, seen=seen(case))


def turn(row: Commitment, step: str, by: User, reason: str = "Ny plan") -> StepRecord:
    return commitments.turn(row, step, reason=reason, by=by, at=NOW, seen=seen(row.case))


def aim(case: Case, by: User, **facts: object) -> Milestone:
    told = {"name": "Aflevering af ansøgning", "expected": IN_JUNE} | facts
    return commitments.add_milestone(case, Aim(**told), by=by, at=NOW, seen=seen(case))  # type: ignore[arg-type]


def asked(case: Case, kind: str) -> list[tuple[str, PartialDate | None, str]]:
    rows = Duty.objects.filter(case=case, kind=kind).order_by("pk")
    return [(duty.subject, duty.due, duty.status) for duty in rows]


def again(row: Commitment) -> Commitment:
    return Commitment.objects.get(pk=row.pk)


# ---------------------------------------------------------------- commitments
@pytest.mark.requirement("R-025")
def test_an_initiative_has_commitments_of_both_horizons_numbered_once(
    school: Case, officer: User
) -> None:
    first, second = add(school, SCHOOLS, officer), add(school, LATER, officer)
    turn(second, "close_commitment", officer)
    third = add(school, LATER, officer)

    assert [(c.number, c.horizon) for c in school.commitments.all()] == [
        (1, "short"),
        (2, "long"),
        (3, "long"),
    ]
    assert (first.mode, third.mode) == ("start", "intensify")
    record = last_step(school)
    assert (record.step, record.reason, record.about) == (
        "add_commitment",
        "Aftalt på mødet",
        LATER.text,
    )
    assert (record.state_before, record.state_after) == ("active", "active")


@pytest.mark.requirement("R-022")
def test_a_long_term_commitment_is_brought_forward_with_its_reason(
    school: Case, officer: User
) -> None:
    row = add(school, LATER, officer)

    def promote(due: PartialDate | None = None, reason: str = "Midler er fundet") -> None:
        door = {"reason": reason, "by": officer, "at": NOW, "seen": seen(school)}
        commitments.promote(row, due=due, **door)  # type: ignore[arg-type]

    with pytest.raises(NotPossible, match="reason"):
        promote(reason=" ")
    promote(IN_JUNE)

    assert (again(row).horizon, again(row).due) == ("short", IN_JUNE)
    assert last_step(school).reason == "Midler er fundet"
    assert asked(school, "commitment") == [(f"1. {LATER.text}", IN_JUNE, "open")]
    with pytest.raises(NotPossible, match="short term already"):
        promote()


@pytest.mark.requirement("R-023")
def test_it_is_scaled_paused_taken_up_and_closed_without_a_signature_and_every_change_is_kept(
    school: Case, officer: User
) -> None:
    row = add(school, SCHOOLS, officer)
    more = Promise(text=SCHOOLS.text, mode="joint", extent="Fire skoler")
    door = {"by": officer, "at": NOW}
    commitments.scale(row, more, reason="Flere skoler vil", seen=seen(school), **door)  # type: ignore[arg-type]
    for step in ("pause_commitment", "take_up_commitment", "close_commitment"):
        turn(row, step, officer, f"Fordi {step}")

    kept = list(row.history.order_by("history_id"))
    assert [(h.extent, h.mode, h.status) for h in kept] == [
        ("", "start", "open"),
        ("Fire skoler", "joint", "open"),
        ("Fire skoler", "joint", "paused"),
        ("Fire skoler", "joint", "open"),
        ("Fire skoler", "joint", "closed"),
    ]
    assert kept[1].history_change_reason == "Flere skoler vil"
    assert {h.history_user for h in kept} == {officer}
    assert school.steps.filter(ruling__isnull=False).count() == 0
    assert fresh(school).state == "active"


@pytest.mark.requirement("R-023")
@pytest.mark.parametrize(
    ("before", "step"),
    [
        ("finish_commitment", "pause_commitment"),
        ("close_commitment", "finish_commitment"),
        ("pause_commitment", "pause_commitment"),
        ("close_commitment", "close_commitment"),
        (None, "take_up_commitment"),
    ],
)
def test_what_is_over_is_not_ended_again_and_the_reason_is_told(
    school: Case, officer: User, before: str | None, step: str
) -> None:
    row = add(school, SCHOOLS, officer)
    if before:
        turn(row, before, officer)

    with pytest.raises(NotPossible, match=r"The commitment is (open|paused|done|closed)\."):
        turn(row, step, officer)


@pytest.mark.requirement("R-035")
def test_a_direction_names_two_parties_that_take_part(
    school: Case, officer: User, our_party: Party, their_party: Party
) -> None:
    stranger = Party.objects.create(sort="town", name="Tromsø", country="NO")
    roads = Promise(text="Erfaringer med veje deles", giver=our_party, receiver=their_party)
    row = add(school, roads, officer)
    assert (row.giver, row.receiver) == (our_party, their_party)

    with pytest.raises(NotPossible, match="Tromsø does not take part"):
        add(school, Promise(text="Nej", giver=stranger), officer)
    with pytest.raises(NotPossible, match="Nobody gives to themselves"):
        add(school, Promise(text="Nej", giver=our_party, receiver=our_party), officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(receiver=our_party)
    assert school.commitments.count() == 1


def test_nothing_is_promised_without_words(school: Case, officer: User) -> None:
    with pytest.raises(NotPossible, match="what is to be done"):
        add(school, Promise(text="  "), officer)


@pytest.mark.requirement("R-027")
@pytest.mark.requirement("R-026")
def test_what_may_come_up_is_never_due_until_it_is_begun(school: Case, officer: User) -> None:
    row = add(school, MAYBE, officer)
    aim(school, officer, commitment=row)
    assert asked(school, "commitment") == asked(school, "milestone") == []

    begun = Promise(text=MAYBE.text, mode="start", due=IN_JUNE)
    commitments.scale(row, begun, reason="Nu", by=officer, at=NOW, seen=seen(school))

    assert [status for *_, status in asked(school, "commitment")] == ["open"]
    assert [status for *_, status in asked(school, "milestone")] == ["open"]


@pytest.mark.requirement("R-027")
def test_a_review_finds_what_may_come_up_in_what_stands_under_the_agreement(
    active: Case, school: Case, officer: User
) -> None:
    initiative = school.initiative
    initiative.agreement = active.agreement
    initiative.save()
    row = add(school, MAYBE, officer)
    add(school, SCHOOLS, officer)

    assert list(commitments.conditional_commitments(active)) == [row]
    assert list(commitments.conditional_commitments(school)) == [row]
    turn(row, "close_commitment", officer)
    assert not commitments.conditional_commitments(active).exists()


def test_the_responsible_may_and_others_may_not(
    school: Case, nuuk: Municipality, person: Callable[..., User]
) -> None:
    reader = person("reader", municipality=nuuk)
    with pytest.raises(NotPermitted, match="responsible for the case"):
        add(school, SCHOOLS, reader)
    Case.objects.filter(pk=school.pk).update(responsible=asked_person(reader))

    assert add(school, SCHOOLS, reader).number == 1


def test_who_saw_an_older_version_changes_nothing(school: Case, officer: User) -> None:
    row = add(school, SCHOOLS, officer)
    old = seen(school)
    turn(row, "pause_commitment", officer)

    with pytest.raises(Outdated):
        commitments.turn(row, "close_commitment", reason="Slut", by=officer, at=NOW, seen=old)
    assert again(row).status == "paused"


# ---------------------------------------------------------------- duties
def test_a_commitment_with_a_day_is_asked_for_until_it_is_done(school: Case, officer: User) -> None:
    row = add(school, Promise(text="Vejledning", due=IN_JUNE), officer)
    [duty] = Duty.objects.filter(case=school, kind="commitment")
    assert duty.due == IN_JUNE
    assert duty.due.overdue_on(date(2026, 7, 1))

    turn(row, "finish_commitment", officer, "Den er udgivet")

    assert asked(school, "commitment") == [("1. Vejledning", IN_JUNE, "done")]


def test_what_rests_is_not_asked_for_and_is_again_when_taken_up(
    school: Case, officer: User
) -> None:
    row = add(school, Promise(text="Vejledning", due=IN_JUNE), officer)
    aim(school, officer, commitment=row)
    turn(row, "pause_commitment", officer)
    assert [s for kind in ("commitment", "milestone") for *_, s in asked(school, kind)] == [
        "cancelled",
        "cancelled",
    ]

    turn(row, "take_up_commitment", officer)

    assert (
        Duty.objects.filter(
            case=school, kind__in=("commitment", "milestone"), status="open"
        ).count()
        == 2
    )


def test_a_draft_asks_for_nothing_until_it_is_in_force(
    nuuk: Municipality, culture: Unit, officer: User
) -> None:
    new = NewCase(title="Klynger", handling="registered", unit=culture)
    case = open_case(new, owner=nuuk, by=officer, at=NOW)
    add(case, Promise(text="Vejledning", due=IN_JUNE), officer)
    aim(case, officer)
    assert not Duty.objects.filter(case=case).exists()

    take("register_relation", case, by=officer, at=NOW, seen=seen(case))

    kinds = set(Duty.objects.filter(case=case).values_list("kind_id", flat=True))
    assert kinds == {"commitment", "milestone", "still_alive"}


def test_an_import_is_asked_for_what_it_promises(
    nuuk: Municipality, culture: Unit, officer: User
) -> None:
    import_ = Automaton("import", "001")
    case = open_case(NewCase(title="Turisme", unit=culture), owner=nuuk, by=import_, at=NOW)

    def fill(visit: Visit) -> None:
        commitments.write_commitment(visit.case, Promise(text="Vejledning", due=IN_JUNE))

    register(case, "active", by=import_, at=NOW, fill=fill)

    assert asked(case, "commitment") == [("1. Vejledning", IN_JUNE, "open")]


# ---------------------------------------------------------------- milestones
@pytest.mark.requirement("R-034")
def test_one_party_has_delivered_and_the_other_is_expected_to(
    school: Case, officer: User, our_party: Party, their_party: Party
) -> None:
    done = PartialDate.day(date(2016, 2, 1))
    aim(school, officer, party=our_party, expected=None, reached=done)
    theirs = aim(school, officer, party=their_party, expected=PartialDate.day(date(2027, 2, 1)))
    subject = "2. Aflevering af ansøgning (Gentofte Kommune)"
    assert asked(school, "milestone") == [(subject, theirs.expected, "open")]

    reached = PartialDate.day(TODAY - timedelta(days=1))
    commitments.reach_milestone(theirs, reached, by=officer, at=NOW, seen=seen(school))

    assert [m.reached for m in school.milestones.all()] == [done, reached]
    assert asked(school, "milestone") == [(subject, theirs.expected, "done")]


@pytest.mark.requirement("R-034")
def test_a_moved_milestone_is_asked_for_on_its_new_day_and_a_dropped_one_no_more(
    school: Case, officer: User
) -> None:
    row, autumn = aim(school, officer), PartialDate.month(2026, 10)
    door = {"by": officer, "at": NOW}
    with pytest.raises(NotPossible, match="reason"):
        commitments.move_milestone(row, autumn, reason="", seen=seen(school), **door)  # type: ignore[arg-type]
    commitments.move_milestone(row, autumn, reason="Sent i gang", seen=seen(school), **door)  # type: ignore[arg-type]
    assert asked(school, "milestone") == [("1. Aflevering af ansøgning", autumn, "open")]
    assert [h.expected for h in row.history.order_by("history_id")] == [IN_JUNE, autumn]

    commitments.drop_milestone(row, reason="Opgivet", seen=seen(school), **door)  # type: ignore[arg-type]

    assert asked(school, "milestone") == [("1. Aflevering af ansøgning", autumn, "cancelled")]
    with pytest.raises(NotPossible, match="dropped"):
        commitments.reach_milestone(row, IN_JUNE, seen=seen(school), **door)  # type: ignore[arg-type]


@pytest.mark.requirement("R-034")
def test_a_milestone_reached_by_mistake_is_expected_again(school: Case, officer: User) -> None:
    row, today = aim(school, officer), PartialDate.day(TODAY)
    door = {"by": officer, "at": NOW}
    commitments.reach_milestone(row, today, seen=seen(school), **door)  # type: ignore[arg-type]
    with pytest.raises(NotPossible, match="reached already"):
        commitments.reach_milestone(row, today, seen=seen(school), **door)  # type: ignore[arg-type]

    commitments.move_milestone(row, IN_JUNE, reason="Forkert sag", seen=seen(school), **door)  # type: ignore[arg-type]

    assert Milestone.objects.get(pk=row.pk).reached is None
    assert [status for *_, status in asked(school, "milestone")] == ["done", "open"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"reached": PartialDate.day(TODAY + timedelta(days=1))}, "a day that has not come"),
        ({"expected": None}, "when it is expected"),
        ({"name": " "}, "what is to be reached"),
    ],
)
def test_impossible_milestones_are_refused(
    school: Case, officer: User, facts: dict[str, object], why: str
) -> None:
    with pytest.raises(NotPossible, match=why):
        aim(school, officer, **facts)


def test_a_milestone_stays_within_its_initiative(
    school: Case, initiative: Case, officer: User
) -> None:
    elsewhere = add(initiative, SCHOOLS, officer)

    with pytest.raises(NotPossible, match="another initiative"):
        aim(school, officer, commitment=elsewhere)


def test_two_milestones_of_one_name_are_asked_for_each(school: Case, officer: User) -> None:
    first = aim(school, officer)
    aim(school, officer)

    commitments.reach_milestone(
        first, PartialDate.day(TODAY), by=officer, at=NOW, seen=seen(school)
    )

    assert [(subject[:2], status) for subject, _due, status in asked(school, "milestone")] == [
        ("1.", "done"),
        ("2.", "open"),
    ]


def test_the_end_of_an_initiative_ends_what_was_asked_for(school: Case, officer: User) -> None:
    aim(school, officer)
    take("cancel", school, by=officer, at=NOW, seen=seen(school), reason="Slut")

    assert [status for *_, status in asked(school, "milestone")] == ["cancelled"]
    with pytest.raises(NotPossible):
        add(school, SCHOOLS, officer)
