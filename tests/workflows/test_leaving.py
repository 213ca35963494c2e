"""A party gives notice, leaves on its day, or stays (P11, R-072; lifecycles.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from agreements.dates import PartialDate
from agreements.models import (
    Case,
    Kind,
    Leaving,
    Participation,
    Party,
    Recurrence,
    Signatory,
    StatePeriod,
)
from agreements.queries import COUNTING
from people import seats
from people.models import Municipality, Post, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import (
    Town,
    annex,
    duty,
    fresh,
    last_step,
    open_kinds,
    period,
    seen,
    state_of,
)
from workflows import leaving, reviews, timed
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPermitted, NotPossible
from workflows.registering import register
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable

LAST_DAY = date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)
IMPORT = Automaton("import", "a file")


def side(case: Case, name: str) -> Participation:
    return case.participations.get(party__name=name)


def give(case: Case, name: str, by: User, **others: object) -> None:
    facts = {"notice": TODAY, "effective": LAST_DAY, "reason": "Færre kræfter", "at": NOW}
    leaving.give_notice(case, side(case, name), by=by, seen=seen(case), **(facts | others))  # type: ignore[arg-type]


def stay(case: Case, name: str, by: User, at: datetime = NOW) -> None:
    leaving.withdraw_notice(
        case, side(case, name), reason="Fortrudt", by=by, at=at, seen=seen(case)
    )


@pytest.fixture
def four(active: Case) -> Case:
    """An agreement of four, in force."""
    for name in ("Skive", "Kongsvinger"):
        party = Party.objects.create(sort="municipality", name=name)
        Participation.objects.create(case=active, party=party)
    return fresh(active)


def of_two(owner: Municipality, kind: Kind, *, role: str = "partner") -> Case:
    """An import in force since 2020, between its owner and Skive."""
    ours, _created = Party.objects.get_or_create(
        sort="municipality", name=owner.name, municipality=owner
    )
    theirs, _created = Party.objects.get_or_create(sort="municipality", name="Skive")
    new = NewCase(title=f"Skive og {owner}", kind=kind, parties=(ours, theirs))
    case = open_case(new, owner=owner, by=IMPORT, at=NOW)
    case.participations.filter(party=theirs).update(role=role)
    register(case, "active", by=IMPORT, at=NOW, since=date(2020, 1, 1))
    return fresh(case)


def joined(case: Case, name: str, day: date) -> None:
    row = side(case, name)
    row.joined = PartialDate.day(day)
    row.save()


def names(case: Case, on: date) -> set[str]:
    rows = case.participations.on(on).select_related("party")
    return {str(row.party) for row in rows}


# ---------------------------------------------------------------- until the day, and after it
@pytest.mark.acceptance("P11")
@pytest.mark.requirement("R-072")
def test_until_its_day_it_is_a_party_and_after_it_is_not(four: Case, town: Town) -> None:
    give(four, "Kongsvinger", town.officer)

    everybody = {"Kommuneqarfik Sermersooq", "Gentofte Kommune", "Skive", "Kongsvinger"}
    assert names(four, LAST_DAY) == everybody
    assert names(four, NEW_YEAR) == everybody - {"Kongsvinger"}
    record = last_step(four)
    assert (record.step, record.about, record.reason) == (
        "party_leaves",
        "Kongsvinger",
        "Færre kræfter",
    )
    assert record.effective_date == LAST_DAY
    notice = Leaving.objects.get()
    assert (notice.notice_date, notice.effective_date) == (TODAY, LAST_DAY)


@pytest.mark.acceptance("P11")
def test_with_parties_enough_left_it_stays_in_force(four: Case, town: Town) -> None:
    give(four, "Kongsvinger", town.officer)

    timed.take_due_steps(at=datetime(2027, 1, 2, 12, tzinfo=UTC))

    assert state_of(four) == "active"


@pytest.mark.requirement("R-072")
@pytest.mark.parametrize("zone", ["America/Nuuk", "Europe/Copenhagen", "Europe/Stockholm"])
def test_with_too_few_left_it_ends_the_day_after_in_its_own_time_zone(
    zone: str, nuuk: Municipality, officer: User, sister_city: Kind
) -> None:
    nuuk.time_zone = zone
    nuuk.save()
    case = of_two(nuuk, sister_city)
    give(case, "Skive", officer)
    midnight = datetime(2027, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    timed.take_due_steps(at=datetime.fromtimestamp(midnight.timestamp() - 1, UTC))
    assert state_of(case) == "active"
    timed.take_due_steps(at=midnight)
    assert state_of(case) == "terminated"
    assert period(case, "active") == (date(2020, 1, 1), NEW_YEAR)
    assert "after_end" in open_kinds(case)


@pytest.mark.requirement("R-072")
def test_after_weeks_of_downtime_it_ended_on_its_true_day(
    nuuk: Municipality, officer: User, sister_city: Kind
) -> None:
    case = of_two(nuuk, sister_city)
    give(case, "Skive", officer)

    timed.take_due_steps(at=datetime(2027, 3, 10, 12, tzinfo=UTC))

    assert period(case, "terminated")[0] == NEW_YEAR
    assert last_step(case).effective_date == NEW_YEAR
    assert not Case.objects.in_force_on(NEW_YEAR).filter(pk=case.pk).exists()
    assert Case.objects.in_force_on(LAST_DAY).filter(pk=case.pk).exists()


def test_one_recorded_long_after_ends_it_at_once_on_its_true_day(
    nuuk: Municipality, officer: User, sister_city: Kind
) -> None:
    case = of_two(nuuk, sister_city)

    give(case, "Skive", officer, notice=date(2025, 6, 1), effective=date(2025, 12, 31))

    assert state_of(case) == "terminated"
    assert period(case, "terminated")[0] == date(2026, 1, 1)


def test_a_frozen_agreement_ends_too_when_a_party_leaves(active: Case, town: Town) -> None:
    town.rest(active, "suspend")
    give(active, "Gentofte Kommune", town.officer)

    timed.take_due_steps(at=datetime(2027, 1, 2, 12, tzinfo=UTC))

    assert state_of(active) == "terminated"


@pytest.mark.parametrize("role", ["associated", "via"])
def test_associated_parties_do_not_count_towards_the_minimum(
    role: str, four: Case, town: Town
) -> None:
    assert role not in COUNTING
    four.participations.filter(party__name__in=["Skive", "Kongsvinger"]).update(role=role)
    give(four, "Gentofte Kommune", town.officer)

    timed.take_due_steps(at=datetime(2027, 1, 2, 12, tzinfo=UTC))

    assert state_of(four) == "terminated"


def test_an_associated_party_that_leaves_ends_nothing(four: Case, town: Town) -> None:
    four.participations.filter(party__name="Skive").update(role="associated")
    give(four, "Skive", town.officer)

    timed.take_due_steps(at=datetime(2027, 1, 2, 12, tzinfo=UTC))

    assert state_of(four) == "active"


# ---------------------------------------------------------------- taken back
def test_a_notice_is_taken_back_on_its_last_day_and_no_later(four: Case, town: Town) -> None:
    give(four, "Kongsvinger", town.officer)
    too_late = datetime(2027, 1, 1, 12, tzinfo=UTC)

    with pytest.raises(NotPossible, match="has left"):
        stay(four, "Kongsvinger", town.officer, at=too_late)
    stay(four, "Kongsvinger", town.officer, at=datetime(2026, 12, 31, 12, tzinfo=UTC))

    assert side(four, "Kongsvinger").left_date is None
    assert Leaving.objects.get().withdrawn_at is not None
    give(four, "Kongsvinger", town.officer)  # and may be given again
    assert Leaving.objects.filter(withdrawn_at=None).count() == 1


def test_nobody_takes_back_what_was_not_given(four: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="No notice"):
        stay(four, "Skive", town.officer)


# ---------------------------------------------------------------- refused
def test_the_owner_cannot_leave_what_it_keeps(four: Case, town: Town) -> None:
    with pytest.raises(NotPossible, match="end it instead"):
        give(four, "Kommuneqarfik Sermersooq", town.officer)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"notice": date(2026, 3, 3)}, "has not come"),
        ({"notice": date(2026, 2, 1), "effective": date(2026, 1, 31)}, "before it was received"),
        ({"notice": date(2019, 1, 1), "effective": date(2019, 2, 1)}, "before it joined"),
    ],
)
def test_days_in_the_wrong_order_are_refused(
    facts: dict[str, date], why: str, four: Case, town: Town
) -> None:
    joined(four, "Skive", date(2020, 1, 1))

    with pytest.raises(NotPossible, match=why):
        give(four, "Skive", town.officer, **facts)
    assert side(four, "Skive").left_date is None
    assert not Leaving.objects.exists()


def test_one_that_joined_with_the_agreement_cannot_leave_before_it(four: Case, town: Town) -> None:
    early = {"notice": date(2025, 1, 1), "effective": date(2025, 2, 1)}
    with pytest.raises(NotPossible, match="before it joined"):
        give(four, "Skive", town.officer, **early)


def test_nobody_gives_notice_twice(four: Case, town: Town) -> None:
    give(four, "Skive", town.officer)

    with pytest.raises(NotPossible, match="already"):
        give(four, "Skive", town.officer)


def test_the_database_refuses_a_notice_after_its_effect_and_a_second_one(
    four: Case, town: Town
) -> None:
    facts = {
        "participation": side(four, "Skive"),
        "reason": "?",
        "recorded_by": town.officer,
        "recorded_at": NOW,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Leaving.objects.create(notice_date=LAST_DAY, effective_date=TODAY, **facts)
    Leaving.objects.create(notice_date=TODAY, effective_date=LAST_DAY, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Leaving.objects.create(notice_date=TODAY, effective_date=LAST_DAY, **facts)
    joined(four, "Skive", LAST_DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        four.participations.filter(party__name="Skive").update(left_date=TODAY)


# ---------------------------------------------------------------- who, and what follows
def test_a_party_that_works_here_records_its_own_notice_and_no_other(
    four: Case, aalborg: Municipality, person: Callable[..., User]
) -> None:
    Party.objects.filter(name="Skive").update(municipality=aalborg)
    theirs = person("officer", municipality=aalborg)

    with pytest.raises(NotPermitted):
        give(four, "Kongsvinger", theirs)
    give(four, "Skive", theirs)

    assert side(four, "Skive").left_date == LAST_DAY
    with pytest.raises(NotPermitted):
        stay(four, "Skive", theirs, at=datetime(2027, 1, 2, 12, tzinfo=UTC))


def test_it_leaves_what_stands_under_the_agreement_and_stays_there_with_it(
    draft: Case, town: Town
) -> None:
    below = annex(draft, town.officer)
    for participation in draft.participations.all():
        Participation.objects.create(case=below, party=participation.party)
    agreement = town.to_active(draft)

    give(agreement, "Gentofte Kommune", town.officer)
    assert side(below, "Gentofte Kommune").left_date == LAST_DAY
    assert last_step(below).automaton == "parties"
    with pytest.raises(NotPossible, match="take the notice back there"):
        stay(below, "Gentofte Kommune", town.officer)

    stay(agreement, "Gentofte Kommune", town.officer)
    assert side(below, "Gentofte Kommune").left_date is None


def test_nothing_later_is_asked_of_it_until_it_stays(
    four: Case, town: Town, aalborg: Municipality
) -> None:
    """Neither its signature nor the updates that its post was asked for."""
    Party.objects.filter(name="Skive").update(municipality=aalborg)
    post = Post.objects.create(municipality=aalborg, title="Kommunaldirektør")
    recurrence = Recurrence.objects.create(
        case=four,
        kind_id="update",
        responsible=seats.asked_post(post.pk),
        cadence="calendar_year",
        anchor_date=TODAY,
    )
    Signatory.objects.create(participation=side(four, "Skive"), title="Borgmester")

    give(four, "Skive", town.officer, effective=date(2026, 6, 30))
    recurrence.refresh_from_db()
    assert not recurrence.is_active

    stay(four, "Skive", town.officer)
    recurrence.refresh_from_db()
    assert recurrence.is_active
    assert duty(four, "update").due == PartialDate.year(2026)
    assert duty(four, "sign").subject == "Skive"


def test_no_review_asks_one_that_has_left(four: Case, town: Town) -> None:
    give(four, "Skive", town.officer, effective=TODAY)
    later = datetime(2026, 3, 10, 12, tzinfo=UTC)

    take("start_review", four, by=town.officer, at=later, seen=seen(four))

    asked = four.duties.filter(kind="review_input").values_list("subject", flat=True)
    assert set(asked) == {"Gentofte Kommune", "Kongsvinger"}


def test_a_notice_taken_back_asks_for_the_input_that_it_had_closed(four: Case, town: Town) -> None:
    take("start_review", four, by=town.officer, at=NOW, seen=seen(four))
    answered: dict[str, Any] = {"received": PartialDate.day(TODAY), "by": town.officer, "at": NOW}
    four.duties.filter(kind="review_input").update(due_from=LAST_DAY, due_until=LAST_DAY)
    asked = four.duties.filter(kind="review_input", status="open")
    for name in ("Skive", "Kongsvinger"):
        give(four, name, town.officer, effective=TODAY)
    assert {d.subject for d in asked.all()} == {"Gentofte Kommune"}
    reviews.give_input(four, side(four, "Kongsvinger"), "Tak", seen=seen(four), **answered)

    for name in ("Skive", "Kongsvinger"):
        stay(four, name, town.officer)

    assert {d.subject for d in asked.all()} == {"Gentofte Kommune", "Skive"}


def test_the_state_before_is_kept_when_it_ends_at_once(
    nuuk: Municipality, officer: User, sister_city: Kind
) -> None:
    case = of_two(nuuk, sister_city)
    give(case, "Skive", officer, notice=TODAY, effective=TODAY)

    timed.take_due_steps(at=datetime(2026, 3, 3, 12, tzinfo=UTC))

    rows = StatePeriod.objects.filter(case=case, annulled_at=None).order_by("pk")
    assert [(r.state, r.end_date) for r in rows][-2:] == [
        ("active", date(2026, 3, 3)),
        ("terminated", None),
    ]
