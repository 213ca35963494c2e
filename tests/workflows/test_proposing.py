"""From draft to assessed: what is asked, of whom, and what is refused (lifecycles.md)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import (
    AssessmentPart,
    Case,
    Duty,
    Kind,
    KindPolicy,
    Participation,
    Party,
    StepRecord,
)
from audit.models import SecurityEvent
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, open_kinds, seen, state_of
from workflows import assessments, rulings
from workflows.assessments import PartText
from workflows.cases import NewCase, edit, lift, open_case, set_term, write_part
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.models import Route, RouteStop
from workflows.rulings import Minutes
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
        proposed.participations.last(),
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


# ---------------------------------------------------------------- three handlings
def registered(nuuk: Municipality, unit: Unit, by: User) -> Case:
    new = NewCase(title="Skolevenner i Tasiilaq", handling="registered", unit=unit)
    return open_case(new, owner=nuuk, by=by, at=NOW)


@pytest.mark.requirement("R-050")
@pytest.mark.requirement("R-059")
def test_a_registered_relation_is_in_force_at_once_and_asked_about_in_a_year(
    nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    contributor = person("contributor", municipality=nuuk, unit=culture)
    case = registered(nuuk, culture, contributor)

    take("register_relation", case, by=contributor, at=NOW, seen=1)

    assert state_of(case) == "active"
    assert open_kinds(case) == {"still_alive"}
    alive = duty(case, "still_alive")
    assert alive.due == PartialDate.day(date(2027, 3, 2))
    assert alive.responsible.unit == culture


def test_still_alive_is_asked_again_a_year_after_the_answer(
    nuuk: Municipality, culture: Unit, officer: User
) -> None:
    case = registered(nuuk, culture, officer)
    take("register_relation", case, by=officer, at=NOW, seen=1)

    take("update", case, by=officer, at=NOW + timedelta(days=100), seen=seen(case))

    assert duty(case, "still_alive", "done").due == PartialDate.day(date(2027, 3, 2))
    assert duty(case, "still_alive").due == PartialDate.day(date(2027, 6, 10))


def test_a_registered_relation_is_not_proposed_and_others_are_not_registered(
    nuuk: Municipality, culture: Unit, draft: Case, town: Town, officer: User
) -> None:
    case = registered(nuuk, culture, officer)

    with pytest.raises(NotPossible):
        town.propose(case)
    with pytest.raises(NotPossible):
        take("register_relation", draft, by=officer, at=NOW, seen=1)


def test_a_case_is_lifted_to_a_heavier_handling_and_never_to_a_lighter(
    nuuk: Municipality, culture: Unit, officer: User
) -> None:
    case = registered(nuuk, culture, officer)

    lift(case, "political", by=officer, at=NOW, seen=seen(case))
    assert fresh(case).handling == "political"
    assert fresh(case).title == "Skolevenner i Tasiilaq"
    with pytest.raises(NotPossible):
        lift(case, "simple", by=officer, at=NOW, seen=seen(case))


def simple(
    nuuk: Municipality, unit: Unit, by: User, *, amount: int = 40_000, end: date | None = TODAY
) -> Case:
    new = NewCase(title="Kunstnerbesøg", handling="simple", unit=unit)
    case = open_case(new, owner=nuuk, by=by, at=NOW)
    set_term(case, end=PartialDate.day(end + timedelta(days=200)) if end else None)
    write_part(case, "benefit", text="Mange ser det")
    write_part(case, "economy", text="Rejser", amount=Decimal(amount), account="12.34")
    write_part(case, "citizens", text="Gratis adgang")
    return case


def test_a_simple_case_goes_straight_to_its_delegate(
    nuuk: Municipality, culture: Unit, town: Town, routes: None
) -> None:
    case = simple(nuuk, culture, town.officer)

    town.propose(case)

    assert state_of(case) == "assessed"
    assert open_kinds(case) == {"decide"}
    assert duty(case, "decide").responsible.role == "secretariat"


@pytest.mark.parametrize(
    ("lacking", "why"),
    [
        ({"end": None}, "when it ends"),
        ({"amount": 100_001}, "over the ceiling"),
    ],
)
def test_a_simple_case_is_limited_in_time_and_cost(
    nuuk: Municipality, culture: Unit, town: Town, routes: None, lacking: dict, why: str
) -> None:
    case = simple(nuuk, culture, town.officer, **lacking)

    with pytest.raises(NotPossible, match=why):
        town.propose(case)


@pytest.mark.parametrize(
    ("part", "field", "why"),
    [
        ("economy", "account", "cost and the account"),
        ("benefit", "text", "benefit"),
        ("citizens", "text", "citizen perspective"),
    ],
)
def test_the_one_page_of_a_simple_case_must_be_complete(
    nuuk: Municipality, culture: Unit, town: Town, routes: None, part: str, field: str, why: str
) -> None:
    case = simple(nuuk, culture, town.officer)
    write_part(case, part, **{field: ""})

    with pytest.raises(NotPossible, match=why):
        town.propose(case)


def test_a_simple_case_never_asks_for_the_full_gate(
    nuuk: Municipality, culture: Unit, town: Town, routes: None
) -> None:
    KindPolicy.objects.filter(municipality=nuuk).update(gate="full")
    case = simple(nuuk, culture, town.officer)

    town.propose(case)

    assert state_of(case) == "assessed"


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
