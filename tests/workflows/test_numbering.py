"""Does an initiative keep the number that people cite, and never get one that was used?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from agreements.models import Agreement, Case, FocusArea, Initiative
from tests.conftest import NOW
from tests.workflows.stages import fresh, last_step, seen
from workflows.cases import NewCase, add_initiative, edit, open_case, place
from workflows.door import take
from workflows.drafting import put_under
from workflows.errors import NotPossible
from workflows.numbering import next_number, used_numbers

if TYPE_CHECKING:
    from people.models import User


@pytest.fixture
def areas(active: Case) -> list[FocusArea]:
    names = ("Service", "Personale", "Erhverv")
    return [
        FocusArea.objects.create(agreement=active.agreement, number=number, name=name)
        for number, name in enumerate(names, start=1)
    ]


def add(active: Case, by: User, **facts: object) -> Case:
    new = NewCase(title="Indsats", handling="registered", **facts)  # type: ignore[arg-type]
    return add_initiative(active, new, by=by, at=NOW, seen=seen(active), reason="Ny")


def number_of(case: Case) -> str:
    return Initiative.objects.get(pk=case.pk).number


def move(case: Case, by: User, number: str, area: FocusArea | None, reason: str = "Fejl") -> None:
    place(
        case,
        number=number,
        focus_area=area,
        is_outside_areas=area is None,
        reason=reason,
        by=by,
        at=NOW,
        seen=seen(case),
    )


@pytest.mark.requirement("R-024")
@pytest.mark.requirement("R-021")
def test_the_next_free_number_of_the_area_is_given(
    active: Case, areas: list[FocusArea], officer: User
) -> None:
    first, second, _third = areas

    given = [number_of(add(active, officer, focus_area=area)) for area in (first, first, second)]

    assert given == ["1.1", "1.2", "2.1"]
    assert add(active, officer, focus_area=first, number="1.9.").initiative.number == "1.9"
    assert next_number(active.agreement, first) == "1.10"


@pytest.mark.requirement("R-024")
def test_the_number_of_an_ended_initiative_is_refused_with_the_next(
    active: Case, areas: list[FocusArea], officer: User
) -> None:
    ended = add(active, officer, focus_area=areas[0])
    take("register_relation", ended, by=officer, at=NOW, seen=seen(ended))
    take("cancel", ended, by=officer, at=NOW, seen=seen(ended), reason="Slut")

    with pytest.raises(NotPossible, match=r"1\.1 is or was used; the next is 1\.2"):
        add(active, officer, focus_area=areas[0], number="1.1")
    assert number_of(add(active, officer, focus_area=areas[0])) == "1.2"


@pytest.mark.requirement("R-024")
def test_a_renumbered_initiative_leaves_its_number_used_but_may_take_it_back(
    active: Case, areas: list[FocusArea], officer: User
) -> None:
    moved = add(active, officer, focus_area=areas[0])
    move(moved, officer, "2.1", areas[1])
    assert (number_of(moved), last_step(moved).about) == ("2.1", "1.1 → 2.1")

    with pytest.raises(NotPossible, match=r"the next is 1\.2"):
        add(active, officer, focus_area=areas[0], number="1.1")
    move(moved, officer, "1.1", areas[0])

    assert used_numbers(active.agreement) == {"1.1", "2.1"}


@pytest.mark.requirement("R-024")
def test_the_database_refuses_a_number_twice(
    active: Case, areas: list[FocusArea], officer: User
) -> None:
    add(active, officer, focus_area=areas[0])
    other = add(active, officer, focus_area=areas[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=other.pk).update(number="1.1")


@pytest.mark.requirement("R-024")
def test_a_case_that_is_opened_under_the_agreement_meets_the_same_refusal(
    active: Case, areas: list[FocusArea], officer: User
) -> None:
    add(active, officer, focus_area=areas[0])
    new = NewCase(title="Igen", agreement=active.agreement, number="1.1")

    with pytest.raises(NotPossible, match="is or was used"):
        open_case(new, owner=active.owner, by=officer, at=NOW)


def test_a_number_says_its_area_and_an_area_its_agreement(
    active: Case, areas: list[FocusArea], officer: User, draft: Case
) -> None:
    with pytest.raises(NotPossible, match=r"“Service” begin with 1, the next is 1\.1"):
        add(active, officer, focus_area=areas[0], number="2.4")
    with pytest.raises(NotPossible, match="digits, letters and dots"):
        add(active, officer, focus_area=areas[0], number="1,4")
    alone = open_case(NewCase(title="Alene"), owner=draft.owner, by=officer, at=NOW)
    with pytest.raises(NotPossible, match="Only an initiative under an agreement"):
        move(alone, officer, "", None)
    with pytest.raises(NotPossible, match="another agreement"):
        open_case(
            NewCase(title="Forkert", focus_area=areas[0]), owner=draft.owner, by=officer, at=NOW
        )


def test_an_annex_numbers_its_own(active: Case, areas: list[FocusArea], officer: User) -> None:
    add(active, officer, annex="1", number="1")
    add(active, officer, annex="2", number="1")

    assert next_number(active.agreement, annex="1") == "2"
    assert next_number(active.agreement, areas[0], "1") == "2"
    assert next_number(active.agreement, areas[0]) == "1.1"


@pytest.mark.requirement("R-040")
def test_one_outside_the_areas_is_allowed_and_marked(
    active: Case, areas: list[FocusArea], officer: User
) -> None:
    outside = add(active, officer, is_outside_areas=True)

    assert outside.initiative.is_outside_areas
    assert number_of(outside) == ""
    with pytest.raises(NotPossible, match="not both"):
        add(active, officer, is_outside_areas=True, focus_area=areas[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=outside.pk).update(focus_area=areas[0])
    move(fresh(outside), officer, "3.1", areas[2])
    assert not Initiative.objects.get(pk=outside.pk).is_outside_areas


def test_a_move_needs_a_reason(active: Case, areas: list[FocusArea], officer: User) -> None:
    moved = add(active, officer, focus_area=areas[0])

    with pytest.raises(NotPossible, match="reason"):
        move(moved, officer, "1.2", areas[0], reason="")
    assert Agreement.objects.get(pk=active.pk).initiatives.get().number == "1.1"


def test_a_draft_that_goes_under_another_agreement_leaves_its_number_behind(
    active: Case, areas: list[FocusArea], officer: User
) -> None:
    moved = add(active, officer, focus_area=areas[0])

    edit(moved, lambda visit: put_under(visit.case, None), by=officer, at=NOW, seen=seen(moved))

    after = Initiative.objects.get(pk=moved.pk)
    assert (after.agreement, after.number, after.focus_area) == (None, "", None)
    with pytest.raises(NotPossible, match=r"1\.1 is or was used"):
        add(active, officer, focus_area=areas[0], number="1.1")
