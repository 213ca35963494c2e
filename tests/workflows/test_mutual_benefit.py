"""What is assessed of democracy cooperation, and who says what a party gains (R-076, R-077)?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from agreements.models import Case, Kind, Participation, Party, PartyBenefit
from people.models import Municipality, User
from tests.conftest import NOW
from tests.workflows.stages import Town, fresh, open_kinds, seen, state_of
from workflows import assessments, reviews
from workflows.assessments import PartText
from workflows.errors import NotPermitted, NotPossible
from workflows.rules import missing_parts

LONG = "Nyttan för medborgarna i båda kommunerna beskrivs här. " * 5
PARTS = ("benefit", "economy", "citizens")


@pytest.fixture
def democracy(draft: Case, town: Town) -> Case:
    """Proposed, of the kind that asks for more."""
    draft.agreement.kind = Kind.objects.get(code="democracy")
    draft.agreement.save()
    draft.terms.create(number=1, basis="fixed", end_from="2028-12-31", end_until="2028-12-31",
                       end_precision="day")  # fmt: skip
    town.propose(draft)
    return fresh(draft)


@pytest.fixture
def theirs(democracy: Case) -> Participation:
    return democracy.participations.get(party__name="Gentofte Kommune")


def _assess(case: Case, part: str, town: Town, text: str = LONG, **more: object) -> None:
    facts = PartText(text=text, **more)  # type: ignore[arg-type]
    assessments.assess_part(case, part, facts, by=town.assessor, at=NOW, seen=seen(case))


@pytest.mark.requirement("R-076")
def test_democracy_cooperation_asks_for_more_than_a_few_words(democracy: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="at least 200 characters here; this has 4"):
        _assess(democracy, "citizens", town, "Godt")
    assert "assess_citizens" in open_kinds(democracy)

    _assess(democracy, "citizens", town)
    assert "assess_citizens" not in open_kinds(democracy)


@pytest.mark.requirement("R-076")
def test_other_kinds_take_any_text(proposed: Case, town: Town) -> None:
    _assess(proposed, "citizens", town, "Godt")

    assert "citizens" not in missing_parts(proposed)


@pytest.mark.requirement("R-076")
@pytest.mark.requirement("R-077")
def test_without_what_the_partner_gains_the_assessment_is_not_complete(
    democracy: Case, theirs: Participation, town: Town
) -> None:
    for part in PARTS:
        _assess(democracy, part, town)

    assert state_of(democracy) == "proposed"
    assert missing_parts(democracy) == {"benefit": "what Gentofte Kommune gains"}
    assert "assess_benefit" in open_kinds(democracy)

    _assess(democracy, "benefit", town, parties={theirs.pk: "Nya vänner"})
    assert state_of(democracy) == "assessed"
    assert PartyBenefit.objects.get(participation=theirs).is_own is False


@pytest.mark.requirement("R-077")
def test_told_by_itself_it_may_be_the_last_part(
    democracy: Case, theirs: Participation, town: Town
) -> None:
    for part in PARTS:
        _assess(democracy, part, town)

    reviews.tell_benefit(
        democracy, theirs, "Nya vänner", by=town.officer, at=NOW, seen=seen(democracy)
    )

    assert state_of(democracy) == "assessed"


@pytest.fixture
def partner(theirs: Participation, aalborg: Municipality, person: Callable[..., User]) -> User:
    """An officer of the party, which works here itself."""
    Party.objects.filter(pk=theirs.party_id).update(municipality=aalborg)
    return person("officer", municipality=aalborg, name="partner")


@pytest.mark.requirement("R-077")
def test_a_party_writes_its_own_side_which_nobody_else_rewrites(
    democracy: Case, theirs: Participation, partner: User, town: Town
) -> None:
    reviews.tell_benefit(
        democracy, theirs, "Vi lär oss mycket", by=partner, at=NOW, seen=seen(democracy)
    )
    assert PartyBenefit.objects.get().is_own

    with pytest.raises(NotPossible, match="has written this itself"):
        reviews.tell_benefit(
            democracy, theirs, "De lär sig", by=town.officer, at=NOW, seen=seen(democracy)
        )
    _assess(democracy, "benefit", town, parties={theirs.pk: "De lär sig"})
    assert PartyBenefit.objects.get().text == "Vi lär oss mycket"


def test_a_stranger_says_nothing_for_a_party(
    democracy: Case, theirs: Participation, arvika: Municipality, person: Callable[..., User]
) -> None:
    with pytest.raises(NotPermitted):
        reviews.tell_benefit(
            democracy,
            theirs,
            "Nej",
            by=person("officer", municipality=arvika),
            at=NOW,
            seen=seen(democracy),
        )


def test_an_empty_benefit_is_refused_by_rule_and_database(
    democracy: Case, theirs: Participation, town: Town
) -> None:
    with pytest.raises(NotPossible, match="Write what the party gains"):
        reviews.tell_benefit(democracy, theirs, "  ", by=town.officer, at=NOW, seen=seen(democracy))
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyBenefit.objects.create(
            participation=theirs, text="", recorded_by=town.officer, recorded_at=NOW
        )
