"""A signature is annulled: what stood on it goes back with it (lifecycles.md)."""

from __future__ import annotations

from datetime import date

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Kind, Recurrence, Review, Signatory, Signature, StepRecord, Term
from people import seats
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.annulling import LATER, annul, record_of
from tests.workflows.stages import Town, duty, fresh, last_step, open_kinds, period, seen, state_of
from workflows import signing
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPossible


def test_an_annulled_signature_takes_the_agreement_out_of_force(approved: Case, town: Town) -> None:
    town.sign(approved, date(2026, 2, 10), date(2026, 2, 18))

    annul(approved, record_of(approved, "sign"), town.secretary)

    assert state_of(approved) == "approved"
    assert not Case.objects.in_force_on(TODAY).exists()
    assert open_kinds(approved) == {"send_decision", "sign"}
    assert duty(approved, "sign").subject == "Gentofte Kommune"
    assert Signature.objects.filter(annulled_at=None).count() == 1
    assert fresh(approved).review is None

    town.sign(approved, date(2026, 2, 20), first=1, at=LATER)
    assert state_of(approved) == "active"
    assert period(approved, "active") == (date(2026, 2, 20), None)
    assert Term.objects.get(case=approved).start == PartialDate.day(date(2026, 2, 20))


def test_each_signature_of_one_visit_can_be_annulled(approved: Case, town: Town) -> None:
    both = list(Signatory.objects.filter(participation__case=approved).order_by("pk"))
    first, second = signing.sign(
        approved,
        both,
        signed=PartialDate.day(TODAY),
        by=town.officer,
        at=NOW,
        seen=seen(approved),
    )

    annul(approved, first, town.secretary)
    assert state_of(approved) == "approved"
    assert [d.subject for d in approved.duties.filter(kind="sign", status="open")] == [
        "Kommuneqarfik Sermersooq"
    ]
    annul(approved, second, town.secretary)
    assert state_of(approved) == "approved"
    assert approved.duties.filter(kind="sign", status="open").count() == 2


def test_after_its_signatures_the_approval_can_be_annulled(
    active: Case, town: Town, secretary2: User
) -> None:
    for record in StepRecord.objects.filter(case=active, step="sign").order_by("-pk"):
        annul(active, record, town.secretary)

    annul(active, record_of(active, "approve"), secretary2)

    assert state_of(active) == "assessed"


def test_what_followed_in_other_cases_goes_back_too(
    active: Case, nuuk: Municipality, culture: Unit, town: Town, sister_city: Kind
) -> None:
    """A successor came into force with its annex; the old agreement had a cadence."""
    Recurrence.objects.create(
        case=active,
        kind_id="update",
        responsible=seats.asked_role("director", nuuk.pk),
        anchor_date=TODAY,
    )
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    asked_before = open_kinds(active)
    parties = [p.party for p in active.participations.all()]
    new = open_case(
        NewCase(
            title="Ny",
            kind=sister_city,
            unit=culture,
            parties=parties,
            replaces=active.agreement,
        ),
        owner=nuuk,
        by=town.officer,
        at=NOW,
    )
    for participation in new.participations.all():
        Signatory.objects.create(participation=participation, title="Borgmester")
    annex = open_case(
        NewCase(title="Bilag", unit=culture, agreement=new.agreement, follows_agreement=True),
        owner=nuuk,
        by=town.officer,
        at=NOW,
    )
    town.to_approved(new)
    town.sign(new, TODAY, TODAY)
    assert [state_of(c) for c in (active, new, annex)] == ["superseded", "active", "active"]

    annul(new, record_of(new, "sign"), town.secretary)

    assert [state_of(c) for c in (active, new, annex)] == ["under_review", "approved", "draft"]
    assert open_kinds(active) == asked_before
    assert Review.objects.get(case=active).status == "open"
    assert Recurrence.objects.get(case=active).is_active
    assert open_kinds(annex) == set()
    assert list(Case.objects.in_force_on(TODAY)) == [active]
    record = last_step(annex)
    assert (record.step, record.automaton) == ("annul", "annulment")
    assert record.annuls == record_of(annex, "follow")


def test_nothing_is_annulled_when_a_follower_has_gone_on(
    approved: Case, town: Town, culture: Unit
) -> None:
    annex = open_case(
        NewCase(title="Bilag", unit=culture, agreement=approved.agreement, follows_agreement=True),
        owner=approved.owner,
        by=town.officer,
        at=NOW,
    )
    town.sign(approved, TODAY, TODAY)
    take("cancel", annex, by=town.officer, at=NOW, seen=seen(annex), reason="Opgivet")

    with pytest.raises(NotPossible, match="moved on"):
        annul(approved, record_of(approved, "sign"), town.secretary)
    assert (state_of(approved), state_of(annex)) == ("active", "cancelled")
