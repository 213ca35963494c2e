"""Two sides, one record: what a party that works here does on its own side (decision 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Participation, Party, Signatory
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, last_step, seen, state_of
from workflows import annulments, reviews, signing
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def theirs(draft: Case, aalborg: Municipality) -> Participation:
    """Aalborg works here too, and is the third party."""
    party = Party.objects.create(sort="municipality", name="Aalborg", municipality=aalborg)
    participation = Participation.objects.create(case=draft, party=party)
    Signatory.objects.create(participation=participation, title="Borgmester")
    return participation


@pytest.fixture
def recorder(aalborg: Municipality, person: Callable[..., User]) -> User:
    return person("officer", municipality=aalborg, name="recorder")


def sign(case: Case, participation: Participation, by: User) -> None:
    signing.sign(
        case,
        list(participation.signatories.all()),
        signed=PartialDate.day(TODAY),
        by=by,
        at=NOW,
        seen=seen(case),
    )


def test_its_signature_is_asked_of_its_own_officers(
    draft: Case, theirs: Participation, town: Town, aalborg: Municipality
) -> None:
    town.to_approved(draft)

    asked = draft.duties.get(kind="sign", subject="Aalborg").responsible
    assert (asked.role, asked.municipality) == ("officer", aalborg)


def test_it_records_its_own_signature_and_no_other(
    draft: Case, theirs: Participation, town: Town, recorder: User
) -> None:
    case = town.to_approved(draft)

    sign(case, theirs, recorder)
    assert theirs.signatories.get().signatures.get().recorded_by == recorder
    for other in case.participations.exclude(pk=theirs.pk):
        with pytest.raises(NotPermitted, match="party to the agreement"):
            sign(case, other, recorder)


def test_it_records_its_own_decision_which_is_no_condition(
    draft: Case, theirs: Participation, town: Town, recorder: User
) -> None:
    case = town.to_approved(draft)

    signing.party_decides(
        case,
        theirs,
        decided=PartialDate.month(2026, 2),
        body="Byrådet",
        number="14",
        by=recorder,
        at=NOW,
        seen=seen(case),
    )

    theirs.refresh_from_db()
    assert (theirs.decision_body, theirs.decided) == ("Byrådet", PartialDate.month(2026, 2))
    assert state_of(case) == "approved"


def test_it_speaks_at_the_review_for_itself(
    draft: Case, theirs: Participation, town: Town, recorder: User
) -> None:
    case = town.to_approved(draft)
    town.sign(case, TODAY, TODAY, TODAY)
    take("start_review", case, by=town.officer, at=NOW, seen=seen(case))

    def speak(participation: Participation) -> None:
        reviews.give_input(
            case,
            participation,
            "Godt",
            received=None,
            by=recorder,
            at=NOW,
            seen=seen(case),
        )

    speak(theirs)
    assert {d.subject for d in case.duties.filter(kind="review_input", status="open")} == {
        "Gentofte Kommune"
    }
    with pytest.raises(NotPermitted):
        speak(case.participations.get(party__name="Gentofte Kommune"))


def test_a_second_person_of_the_party_annuls_its_signature(
    draft: Case,
    theirs: Participation,
    town: Town,
    recorder: User,
    aalborg: Municipality,
    person: Callable[..., User],
) -> None:
    case = town.to_approved(draft)
    sign(case, theirs, recorder)
    record = last_step(case)

    def annul(by: User) -> None:
        annulments.annul(case, record, by=by, at=NOW, seen=seen(case), reason="Forkert dag")

    with pytest.raises(NotPermitted, match="second person"):
        annul(recorder)
    annul(person("officer", municipality=aalborg, name="colleague"))
    assert not theirs.signatories.get().signatures.filter(annulled_at=None).exists()
    assert case.duties.get(kind="sign", subject="Aalborg").status == "open"


def test_a_signatory_of_another_case_does_not_sign_here(
    approved: Case, town: Town, nuuk: Municipality
) -> None:
    elsewhere = Case.objects.create(
        sort="agreement", number="X", title="Anden", owner=nuuk, created_at=NOW
    )
    participation = Participation.objects.create(
        case=elsewhere, party=Party.objects.create(sort="town", name="By")
    )
    Signatory.objects.create(participation=participation, title="Borgmester")

    with pytest.raises(NotPossible, match="another case"):
        sign(approved, participation, town.officer)
    with pytest.raises(NotPossible, match="Choose who signed"):
        signing.sign(
            approved,
            [],
            signed=PartialDate.day(TODAY),
            by=town.officer,
            at=NOW,
            seen=seen(approved),
        )
