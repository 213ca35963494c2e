"""Annexes and action plans have numbers, versions, rulings and days of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from agreements.dates import PartialDate
from agreements.models import Annex, Case, Party, Ruling
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, annex, fresh, last_step, period, seen, state_of
from workflows import annexes, timed
from workflows.annexes import AnnexText
from workflows.annulments import annul
from workflows.errors import NotPermitted, NotPossible
from workflows.rulings import Minutes

TENTH, EIGHTEENTH = date(2026, 2, 10), date(2026, 2, 18)


def written(case: Case, by: User, *, number: str = "1", **facts: object) -> Annex:
    text = AnnexText(number=number, **({"title": "Indsatser", "text": "1. Unge"} | facts))  # type: ignore[arg-type]
    return annexes.write_annex(case, text, by=by, at=NOW, seen=seen(case))


def adopted(case: Case, row: Annex, town: Town, *, number: str = "12") -> Annex:
    minutes = Minutes(body=town.committee, date=TENTH, number=number)
    annexes.adopt(case, row, minutes, by=town.secretary, at=NOW, seen=seen(case), reason="Sent")
    return Annex.objects.get(pk=row.pk)


def activated(case: Case, row: Annex, town: Town, day: date = EIGHTEENTH) -> Annex:
    annexes.activate(case, row, day, by=town.officer, at=NOW, seen=seen(case))
    return Annex.objects.get(pk=row.pk)


def again(row: Annex) -> Annex:
    return Annex.objects.select_related("ruling__decision").get(pk=row.pk)


# ---------------------------------------------------------------- with the agreement
@pytest.mark.requirement("R-044")
@pytest.mark.requirement("R-046")
@pytest.mark.acceptance("P04")
def test_an_annex_is_adopted_and_comes_into_force_with_its_agreement(
    assessed: Case, town: Town
) -> None:
    row = written(assessed, town.officer)
    initiative = annex(assessed, town.officer)
    town.approve(assessed)
    assert again(row).status == "adopted"
    assert again(row).ruling == Ruling.objects.get(case=assessed, outcome="approved")

    town.sign(assessed, TENTH, EIGHTEENTH)

    assert again(row).status == "active"
    assert again(row).active_from == PartialDate.day(EIGHTEENTH)
    assert period(initiative, "active") == (EIGHTEENTH, None)


def test_an_annulled_signature_lets_the_annex_wait_again(
    assessed: Case, town: Town, secretary2: User
) -> None:
    row = written(assessed, town.officer)
    town.approve(assessed)
    *_first, last = town.sign(assessed, TENTH, EIGHTEENTH)

    annul(assessed, last, reason="Fejl", by=secretary2, at=NOW, seen=seen(assessed))

    assert (again(row).status, again(row).active_from) == ("adopted", None)


@pytest.mark.requirement("R-041")
def test_initiatives_of_an_annex_with_its_own_day_wait_for_it(approved: Case, town: Town) -> None:
    row = written(approved, town.officer, sort="action_plan", follows_agreement=False)
    waits, other = annex(approved, town.officer), annex(approved, town.officer, title="Uden bilag")
    other.initiative.annex = "2"
    other.initiative.save()
    town.sign(approved, TENTH, TENTH)
    assert (state_of(waits), state_of(other)) == ("draft", "active")

    activated(approved, adopted(approved, row, town), town)

    assert period(waits, "active") == (EIGHTEENTH, None)
    assert again(row).status == "active"
    assert state_of(approved) == "active"


# ---------------------------------------------------------------- its own approval
@pytest.mark.requirement("R-041")
def test_an_action_plan_has_a_ruling_of_its_own(active: Case, town: Town) -> None:
    row = written(active, town.officer, sort="action_plan")

    with pytest.raises(NotPossible, match="not adopted yet"):
        activated(active, row, town)
    row = adopted(active, row, town, number="77")

    assert row.ruling is not None
    assert (row.ruling.decision.number, row.ruling.decision.body) == ("77", town.committee)
    with pytest.raises(NotPossible, match="which body adopted it"):
        annexes.adopt(
            active,
            written(active, town.officer, number="2"),
            None,
            by=town.secretary,
            at=NOW,
            seen=seen(active),
        )


def test_the_decision_that_approved_the_agreement_may_adopt_its_annex(
    active: Case, town: Town
) -> None:
    town_ruling = Ruling.objects.filter(case=active).last()
    assert town_ruling is not None
    decision = town_ruling.decision
    decision.number = "258"
    decision.save()
    row = written(active, town.officer)
    minutes = Minutes(body=town.council, date=decision.date, number="258")

    annexes.adopt(active, row, minutes, by=town.secretary, at=NOW, seen=seen(active))

    assert again(row).ruling == town_ruling


def test_only_the_secretariat_records_who_adopted_it(active: Case, town: Town) -> None:
    row = written(active, town.officer)
    minutes = Minutes(body=town.committee, date=TODAY, number="1")

    with pytest.raises(NotPermitted, match="secretariat"):
        annexes.adopt(active, row, minutes, by=town.officer, at=NOW, seen=seen(active))


# ---------------------------------------------------------------- versions
@pytest.mark.requirement("R-046")
def test_a_new_version_replaces_the_one_in_force_which_is_kept(active: Case, town: Town) -> None:
    first = activated(active, adopted(active, written(active, town.officer), town), town, TODAY)
    assert first.active_from == PartialDate.day(TODAY)

    second = annexes.revise(active, first, by=town.officer, at=NOW, seen=seen(active))
    assert (second.number, second.version, second.text) == ("1", 2, "1. Unge")
    assert again(first).status == "active"
    with pytest.raises(NotPossible, match="waits already"):
        annexes.revise(active, first, by=town.officer, at=NOW, seen=seen(active))
    written_anew = AnnexText(number="1", title="Indsatser", text="1. Unge og ældre")
    annexes.write_annex(
        active, written_anew, annex=second, by=town.officer, at=NOW, seen=seen(active)
    )
    later = NOW + timedelta(days=30)
    adopted(active, second, town, number="13")
    day = TODAY + timedelta(days=30)
    annexes.activate(active, second, day, by=town.officer, at=later, seen=seen(active))

    assert (again(first).status, again(second).status) == ("replaced", "active")
    assert again(first).active_until == PartialDate.day(day - timedelta(days=1))
    assert again(first).text == "1. Unge"
    with pytest.raises(NotPossible, match="adopted"):
        annexes.write_annex(
            active, written_anew, annex=first, by=town.officer, at=later, seen=seen(active)
        )


def test_a_number_names_one_annex(active: Case, town: Town) -> None:
    written(active, town.officer)

    with pytest.raises(NotPossible, match="annex 1 already"):
        written(active, town.officer)
    with pytest.raises(NotPossible, match="number and the title"):
        written(active, town.officer, number="2", title=" ")
    assert Annex.objects.count() == 1


def test_no_version_holds_before_the_agreement_or_on_a_day_to_come(
    active: Case, town: Town
) -> None:
    row = adopted(active, written(active, town.officer), town)

    with pytest.raises(NotPossible, match="has not come"):
        activated(active, row, town, TODAY + timedelta(days=1))
    with pytest.raises(NotPossible, match="in force from"):
        activated(active, row, town, TODAY - timedelta(days=1))


@pytest.mark.requirement("R-041")
@pytest.mark.requirement("R-045")
def test_its_own_day_brings_it_into_force_also_when_nobody_looked(active: Case, town: Town) -> None:
    day = PartialDate.day(date(2026, 4, 1))
    row = written(active, town.officer, follows_agreement=False, begins=day)
    vague = written(
        active,
        town.officer,
        number="2",
        follows_agreement=False,
        begins=PartialDate.month(2026, 4),
    )
    adopted(active, row, town)
    adopted(active, vague, town, number="13")
    assert timed.take_due_steps(at=NOW)["activate_annex"] == 0

    assert timed.take_due_steps(at=NOW + timedelta(days=90))["activate_annex"] == 1

    assert (again(row).status, again(row).active_from) == ("active", day)
    assert again(vague).status == "adopted"
    assert last_step(active).automaton == "force"


# ---------------------------------------------------------------- both sides write
@pytest.mark.requirement("R-041")
def test_officers_of_both_parties_write_the_draft_and_history_names_them(
    active: Case,
    town: Town,
    aalborg: Municipality,
    arvika: Municipality,
    person: Callable[..., User],
) -> None:
    party = Party.objects.create(sort="municipality", name=aalborg.name, municipality=aalborg)
    active.participations.create(party=party, order=9)
    theirs, stranger = (
        person("officer", municipality=aalborg),
        person("officer", municipality=arvika),
    )
    row = written(active, town.officer)

    annexes.write_annex(
        active,
        AnnexText(number="1", title="Indsatser", text="1. Unge\n2. Ældre"),
        annex=row,
        by=theirs,
        at=NOW,
        seen=seen(active),
    )

    assert again(row).text == "1. Unge\n2. Ældre"
    who = [h.history_user for h in Annex.history.filter(id=row.pk).order_by("history_id")]
    assert who == [town.officer, theirs]
    assert last_step(active).by == theirs
    with pytest.raises(NotPermitted, match="officers of a party"):
        annexes.write_annex(
            active,
            AnnexText(number="1", title="Nej"),
            annex=row,
            by=stranger,
            at=NOW,
            seen=seen(active),
        )


# ---------------------------------------------------------------- the end
@pytest.mark.requirement("R-046")
def test_an_annex_ends_with_a_reason_or_with_its_agreement(active: Case, town: Town) -> None:
    first, second, third = (
        adopted(active, written(active, town.officer, number=n), town, number=n)
        for n in ("1", "2", "3")
    )
    activated(active, first, town, TODAY)
    activated(active, second, town, TODAY)

    with pytest.raises(NotPossible, match="reason"):
        annexes.end(active, first, reason=" ", by=town.officer, at=NOW, seen=seen(active))
    annexes.end(active, first, reason="Udført", by=town.officer, at=NOW, seen=seen(active))
    annexes.end(active, third, reason="Opgivet", by=town.officer, at=NOW, seen=seen(active))
    town.end(active, TODAY)

    assert [again(row).status for row in (first, second, third)] == ["ended"] * 3
    assert again(first).active_until == PartialDate.day(TODAY)
    assert again(third).active_from is None
    assert fresh(active).state == "terminated"
