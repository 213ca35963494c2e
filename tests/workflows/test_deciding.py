"""From assessed on: the route, the decision, a party that declines (lifecycles.md)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from agreements.dates import PartialDate
from agreements.models import Body, Case, FormalDecision, Kind
from people.models import Municipality
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, last_step, open_kinds, seen, state_of
from workflows import rulings, signing
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
