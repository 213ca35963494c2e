"""Do studies end with a finding, standing cooperations with no end, and are parts demanded?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Initiative
from tests.conftest import NOW
from tests.workflows.stages import Town, duty, fresh, noon, open_kinds, seen, state_of
from workflows import endings, updates
from workflows.cases import NewCase, add_initiative, edit, open_case, set_term
from workflows.door import take
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from people.models import Unit, User
    from workflows.visit import Visit

PARTS = ("description", "organisation", "timetable", "responsibilities")


def opened(active: Case, by: User, nature: str, handling: str = "registered") -> Case:
    new = NewCase(title="Testcenter", handling=handling, nature=nature, unit=active.unit)
    case = add_initiative(active, new, by=by, at=NOW, seen=seen(active), reason="Bilag 1")
    if handling == "registered":
        take("register_relation", case, by=by, at=NOW, seen=seen(case))
    return fresh(case)


# ---------------------------------------------------------------- studies
@pytest.mark.requirement("R-049")
@pytest.mark.parametrize("finding", ["go", "no_go", "more_work"])
def test_a_study_ends_with_its_finding(active: Case, officer: User, finding: str) -> None:
    study = opened(active, officer, "study")
    with pytest.raises(NotPossible, match="what the study found"):
        endings.complete(study, "Undersøgt", by=officer, at=NOW, seen=seen(study))

    endings.complete(study, "Undersøgt", finding=finding, by=officer, at=NOW, seen=seen(study))

    assert state_of(study) == "completed"
    assert Initiative.objects.get(pk=study.pk).finding == finding


@pytest.mark.requirement("R-049")
def test_only_a_study_finds(active: Case, officer: User) -> None:
    project = opened(active, officer, "project")
    with pytest.raises(NotPossible, match="Only a study"):
        endings.complete(project, "Gjort", finding="go", by=officer, at=NOW, seen=seen(project))
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=project.pk).update(finding="go")

    endings.complete(project, "Gjort", by=officer, at=NOW, seen=seen(project))

    assert state_of(project) == "completed"


# ---------------------------------------------------------------- standing cooperation
@pytest.mark.requirement("R-050")
def test_a_standing_cooperation_is_asked_about_each_year_of_the_department(
    active: Case, officer: User, culture: Unit
) -> None:
    standing = opened(active, officer, "standing")
    asked = duty(standing, "still_alive")
    assert asked.responsible.unit == culture
    assert asked.due is not None
    assert asked.due.earliest.year == 2027

    updates.record_update(
        standing,
        happened=PartialDate.day(noon(2027, 1, 5).date()),
        text="Vi mødes stadig",
        by=officer,
        at=noon(2027, 1, 5),
        seen=seen(standing),
    )

    assert Duty.objects.filter(case=standing, kind="still_alive", status="open").count() == 1
    assert duty(standing, "still_alive").pk != asked.pk


@pytest.mark.requirement("R-050")
def test_a_political_one_is_asked_about_too_when_it_comes_into_force(
    initiative: Case, town: Town, culture: Unit
) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(sort="standing")
    Case.objects.filter(pk=initiative.pk).update(takes_effect="given_date")
    initiative = town.to_approved(fresh(initiative))
    take("activate", initiative, by=town.officer, at=NOW, seen=seen(initiative))

    assert duty(initiative, "still_alive").responsible.unit == culture


@pytest.mark.requirement("R-050")
def test_a_standing_cooperation_has_no_end(active: Case, initiative: Case, officer: User) -> None:
    simple = opened(active, officer, "standing", handling="simple")
    with pytest.raises(NotPossible, match="register it, or propose it"):
        take("propose", simple, by=officer, at=NOW, seen=seen(simple))

    def until_2030(visit: Visit) -> None:
        visit.case.initiative.sort = Initiative.Sort.STANDING
        visit.case.initiative.save()
        set_term(visit.case, end=PartialDate.year(2030))

    edit(initiative, until_2030, by=officer, at=NOW, seen=seen(initiative))
    with pytest.raises(NotPossible, match="take the end out"):
        take("propose", initiative, by=officer, at=NOW, seen=seen(initiative))


# ---------------------------------------------------------------- the four parts
@pytest.mark.requirement("R-048")
def test_the_four_parts_block_only_where_the_kind_demands_them(
    active: Case, town: Town, officer: User
) -> None:
    def under_it(title: str) -> Case:
        new = NewCase(title=title, unit=active.unit, agreement=active.agreement)
        return open_case(new, owner=active.owner, by=officer, at=NOW)

    free = town.to_approved(under_it("Fri"))
    assert free.state == "approved"

    kind = active.agreement.kind
    kind.four_parts_required = True
    kind.save()
    bound = town.to_assessed(under_it("Bundet"))
    town.rule(bound, town.committee, "recommended")
    Initiative.objects.filter(pk=bound.pk).update(description="Et testcenter")
    with pytest.raises(NotPossible, match="Missing: organisation, timetable, division of resp"):
        town.rule(bound, town.council, "approved")
    assert state_of(bound) == "assessed"

    Initiative.objects.filter(pk=bound.pk).update(**dict.fromkeys(PARTS, "Skrevet"))
    town.rule(bound, town.council, "approved")
    assert state_of(bound) == "approved"


@pytest.mark.requirement("R-048")
def test_in_force_the_parts_are_a_duty_that_writing_them_closes(
    initiative: Case, town: Town
) -> None:
    Case.objects.filter(pk=initiative.pk).update(takes_effect="given_date")
    initiative = town.to_approved(fresh(initiative))
    take("activate", initiative, by=town.officer, at=NOW, seen=seen(initiative))
    assert "four_parts" in open_kinds(initiative)

    def write(visit: Visit) -> None:
        for part in PARTS:
            setattr(visit.case.initiative, part, "Skrevet")
        visit.case.initiative.save()

    edit(initiative, write, by=town.officer, at=NOW, seen=seen(initiative))

    assert "four_parts" not in open_kinds(initiative)
