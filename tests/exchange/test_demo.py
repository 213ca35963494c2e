"""Do the real agreements stand as they truly stand, with an example of everything beside them?"""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db.models import Count

from agreements.dates import PartialDate, Precision
from agreements.gaps import declared_gaps, gaps_of
from agreements.models import (
    Agreement,
    Case,
    Duty,
    FormalDecision,
    Initiative,
    Signature,
    StatePeriod,
    StepRecord,
)
from agreements.states import IN_FORCE, State
from exchange.demo.examples import EXAMPLE
from notifications.models import Message, Reminder
from people.models import Municipality, Post
from people.roles import roles_of
from people.seats import actors_of
from tests.conftest import NOW, TODAY
from tests.exchange.accounts import person
from workflows import timed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]


@pytest.fixture
def sermersooq() -> Municipality:
    return Municipality.objects.get(name="Kommuneqarfik Sermersooq")


def agreement(title: str) -> Agreement:
    return Agreement.objects.select_related("case").get(case__title__startswith=title)


@pytest.fixture
def treaty() -> Agreement:
    return agreement("Hovedaftale om venskabsbysamarbejde")


# ---------------------------------------------------------------- Sermersooq and Aalborg
def test_review_of_august_2024_is_overdue(treaty: Agreement) -> None:
    assert treaty.case.review == PartialDate.month(2024, 8)
    assert treaty.case.review.overdue_on(TODAY)
    review = Duty.objects.get(case=treaty.pk, kind="review")
    assert review.status == Duty.Status.OPEN
    assert review.responsible_id in set(actors_of(person("officer@sermersooq.example"), TODAY))


def test_nothing_starts_by_itself_because_of_an_import(treaty: Agreement) -> None:
    timed.take_due_steps(at=NOW)

    treaty.case.refresh_from_db()
    assert treaty.case.state == State.ACTIVE


def test_the_day_left_blank_stays_blank(treaty: Agreement) -> None:
    assert treaty.dated is not None
    assert (treaty.dated.precision, str(treaty.dated)) == (Precision.MONTH, "2019-12")
    assert treaty.dated.text == "XX. december 2019"


def test_the_mayors_stand_as_signatories_and_nobody_claims_that_they_signed(
    treaty: Agreement,
) -> None:
    participations = treaty.case.participations.prefetch_related("signatories")
    stand = {(str(p.party), str(s)) for p in participations for s in p.signatories.all()}

    assert stand == {
        ("Kommuneqarfik Sermersooq", "Borgmester, Charlotte Ludvigsen"),
        ("Aalborg Kommune", "Borgmester, Thomas Kastrup-Larsen"),
    }
    assert not Signature.objects.filter(signatory__participation__case=treaty.pk).exists()


def test_the_agreement_of_2015_was_superseded(treaty: Agreement) -> None:
    before = agreement("Aftale af 12. august 2015")

    assert treaty.replaces == before
    assert before.case.state == State.SUPERSEDED
    assert before.dated == PartialDate.day(date(2015, 8, 12))


def test_framework_names_six_areas_and_four_initiatives_that_follow_it(
    treaty: Agreement,
) -> None:
    assert treaty.is_framework
    assert [area.number for area in treaty.focus_areas.all()] == [1, 2, 3, 4, 5, 6]
    annex = Initiative.objects.filter(agreement=treaty, annex="1", follows_agreement=True)
    assert [(i.number, i.case.state) for i in annex.order_by("number")] == [
        (number, State.ACTIVE) for number in "1234"
    ]
    assert all(initiative.description for initiative in annex)


def test_both_chief_executives_are_asked_for_this_years_update(treaty: Agreement) -> None:
    duties = Duty.objects.filter(case=treaty.pk, kind="update", status=Duty.Status.OPEN)

    assert {duty.due for duty in duties} == {PartialDate.year(2026)}
    assert set(duties.values_list("responsible__post", flat=True)) == set(
        Post.objects.filter(
            title="Kommunaldirektør",
            municipality__name__in=["Kommuneqarfik Sermersooq", "Aalborg Kommune"],
        ).values_list("pk", flat=True)
    )
    recurrence = treaty.case.recurrences.first()
    assert recurrence is not None
    assert (recurrence.minimum, recurrence.maximum) == (1, 2)


def test_both_municipalities_share_one_record(treaty: Agreement) -> None:
    for email in ("officer@sermersooq.example", "officer@aalborg.example"):
        roles = roles_of(person(email), TODAY)
        assert Case.objects.visible_to(roles).filter(pk=treaty.pk).exists()
    stranger = roles_of(person("officer@arvika.example"), TODAY)
    assert not Case.objects.visible_to(stranger).filter(pk=treaty.pk).exists()


# ---------------------------------------------------------------- the others
def test_seventeen_initiatives_of_kujalleq_and_qeqqata_are_in_force_with_their_texts() -> None:
    treaty = agreement("Samarbejdsaftale mellem Kommune Kujalleq")
    initiatives = Initiative.objects.filter(agreement=treaty)

    assert initiatives.count() == 17
    assert {i.number for i in initiatives} >= {"1.1", "1.6", "2.1", "2.6", "3.1", "3.5"}
    assert all(i.case.state == State.ACTIVE and i.description for i in initiatives)
    seen = Case.objects.visible_to(roles_of(person("officer@qeqqata.example"), TODAY))
    assert seen.filter(initiative__agreement=treaty).count() == 17


@pytest.mark.acceptance("P10")
def test_agreement_without_an_end_or_review_lasts_and_its_gap_is_shown() -> None:
    treaty = agreement("Samarbejdsaftale mellem Kommune Kujalleq")

    assert treaty.case.state == State.ACTIVE
    assert [(term.basis, term.end) for term in treaty.case.terms.all()] == [("open", None)]
    assert "no_review" in {gap.code for gap in gaps_of(treaty.case)}


def test_four_parties_share_the_agreement_of_arvika() -> None:
    treaty = agreement("Vänortsavtal")

    assert {str(p) for p in treaty.case.participations.all()} == {
        "Arvika kommun",
        "Ylöjärvi",
        "Skive",
        "Kongsvinger",
    }
    assert treaty.established == PartialDate.between(date(1940, 1, 1), date(1959, 12, 31))


def test_strategy_of_arvika_was_decided_under_its_paragraph() -> None:
    decision = FormalDecision.objects.get(body__name_sv="Kommunstyrelsen", date__year=2012)

    assert str(decision.date) == "2012-11-12"
    assert decision.body is not None
    assert decision.body.numbered(decision.number) == "§ 258"


def test_six_sister_cities_are_declared_and_four_registered(sermersooq: Municipality) -> None:
    [gap] = declared_gaps(sermersooq)

    assert (gap.kind.code, gap.declared, gap.registered) == ("sister_city", 6, 4)
    assert str(gap.as_of) == "2010~"


def test_relations_without_a_text_say_so() -> None:
    for town in ("Gentofte", "Tromsø", "Kopavogur", "Eisenach"):
        case = agreement(f"Venskabsby: {town}").case
        assert {gap.code for gap in gaps_of(case)} == {"no_text"}


def test_whoever_keeps_a_relation_is_asked_in_a_year_whether_it_is_alive() -> None:
    in_a_year = PartialDate.day(TODAY.replace(year=TODAY.year + 1))
    for title in ("Venskabsby: Gentofte", "Venskabsby: Eisenach", "Samverkan inom ARKO"):
        [asked] = Duty.objects.filter(case__title=title, kind="still_alive")

        assert (asked.status, asked.due) == ("open", in_a_year)


def test_projects_of_the_union_have_ended_with_the_parties_that_are_known() -> None:
    network, urban = agreement("Active Travel Network"), agreement("InnoUrba")

    assert (network.case.state, network.other_parties_declared) == (State.EXPIRED, 9)
    assert urban.case.terms.get().end == PartialDate.year(2009)
    assert urban.case.participations.count() == 3


@pytest.mark.requirement("R-010")
def test_wishes_are_drafts_with_parties_not_yet_named(sermersooq: Municipality) -> None:
    wishes = Case.objects.filter(
        owner=sermersooq, state=State.DRAFT, participations__party__is_placeholder=True
    )

    assert {case.title for case in wishes} == {
        "Vestnordisk hovedstadssamarbejde",
        "Strategisk samarbejde med Norden",
        "Strategisk samarbejde med Frankrig",
        "Samarbejde med inuitområder i Canada",
    }


@pytest.mark.requirement("R-009")
def test_every_draft_that_a_source_tells_of_is_a_wish_and_nothing_else_is() -> None:
    wishes = Case.objects.filter(is_wish=True)

    assert set(wishes) == set(
        Case.objects.filter(state=State.DRAFT, provenance=Case.Provenance.IMPORTED).exclude(
            source__in=EXAMPLE.values()
        )
    )
    two = wishes.get(title="Venskabsbysamarbejde med to andre").agreement
    assert two.other_parties_declared == 2


def test_what_is_real_is_imported_and_no_day_of_its_state_is_invented() -> None:
    imported = Case.objects.filter(provenance=Case.Provenance.IMPORTED)
    imported = imported.exclude(source__in=EXAMPLE.values())

    assert imported.count() == 13 + 5 + 21
    told = StatePeriod.objects.filter(case__in=imported, earliest_start_date__isnull=False)
    untold = told.exclude(case__state=State.DRAFT).filter(case__terms__start_from=None)
    assert not untold.filter(state__in=IN_FORCE).exists()
    steps = StepRecord.objects.filter(case__in=imported).exclude(step="ask_still_right")
    assert set(steps.values_list("automaton", flat=True)) == {"import"}


def test_the_agreement_of_2015_held_until_december_2019() -> None:
    """Superseded in December 2019, on a day that no source tells."""
    titles = {
        "2015": "Aftale af 12. august 2015 med Aalborg Kommune",
        "2019": "Hovedaftale om venskabsbysamarbejde Kommuneqarfik Sermersooq & Aalborg Kommune",
    }

    def on(day: date) -> dict[str, str]:
        surely, perhaps = Case.objects.in_force_on(day), Case.objects.perhaps_in_force_on(day)
        return {
            year: "yes"
            if surely.filter(title=title).exists()
            else "unknown"
            if perhaps.filter(title=title).exists()
            else "no"
            for year, title in titles.items()
        }

    assert on(date(2019, 11, 30)) == {"2015": "yes", "2019": "unknown"}
    assert on(date(2019, 12, 15)) == {"2015": "unknown", "2019": "unknown"}
    assert on(date(2019, 12, 31)) == {"2015": "no", "2019": "yes"}
    assert on(date(2020, 1, 1)) == {"2015": "no", "2019": "yes"}


# ---------------------------------------------------------------- mail
def test_no_mail_waits_and_none_is_planned_for_a_day_that_has_passed() -> None:
    assert not Message.objects.exists()
    assert not Reminder.objects.filter(status="planned", due_at__lt=NOW).exists()


# ---------------------------------------------------------------- history
def test_no_two_acts_of_people_on_a_case_share_a_moment() -> None:
    """The history of a case tells what was written at one moment as one act."""
    acts = StepRecord.objects.exclude(by=None).order_by().values("case__title", "at")
    shared = acts.annotate(count=Count("version", distinct=True)).filter(count__gt=1)

    assert not list(shared)


def test_nothing_is_recorded_after_the_moment_of_loading() -> None:
    assert not StepRecord.objects.filter(at__gt=NOW).exists()


def test_no_act_on_a_case_comes_before_the_one_recorded_before_it() -> None:
    moments: dict[int, list[datetime]] = {}
    for case, moment in StepRecord.objects.order_by("id").values_list("case", "at"):
        moments.setdefault(case, []).append(moment)

    assert [case for case, told in moments.items() if told != sorted(told)] == []
