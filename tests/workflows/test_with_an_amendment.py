"""What comes and goes with an amendment: initiatives proposed with it, and its own end (R-044)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from agreements.models import Case, FocusArea, StepRecord
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, annex, fresh, noon, open_kinds, period, seen, state_of
from workflows import openings
from workflows.annulments import annul
from workflows.cases import NewCase, add_initiative, edit, open_case
from workflows.drafting import write_focus_areas
from workflows.errors import NotPossible
from workflows.seals import departures, standing
from workflows.timed import take_due_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from people.models import User
    from workflows.visit import Visit


@pytest.fixture
def amendment(under_review: Case, town: Town) -> Case:
    """The draft of an amendment; the agreement has two focus areas and an initiative 1.1."""

    def fill(visit: Visit) -> None:
        write_focus_areas(visit.case, ["Kultur", "Erhverv"])

    edit(under_review, fill, by=town.officer, at=NOW, seen=seen(under_review))
    place(annex(under_review, town.officer, title="Kor"), "Kultur", "1.1")
    return fresh(
        openings.amend(under_review, reason="Nyt", by=town.officer, at=NOW, seen=seen(under_review))
    )


def place(initiative: Case, area: str, number: str) -> Case:
    row = initiative.initiative
    row.focus_area = FocusArea.objects.get(agreement=row.agreement, name=area)
    row.number, row.annex = number, ""
    row.save()
    return initiative


def amended(amendment: Case) -> Case:
    assert amendment.agreement.amends is not None
    return fresh(amendment.agreement.amends.case)


# ---------------------------------------------------------------- initiatives
@pytest.mark.requirement("R-044")
def test_an_initiative_proposed_with_an_amendment_stands_under_the_agreement_from_its_day(
    amendment: Case, town: Town
) -> None:
    added = place(annex(amendment, town.officer, title="Teater"), "Kultur", "1.2")
    day = TODAY - timedelta(days=3)
    town.to_approved(amendment)
    assert fresh(added).initiative.agreement == amendment.agreement

    town.sign(amendment, day, day)

    row = fresh(added).initiative
    assert row.agreement == amended(amendment).agreement
    assert (row.number, str(row.focus_area)) == ("1.2", "Kultur")
    assert row.focus_area is not None
    assert row.focus_area.agreement == amended(amendment).agreement
    assert (state_of(added), period(added, "active")) == ("active", (day, None))
    told = StepRecord.objects.filter(case=added).order_by("pk")
    assert [r.step for r in told][-2:] == ["go_over", "follow"]
    moved = told.get(step="go_over")
    assert (moved.automaton, moved.cause) == ("amendment", amendment.number)
    assert moved.about == f"{amendment.number} → {amended(amendment).number}, 1.2"
    assert not amendment.agreement.initiatives.exists()
    ruling = standing(fresh(amendment))
    assert ruling is not None
    facts = [change.fact for change in departures(fresh(amendment), ruling, TODAY)]
    assert "initiatives" not in facts


@pytest.mark.requirement("R-024")
def test_a_number_that_the_agreement_has_used_is_not_used_twice(
    amendment: Case, town: Town
) -> None:
    added = place(annex(amendment, town.officer, title="Teater"), "Kultur", "1.1")

    town.to_active(amendment)

    assert fresh(added).initiative.number == "1.2"
    numbers = amended(amendment).agreement.initiatives.values_list("number", flat=True)
    assert sorted(numbers) == ["1.1", "1.2"]


def test_one_in_an_area_that_the_amendment_adds_stands_in_that_area(
    amendment: Case, town: Town
) -> None:
    def add(visit: Visit) -> None:
        write_focus_areas(visit.case, ["Kultur", "Erhverv", "Klima"])

    edit(amendment, add, by=town.officer, at=NOW, seen=seen(amendment))
    added = place(annex(amendment, town.officer, title="Sne"), "Klima", "3.1")

    town.to_active(amendment)

    row = fresh(added).initiative
    assert (row.number, str(row.focus_area)) == ("3.1", "Klima")
    assert row.focus_area in amended(amendment).agreement.focus_areas.all()


def test_one_that_goes_its_own_way_moves_and_stays_as_far_as_it_is(
    amendment: Case, town: Town
) -> None:
    new = NewCase(title="Messe", unit=amendment.unit, agreement=amendment.agreement)
    alone = open_case(new, owner=amendment.owner, by=town.officer, at=NOW)
    gone = annex(amendment, town.officer, title="Opgivet")
    Case.objects.filter(pk=gone.pk).update(state="withdrawn")

    town.to_active(amendment)

    assert (state_of(alone), state_of(gone)) == ("draft", "withdrawn")
    assert fresh(alone).initiative.agreement == amended(amendment).agreement
    assert fresh(gone).initiative.agreement == amendment.agreement


def test_an_annulled_signature_takes_the_initiative_back(
    amendment: Case, town: Town, person: Callable[..., User]
) -> None:
    def add(visit: Visit) -> None:
        write_focus_areas(visit.case, ["Kultur", "Erhverv", "Klima"])

    edit(amendment, add, by=town.officer, at=NOW, seen=seen(amendment))
    added = place(annex(amendment, town.officer, title="Sne"), "Klima", "3.1")
    town.to_approved(amendment)
    signed = town.sign(amendment, TODAY, TODAY)[-1]
    second = person("secretariat", municipality=amendment.owner, name="second")

    annul(amendment, signed, by=second, at=NOW, seen=seen(amendment), reason="Fejl")

    row = fresh(added).initiative
    assert (row.agreement, row.number) == (amendment.agreement, "3.1")
    assert state_of(added) == "draft"
    assert amended(amendment).agreement.focus_areas.count() == 2


def test_nothing_is_added_under_an_amendment_in_force(amendment: Case, town: Town) -> None:
    town.to_active(amendment)
    new = NewCase(title="Skolebesøg", handling="registered", unit=amendment.unit)

    with pytest.raises(NotPossible, match="to the agreement that it amends"):
        add_initiative(
            amendment, new, by=town.officer, at=NOW, seen=seen(amendment), reason="Fordi"
        )


# ---------------------------------------------------------------- the end
@pytest.mark.requirement("R-074")
def test_an_amendment_ends_with_the_agreement_that_it_amends(amendment: Case, town: Town) -> None:
    town.to_active(amendment)
    case = amended(amendment)

    town.end(case, TODAY)

    assert (state_of(case), state_of(amendment)) == ("terminated", "terminated")
    record = StepRecord.objects.get(case=amendment, step="end_with_amended")
    assert (record.automaton, record.cause) == ("amendment", case.number)
    assert record.effective_date == TODAY
    assert open_kinds(amendment) <= {"send_decision"}


def test_it_stands_until_the_day_on_which_the_agreement_ends(amendment: Case, town: Town) -> None:
    town.to_active(amendment)
    case, day = amended(amendment), TODAY + timedelta(days=30)
    town.end(case, day)
    assert state_of(amendment) == "active"

    take_due_steps(at=noon(2026, 4, 1))

    assert (state_of(case), state_of(amendment)) == ("terminated", "terminated")


@pytest.mark.requirement("R-042")
def test_it_ends_when_the_agreement_is_replaced(amendment: Case, town: Town) -> None:
    town.to_active(amendment)
    case = amended(amendment)
    new = NewCase(
        title="Ny aftale",
        kind=case.agreement.kind,
        unit=case.unit,
        parties=[p.party for p in case.participations.all()],
        replaces=case.agreement,
    )
    successor = open_case(new, owner=case.owner, by=town.officer, at=NOW)
    for participation in successor.participations.all():
        participation.signatories.create(title="Borgmester")

    town.to_active(successor)

    assert (state_of(case), state_of(amendment)) == ("superseded", "terminated")


def test_what_was_left_in_force_is_ended_by_the_sweep(amendment: Case, town: Town) -> None:
    """As many agreements that end by one decision leave it, or an older version did."""
    town.to_active(amendment)
    Case.objects.filter(pk=amended(amendment).pk).update(state="terminated")

    assert take_due_steps(at=NOW)["end_with_amended"] == 1
    assert take_due_steps(at=NOW)["end_with_amended"] == 0

    assert state_of(amendment) == "terminated"


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("as_far_as", ["draft", "assessed", "approved"])
def test_what_was_still_to_change_its_text_is_withdrawn_with_it(
    amendment: Case, town: Town, person: Callable[..., User], as_far_as: str
) -> None:
    if as_far_as != "draft":
        getattr(town, f"to_{as_far_as}")(amendment)
    case, asked = amended(amendment), open_kinds(amendment)

    record = town.end(case, TODAY)

    assert (state_of(case), state_of(amendment)) == ("terminated", "withdrawn")
    told = StepRecord.objects.get(case=amendment, step="withdraw_with_amended")
    assert (told.automaton, told.cause, told.led_by) == ("amendment", case.number, record)
    assert open_kinds(amendment) <= {"send_decision"}

    second = person("secretariat", municipality=case.owner, name="second")
    annul(case, record, by=second, at=NOW, seen=seen(case), reason="Fejl")
    assert state_of(amendment) == as_far_as
    assert open_kinds(amendment) == asked


def test_what_was_left_on_its_way_is_withdrawn_by_the_sweep(amendment: Case, town: Town) -> None:
    """As an older version left it."""
    Case.objects.filter(pk=amended(amendment).pk).update(state="terminated")

    assert take_due_steps(at=NOW)["withdraw_with_amended"] == 1
    assert take_due_steps(at=NOW)["withdraw_with_amended"] == 0

    assert state_of(amendment) == "withdrawn"
