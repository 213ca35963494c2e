"""What the database itself holds to be true of cases, decisions and duties."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from agreements import defaults, labels
from agreements.models import (
    Agreement,
    AssessmentPart,
    Body,
    Case,
    Duty,
    DutyKind,
    ExpectedBenefit,
    FormalDecision,
    Initiative,
    Kind,
    KindPolicy,
    Meeting,
    Participation,
    Party,
    Recurrence,
    Review,
    Ruling,
    Signatory,
    Signature,
    StatePeriod,
    StepRecord,
    Term,
)
from agreements.states import State
from people.seats import asked_person
from tests.conftest import NOW, TODAY

if TYPE_CHECKING:
    from people.models import Municipality, User


def refused(model: Any, **facts: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**facts)


# ---------------------------------------------------------------- cases
@pytest.mark.parametrize(
    "wrong", [{"state": "lost"}, {"title": ""}, {"review_from": TODAY}, {"number": "2026-2"}]
)
def test_a_case_has_title_known_state_and_a_number_of_its_own(
    draft: Case, nuuk: Municipality, wrong: dict[str, object]
) -> None:
    Case.objects.create(
        sort="initiative", number="2026-2", title="Anden", owner=nuuk, created_at=NOW
    )

    with pytest.raises(IntegrityError):
        Case.objects.filter(pk=draft.pk).update(**wrong)


def test_a_case_is_in_one_state_at_a_time(draft: Case) -> None:
    refused(StatePeriod, case=draft, state="active", start_date=TODAY, recorded_at=NOW)


def test_a_period_ends_after_it_begins(draft: Case) -> None:
    refused(
        StatePeriod,
        case=draft,
        state="active",
        start_date=TODAY,
        end_date=date(2020, 1, 1),
        recorded_at=NOW,
    )


def test_a_step_has_one_author(draft: Case, officer: User) -> None:
    facts = {
        "case": draft,
        "step": "edit",
        "state_before": "draft",
        "state_after": "draft",
        "at": NOW,
        "effective_date": TODAY,
        "version": 2,
    }

    refused(StepRecord, **facts)
    refused(StepRecord, **facts, by=officer, automaton="force")


# ---------------------------------------------------------------- agreements, parties
def test_an_agreement_is_replaced_once_and_not_by_itself(draft: Case) -> None:
    with pytest.raises(IntegrityError):
        Agreement.objects.filter(pk=draft.pk).update(replaces=draft.pk)


def test_a_party_takes_part_once_at_a_time(draft: Case, our_party: Party) -> None:
    refused(Participation, case=draft, party=our_party)
    draft.participations.filter(party=our_party).update(left_date=TODAY)

    Participation.objects.create(case=draft, party=our_party)

    refused(Participation, case=draft, party=our_party)


def test_only_a_municipality_is_a_tenant_and_no_placeholder(
    aalborg: Municipality, our_party: Party
) -> None:
    refused(Party, sort="town", name="Aalborg", municipality=aalborg)
    refused(Party, sort="municipality", name="En by", municipality=aalborg, is_placeholder=True)
    refused(Party, sort="municipality", name=our_party.name, country="GL")


@pytest.mark.requirement("R-008")
def test_a_town_stands_inside_its_municipality(our_party: Party) -> None:
    town = Party.objects.create(sort="town", name="Nuuk", country="GL", parent=our_party)

    assert list(our_party.children.all()) == [town]


def test_a_signatory_signs_once_and_again_after_an_annulment(draft: Case, officer: User) -> None:
    signatory = Signatory.objects.filter(participation__case=draft).first()
    facts = {
        "signatory": signatory,
        "signed": TODAY,
        "recorded_by": officer,
        "recorded_at": NOW,
    }
    first = Signature.objects.create(**facts)
    refused(Signature, **facts)

    Signature.objects.filter(pk=first.pk).update(annulled_at=NOW)
    Signature.objects.create(**facts)


@pytest.mark.requirement("R-024")
def test_a_number_of_an_annex_is_used_once(draft: Case, nuuk: Municipality) -> None:
    def initiative(number: str, case_number: str) -> None:
        case = Case.objects.create(
            sort="initiative", number=case_number, title="En", owner=nuuk, created_at=NOW
        )
        Initiative.objects.create(case=case, agreement=draft.agreement, annex="1", number=number)

    initiative("1.1", "A")
    initiative("", "B")
    initiative("", "C")
    with pytest.raises(IntegrityError):
        initiative("1.1", "D")


# ---------------------------------------------------------------- terms, reviews
@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": "fixed"},
        {"basis": "self_renewing", "end": TODAY},
        {"basis": "self_renewing", "renewal_months": 12},
    ],
)
def test_a_term_has_what_its_basis_needs(draft: Case, wrong: dict[str, object]) -> None:
    refused(Term, case=draft, **wrong)


@pytest.mark.acceptance("P10")
def test_a_term_without_an_end_is_open(draft: Case) -> None:
    assert Term.objects.create(case=draft).end is None


def test_one_review_is_open_at_a_time(draft: Case) -> None:
    Review.objects.create(case=draft, number=1, opened_at=NOW)

    refused(Review, case=draft, number=2, opened_at=NOW)
    Review.objects.create(case=draft, number=2, status="closed", opened_at=NOW, closed_at=NOW)


# ---------------------------------------------------------------- assessment
def test_only_economy_has_amounts_and_none_is_negative(draft: Case) -> None:
    refused(AssessmentPart, case=draft, part="benefit", amount=1)
    refused(AssessmentPart, case=draft, part="economy", amount=-1)


def test_a_completed_part_has_text_and_author(draft: Case, officer: User) -> None:
    refused(AssessmentPart, case=draft, part="benefit", completed_at=NOW, completed_by=officer)
    refused(AssessmentPart, case=draft, part="benefit", text="Godt", completed_at=NOW)


@pytest.mark.requirement("R-005")
def test_an_expected_benefit_has_a_reason_and_stands_once_for_a_group(draft: Case) -> None:
    refused(ExpectedBenefit, case=draft, group="citizens", level="high", reason="")
    ExpectedBenefit.objects.create(case=draft, group="citizens", level="high", reason="Mange")
    refused(ExpectedBenefit, case=draft, group="citizens", level="low", reason="Få")


# ---------------------------------------------------------------- decisions
def decision(nuuk: Municipality, **facts: object) -> dict[str, object]:
    return {"municipality": nuuk, "date": TODAY, "recorded_at": NOW} | facts


@pytest.mark.requirement("R-066")
def test_a_number_is_unique_for_body_and_date_where_given(
    nuuk: Municipality, council: Body
) -> None:
    FormalDecision.objects.create(**decision(nuuk, body=council, number="258"))
    FormalDecision.objects.create(**decision(nuuk, body=council))
    FormalDecision.objects.create(**decision(nuuk, body=council))

    refused(FormalDecision, **decision(nuuk, body=council, number="258"))
    FormalDecision.objects.create(
        **decision(nuuk, body=council, number="258", date=date(2026, 1, 1))
    )


def test_a_decision_is_of_a_body_or_of_a_delegate_with_authority(
    nuuk: Municipality, council: Body, officer: User
) -> None:
    refused(FormalDecision, **decision(nuuk))
    refused(FormalDecision, **decision(nuuk, delegate=officer))
    refused(FormalDecision, **decision(nuuk, delegate=officer, body=council, authority="4.2"))


def test_a_decision_rules_once_on_a_case(nuuk: Municipality, council: Body, draft: Case) -> None:
    made = FormalDecision.objects.create(**decision(nuuk, body=council))
    first = Ruling.objects.create(decision=made, case=draft, outcome="deferred")
    refused(Ruling, decision=made, case=draft, outcome="approved")

    Ruling.objects.filter(pk=first.pk).update(annulled_at=NOW)
    Ruling.objects.create(decision=made, case=draft, outcome="approved")


@pytest.mark.parametrize(
    ("style", "number", "told"),
    [
        ("§ {}", "258", "§ 258"),
        ("Punkt {}", "7", "Punkt 7"),
        ("§ {}", "Sag 147", "Sag 147"),
        ("§ {}", "", ""),
    ],
)
def test_a_body_numbers_in_its_own_style(style: str, number: str, told: str) -> None:
    assert Body(number_style=style).numbered(number) == told


def test_a_body_has_a_name_and_is_told_in_the_readers_language(nuuk: Municipality) -> None:
    refused(Body, municipality=nuuk, level="council")
    body = Body(name_da="Byrådet", name_sv="Kommunfullmäktige")
    with translation.override("sv"):
        assert str(body) == "Kommunfullmäktige"
    with translation.override("en"):
        assert str(body) == "Byrådet"


def test_an_agenda_closes_before_the_meeting(council: Body) -> None:
    refused(Meeting, body=council, date=TODAY, agenda_closes_date=date(2027, 1, 1))


# ---------------------------------------------------------------- duties
def test_the_same_is_asked_once_at_a_time(draft: Case, officer: User) -> None:
    facts = {
        "case": draft,
        "kind_id": "sign",
        "responsible": asked_person(officer),
        "opened_at": NOW,
    }
    first = Duty.objects.create(**facts)
    refused(Duty, **facts)

    Duty.objects.filter(pk=first.pk).update(status="done", closed_at=NOW)
    Duty.objects.create(**facts)


def test_a_duty_is_closed_with_a_time(draft: Case, officer: User) -> None:
    facts = {
        "case": draft,
        "kind_id": "sign",
        "responsible": asked_person(officer),
        "opened_at": NOW,
    }

    refused(Duty, **facts, status="done")
    refused(Duty, **facts, closed_at=NOW)


@pytest.mark.parametrize("wrong", [{"months": 0}, {"minimum": 3, "maximum": 2}])
def test_a_recurrence_has_a_length_and_an_order(
    draft: Case, officer: User, wrong: dict[str, int]
) -> None:
    refused(
        Recurrence,
        case=draft,
        kind_id="update",
        responsible=asked_person(officer),
        anchor_date=TODAY,
        **wrong,
    )


# ---------------------------------------------------------------- rows and words
def test_defaults_are_loaded_once_and_an_administrators_words_stay(db: None) -> None:
    kinds, duties = Kind.objects.count(), DutyKind.objects.count()
    Kind.objects.filter(code="network").update(name_da="Netværkssamarbejde")

    defaults.load(Kind, DutyKind)

    assert (Kind.objects.count(), DutyKind.objects.count()) == (kinds, duties)
    assert Kind.objects.get(code="network").name_da == "Netværkssamarbejde"


def test_a_policy_stands_once_for_a_kind_and_once_for_all(nuuk: Municipality) -> None:
    KindPolicy.objects.create(municipality=nuuk, gate="short")

    refused(KindPolicy, municipality=nuuk, gate="full")
    KindPolicy.objects.create(municipality=nuuk, kind=Kind.objects.first(), gate="full")


def test_every_state_and_every_duty_has_a_label() -> None:
    assert set(labels.AGREEMENT) == set(labels.INITIATIVE) == set(State)
    assert set(labels.DUTIES) == {slug for slug, _statutory in defaults.DUTY_KINDS}


def test_a_label_follows_the_sort_of_case(draft: Case) -> None:
    assert labels.state_label(draft) == labels.AGREEMENT[State.DRAFT]
    draft.sort = "initiative"
    assert labels.state_label(draft, "approved") == labels.INITIATIVE[State.APPROVED]


def test_a_duty_that_somebody_added_is_called_by_its_slug() -> None:
    assert labels.duty_label("count_the_flags") == "count_the_flags"
