"""A party that left comes back, and whom forms and records still take for a party (R-072)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Participation, Party, Signatory
from people import seats
from people.models import Municipality, Post, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, duty, fresh, last_step, noon, seen
from workflows import commitments, joining, leaving, reviews, rules, signing
from workflows.annulments import annul
from workflows.cadence import Cadence, set_cadence
from workflows.cases import edit
from workflows.commitments import Promise
from workflows.door import take
from workflows.drafting import add_party, remove_party
from workflows.errors import NotPossible
from workflows.openings import amend

LAST_DAY = date(2026, 6, 30)
AFTER = noon(2026, 9, 1)
AGAIN = date(2026, 8, 1)
NOON = noon(2026, 4, 1)


@pytest.fixture
def skive() -> Party:
    return Party.objects.create(sort="municipality", name="Skive", country="DK")


@pytest.fixture
def three(active: Case, skive: Party) -> Case:
    """An agreement of three, in force since today."""
    Participation.objects.create(case=active, party=skive, order=9)
    return fresh(active)


@pytest.fixture
def left(three: Case, town: Town, skive: Party) -> Case:
    """Skive took part until the end of June."""
    goes(three, skive, town)
    return fresh(three)


def goes(case: Case, party: Party, town: Town, last: date = LAST_DAY, at: datetime = NOW) -> None:
    row = case.participations.get(party=party, left_date=None)
    leaving.give_notice(
        case,
        row,
        notice=at.date(),
        effective=last,
        reason="Færre kræfter",
        by=town.officer,
        at=at,
        seen=seen(case),
    )


def comes(case: Case, party: Party, town: Town, **others: Any) -> Participation:
    facts: dict[str, Any] = {"joined": PartialDate.day(AGAIN), "at": AFTER} | others
    return joining.join(case, party, reason="Nyt byråd", by=town.officer, seen=seen(case), **facts)


def parts(case: Case, party: Party) -> list[tuple[date | None, date | None]]:
    rows = case.participations.filter(party=party).order_by("pk")
    return [(row.joined.earliest if row.joined else None, row.left_date) for row in rows]


def takes_part(case: Case, party: Party, day: date) -> int:
    return case.participations.on(day).filter(party=party).count()


# ---------------------------------------------------------------- it comes back
@pytest.mark.requirement("R-072")
def test_one_that_left_comes_back_and_both_times_stay_in_their_days(
    left: Case, town: Town, skive: Party
) -> None:
    row = comes(left, skive, town, signatories=[("Borgmester", "")])

    assert parts(left, skive) == [(None, LAST_DAY), (AGAIN, None)]
    assert last_step(left).step == "party_joins"
    days = (TODAY, LAST_DAY, date(2026, 7, 1), date(2026, 7, 31), AGAIN, date(2027, 1, 1))
    assert [takes_part(left, skive, day) for day in days] == [1, 1, 0, 0, 1, 1]
    assert duty(left, "sign").subject == "Skive"
    assert [s.participation for s in rules.unsigned(left)] == [row]


def test_one_that_came_back_may_leave_and_come_back_again(
    left: Case, town: Town, skive: Party
) -> None:
    comes(left, skive, town)
    goes(left, skive, town, last=date(2026, 12, 31), at=AFTER)
    again = PartialDate.day(date(2027, 5, 1))

    comes(left, skive, town, joined=again, at=noon(2027, 5, 1))

    assert [last for _first, last in parts(left, skive)] == [LAST_DAY, date(2026, 12, 31), None]


@pytest.mark.parametrize(
    ("day", "at", "why"),
    [
        (LAST_DAY, AFTER, "took part until 30 June 2026"),
        (date(2026, 3, 5), AFTER, "took part until 30 June 2026"),
        (AGAIN, noon(2026, 6, 30), "take its notice back"),
    ],
)
def test_its_two_times_never_overlap(
    day: date, at: datetime, why: str, left: Case, town: Town, skive: Party
) -> None:
    with pytest.raises(NotPossible, match=why):
        comes(left, skive, town, joined=PartialDate.day(day), at=at)

    assert parts(left, skive) == [(None, LAST_DAY)]


def test_the_day_on_which_it_came_back_is_not_written_into_its_first_time(
    left: Case, town: Town, skive: Party
) -> None:
    row = comes(left, skive, town)
    door: dict[str, Any] = {"role": "partner", "by": town.officer, "at": AFTER}

    for day in (PartialDate.day(LAST_DAY), None):
        with pytest.raises(NotPossible, match="took part already on that day"):
            joining.write_part(left, row, joined=day, seen=seen(left), **door)
    joining.write_part(left, row, joined=PartialDate.month(2026, 7), seen=seen(left), **door)

    assert parts(left, skive) == [(None, LAST_DAY), (date(2026, 7, 1), None)]


def test_an_amendment_brings_one_back_in_a_time_of_its_own_until_it_is_annulled(
    left: Case, town: Town, skive: Party, person: Callable[..., User]
) -> None:
    amendment = changed(left, town, lambda visit: add_party(visit.case, skive))
    assert parts(left, skive) == [(None, LAST_DAY), (AFTER.date(), None)]

    second = person("officer", municipality=left.owner, name="second")
    signed = amendment.steps.filter(step="sign").latest("pk")
    annul(amendment, signed, by=second, at=AFTER, seen=seen(amendment), reason="Fejl")

    assert parts(left, skive) == [(None, LAST_DAY)]


def test_one_that_an_amendment_took_out_is_there_again_when_that_is_annulled(
    three: Case, town: Town, skive: Party, person: Callable[..., User]
) -> None:
    amendment = changed(
        three, town, lambda visit: remove_party(visit.case.participations.get(party=skive)), NOON
    )
    assert parts(three, skive) == [(None, NOON.date() - timedelta(days=1))]

    second = person("officer", municipality=three.owner, name="second")
    signed = amendment.steps.filter(step="sign").latest("pk")
    later = NOON + timedelta(days=20)
    annul(amendment, signed, by=second, at=later, seen=seen(amendment), reason="Fejl")

    assert parts(three, skive) == [(None, None)]


def test_an_amendment_leaves_a_notice_as_it_was_given(left: Case, town: Town, skive: Party) -> None:
    third = Party.objects.create(sort="municipality", name="Tórshavn", country="FO")
    changed(left, town, lambda visit: add_party(visit.case, third), at=NOW)

    assert parts(left, skive) == [(None, LAST_DAY)]


def changed(case: Case, town: Town, change: Any, at: datetime = AFTER) -> Case:
    """An amendment of the case, in force."""
    by: dict[str, Any] = {"by": town.officer, "at": at}
    if case.state != "under_review":
        take("start_review", case, seen=seen(case), **by)
    amendment = amend(fresh(case), reason="Nye parter", seen=seen(case), **by)
    edit(amendment, change, seen=seen(amendment), **by)
    for unnamed in amendment.participations.filter(signatories=None):
        Signatory.objects.create(participation=unnamed, title="Borgmester")
    town.propose(amendment, at=at)
    town.assess(amendment, at=at)
    town.approve(amendment, on=at.date(), at=at)
    signers = Signatory.objects.filter(participation__case=amendment)
    town.sign(amendment, *[at.date()] * signers.count(), at=at)
    assert fresh(amendment).state == "active"
    return amendment


# ---------------------------------------------------------------- who is a party on a day
def test_a_signature_recorded_late_counts_where_the_party_took_part_on_its_true_day(
    left: Case, town: Town, skive: Party
) -> None:
    row = left.participations.get(party=skive)
    mayor = Signatory.objects.create(participation=row, title="Borgmester")

    with pytest.raises(NotPossible, match="took part until 30 June 2026"):
        sign(left, mayor, town, LAST_DAY + timedelta(days=1))
    sign(left, mayor, town, LAST_DAY)

    assert mayor.signatures.get().signed == PartialDate.day(LAST_DAY)


def sign(case: Case, who: Signatory, town: Town, day: date) -> None:
    signed = PartialDate.day(day)
    signing.sign(case, [who], signed=signed, by=town.officer, at=AFTER, seen=seen(case))


def test_a_decision_and_an_answer_of_one_that_has_left_are_of_a_day_on_which_it_took_part(
    left: Case, town: Town, skive: Party
) -> None:
    row = left.participations.get(party=skive)
    door: dict[str, Any] = {"by": town.officer, "at": AFTER}
    take("start_review", left, seen=seen(left), **door)
    late, in_time = PartialDate.day(LAST_DAY + timedelta(days=1)), PartialDate.month(2026, 6)

    for day in (late, None):
        with pytest.raises(NotPossible, match="took part until"):
            signing.party_decides(left, row, decided=day, seen=seen(left), **door)
        with pytest.raises(NotPossible, match="took part until"):
            reviews.give_input(left, row, "Tak", received=day, seen=seen(left), **door)
    signing.party_decides(left, row, decided=in_time, seen=seen(left), **door)
    reviews.give_input(left, row, "Tak", received=in_time, seen=seen(left), **door)

    row.refresh_from_db()
    assert row.decided == in_time
    assert row.inputs.get().text == "Tak"


def test_nobody_promises_to_or_for_one_that_has_left(
    initiative: Case, officer: User, skive: Party, our_party: Party
) -> None:
    row = Participation.objects.create(case=initiative, party=skive)
    Participation.objects.create(case=initiative, party=our_party)
    door: dict[str, Any] = {"by": officer, "reason": "Aftalt"}
    roads = Promise(text="Veje", horizon="long", giver=skive, receiver=our_party)
    known = commitments.add(initiative, roads, seen=seen(initiative), at=NOW, **door)
    row.left_date = LAST_DAY
    row.save()

    commitments.add(initiative, roads, seen=seen(initiative), at=noon(2026, 6, 30), **door)
    with pytest.raises(NotPossible, match="Skive does not take part here"):
        commitments.add(initiative, roads, seen=seen(initiative), at=AFTER, **door)
    more = replace(roads, extent="To dage")
    commitments.scale(known, more, seen=seen(initiative), at=AFTER, **door)

    known.refresh_from_db()
    assert (known.extent, known.giver) == ("To dage", skive)


def test_no_update_is_asked_of_the_posts_of_one_that_has_left(
    left: Case, town: Town, skive: Party, aalborg: Municipality
) -> None:
    Party.objects.filter(pk=skive.pk).update(municipality=aalborg)
    post = Post.objects.create(municipality=aalborg, title="Direktør")
    asked = Cadence(asked=[seats.asked_post(post.pk)])
    door: dict[str, Any] = {"reason": "Aftalt", "by": town.officer}

    set_cadence(left, asked, at=noon(2026, 6, 30), seen=seen(left), **door)
    with pytest.raises(NotPossible, match="Only posts of the parties"):
        set_cadence(left, asked, at=AFTER, seen=seen(left), **door)
