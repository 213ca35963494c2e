"""Several at once, on PostgreSQL: one wins, the others are told, nobody waits for ever."""

from __future__ import annotations

from collections import Counter
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from agreements.models import Case, FormalDecision, Kind, Ruling, Signatory, StepRecord
from audit.models import SecurityEvent
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, fresh, in_force, seen, state_of
from workflows import bulk, rulings
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPossible, Outdated, Refused
from workflows.kinship import place_under
from workflows.rulings import Minutes

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Start all acts at the same moment, each on its own connection; what came of each."""
    barrier = Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        barrier.wait(timeout=10)
        try:
            results[index] = act()
        except Exception as error:  # noqa: BLE001 - what came of it is the question
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results


@pytest.mark.acceptance("P09")
@pytest.mark.parametrize("_round", range(5))
def test_of_four_decisions_one_is_taken(
    assessed: Case, town: Town, person: Callable[..., User], _round: int
) -> None:
    town.rule(assessed, town.committee, "recommended")
    version = seen(assessed)
    secretaries = [person("secretariat", municipality=assessed.owner) for _ in range(4)]

    def decide(by: User, number: int) -> Callable[[], object]:
        minutes = Minutes(body=town.council, date=TODAY, number=str(number))
        return lambda: rulings.record_ruling(
            assessed, minutes, "approved", by=by, at=NOW, seen=version
        )

    results = at_once(*(decide(by, number) for number, by in enumerate(secretaries)))

    assert Counter(type(result) for result in results) == {StepRecord: 1, Outdated: 3}
    assert Ruling.objects.filter(case=assessed, decision__body=town.council).count() == 1
    assert state_of(assessed) == "approved"
    assert seen(assessed) == version + 1
    told = [str(r.message) for r in results if isinstance(r, Outdated)]
    assert all(message.startswith("Already decided by") for message in told)
    assert SecurityEvent.objects.filter(kind="refused").count() == 3


def test_two_that_record_the_same_minutes_at_once_share_the_decision(
    assessed: Case, nuuk: Municipality, culture: Unit, town: Town
) -> None:
    other = open_case(NewCase(title="Indsats", unit=culture), owner=nuuk, by=town.officer, at=NOW)
    town.to_assessed(other)
    minutes = Minutes(body=town.committee, date=TODAY, number="7")

    def record(case: Case) -> Callable[[], object]:
        version = seen(case)
        return lambda: rulings.record_ruling(
            case, minutes, "recommended", by=town.secretary, at=NOW, seen=version
        )

    results = at_once(record(assessed), record(other))

    assert all(isinstance(result, StepRecord) for result in results), results
    assert town.committee.decisions.count() == 1


def test_cases_opened_at_once_get_numbers_of_their_own(nuuk: Municipality, officer: User) -> None:
    def open_one() -> object:
        return open_case(NewCase(title="Ny"), owner=nuuk, by=officer, at=NOW)

    results = at_once(*[open_one] * 4)

    assert {case.number for case in results if isinstance(case, Case)} == {
        f"2026-{number}" for number in range(1, 5)
    }


def test_a_successor_and_what_it_replaces_never_wait_for_each_other(
    active: Case, nuuk: Municipality, culture: Unit, town: Town, sister_city: Kind
) -> None:
    """Signing the successor locks both; meanwhile the old agreement's review begins."""
    new = open_case(
        NewCase(
            title="Ny",
            kind=sister_city,
            unit=culture,
            parties=[p.party for p in active.participations.all()],
            replaces=active.agreement,
        ),
        owner=nuuk,
        by=town.officer,
        at=NOW,
    )
    for participation in new.participations.all():
        Signatory.objects.create(participation=participation, title="Borgmester")
    open_case(
        NewCase(title="Bilag", unit=culture, agreement=active.agreement, follows_agreement=True),
        owner=nuuk,
        by=town.officer,
        at=NOW,
    )
    town.to_approved(new)
    town.sign(new, TODAY)
    old_version = seen(active)

    results = at_once(
        lambda: town.sign(new, TODAY, first=1),
        lambda: take("start_review", active, by=town.officer, at=NOW, seen=old_version),
    )

    assert all(not isinstance(r, Exception) or isinstance(r, Refused) for r in results), results
    assert (state_of(new), state_of(active)) == ("active", "superseded")
    assert not fresh(active).reviews.filter(status="open").exists()


@pytest.mark.requirement("R-074")
@pytest.mark.parametrize("_round", range(3))
def test_two_bulk_endings_of_overlapping_cases_never_wait_for_each_other(
    nuuk: Municipality, culture: Unit, town: Town, sister_city: Kind, _round: int
) -> None:
    """In opposite orders: one ends all of its cases, the other none."""
    cases = [in_force(nuuk, sister_city, culture) for _ in range(8)]
    keys = [case.pk for case in cases]

    def ending(chosen: list[int], number: str) -> Callable[[], object]:
        looked_at = dict(Case.objects.filter(pk__in=chosen).values_list("pk", "version"))
        in_order = {key: looked_at[key] for key in chosen}
        minutes = Minutes(body=town.council, date=TODAY, number=number)
        end = bulk.CommonEnd(minutes=minutes, effective=TODAY, reason="Kun Norden")
        return lambda: bulk.end_together(in_order, end, by=town.secretary, at=NOW)

    results = at_once(ending(keys[:6], "1"), ending(keys[:1:-1], "2"))

    taken = [result for result in results if isinstance(result, FormalDecision)]
    assert len(taken) == 1, results
    assert all(isinstance(r, FormalDecision | Refused) for r in results), results
    assert Ruling.objects.filter(decision=taken[0]).count() == 6
    assert Case.objects.filter(pk__in=keys, state="terminated").count() == 6


@pytest.mark.requirement("R-038")
@pytest.mark.parametrize("_round", range(5))
def test_two_that_put_each_above_the_other_make_no_loop(
    nuuk: Municipality, sister_city: Kind, officer: User, _round: int
) -> None:
    """They touch two cases that nothing binds together yet."""
    one, other = (
        open_case(NewCase(title=title, kind=sister_city), owner=nuuk, by=officer, at=NOW)
        for title in ("Ramme", "Delaftale")
    )

    def put(case: Case, above: Case) -> Callable[[], object]:
        return lambda: place_under(case, above.agreement, by=officer, at=NOW, seen=case.version)

    results = at_once(put(one, other), put(other, one))

    assert Counter(type(result) for result in results) == {StepRecord: 1, NotPossible: 1}, results
    above = [fresh(case).agreement.parent_id for case in (one, other)]
    assert above in ([other.pk, None], [None, one.pk])
