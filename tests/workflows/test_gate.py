"""What must be assessed before a decision and before contact (lifecycles.md, gate profile)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import (
    Case,
    Kind,
    KindPolicy,
    Party,
    StepRecord,
)
from audit.models import SecurityEvent
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, open_kinds, seen, state_of
from workflows import assessments, rulings
from workflows.assessments import PartText
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.models import Route, RouteStop
from workflows.rulings import Minutes

if TYPE_CHECKING:
    from collections.abc import Callable


# ---------------------------------------------------------------- the gate
def test_the_last_part_assesses_the_case_by_itself(proposed: Case, town: Town) -> None:
    town.assess(proposed, "benefit", "economy")
    assert state_of(proposed) == "proposed"
    assert open_kinds(proposed) == {"assess_citizens"}

    town.assess(proposed, "citizens")
    record = StepRecord.objects.get(case=proposed, step="assess")
    assert state_of(proposed) == "assessed"
    assert (record.by, record.automaton, record.led_by) == (
        None,
        "assessment",
        StepRecord.objects.filter(case=proposed, step="assess_part").latest("pk"),
    )
    assert record.cause
    assert open_kinds(proposed) == {"ready_for_agenda"}
    assert duty(proposed, "ready_for_agenda").responsible.role == "secretariat"


def test_gate_none_asks_nothing(draft: Case, town: Town, nuuk: Municipality) -> None:
    KindPolicy.objects.filter(municipality=nuuk).update(gate="none")

    town.propose(draft)

    assert state_of(draft) == "assessed"


def test_the_gate_of_a_kind_comes_before_that_of_all_kinds(
    draft: Case, town: Town, nuuk: Municipality, sister_city: Kind
) -> None:
    KindPolicy.objects.create(municipality=nuuk, kind=sister_city, gate="none")

    town.propose(draft)

    assert state_of(draft) == "assessed"


def test_the_gate_is_short_where_nothing_is_set(
    draft: Case, town: Town, nuuk: Municipality
) -> None:
    KindPolicy.objects.filter(municipality=nuuk).delete()

    town.to_assessed(draft)

    assert state_of(draft) == "assessed"


def test_a_part_without_text_is_refused(proposed: Case, assessor: User) -> None:
    with pytest.raises(NotPossible, match="text"):
        assessments.assess_part(
            proposed, "benefit", PartText(text=" "), by=assessor, at=NOW, seen=seen(proposed)
        )


def test_a_level_without_a_reason_is_refused(proposed: Case, assessor: User) -> None:
    facts = PartText(text="Godt", benefits={"citizens": ("high", "")})

    with pytest.raises(NotPossible, match="reason for each level"):
        assessments.assess_part(
            proposed, "benefit", facts, by=assessor, at=NOW, seen=seen(proposed)
        )


def test_an_assessor_of_one_part_has_no_other(
    proposed: Case, nuuk: Municipality, person: Callable[..., User]
) -> None:
    economist = person("assessor", municipality=nuuk, part="economy")
    facts = PartText(text="Godt")

    assessments.assess_part(proposed, "economy", facts, by=economist, at=NOW, seen=seen(proposed))
    with pytest.raises(NotPermitted):
        assessments.assess_part(
            proposed, "citizens", facts, by=economist, at=NOW, seen=seen(proposed)
        )


# ---------------------------------------------------------------- P01
@pytest.fixture
def in_arvika(
    arvika: Municipality, sister_city: Kind, person: Callable[..., User]
) -> tuple[Case, User, User, User]:
    """A new contact of Arvika with Ylöjärvi, proposed; its people."""
    unit = arvika.units.create(name="Kommunledningsstaben")
    kommunstyrelsen = arvika.bodies.create(name_sv="Kommunstyrelsen", level="executive")
    route = Route.objects.create(municipality=arvika, handling="political")
    RouteStop.objects.create(route=route, order=1, body=kommunstyrelsen)
    KindPolicy.objects.create(municipality=arvika, gate="full", currency="SEK")
    ours = Party.objects.create(sort="municipality", name="Arvika", municipality=arvika)
    theirs = Party.objects.create(sort="municipality", name="Ylöjärvi", country="FI")
    officer = person("officer", municipality=arvika, name="handläggare")
    case = open_case(
        NewCase(title="Vänort: Ylöjärvi", kind=sister_city, unit=unit, parties=(ours, theirs)),
        owner=arvika,
        by=officer,
        at=NOW,
    )
    take("propose", case, by=officer, at=NOW, seen=1)
    secretary = person("secretariat", municipality=arvika, name="nämndsekreterare")
    return case, officer, person("assessor", municipality=arvika), secretary


def assess_fully(case: Case, assessor: User, *parts: str) -> None:
    facts = {
        "benefit": PartText(text="Nytta", benefits={"citizens": ("high", "Många möts")}),
        "economy": PartText(text="Resor", amount=Decimal(40_000), is_reasonable=True),
        "citizens": PartText(text="Alla kan delta"),
    }
    for part in parts:
        assessments.assess_part(case, part, facts[part], by=assessor, at=NOW, seen=seen(case))


@pytest.mark.acceptance("P01")
@pytest.mark.requirement("R-067")
@pytest.mark.requirement("R-068")
def test_an_approval_without_the_citizen_perspective_is_refused(
    in_arvika: tuple[Case, User, User, User],
) -> None:
    case, _officer, assessor, secretary = in_arvika
    assess_fully(case, assessor, "benefit", "economy")
    body = case.owner.bodies.get()

    def approve() -> StepRecord:
        return rulings.record_ruling(
            case,
            Minutes(body=body, date=TODAY, number="258"),
            "approved",
            by=secretary,
            at=NOW,
            seen=seen(case),
        )

    with pytest.raises(NotPossible, match="citizen perspective"):
        approve()
    with pytest.raises(NotPossible, match="citizen perspective"):  # as from a shell
        take("approve", case, by=secretary, at=NOW, seen=seen(case))
    assert state_of(case) == "proposed"
    assert not case.rulings.exists()
    assert [e.attempt for e in SecurityEvent.objects.filter(kind="refused", case_id=case.pk)] == [
        "approve",
        "record_ruling",
    ]

    assess_fully(case, assessor, "citizens")
    approve()
    assert state_of(case) == "approved"


@pytest.mark.acceptance("P01")
@pytest.mark.requirement("R-067")
def test_the_partner_is_not_contacted_before_benefit_and_economy(
    in_arvika: tuple[Case, User, User, User],
) -> None:
    case, officer, assessor, _secretary = in_arvika
    partner = case.participations.get(party__name="Ylöjärvi")

    def invite() -> StepRecord:
        return assessments.contact_partner(
            case,
            partner,
            "Inbjudan",
            happened=PartialDate.day(TODAY),
            by=officer,
            at=NOW,
            seen=seen(case),
        )

    with pytest.raises(NotPossible, match="benefit, economy"):
        invite()
    assess_fully(case, assessor, "benefit")
    with pytest.raises(NotPossible, match="economy"):
        invite()
    assert not partner.contacts.exists()

    assess_fully(case, assessor, "economy")
    invite()
    assert partner.contacts.get().what == "Inbjudan"


@pytest.mark.acceptance("P01")
def test_where_the_profile_is_short_three_texts_suffice(
    proposed: Case, town: Town, officer: User
) -> None:
    assessments.contact_partner(
        proposed,
        proposed.participations.latest("pk"),
        "Brev",
        happened=PartialDate.day(TODAY),
        by=officer,
        at=NOW,
        seen=seen(proposed),
    )
    town.assess(proposed)

    assert state_of(proposed) == "assessed"


@pytest.mark.requirement("R-067")
@pytest.mark.parametrize("judgement", [None, False])
def test_full_asks_for_the_judgement_that_the_economy_is_defensible(
    in_arvika: tuple[Case, User, User, User], judgement: bool | None
) -> None:
    case, _officer, assessor, _secretary = in_arvika
    facts = PartText(text="Resor", amount=Decimal(1), is_reasonable=judgement)

    assessments.assess_part(case, "economy", facts, by=assessor, at=NOW, seen=seen(case))

    assert "assess_economy" in open_kinds(case)
    with pytest.raises(NotPossible, match="reasonable and defensible"):
        take("approve", case, by=assessor, at=NOW, seen=seen(case))


@pytest.mark.requirement("R-005")
def test_full_asks_for_the_benefit_of_groups(
    in_arvika: tuple[Case, User, User, User],
) -> None:
    case, _officer, assessor, _secretary = in_arvika

    assessments.assess_part(
        case, "benefit", PartText(text="Nytta"), by=assessor, at=NOW, seen=seen(case)
    )

    assert "assess_benefit" in open_kinds(case)
