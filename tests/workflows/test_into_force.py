"""Signatures, agreed dates, annexes and successors (lifecycles.md, activate and supersede)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import (
    Case,
    Kind,
    Participation,
    Party,
    Recurrence,
    Signatory,
    StepRecord,
    Term,
)
from people import seats
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    duty,
    fresh,
    last_step,
    open_kinds,
    period,
    seen,
    state_of,
)
from workflows import signing, timed
from workflows.cases import edit, set_term
from workflows.door import take
from workflows.errors import NotPossible
from workflows.visit import Visit

TENTH, EIGHTEENTH = date(2026, 2, 10), date(2026, 2, 18)


# ---------------------------------------------------------------- the last signature
@pytest.mark.requirement("R-019")
@pytest.mark.requirement("R-044")
@pytest.mark.acceptance("P04")
def test_in_force_from_the_true_day_of_the_last_signature(approved: Case, town: Town) -> None:
    town.sign(approved, TENTH)
    assert state_of(approved) == "approved"
    assert open_kinds(approved) == {"send_decision", "sign"}

    town.sign(approved, EIGHTEENTH, first=1, at=NOW + timedelta(days=1))

    assert state_of(approved) == "active"
    assert period(approved, "active") == (EIGHTEENTH, None)
    record = StepRecord.objects.get(case=approved, step="activate")
    assert (record.effective_date, record.automaton) == (EIGHTEENTH, "force")
    assert record.at == NOW + timedelta(days=1)
    assert not Case.objects.in_force_on(TENTH).exists()
    assert Case.objects.in_force_on(EIGHTEENTH).exists()
    term = Term.objects.get(case=approved)
    assert (term.start, term.end) == (PartialDate.day(EIGHTEENTH), None)


def test_the_day_is_that_of_the_latest_signature_in_whatever_order_recorded(
    approved: Case, town: Town
) -> None:
    town.sign(approved, EIGHTEENTH, TENTH)

    assert period(approved, "active") == (EIGHTEENTH, None)


def test_all_parties_may_sign_at_one_visit(approved: Case, officer: User) -> None:
    signatories = list(Signatory.objects.filter(participation__case=approved))

    records = signing.sign(
        approved,
        signatories,
        signed=PartialDate.day(TODAY),
        place="Nuuk",
        event="Venskabsbybesøg",
        by=officer,
        at=NOW,
        seen=seen(approved),
    )

    assert len(records) == 2
    assert state_of(approved) == "active"
    assert fresh(approved).version == records[0].version


def test_who_need_not_sign_is_not_waited_for(approved: Case, town: Town) -> None:
    Signatory.objects.create(
        participation=approved.participations.earliest("pk"), title="Vidne", is_required=False
    )

    town.sign(approved, TODAY, TODAY)

    assert state_of(approved) == "active"


@pytest.mark.requirement("R-045")
@pytest.mark.acceptance("P05")
def test_an_unknown_day_never_brings_into_force_by_itself(approved: Case, town: Town) -> None:
    december = PartialDate.month(2026, 2)
    town.sign(approved, TENTH, december)

    assert state_of(approved) == "approved"
    signed = Signatory.objects.filter(participation__case=approved).last()
    assert signed is not None
    assert signed.signatures.get().signed == december

    take("activate", approved, by=town.officer, at=NOW, seen=seen(approved), effective=EIGHTEENTH)
    assert period(approved, "active") == (EIGHTEENTH, None)


def test_not_before_the_last_has_signed(approved: Case, town: Town) -> None:
    town.sign(approved, TENTH)

    with pytest.raises(NotPossible, match="Not signed yet: Gentofte Kommune, Borgmester"):
        take("activate", approved, by=town.officer, at=NOW, seen=seen(approved))
    town.sign(approved, PartialDate.month(2026, 2), first=1)
    with pytest.raises(NotPossible, match="before the last party signed"):
        take(
            "activate",
            approved,
            by=town.officer,
            at=NOW,
            seen=seen(approved),
            effective=date(2026, 1, 31),
        )


def test_nobody_signs_on_a_day_to_come_or_twice(approved: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="has not come"):
        town.sign(approved, TODAY + timedelta(days=1))
    town.sign(approved, TENTH)
    with pytest.raises(NotPossible, match="signed already"):
        town.sign(approved, TENTH)


def test_without_signatories_nothing_comes_into_force(approved: Case, town: Town) -> None:
    for signatory in Signatory.objects.filter(participation__case=approved):
        signatory.delete()

    with pytest.raises(NotPossible, match="Name who signs"):
        take("activate", approved, by=town.officer, at=NOW, seen=seen(approved))


@pytest.mark.requirement("R-072")
def test_each_party_that_counts_signs_and_those_who_only_follow_need_not(
    draft: Case, town: Town
) -> None:
    for name, role in (("Skive", "lead"), ("Kolding", "associated"), ("Norden", "via")):
        party = Party.objects.create(sort="municipality", name=name)
        Participation.objects.create(case=draft, party=party, role=role)
    case = town.to_approved(draft)
    skive = case.participations.get(party__name="Skive")

    town.sign(case, TENTH, TENTH)
    assert [d.subject for d in case.duties.filter(kind="sign", status="open")] == ["Skive"]
    with pytest.raises(NotPossible, match="Name who signs for Skive"):
        take("activate", case, by=town.officer, at=NOW, seen=seen(case))
    Signatory.objects.create(participation=skive, title="Vidne", is_required=False)
    town.sign(case, TENTH, first=2)
    assert state_of(case) == "approved"
    assert [d.subject for d in case.duties.filter(kind="sign", status="open")] == ["Skive"]

    Signatory.objects.create(participation=skive, title="Borgmester")
    town.sign(case, EIGHTEENTH, first=3)
    assert period(case, "active") == (EIGHTEENTH, None)


@pytest.mark.requirement("R-072")
def test_four_parties_sign_each_for_itself(draft: Case, town: Town, nuuk: Municipality) -> None:
    for name in ("Skive", "Kongsvinger"):
        party = Party.objects.create(sort="municipality", name=name)
        participation = Participation.objects.create(case=draft, party=party)
        Signatory.objects.create(participation=participation, title="Borgmester")
    case = town.to_approved(draft)

    town.sign(case, TENTH, TENTH, TENTH)
    assert state_of(case) == "approved"
    assert [d.subject for d in case.duties.filter(kind="sign", status="open")] == ["Kongsvinger"]
    town.sign(case, EIGHTEENTH, first=3)
    assert state_of(case) == "active"


# ---------------------------------------------------------------- agreed and given dates
def agreed(case: Case, start: PartialDate, town: Town) -> Case:
    case.takes_effect = Case.TakesEffect.AGREED_DATE
    case.save()
    set_term(case, start=start, end=None)
    return town.to_approved(case)


def test_an_agreed_day_brings_into_force_also_when_nobody_looked(draft: Case, town: Town) -> None:
    case = agreed(draft, PartialDate.day(date(2026, 3, 10)), town)

    assert timed.take_due_steps(at=NOW)["activate"] == 0
    with pytest.raises(NotPossible, match="has not come"):
        take("activate", case, by=town.officer, at=NOW, seen=seen(case))
    late = NOW + timedelta(days=30)
    assert timed.take_due_steps(at=late)["activate"] == 1

    assert period(case, "active") == (date(2026, 3, 10), None)
    record = last_step(case)
    assert (record.automaton, record.cause) == ("force", "the agreed day has come")
    assert (record.at, record.effective_date) == (late, date(2026, 3, 10))


def test_an_agreed_month_waits_for_somebody(draft: Case, town: Town) -> None:
    case = agreed(draft, PartialDate.month(2026, 3), town)

    assert timed.take_due_steps(at=NOW + timedelta(days=60))["activate"] == 0
    with pytest.raises(NotPossible, match="agreed day"):
        take("activate", case, by=town.officer, at=NOW + timedelta(days=60), seen=seen(case))


def test_the_day_is_the_owners(draft: Case, town: Town) -> None:
    case = agreed(draft, PartialDate.day(date(2026, 3, 10)), town)
    tenth_in_copenhagen_ninth_in_nuuk = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)

    assert timed.take_due_steps(at=tenth_in_copenhagen_ninth_in_nuuk)["activate"] == 0
    assert state_of(case) == "approved"


def test_a_given_day_is_kept_beside_the_day_of_recording(draft: Case, town: Town) -> None:
    draft.takes_effect = Case.TakesEffect.GIVEN_DATE
    draft.save()
    case = town.to_approved(draft)

    with pytest.raises(NotPossible, match="has not come"):
        take(
            "activate",
            case,
            by=town.officer,
            at=NOW,
            seen=seen(case),
            effective=TODAY + timedelta(days=1),
        )
    take("activate", case, by=town.officer, at=NOW, seen=seen(case), effective=TENTH)

    record = last_step(case)
    assert (record.effective_date, record.at) == (TENTH, NOW)
    assert period(case, "active") == (TENTH, None)


# ---------------------------------------------------------------- what is asked for then
@pytest.mark.requirement("R-037")
def test_an_agreement_without_a_review_gets_one_by_its_kind(active: Case) -> None:
    assert fresh(active).review == PartialDate.month(2030, 3)
    assert duty(active, "review").due == PartialDate.month(2030, 3)


@pytest.mark.acceptance("P10")
def test_an_agreement_without_an_end_never_expires(active: Case, sister_city: Kind) -> None:
    a_lifetime = NOW.replace(year=2076)
    Case.objects.filter(pk=active.pk).update(
        review_from=None, review_until=None, review_precision=""
    )

    assert timed.take_due_steps(at=a_lifetime)["expire"] == 0
    assert state_of(active) == "active"


@pytest.mark.acceptance("P10")
def test_an_agreement_has_a_cadence_of_reviews_or_says_why_none(draft: Case, town: Town) -> None:
    draft.no_review_reason = "Ses årligt i samarbejdsrådet"
    draft.save()

    case = town.to_active(draft)

    assert case.review is None
    assert "review" not in open_kinds(case)


def test_an_agreed_interval_comes_before_that_of_the_kind(draft: Case, town: Town) -> None:
    draft.review_interval_months = 12
    draft.save()

    assert town.to_active(draft).review == PartialDate.month(2027, 3)


def test_a_review_that_is_agreed_stays(draft: Case, town: Town) -> None:
    draft.review = PartialDate.month(2028, 8)
    draft.save()

    assert town.to_active(draft).review == PartialDate.month(2028, 8)


@pytest.mark.requirement("R-052")
def test_a_cadence_asks_for_its_first_update_in_the_year_after(
    draft: Case, town: Town, twice_a_year: Recurrence
) -> None:
    case = town.to_active(draft)

    assert duty(case, "update").due == PartialDate.year(2027)


@pytest.fixture
def twice_a_year(draft: Case, nuuk: Municipality) -> Recurrence:
    return Recurrence.objects.create(
        case=draft,
        kind_id="update",
        responsible=seats.asked_role("director", nuuk.pk),
        cadence="calendar_year",
        anchor_date=TODAY,
        minimum=1,
        maximum=2,
    )


@pytest.mark.requirement("R-052")
@pytest.mark.acceptance("P08")
def test_a_second_update_in_a_year_is_welcome_and_closes_nothing(
    draft: Case, town: Town, twice_a_year: Recurrence
) -> None:
    case = town.to_active(draft)
    in_2027 = NOW.replace(year=2027)

    take("update", case, by=town.officer, at=NOW, seen=seen(case))
    assert duty(case, "update").due == PartialDate.year(2027)
    take("update", case, by=town.officer, at=in_2027, seen=seen(case))
    assert duty(case, "update").due == PartialDate.year(2028)
    for _ in range(2):
        take("update", case, by=town.officer, at=in_2027, seen=seen(case))
    assert duty(case, "update").due == PartialDate.year(2028)
    assert case.duties.filter(kind="update", status="done").count() == 1


def test_moving_the_review_moves_its_duty(active: Case, town: Town) -> None:
    def sooner(visit: Visit) -> None:
        visit.case.review = PartialDate.month(2028, 8)

    edit(active, sooner, by=town.officer, at=NOW, seen=seen(active))

    assert duty(active, "review").due == PartialDate.month(2028, 8)
