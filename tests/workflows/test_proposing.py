"""From draft to assessed: what is asked, of whom, and what is refused (lifecycles.md)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import (
    AssessmentPart,
    Case,
    Duty,
    Kind,
    Participation,
    Party,
    StepRecord,
)
from audit.models import SecurityEvent
from people.models import Municipality, Unit, User
from tests.conftest import NOW
from tests.workflows.stages import Town, duty, fresh, open_kinds, seen, state_of
from workflows.cases import NewCase, edit, open_case, set_term, write_part
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.snapshots import differences

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflows.visit import Visit


# ---------------------------------------------------------------- create
def test_a_case_is_saved_with_a_title_alone(nuuk: Municipality, officer: User) -> None:
    case = open_case(NewCase(title="En tanke"), owner=nuuk, by=officer, at=NOW)

    assert (case.state, case.number, case.version) == ("draft", "2026-1", 1)
    record = StepRecord.objects.get(case=case)
    assert (record.step, record.by, record.at) == ("create", officer, NOW)


def test_a_case_without_a_title_is_refused(nuuk: Municipality, officer: User) -> None:
    with pytest.raises(NotPossible, match="Write a title"):
        open_case(NewCase(title="  "), owner=nuuk, by=officer, at=NOW)

    assert not Case.objects.exists()
    assert SecurityEvent.objects.get(kind="refused").attempt == "create"


def test_numbers_follow_each_other_within_a_year_and_a_municipality(
    nuuk: Municipality, aalborg: Municipality, officer: User, person: Callable[..., User]
) -> None:
    theirs = person("officer", municipality=aalborg)
    new = NewCase(title="En")

    numbers = [open_case(new, owner=nuuk, by=officer, at=NOW).number for _ in range(11)]
    assert numbers[-2:] == ["2026-10", "2026-11"]
    assert open_case(new, owner=aalborg, by=theirs, at=NOW).number == "2026-1"
    assert open_case(new, owner=nuuk, by=officer, at=NOW.replace(year=2027)).number == "2027-1"


def test_the_year_of_a_number_is_the_owners(nuuk: Municipality, officer: User) -> None:
    new_year_in_utc = NOW.replace(year=2027, month=1, day=1, hour=0, minute=30)

    case = open_case(NewCase(title="Sent"), owner=nuuk, by=officer, at=new_year_in_utc)

    assert case.number == "2026-1"


def test_only_officers_and_contributors_open_cases(
    nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    reader = person("reader", municipality=nuuk)
    contributor = person("contributor", municipality=nuuk, unit=culture)
    small = NewCase(title="Skolevenner", handling="registered", unit=culture)

    assert open_case(small, owner=nuuk, by=contributor, at=NOW).proposed_by == contributor
    with pytest.raises(NotPermitted):
        open_case(small, owner=nuuk, by=reader, at=NOW)


def test_a_contributor_opens_nothing_but_registered_relations_of_the_own_unit(
    nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    contributor = person("contributor", municipality=nuuk, unit=culture)
    other = nuuk.units.create(name="Skole")

    with pytest.raises(NotPermitted):
        open_case(NewCase(title="Stort", unit=culture), owner=nuuk, by=contributor, at=NOW)
    with pytest.raises(NotPermitted):
        open_case(
            NewCase(title="Andres", handling="registered", unit=other),
            owner=nuuk,
            by=contributor,
            at=NOW,
        )


# ---------------------------------------------------------------- propose
def test_proposing_opens_the_duties_of_the_gate(proposed: Case, nuuk: Municipality) -> None:
    assert state_of(proposed) == "proposed"
    assert open_kinds(proposed) == {"assess_benefit", "assess_economy", "assess_citizens"}
    economy = duty(proposed, "assess_economy").responsible
    assert (economy.role, economy.municipality, economy.part) == ("assessor", nuuk, "economy")


@pytest.mark.requirement("R-010")
def test_a_placeholder_is_allowed_in_a_draft_and_not_in_a_proposal(draft: Case, town: Town) -> None:
    unnamed = Party.objects.create(sort="region", name="Et inuitområde", is_placeholder=True)
    Participation.objects.create(case=draft, party=unnamed)

    with pytest.raises(NotPossible, match="Et inuitområde"):
        town.propose(draft)


def test_two_parties_must_be_named(draft: Case, town: Town, their_party: Party) -> None:
    participation = draft.participations.get(party=their_party)
    participation.signatories.all().delete()
    participation.delete()

    with pytest.raises(NotPossible, match="at least 2 parties"):
        town.propose(draft)


def test_a_unit_must_be_named(draft: Case, town: Town) -> None:
    Case.objects.filter(pk=draft.pk).update(unit=None)

    with pytest.raises(NotPossible, match="unit"):
        town.propose(draft)


@pytest.mark.requirement("R-002")
def test_a_project_must_have_an_end(draft: Case, town: Town) -> None:
    draft.agreement.kind = Kind.objects.get(code="project")
    draft.agreement.save()

    with pytest.raises(NotPossible, match="when it ends"):
        town.propose(draft)

    set_term(draft, end=PartialDate.year(2028))
    town.propose(draft)
    assert state_of(draft) == "proposed"


def test_an_initiative_may_stand_alone_without_parties(initiative: Case, town: Town) -> None:
    town.propose(initiative)

    assert state_of(initiative) == "proposed"


# ---------------------------------------------------------------- send back
@pytest.mark.acceptance("P03")
def test_a_proposal_goes_back_and_comes_again(
    proposed: Case, town: Town, officer: User, secretary: User
) -> None:
    take(
        "send_back",
        proposed,
        by=secretary,
        at=NOW,
        seen=seen(proposed),
        reason="økonomi mangler",
    )
    assert state_of(proposed) == "draft"
    assert open_kinds(proposed) == {"complete_proposal"}
    assert duty(proposed, "complete_proposal").responsible.person == officer

    def rename(visit: Visit) -> None:
        visit.case.title = "Venskabsby: Gentofte Kommune"
        write_part(visit.case, "economy", text="Rejser", amount=Decimal(40_000))

    edit(proposed, rename, by=officer, at=NOW, seen=seen(proposed))
    town.propose(proposed)

    assert open_kinds(proposed) == {"assess_benefit", "assess_economy", "assess_citizens"}
    first, second = proposed.proposal_versions.all()
    changed = {
        str(c.label): (c.before, c.after) for c in differences(first.content, second.content)
    }
    assert changed["title"] == ("Venskabsby: Gentofte", "Venskabsby: Gentofte Kommune")
    assert set(changed) == {"title", "economy", "cost"}
    assert fresh(proposed).round == 2
    assert StepRecord.objects.filter(case=proposed, step="send_back").count() == 1


def test_sending_back_asks_for_a_reason(proposed: Case, secretary: User) -> None:
    with pytest.raises(NotPossible, match="reason"):
        take("send_back", proposed, by=secretary, at=NOW, seen=seen(proposed), reason="  ")


def test_an_assessed_case_can_be_sent_back_and_is_assessed_anew(
    assessed: Case, town: Town, assessor: User
) -> None:
    take("send_back", assessed, by=assessor, at=NOW, seen=seen(assessed), reason="Forkert beløb")
    town.propose(assessed)

    assert state_of(assessed) == "proposed"
    assert AssessmentPart.objects.filter(case=assessed, completed_at=None).count() == 3
    assert {p.text for p in assessed.assessment_parts.all()} == {"Godt"}


# ---------------------------------------------------------------- withdraw
@pytest.mark.parametrize("stage", ["draft", "proposed", "assessed", "approved"])
def test_a_proposal_can_be_withdrawn_with_a_reason_until_it_is_in_force(
    request: pytest.FixtureRequest, stage: str, town: Town
) -> None:
    case: Case = request.getfixturevalue(stage)

    take("withdraw", case, by=town.officer, at=NOW, seen=seen(case), reason="Ikke nu")

    assert state_of(case) == "withdrawn"
    assert open_kinds(case) <= {"send_decision"}
    assert StepRecord.objects.filter(case=case).latest("pk").reason == "Ikke nu"


def test_the_round_of_duties_of_a_withdrawn_case_is_cancelled(proposed: Case, town: Town) -> None:
    take("withdraw", proposed, by=town.officer, at=NOW, seen=seen(proposed), reason="Ikke nu")

    assert set(Duty.objects.filter(case=proposed).values_list("status", flat=True)) == {"cancelled"}
