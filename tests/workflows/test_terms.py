"""Terms that renew themselves: deadlines, notice, continuing, and services that were down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.dates import PartialDate, add_months
from agreements.models import Case, Ending, Kind, Recurrence, Term
from agreements.terms import A_DAY
from people.models import Municipality, Unit, User
from people.seats import asked_unit
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, last_step, noon, open_kinds, seen, state_of
from workflows import timed
from workflows.cases import NewCase, edit, open_case
from workflows.door import take
from workflows.drafting import TermFacts, write_term
from workflows.errors import NotPermitted, NotPossible
from workflows.registering import register
from workflows.terms import give_notice, withdraw_notice
from workflows.visit import Automaton, Visit

IMPORT = Automaton("import", "a file")
ZONES = ("America/Nuuk", "Europe/Copenhagen", "Europe/Stockholm")


def clause(**facts: object) -> TermFacts:
    said = {
        "basis": "self_renewing",
        "takes_effect": "last_signature",
        "end": PartialDate.day(date(2026, 12, 31)),
        "renewal_months": 12,
        "notice_months": 3,
    }
    return TermFacts(**(said | facts))  # type: ignore[arg-type]


@pytest.fixture
def renewing(draft: Case, town: Town) -> Case:
    """In force until the end of 2026, renewed yearly, three months' notice."""

    def write(visit: Visit) -> None:
        write_term(visit.case, clause())

    edit(draft, write, by=town.officer, at=NOW, seen=seen(draft))
    return town.to_active(draft)


def imported(owner: Municipality, kind: Kind, unit: Unit, facts: TermFacts, since: date) -> Case:
    case = open_case(NewCase(title="Aftale", kind=kind, unit=unit), owner=owner, by=IMPORT, at=NOW)

    def fill(visit: Visit) -> None:
        write_term(visit.case, facts)

    register(case, "active", by=IMPORT, at=NOW, since=since, fill=fill)
    return fresh(case)


# ---------------------------------------------------------------- the deadline
def test_months_of_notice_are_counted_back_from_the_end(renewing: Case) -> None:
    assert renewing.terms.get().notice_by_date == date(2026, 9, 30)
    assert duty(renewing, "notice").due == PartialDate.day(date(2026, 9, 30))


def test_a_deadline_that_has_passed_is_not_asked_for(
    nuuk: Municipality, sister_city: Kind, culture: Unit
) -> None:
    facts = clause(end=PartialDate.day(date(2026, 3, 31)))
    case = imported(nuuk, sister_city, culture, facts, date(2020, 1, 1))

    assert "notice" not in open_kinds(case)


def test_the_next_deadline_is_asked_for_with_the_next_term(renewing: Case) -> None:
    timed.take_due_steps(at=noon(2027, 1, 1))

    assert state_of(renewing) == "renewed"
    second = renewing.terms.get(number=2)
    assert (second.notice_months, second.notice_by_date) == (3, date(2027, 9, 30))
    assert duty(renewing, "notice").due == PartialDate.day(date(2027, 9, 30))


# ---------------------------------------------------------------- continue
def test_letting_it_renew_answers_the_duty_and_leaves_the_rest_to_the_clause(
    renewing: Case, town: Town
) -> None:
    take("let_renew", renewing, by=town.officer, at=NOW, seen=seen(renewing))

    assert "notice" not in open_kinds(renewing)
    assert (state_of(renewing), renewing.terms.count()) == ("active", 1)
    edit(renewing, lambda _visit: None, by=town.officer, at=NOW, seen=seen(renewing))
    assert "notice" not in open_kinds(renewing), "nobody is asked twice"
    timed.take_due_steps(at=noon(2027, 1, 1))
    assert duty(renewing, "notice").due == PartialDate.day(date(2027, 9, 30))


def test_only_a_term_with_a_clause_is_left_to_it(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="does not renew itself"):
        take("let_renew", active, by=town.officer, at=NOW, seen=seen(active))


# ---------------------------------------------------------------- notice
@pytest.mark.requirement("R-074")
def test_notice_in_time_ends_it_with_the_term(renewing: Case, town: Town) -> None:
    town.receive_notice(renewing, notice=date(2026, 3, 1), reason="Brev fra Gentofte", at=NOW)

    ending = Ending.objects.get(case=renewing)
    assert ending.notice_date == date(2026, 3, 1)
    assert (ending.notice_months, ending.effective_date) == (3, date(2027, 1, 1))
    assert state_of(renewing) == "active"
    assert "notice" not in open_kinds(renewing)
    assert (last_step(renewing).about, last_step(renewing).reason) == (
        "Gentofte Kommune",
        "Brev fra Gentofte",
    )
    taken = timed.take_due_steps(at=noon(2027, 1, 1))
    assert (taken["renew_tacitly"], taken["terminate"]) == (0, 1)
    assert Case.objects.in_force_on(date(2026, 12, 31)).filter(pk=renewing.pk).exists()
    assert not Case.objects.in_force_on(date(2027, 1, 1)).filter(pk=renewing.pk).exists()


@pytest.mark.requirement("R-074")
def test_late_notice_lets_it_renew_once_more(renewing: Case, town: Town) -> None:
    october = noon(2026, 10, 2)
    town.receive_notice(renewing, notice=date(2026, 10, 1), reason="For sent", at=october)
    assert Ending.objects.get(case=renewing).effective_date == date(2028, 1, 1)

    assert timed.take_due_steps(at=noon(2027, 1, 1))["renew_tacitly"] == 1
    assert state_of(renewing) == "renewed"
    assert timed.take_due_steps(at=noon(2028, 1, 1))["terminate"] == 1
    assert renewing.terms.count() == 2


def test_notice_is_recorded_by_officers_and_is_no_decision(
    renewing: Case, town: Town, assessor: User
) -> None:
    with pytest.raises(NotPermitted, match="officers and the council secretariat"):
        town.receive_notice(renewing, by=assessor)
    with pytest.raises(NotPossible, match="has not come"):
        town.receive_notice(renewing, notice=TODAY + A_DAY)
    with pytest.raises(NotPossible, match="before notice was given"):
        town.receive_notice(renewing, effective=TODAY - A_DAY)
    assert not Ending.objects.filter(case=renewing).exists()


def test_without_a_clause_the_day_of_the_end_is_to_be_said(active: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="day on which it ends"):
        town.receive_notice(active)

    town.receive_notice(active, effective=TODAY)
    assert state_of(active) == "terminated"


# ---------------------------------------------------------------- notice taken back
def notice_of(case: Case, town: Town, at: datetime = NOW, **facts: date) -> None:
    told: dict[str, Any] = {"notice": at.date()} | facts
    town.receive_notice(case, at=at, **told)


def back(case: Case, by: User, at: datetime = NOW) -> None:
    withdraw_notice(case, reason="De fortrød", by=by, at=at, seen=seen(case))


@pytest.mark.requirement("R-074")
def test_a_notice_taken_back_was_never_given_and_the_clause_goes_on(
    renewing: Case, town: Town
) -> None:
    notice_of(renewing, town)
    with pytest.raises(NotPossible, match="Write the reason"):
        withdraw_notice(renewing, reason="", by=town.officer, at=NOW, seen=seen(renewing))

    back(renewing, town.officer, at=noon(2026, 12, 31))

    assert not Ending.objects.filter(case=renewing).exists()
    assert Ending.history.filter(case_id=renewing.pk, history_type="-").exists()
    record = last_step(renewing)
    assert (record.step, record.reason) == ("withdraw_notice", "De fortrød")
    assert duty(renewing, "notice").due == PartialDate.day(date(2026, 9, 30))
    assert timed.take_due_steps(at=noon(2027, 1, 1))["renew_tacitly"] == 1
    assert state_of(renewing) == "renewed"
    with pytest.raises(NotPossible, match="Nobody has given notice"):
        back(renewing, town.officer, at=noon(2027, 1, 1))


def test_a_notice_that_has_taken_effect_stays(active: Case, town: Town) -> None:
    notice_of(active, town, effective=TODAY + A_DAY)

    with pytest.raises(NotPossible, match="has taken effect"):
        back(active, town.officer, at=NOW + A_DAY)


def test_what_a_ruling_ends_is_not_taken_back_as_a_notice(under_review: Case, town: Town) -> None:
    town.evaluate(under_review, "end")
    town.rule(under_review, town.committee, "recommended")
    town.rule(under_review, town.council, "approved", ends=date(2026, 12, 31))
    Ending.objects.filter(case=under_review).update(notice_date=TODAY)

    with pytest.raises(NotPossible, match="annul the ruling"):
        back(under_review, town.officer)


def test_a_ruling_does_not_end_it_before_a_notice_that_was_received(
    under_review: Case, town: Town
) -> None:
    Ending.objects.create(
        case=under_review, notice_date=TODAY, effective_date=TODAY, reason="Brev", recorded_at=NOW
    )
    town.evaluate(under_review, "end")
    town.rule(under_review, town.committee, "recommended")

    with pytest.raises(NotPossible, match="notice came after the end"):
        town.rule(under_review, town.council, "approved", ends=TODAY - A_DAY)


def test_the_review_that_a_notice_closed_is_open_again_with_all_that_it_asks(
    renewing: Case, town: Town
) -> None:
    take("start_review", renewing, by=town.officer, at=NOW, seen=seen(renewing))
    before, open_before = open_kinds(renewing), renewing.reviews.get(status="open")
    later = NOW + A_DAY
    notice_of(renewing, town, at=later)
    notice_of(renewing, town, at=later + A_DAY)  # written anew
    assert open_kinds(renewing) < before

    back(renewing, town.officer, at=later + 2 * A_DAY)

    assert {"review_input", "review_evaluation", "review_ruling", "notice"} <= before
    assert open_kinds(renewing) == before
    assert renewing.reviews.get(status="open") == open_before
    assert state_of(renewing) == "under_review"


def test_late_notice_taken_back_after_the_next_term_began_asks_about_that_term(
    renewing: Case, town: Town
) -> None:
    notice_of(renewing, town, at=noon(2026, 10, 2))
    timed.take_due_steps(at=noon(2027, 1, 1))
    assert "notice" not in open_kinds(renewing)

    back(renewing, town.officer, at=noon(2027, 2, 1))

    assert duty(renewing, "notice").due == PartialDate.day(date(2027, 9, 30))
    assert timed.take_due_steps(at=noon(2028, 1, 1))["terminate"] == 0
    assert state_of(renewing) == "renewed"


@pytest.mark.requirement("R-074")
def test_a_notice_says_whose_it_is_and_our_own_is_a_decision(active: Case, town: Town) -> None:
    ours = active.participations.get(party__municipality=active.owner)
    facts: dict[str, Any] = {"notice": TODAY, "effective": TODAY, "reason": "Brev"}
    for party, words in ((None, "which party"), (ours, "end it instead")):
        with pytest.raises(NotPossible, match=words):
            give_notice(active, party, by=town.officer, at=NOW, seen=seen(active), **facts)

    assert not Ending.objects.exists()
    assert state_of(active) == "active"


# ---------------------------------------------------------------- a start after the end
def test_nothing_comes_into_force_after_its_term_has_ended(draft: Case, town: Town) -> None:
    def write(visit: Visit) -> None:
        write_term(visit.case, clause(basis="fixed", end=PartialDate.day(TODAY - A_DAY)))

    edit(draft, write, by=town.officer, at=NOW, seen=seen(draft))
    town.to_approved(draft)
    town.sign(draft, TODAY)

    with pytest.raises(NotPossible, match="before it begins"):
        town.sign(draft, TODAY, first=1)


# ---------------------------------------------------------------- nobody looked for months
@pytest.mark.django_db
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    zone=st.sampled_from(ZONES),
    end=st.sampled_from(
        [date(2026, 3, 31), date(2026, 8, 30), date(2027, 1, 31), date(2028, 2, 29)]
    ),
    months=st.integers(min_value=1, max_value=13),
    notice=st.integers(min_value=0, max_value=6),
    looks=st.lists(st.integers(min_value=1, max_value=250), min_size=1, max_size=3),
)
def test_every_missed_renewal_is_caught_up_with_once(
    nuuk: Municipality,
    sister_city: Kind,
    culture: Unit,
    zone: str,
    end: date,
    months: int,
    notice: int,
    looks: list[int],
) -> None:
    """However long and however often nobody looked, the terms are the same."""
    Municipality.objects.filter(pk=nuuk.pk).update(time_zone=zone)
    facts = clause(end=PartialDate.day(end), renewal_months=months, notice_months=notice)
    case = imported(nuuk, sister_city, culture, facts, date(2020, 1, 1))
    day = end
    for days in looks:
        day += timedelta(days=days)
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        timed.take_due_steps(at=at)
        assert timed.take_due_steps(at=at)["renew_tacitly"] == 0

    terms = list(Term.objects.filter(case=case).order_by("number"))
    ends = [term.end.latest for term in terms if term.end]
    assert ends == [add_months(end, months * n) for n in range(len(terms))]
    assert ends[-1] >= day
    assert all(earlier < day for earlier in ends[:-1])
    for before, after in pairwise(terms):
        assert before.end
        assert after.start == PartialDate.day(before.end.latest + A_DAY)
        assert after.notice_by_date == add_months(end, months * (after.number - 1) - notice)
    renewals = case.steps.filter(step="renew_tacitly").values_list("effective_date", flat=True)
    assert list(renewals) == [day + A_DAY for day in ends[:-1]]


# ---------------------------------------------------------------- open ends
@pytest.mark.acceptance("P10")
@pytest.mark.requirement("R-052")
def test_an_open_end_is_asked_about_again_and_again_and_never_expires(
    nuuk: Municipality, sister_city: Kind, culture: Unit, officer: User
) -> None:
    """Kujalleq–Qeqqata: until further notice, with a rolling cadence from 29 February."""
    case = open_case(
        NewCase(title="Løbende", kind=sister_city, unit=culture), owner=nuuk, by=IMPORT, at=NOW
    )

    def fill(_visit: Visit) -> None:
        Term.objects.create(case=case)
        Recurrence.objects.create(
            case=case,
            kind_id="update",
            responsible=asked_unit(culture),
            cadence="rolling",
            anchor_date=date(2016, 2, 29),
            months=12,
        )

    register(case, "active", by=IMPORT, at=NOW, fill=fill)

    assert duty(case, "update").due == PartialDate.day(date(2027, 2, 28))
    taken = timed.take_due_steps(at=noon(2096, 3, 1))
    assert taken["expire"] == 0
    assert state_of(case) in {"active", "under_review"}
