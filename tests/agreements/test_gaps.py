"""What is missing in what was imported (the issue, demo data; lifecycles.md, register)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from agreements.dates import PartialDate
from agreements.gaps import declared_gaps, gaps_in, gaps_of
from agreements.models import (
    Agreement,
    Case,
    DeclaredCount,
    Kind,
    Participation,
    Party,
    Signatory,
    Signature,
)
from people.models import Municipality, Unit, User
from tests.conftest import NOW
from workflows import rules
from workflows.cases import NewCase, open_case
from workflows.registering import register
from workflows.visit import Automaton, Visit

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

IMPORT = Automaton("import", "a file")


@pytest.fixture
def whole(
    nuuk: Municipality,
    culture: Unit,
    sister_city: Kind,
    our_party: Party,
    their_party: Party,
    officer: User,
) -> Case:
    """An imported agreement in force of which nothing is missing."""
    case = open_case(
        NewCase(title="Aftale", kind=sister_city, unit=culture, parties=(our_party, their_party)),
        owner=nuuk,
        by=IMPORT,
        at=NOW,
    )

    def fill(visit: Visit) -> None:
        visit.case.review = PartialDate.month(2024, 8)
        Agreement.objects.filter(pk=case.pk).update(
            dated_from=date(2019, 12, 18), dated_until=date(2019, 12, 18), dated_precision="day"
        )
        for participation in case.participations.all():
            Signature.objects.create(
                signatory=Signatory.objects.create(participation=participation, title="Borgmester"),
                signed=date(2019, 12, 18),
                recorded_by=officer,
                recorded_at=NOW,
            )

    register(case, "active", by=IMPORT, at=NOW, since=date(2019, 12, 18), fill=fill)
    return Case.objects.get(pk=case.pk)


def codes(case: Case) -> list[str]:
    return [gap.code for gap in gaps_of(Case.objects.get(pk=case.pk))]


def test_a_whole_record_has_no_gap(whole: Case) -> None:
    assert codes(whole) == []


@pytest.mark.requirement("R-037")
def test_no_review_date(whole: Case) -> None:
    Case.objects.filter(pk=whole.pk).update(
        review_from=None, review_until=None, review_precision=""
    )
    assert codes(whole) == ["no_review"]

    Case.objects.filter(pk=whole.pk).update(no_review_reason="Ses hvert år")
    assert codes(whole) == []


@pytest.mark.requirement("R-045")
def test_the_day_is_unknown(whole: Case) -> None:
    Agreement.objects.filter(pk=whole.pk).update(
        dated_from=date(2019, 12, 1), dated_until=date(2019, 12, 31), dated_precision="month"
    )
    signature = Signature.objects.first()
    assert signature is not None
    signature.signed = PartialDate.month(2019, 12)
    signature.save()

    assert codes(whole) == ["dated_day_unknown", "signed_day_unknown"]


def test_a_signature_is_not_documented(whole: Case) -> None:
    signature = Signature.objects.first()
    assert signature is not None
    signature.annulled_at = NOW
    signature.save()

    assert codes(whole) == ["not_signed"]


def test_nobody_is_named_to_sign(whole: Case) -> None:
    Signature.objects.all().delete()
    Signatory.objects.all().delete()

    assert codes(whole) == ["not_signed"]


@pytest.mark.requirement("R-072")
def test_a_party_for_which_nobody_is_named_is_named_itself(whole: Case, their_party: Party) -> None:
    """As the rules wait for it."""
    theirs = whole.participations.get(party=their_party)
    Signature.objects.filter(signatory__participation=theirs).delete()
    Signatory.objects.filter(participation=theirs).delete()

    with translation.override("en"):
        told = [gap.message for gap in gaps_of(whole)]

    names = [str(row) for row in rules.still_to_sign(whole)]
    assert names == ["Gentofte Kommune"]
    assert told == ["In force, but a signature is not documented for: Gentofte Kommune"]


@pytest.mark.requirement("R-020")
def test_who_signed_before_it_went_on_as_another_has_signed(
    whole: Case, their_party: Party
) -> None:
    theirs = whole.participations.get(party=their_party)
    heir = Party.objects.create(sort="municipality", name="Nordsjælland", country="DK")
    Participation.objects.filter(pk=theirs.pk).update(left_date=date(2025, 12, 31))
    Participation.objects.create(case=whole, party=heir, carried_from=theirs)

    assert codes(whole) == []


def test_who_need_not_sign_is_not_missed(whole: Case) -> None:
    Signatory.objects.create(
        participation=whole.participations.earliest("pk"), title="Vidne", is_required=False
    )

    assert codes(whole) == []


@pytest.mark.requirement("R-063")
def test_the_text_is_missing(whole: Case) -> None:
    Agreement.objects.filter(pk=whole.pk).update(has_text=False)

    assert codes(whole) == ["no_text"]


def test_parties_are_not_named(whole: Case) -> None:
    Agreement.objects.filter(pk=whole.pk).update(other_parties_declared=9)
    unnamed = Party.objects.create(sort="region", name="Et område", is_placeholder=True)
    Participation.objects.create(case=whole, party=unnamed)

    with translation.override("en"):
        assert [gap.message for gap in gaps_of(whole)] == ["10 parties are not named"]


def test_nobody_is_responsible(whole: Case) -> None:
    Case.objects.filter(pk=whole.pk).update(unit=None)

    assert codes(whole) == ["no_responsible"]


def test_of_an_ended_case_little_is_missed(whole: Case) -> None:
    Signature.objects.all().delete()
    Case.objects.filter(pk=whole.pk).update(
        state="expired", unit=None, review_from=None, review_until=None, review_precision=""
    )

    assert codes(whole) == []


def test_a_registered_relation_and_an_annex_are_asked_about_otherwise(
    whole: Case, nuuk: Municipality, culture: Unit
) -> None:
    annex = open_case(
        NewCase(title="Bilag", unit=culture, agreement=whole.agreement, follows_agreement=True),
        owner=nuuk,
        by=IMPORT,
        at=NOW,
    )
    register(annex, "active", by=IMPORT, at=NOW)
    small = open_case(
        NewCase(title="Skolevenner", unit=culture, handling="registered"),
        owner=nuuk,
        by=IMPORT,
        at=NOW,
    )
    register(small, "active", by=IMPORT, at=NOW)

    assert codes(annex) == []
    assert codes(small) == []


def test_a_list_is_asked_in_five_queries(
    whole: Case,
    nuuk: Municipality,
    sister_city: Kind,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        open_case(NewCase(title="Ny", kind=sister_city), owner=nuuk, by=IMPORT, at=NOW)
    cases = list(Case.objects.all())

    with django_assert_num_queries(5):
        gaps = gaps_in(cases)

    assert gaps[whole.pk] == []
    assert len(gaps) == 6
    assert [gap.code for gap in gaps[cases[0].pk]] == ["no_responsible"]


def test_six_sister_cities_are_declared_and_four_registered(
    nuuk: Municipality, aalborg: Municipality, sister_city: Kind, our_party: Party
) -> None:
    for owner in (nuuk, nuuk, nuuk, aalborg):
        case = open_case(
            NewCase(title="Venskab", kind=sister_city, parties=(our_party,)),
            owner=owner,
            by=IMPORT,
            at=NOW,
        )
        register(case, "active", by=IMPORT, at=NOW)
    open_case(NewCase(title="Et ønske", kind=sister_city), owner=nuuk, by=IMPORT, at=NOW)
    DeclaredCount.objects.create(owner=nuuk, kind=sister_city, count=6, source="000:46")
    network = Kind.objects.get(code="network")
    DeclaredCount.objects.create(owner=nuuk, kind=network, count=0, source="000:46")

    (gap,) = declared_gaps(nuuk)

    assert (gap.kind, gap.declared, gap.registered, gap.source) == (sister_city, 6, 4, "000:46")
    with translation.override("en"):
        assert gap.message == "Sister city: 6 declared, 4 registered"
    assert declared_gaps(aalborg) == []
