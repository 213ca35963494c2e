"""Whoever records a merger changes their own municipality's cases; all others are asked first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from agreements.models import Case, Participation, Party, Succession
from agreements.troubles import troubled
from people.roles import roles_of
from tests.conftest import NOW, TODAY
from tests.workflows.stages import duty, last_step, open_kinds, seen
from tests.workflows.test_party_changes import MERGED, answer, merge, names_on, party
from workflows import party_changes
from workflows.cases import NewCase, open_case
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable

    from people.models import Municipality, User

OURS, THEIRS, HEIR = "Kommuneqarfik Sermersooq", "Gentofte Kommune", "Aalborg Kommune"


@pytest.fixture
def heir(aalborg: Municipality) -> Party:
    """A party that works here."""
    return Party.objects.create(sort="municipality", name=HEIR, country="DK", municipality=aalborg)


@pytest.fixture
def stranger(aalborg: Municipality, person: Callable[..., User]) -> User:
    """An officer of a municipality that takes no part in the case."""
    return person("officer", municipality=aalborg)


@pytest.fixture
def asked(active: Case, their_party: Party, heir: Party, stranger: User) -> Participation:
    """The place of a party in our case, of which a stranger has recorded what became of it."""
    merge(their_party, heir, stranger)
    return Participation.objects.get(case=active, party=their_party)


def reads(user: User, case: Case) -> bool:
    return Case.objects.visible_to(roles_of(user, TODAY)).filter(pk=case.pk).exists()


@pytest.mark.requirement("R-020")
def test_a_merger_that_a_stranger_records_waits_for_the_owner(
    asked: Participation, active: Case, stranger: User
) -> None:
    assert not reads(stranger, active)
    assert names_on(active, TODAY) == [OURS, THEIRS]
    assert Participation.objects.filter(case=active).count() == 2
    assert duty(active, "reconfirm").subject == THEIRS
    [found] = troubled(Case.objects.filter(pk=active.pk), TODAY, actors=())
    assert "to_confirm" in [trouble.code for trouble in found.troubles]
    step = last_step(active)
    assert (step.step, step.about) == ("ask_about_party", f"{THEIRS} → {HEIR}")


@pytest.mark.requirement("R-020")
def test_the_owner_says_that_it_holds_and_the_party_is_carried_over(
    asked: Participation, active: Case, officer: User, stranger: User
) -> None:
    answer(active, asked, officer, is_right=True)

    assert names_on(active, TODAY) == [OURS, HEIR]
    row = Participation.objects.get(case=active, party__name=HEIR)
    assert (row.carried_from, row.confirmed_by) == (asked, officer)
    assert reads(stranger, active)
    assert "reconfirm" not in open_kinds(active)
    with pytest.raises(NotPossible, match="already"):
        answer(active, row, officer, is_right=True)


@pytest.mark.requirement("R-020")
def test_the_owner_says_that_it_does_not_hold_and_nothing_has_changed(
    asked: Participation, active: Case, officer: User, stranger: User
) -> None:
    with pytest.raises(NotPossible, match="reason"):
        answer(active, asked, officer, is_right=False)
    answer(active, asked, officer, is_right=False, reason="Gentofte findes endnu")

    assert not reads(stranger, active)
    asked.refresh_from_db()
    assert asked.left_date is None
    assert Participation.objects.filter(case=active).count() == 2
    assert "reconfirm" not in open_kinds(active)
    with pytest.raises(NotPossible, match="already"):
        answer(active, asked, officer, is_right=True)


@pytest.mark.requirement("R-020")
def test_after_a_split_the_owner_confirms_each_that_took_over(
    active: Case, their_party: Party, officer: User, stranger: User
) -> None:
    north, south = party("Nord"), party("Syd")
    party_changes.succeed(
        [their_party], [north, south], sort="split", happened=MERGED, by=stranger, at=NOW
    )
    row = Participation.objects.get(case=active, party=their_party)

    answer(active, row, officer, is_right=True)
    rows = {p.party: p for p in Participation.objects.filter(case=active, left_date=None)}
    answer(active, rows[north], officer, is_right=True)
    answer(active, rows[south], officer, is_right=False, reason="Kun Nord")

    assert names_on(active, TODAY) == [OURS, "Nord"]
    assert "reconfirm" not in open_kinds(active)


@pytest.mark.requirement("R-020")
def test_an_heir_that_went_on_meanwhile_is_asked_about_next(
    asked: Participation, active: Case, heir: Party, officer: User, stranger: User
) -> None:
    last = party("Nordjylland")
    later = NOW + timedelta(days=1)
    party_changes.succeed([heir], [last], sort="merger", happened=MERGED, by=stranger, at=later)

    answer(active, asked, officer, is_right=True)
    row = Participation.objects.get(case=active, party=heir)
    assert duty(active, "reconfirm").subject == HEIR
    answer(active, row, officer, is_right=True)

    assert names_on(active, TODAY) == [OURS, "Nordjylland"]
    assert "reconfirm" not in open_kinds(active)


def test_nobody_carries_the_municipality_that_keeps_a_case_out_of_it(
    active: Case, our_party: Party, their_party: Party, officer: User
) -> None:
    merge(our_party, party("Nuup Kommunea"), officer)

    assert names_on(active, TODAY) == [OURS, THEIRS]
    assert Succession.objects.filter(predecessor=our_party).exists()


def test_a_party_that_leaves_by_its_own_word_still_reads_until_the_owner_agrees(
    active: Case, heir: Party, their_party: Party, stranger: User, officer: User
) -> None:
    Participation.objects.create(case=active, party=heir)

    merge(heir, party("Nordjylland"), stranger)
    assert set(names_on(active, TODAY)) == {OURS, THEIRS, HEIR}
    own = Participation.objects.get(case=active, party=heir)
    answer(active, own, officer, is_right=True)

    assert set(names_on(active, TODAY)) == {OURS, THEIRS, "Nordjylland"}


@pytest.mark.requirement("R-020")
def test_whoever_was_carried_over_by_mistake_reads_no_more(
    active: Case, their_party: Party, heir: Party, officer: User, stranger: User
) -> None:
    """As if it had not happened: what stood before stands again."""
    merge(their_party, heir, officer)
    assert reads(stranger, active)
    row = Participation.objects.get(case=active, party=heir)

    answer(active, row, officer, is_right=False, reason="Forkert kommune")

    assert not reads(stranger, active)
    assert names_on(active, TODAY) == [OURS, THEIRS]
    assert "reconfirm" not in open_kinds(active)


def test_only_the_cases_of_whoever_records_it_change_at_once(
    active: Case, their_party: Party, heir: Party, aalborg: Municipality, stranger: User
) -> None:
    own = open_case(
        NewCase(title="Egen", kind=active.agreement.kind, parties=(heir, their_party)),
        owner=aalborg,
        by=stranger,
        at=NOW,
    )

    merge(their_party, party("Nord"), stranger)

    assert names_on(own, TODAY) == [HEIR, "Nord"]
    assert names_on(active, TODAY) == [OURS, THEIRS]
    assert seen(active) > active.version
