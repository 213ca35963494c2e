"""Parties change: figures with their year, other names, mergers, splits, members of networks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, ContactRole, Participation, Party, Succession
from audit.models import SecurityEvent
from tests.conftest import NOW, TODAY
from tests.workflows.stages import duty, fresh, last_step, open_kinds, seen
from workflows import joining, leaving, party_changes
from workflows.cases import NewCase, open_case
from workflows.errors import NotPermitted, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable

    from people.models import Municipality, User

MERGED = PartialDate.day(date(2026, 1, 1))


def party(name: str, **facts: str) -> Party:
    return Party.objects.create(**{"sort": "municipality", "country": "DK", "name": name, **facts})


def merge(old: Party, new: Party, by: User, happened: PartialDate = MERGED) -> list[Succession]:
    return party_changes.succeed([old], [new], sort="merger", happened=happened, by=by, at=NOW)


def names_on(case: Case, day: date) -> list[str]:
    return [p.party.name for p in Participation.objects.filter(case=case).on(day)]


@pytest.mark.requirement("R-001")
def test_a_fact_carries_the_year_it_is_from(their_party: Party, officer: User) -> None:
    for year, value in ((2010, "21.232"), (2024, "23.123")):
        party_changes.record_fact(
            their_party,
            "Indbyggere",
            value,
            as_of=PartialDate.year(year),
            source="Strategi",
            by=officer,
            at=NOW,
        )

    told = [(f.value, f.as_of.edtf()) for f in their_party.facts.all() if f.as_of]
    assert told == [("23.123", "2024"), ("21.232", "2010")]
    assert their_party.facts.first().history.get().history_user == officer


@pytest.mark.requirement("R-020")
def test_a_renamed_party_keeps_its_former_name(their_party: Party, officer: User) -> None:
    before = their_party.name
    party_changes.rename(
        their_party,
        "Gentofte By",
        until=PartialDate.year(2025),
        reason="Ny lov",
        by=officer,
        at=NOW,
    )

    assert [n.name for n in their_party.former_names.all()] == [before]
    kept = their_party.history.get(history_change_reason="Ny lov")
    assert (kept.name, kept.history_user) == ("Gentofte By", officer)


@pytest.mark.requirement("R-020")
def test_a_merger_carries_the_portfolio_and_asks_for_confirmation(
    active: Case, draft: Case, their_party: Party, officer: User
) -> None:
    old = Participation.objects.get(case=active, party=their_party)
    ContactRole.objects.create(participation=old, role="Kulturchef")
    new = party("Nordsjællands Kommune")

    merge(their_party, new, officer)

    row = Participation.objects.get(case=active, party=new)
    assert row.carried_from == old
    assert [c.role for c in row.contact_roles.all()] == ["Kulturchef"]
    assert names_on(active, date(2025, 12, 31)) == ["Kommuneqarfik Sermersooq", "Gentofte Kommune"]
    assert names_on(active, date(2026, 1, 1)) == [
        "Kommuneqarfik Sermersooq",
        "Nordsjællands Kommune",
    ]
    assert fresh(active).state == "active"
    assert duty(active, "reconfirm").subject == "Nordsjællands Kommune"
    step = last_step(active)
    assert (step.step, step.automaton, step.about) == (
        "carry_party",
        "succession",
        "Gentofte Kommune → Nordsjællands Kommune",
    )


@pytest.mark.requirement("R-020")
def test_what_has_ended_stays_with_the_party_that_it_had(
    approved: Case, their_party: Party, officer: User
) -> None:
    Case.objects.filter(pk=approved.pk).update(state="rejected")

    merge(their_party, party("Nordsjællands Kommune"), officer)

    assert Participation.objects.filter(case=approved).count() == 2
    assert "reconfirm" not in open_kinds(approved)


@pytest.mark.requirement("R-020")
def test_a_month_of_merger_invents_no_day(active: Case, their_party: Party, officer: User) -> None:
    new = party("Nordsjællands Kommune")

    merge(their_party, new, officer, happened=PartialDate.year(2025))

    row = Participation.objects.get(case=active, party=new)
    assert row.joined
    assert row.joined.edtf() == "2025"
    assert Participation.objects.get(case=active, party=their_party).left_date == date(2025, 12, 31)


@pytest.mark.requirement("R-020")
def test_a_confirmed_party_stands_and_one_that_is_wrong_leaves(
    active: Case, their_party: Party, officer: User
) -> None:
    north, south = party("Nord"), party("Syd")
    party_changes.succeed(
        [their_party], [north, south], sort="split", happened=MERGED, by=officer, at=NOW
    )
    rows = {p.party: p for p in Participation.objects.filter(case=active, left_date=None)}

    with pytest.raises(NotPossible, match="reason"):
        answer(active, rows[south], officer, is_right=False)
    answer(active, rows[north], officer, is_right=True)
    answer(active, rows[south], officer, is_right=False, reason="Kun Nord overtog aftalen")

    assert "reconfirm" not in open_kinds(active)
    assert names_on(active, date(2026, 3, 3)) == ["Kommuneqarfik Sermersooq", "Nord"]
    with pytest.raises(NotPossible, match="already"):
        answer(active, rows[north], officer, is_right=True)


def test_a_party_whose_notice_runs_takes_part_once_at_a_time(
    active: Case, their_party: Party, officer: User
) -> None:
    door: dict[str, Any] = {"by": officer, "at": NOW, "reason": "Ny strategi"}
    row = Participation.objects.get(case=active, party=their_party)
    days: dict[str, Any] = {"notice": TODAY, "effective": date(2026, 12, 31)}
    leaving.give_notice(active, row, seen=seen(active), **days, **door)
    joined = PartialDate.day(date(2027, 1, 1))
    with pytest.raises(NotPossible, match="take its notice back"):
        joining.join(active, their_party, joined=joined, seen=seen(active), **door)

    other = party("Lyngby")
    Participation.objects.create(case=active, party=other)
    merge(other, their_party, officer, PartialDate.day(date(2027, 2, 1)))

    with pytest.raises(NotPossible, match="takes part already"):
        leaving.withdraw_notice(active, row, seen=seen(active), **door)
    assert Participation.objects.filter(case=active, party=their_party).count() == 2


def answer(case: Case, row: Participation, by: User, *, is_right: bool, reason: str = "") -> None:
    party_changes.confirm(
        case, row, is_right=is_right, reason=reason, by=by, at=NOW, seen=seen(case)
    )


@pytest.mark.requirement("R-020")
def test_successions_go_forwards_and_once(their_party: Party, officer: User) -> None:
    new, other = party("Nord"), party("Syd")
    merge(their_party, new, officer)

    with pytest.raises(NotPossible, match="went before"):
        merge(new, their_party, officer)
    with pytest.raises(NotPossible, match="recorded already"):
        merge(their_party, other, officer)
    with pytest.raises(NotPossible, match="itself"):
        merge(other, other, officer)
    with pytest.raises(NotPossible, match="one party"):
        party_changes.succeed(
            [other], [new, their_party], sort="merger", happened=MERGED, by=officer, at=NOW
        )
    assert Succession.objects.count() == 1


def test_only_its_own_officers_keep_a_party_that_works_here(
    our_party: Party,
    arvika: Municipality,
    person: Callable[..., User],
    officer: User,
) -> None:
    stranger = person("officer", municipality=arvika)
    reader = person("reader", municipality=arvika)

    with pytest.raises(NotPermitted):
        party_changes.rename(our_party, "X", until=None, reason="", by=stranger, at=NOW)
    with pytest.raises(NotPermitted):
        merge(party("Nord"), party("Syd"), reader)
    party_changes.rename(our_party, "Sermersooq", until=None, reason="", by=officer, at=NOW)

    assert our_party.name == "Sermersooq"
    assert SecurityEvent.objects.filter(kind="refused").count() == 2


@pytest.mark.requirement("R-020")
def test_every_owner_of_a_case_of_the_party_is_asked(
    active: Case,
    their_party: Party,
    arvika: Municipality,
    officer: User,
    person: Callable[..., User],
) -> None:
    theirs = Party.objects.create(
        sort="municipality", name=arvika.name, country="SE", municipality=arvika
    )
    other = open_case(
        NewCase(title="Vänort", kind=active.agreement.kind, parties=(theirs, their_party)),
        owner=arvika,
        by=person("officer", municipality=arvika),
        at=NOW,
    )

    merge(their_party, party("Nord"), officer)

    assert Participation.objects.filter(case=active, party__name="Nord").count() == 1
    assert not Participation.objects.filter(case=other, party__name="Nord").exists()
    assert [duty(case, "reconfirm").subject for case in (active, other)] == [
        "Nord",
        str(their_party),
    ]


@pytest.mark.requirement("R-073")
def test_a_network_has_members_over_time(officer: User) -> None:
    arko, member = party("ARKO", sort="network"), party("Kongsvinger kommune", country="NO")
    membership = party_changes.add_member(
        arko, member, start=PartialDate.year(2001), by=officer, at=NOW
    )

    with pytest.raises(NotPossible, match="already"):
        party_changes.add_member(arko, member, start=None, by=officer, at=NOW)
    with pytest.raises(NotPossible, match="before the beginning"):
        party_changes.end_membership(membership, end=PartialDate.year(1999), by=officer, at=NOW)
    with pytest.raises(NotPossible, match="Only a network"):
        party_changes.add_member(member, arko, start=None, by=officer, at=NOW)
    party_changes.end_membership(membership, end=PartialDate.year(2020), by=officer, at=NOW)
    party_changes.add_member(arko, member, start=PartialDate.year(2024), by=officer, at=NOW)

    told = [(m.start.edtf(), m.end and m.end.edtf()) for m in arko.members.all() if m.start]
    assert told == [("2001", "2020"), ("2024", None)]
