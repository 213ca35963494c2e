"""From assessed to approved or not: routes, outcomes, delegation, four eyes (lifecycles.md)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from agreements.dates import PartialDate
from agreements.models import (
    Body,
    Case,
    FormalDecision,
    Kind,
    Meeting,
)
from people.models import Municipality
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, decide, duty, last_step, open_kinds, seen, state_of
from workflows import fulfilling, rulings, signing
from workflows.cases import write_part
from workflows.door import take
from workflows.errors import NotPossible
from workflows.models import Route, RouteStop
from workflows.routes import route_of
from workflows.rulings import Minutes


# ---------------------------------------------------------------- the route
def test_bodies_rule_in_the_order_of_the_route(assessed: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="First The finance committee rules"):
        town.rule(assessed, town.council, "approved")

    town.rule(assessed, town.committee, "recommended")
    with pytest.raises(NotPossible, match="has already ruled"):
        town.rule(assessed, town.committee, "recommended", number="8")

    town.rule(assessed, town.council, "approved")
    assert state_of(assessed) == "approved"


def test_a_body_that_is_not_on_the_route_cannot_rule(
    assessed: Case, town: Town, nuuk: Municipality
) -> None:
    other = Body.objects.create(municipality=nuuk, name_da="Kulturudvalget", level="committee")

    for outcome in ("approved", "recommended", "not_approved"):
        with pytest.raises(NotPossible, match="not on the route"):
            town.rule(assessed, other, outcome, conditions="Nej")


def test_a_body_of_another_municipality_cannot_rule(
    assessed: Case, town: Town, aalborg: Municipality
) -> None:
    theirs = Body.objects.create(municipality=aalborg, name_da="Byrådet", level="council")

    with pytest.raises(NotPossible, match="another municipality"):
        town.rule(assessed, theirs, "approved")


def test_without_a_route_the_administrator_is_named(assessed: Case, town: Town) -> None:
    RouteStop.objects.all().delete()
    Route.objects.all().delete()

    with pytest.raises(NotPossible, match="administrator"):
        take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))
    with pytest.raises(NotPossible, match="administrator"):
        town.rule(assessed, town.council, "approved")


@pytest.mark.requirement("R-069")
def test_the_most_specific_route_holds(
    draft: Case, nuuk: Municipality, sister_city: Kind, committee: Body, council: Body
) -> None:
    general = Route.objects.get(handling="political", is_light=False)
    cheap = Route.objects.create(municipality=nuuk, handling="political", ceiling=50_000)
    of_kind = Route.objects.create(municipality=nuuk, handling="political", kind=sister_city)
    economy = write_part(draft, "economy", text="Rejser", amount=Decimal(50_000))

    assert route_of(draft) == of_kind
    of_kind.delete()
    assert route_of(draft) == cheap
    economy.amount = Decimal(50_001)
    economy.save()
    assert route_of(draft) == general


# ---------------------------------------------------------------- outcomes
def test_checking_ready_asks_the_first_body_for_its_next_meeting(
    assessed: Case, town: Town
) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))

    assert open_kinds(assessed) == {"rule"}
    ruling = duty(assessed, "rule")
    assert ruling.about == "The finance committee"
    assert ruling.due == PartialDate.day(date(2026, 3, 17))
    assert ruling.responsible.role == "secretariat"


def test_a_meeting_whose_agenda_has_closed_is_not_the_next(assessed: Case, town: Town) -> None:
    after_closing = NOW + timedelta(days=8)  # the agenda of 17 March closed on the 9th

    take("check_ready", assessed, by=town.secretary, at=after_closing, seen=seen(assessed))

    assert duty(assessed, "rule").due is None


@pytest.mark.parametrize("outcome", ["recommended", "forwarded", "approved"])
def test_after_a_passing_outcome_the_next_body_is_asked(
    assessed: Case, town: Town, outcome: str
) -> None:
    town.rule(assessed, town.committee, outcome)

    assert state_of(assessed) == "assessed"
    assert duty(assessed, "rule").about == "The municipal council"
    assert duty(assessed, "rule").due == PartialDate.day(date(2026, 3, 26))


def test_a_recommendation_is_never_a_decision(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")
    town.rule(assessed, town.council, "recommended")

    assert state_of(assessed) == "assessed"
    assert duty(assessed, "rule").about == "The municipal council"
    town.rule(assessed, town.council, "approved", number="9")
    assert state_of(assessed) == "approved"


def test_the_last_approval_asks_for_dispatch_and_signatures(assessed: Case, town: Town) -> None:
    town.approve(assessed)

    assert open_kinds(assessed) == {"send_decision", "sign"}
    signing = {d.subject for d in assessed.duties.filter(kind="sign", status="open")}
    assert signing == {"Kommuneqarfik Sermersooq", "Gentofte Kommune"}
    ruling = last_step(assessed).ruling
    assert ruling is not None
    assert ruling.decision.body == town.council


def test_conditions_become_a_duty(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")

    town.rule(assessed, town.council, "approved_conditions", conditions="Afrapportering hvert år")

    assert state_of(assessed) == "approved"
    asked = duty(assessed, "fulfil_condition")
    assert asked.subject == "Afrapportering hvert år"
    fulfilling.fulfil(
        assessed,
        asked,
        text="Rapport sendt",
        happened=PartialDate.day(TODAY),
        by=town.officer,
        at=NOW,
        seen=seen(assessed),
    )
    asked.refresh_from_db()
    assert asked.status == "done"
    assert asked.closed_by is not None
    assert asked.closed_by.step == "fulfil"


def test_approved_with_changes_approves(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")
    town.rule(assessed, town.council, "approved_changed", conditions="Kun et år")

    assert state_of(assessed) == "approved"


@pytest.mark.parametrize(
    "outcome", ["approved_changed", "approved_conditions", "referred_back", "not_approved"]
)
def test_some_outcomes_need_their_text(assessed: Case, town: Town, outcome: str) -> None:
    with pytest.raises(NotPossible, match="changes, conditions or reasons"):
        town.rule(assessed, town.committee, outcome)


def test_a_deferred_case_is_asked_for_at_the_next_meeting(assessed: Case, town: Town) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))
    Meeting.objects.create(
        body=town.committee, date=date(2026, 4, 14), agenda_closes_date=date(2026, 4, 6)
    )
    after_the_meeting = NOW + timedelta(days=16)

    town.rule(assessed, town.committee, "deferred", on=date(2026, 3, 17), at=after_the_meeting)

    assert state_of(assessed) == "assessed"
    assert duty(assessed, "rule").due == PartialDate.day(date(2026, 4, 14))
    assert duty(assessed, "rule").about == "The finance committee"
    assert duty(assessed, "rule", "done").due == PartialDate.day(date(2026, 3, 17))


def test_a_referral_is_answered_and_then_ruled_on_again(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "referred_back", conditions="Hvad koster det?")

    assert state_of(assessed) == "assessed"
    assert open_kinds(assessed) == {"answer_referral"}
    take("submit_memo", assessed, by=town.officer, at=NOW, seen=seen(assessed))
    assert open_kinds(assessed) == {"rule"}
    assert duty(assessed, "rule").about == "The finance committee"
    town.rule(assessed, town.committee, "recommended", number="9")
    assert duty(assessed, "rule").about == "The municipal council"


@pytest.mark.parametrize("is_last", [False, True])
def test_not_approved_rejects_whoever_says_so(assessed: Case, town: Town, is_last: bool) -> None:
    if is_last:
        town.rule(assessed, town.committee, "recommended")
    town.rule(
        assessed,
        town.council if is_last else town.committee,
        "not_approved",
        conditions="For dyrt",
    )

    assert state_of(assessed) == "rejected"
    assert open_kinds(assessed) == {"send_decision"}


def test_taken_note_of_changes_nothing(assessed: Case, town: Town) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))

    town.rule(assessed, town.committee, "noted")

    assert state_of(assessed) == "assessed"
    assert open_kinds(assessed) == {"rule"}
    assert duty(assessed, "rule").about == "The finance committee"


def test_brought_before_the_council_adds_the_council(
    assessed: Case, town: Town, nuuk: Municipality
) -> None:
    RouteStop.objects.get(route__is_light=False, body=town.council).delete()

    town.rule(assessed, town.committee, "to_council")

    assert state_of(assessed) == "assessed"
    assert duty(assessed, "rule").about == "The municipal council"
    town.rule(assessed, town.council, "approved")
    assert state_of(assessed) == "approved"


def test_brought_before_the_council_needs_a_council(
    assessed: Case, town: Town, nuuk: Municipality
) -> None:
    RouteStop.objects.get(route__is_light=False, body=town.council).delete()
    Body.objects.filter(pk=town.council.pk).update(is_active=False)

    with pytest.raises(NotPossible, match="council"):
        town.rule(assessed, town.committee, "to_council")


def test_an_urgent_decision_is_told_at_the_next_meeting(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")

    town.rule(assessed, town.council, "urgent")

    assert state_of(assessed) == "approved"
    told = duty(assessed, "orientation")
    assert told.due == PartialDate.day(date(2026, 3, 26))
    assert told.responsible.role == "secretariat"


def test_an_urgent_decision_need_not_wait_for_the_bodies_before(assessed: Case, town: Town) -> None:
    """The mayor decides in the council's place (DK § 31) before the committee has met."""
    town.rule(assessed, town.council, "urgent")

    assert state_of(assessed) == "approved"
    assert "rule" not in open_kinds(assessed)
    assert duty(assessed, "orientation").body == town.council


def test_an_urgent_decision_of_a_committee_is_told_to_the_council(
    assessed: Case, town: Town
) -> None:
    town.rule(assessed, town.committee, "urgent")

    assert state_of(assessed) == "approved"
    assert duty(assessed, "orientation").body == town.council


def test_a_body_is_told_at_its_next_meeting_of_what_a_delegate_decided(
    simple: Case, town: Town
) -> None:
    decide(simple, town.secretary)

    told = duty(simple, "orientation")
    assert told.body == town.committee
    assert told.responsible.role == "secretariat"


def test_where_no_body_is_set_up_nobody_is_told(simple: Case, town: Town) -> None:
    Body.objects.update(is_active=False)

    decide(simple, town.secretary)

    assert "orientation" not in open_kinds(simple)


def test_an_urgent_decision_still_needs_the_assessment(proposed: Case, town: Town) -> None:
    with pytest.raises(NotPossible):
        town.rule(proposed, town.council, "urgent")


@pytest.mark.parametrize(("day", "due"), [(None, None), (date(2026, 6, 1), date(2026, 6, 1))])
def test_a_condition_is_due_on_the_day_that_the_ruling_names(
    assessed: Case, town: Town, day: date | None, due: date | None
) -> None:
    town.rule(assessed, town.committee, "recommended")

    rulings.record_ruling(
        assessed,
        Minutes(body=town.council, date=TODAY),
        "approved_conditions",
        by=town.secretary,
        at=NOW,
        seen=seen(assessed),
        conditions="Afrapportering",
        conditions_due=day,
    )

    asked = duty(assessed, "fulfil_condition")
    assert asked.due == (PartialDate.day(due) if due else None)


def test_a_ruling_is_asked_for_in_each_readers_words(assessed: Case, town: Town) -> None:
    take("check_ready", assessed, by=town.secretary, at=NOW, seen=seen(assessed))
    asked = duty(assessed, "rule")

    with override("da"):
        danish = asked.about
    assert (danish, asked.about) == (town.committee.name_da, town.committee.name_en)
    assert asked.subject == town.committee.name_da, "kept in the owner's language"


def test_a_delegate_that_is_no_head_is_asked_for_the_whole_municipality(
    simple: Case, town: Town
) -> None:
    assert str(duty(simple, "decide").responsible) == "council secretariat"


def test_sending_the_decision_closes_its_duty(approved: Case, town: Town) -> None:
    take("send_decision", approved, by=town.secretary, at=NOW, seen=seen(approved))

    assert duty(approved, "send_decision", "done").closed_by == last_step(approved)


# ---------------------------------------------------------------- the decision itself
@pytest.mark.requirement("R-066")
def test_one_decision_rules_on_many_cases(
    assessed: Case, simple: Case, town: Town, nuuk: Municipality
) -> None:
    Case.objects.filter(pk=simple.pk).update(handling="political")

    town.rule(assessed, town.committee, "recommended", number="7")
    town.rule(simple, town.committee, "recommended", number="7")

    decision = FormalDecision.objects.get(body=town.committee, number="7")
    assert {ruling.case_id for ruling in decision.rulings.all()} == {assessed.pk, simple.pk}


def test_a_decision_rules_once_on_a_case(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "deferred", number="7")

    with pytest.raises(NotPossible, match="already ruled"):
        town.rule(assessed, town.committee, "recommended", number="7")


def test_a_decision_to_come_is_refused_and_an_old_one_asks_why(assessed: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="has not come"):
        town.rule(assessed, town.committee, "recommended", on=TODAY + timedelta(days=1))
    with pytest.raises(NotPossible, match="older than the proposal"):
        town.rule(assessed, town.committee, "recommended", on=TODAY - timedelta(days=1))

    rulings.record_ruling(
        assessed,
        Minutes(body=town.committee, date=TODAY - timedelta(days=1)),
        "recommended",
        by=town.secretary,
        at=NOW,
        seen=seen(assessed),
        reason="Behandlet som hastesag",
    )
    assert last_step(assessed).reason == "Behandlet som hastesag"


# ---------------------------------------------------------------- decline
def test_a_party_that_declines_ends_it(approved: Case, town: Town) -> None:
    theirs = approved.participations.get(party__name="Gentofte Kommune")
    with pytest.raises(NotPossible, match="which party declined"):
        take("decline", approved, by=town.officer, at=NOW, seen=seen(approved))

    signing.party_decides(
        approved,
        theirs,
        decided=PartialDate.day(TODAY),
        declined=True,
        note="Brev af 2. marts",
        by=town.officer,
        at=NOW,
        seen=seen(approved),
    )
    assert state_of(approved) == "approved"
    take("decline", approved, by=town.officer, at=NOW, seen=seen(approved))
    assert state_of(approved) == "rejected"
    assert "sign" not in open_kinds(approved)
