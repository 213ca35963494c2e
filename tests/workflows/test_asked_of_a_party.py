"""What is asked about a party: by its key and present name, and what follows when it declines."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from agreements.dates import PartialDate
from agreements.models import Case, Duty, Participation, Party, Signatory
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, get, send, words
from tests.workflows.stages import Town, duty, open_kinds, seen, state_of
from tests.workflows.test_party_changes import answer, merge, party
from workflows import leaving, party_changes, signing
from workflows.door import take
from workflows.errors import NotPossible
from workflows.registering import register
from workflows.visit import Automaton

if TYPE_CHECKING:
    from people.models import User

OURS, THEIRS = "Kommuneqarfik Sermersooq", "Gentofte Kommune"


def renamed(row: Party, name: str, by: User) -> Party:
    return party_changes.rename(row, name, until=None, reason="Ny lov", by=by, at=NOW)


def asked_of(case: Case, kind: str) -> list[str]:
    return [row.about for row in case.duties.filter(kind=kind, status="open").order_by("pk")]


def theirs_in(case: Case) -> Participation:
    return case.participations.get(party__name=THEIRS)


def decides(case: Case, row: Participation, by: User, *, declined: bool) -> None:
    signing.party_decides(
        case,
        row,
        decided=PartialDate.day(TODAY),
        declined=declined,
        note="Brev 7" if declined else "",
        by=by,
        at=NOW,
        seen=seen(case),
    )


# ---------------------------------------------------------------- names
@pytest.mark.requirement("R-020")
def test_a_duty_about_a_renamed_party_shows_its_present_name_and_is_answered(
    active: Case, town: Town, their_party: Party
) -> None:
    heir = party("Nordsjællands Kommune")
    merge(their_party, heir, town.officer)

    renamed(heir, "Kongernes Nordsjælland", town.officer)

    assert asked_of(active, "reconfirm") == ["Kongernes Nordsjælland"]
    page = words(get(client_of(town.officer), "my_work"))
    assert "Kongernes Nordsjælland" in page
    assert "Nordsjællands Kommune" not in page
    answer(active, active.participations.get(party=heir), town.officer, is_right=True)
    assert "reconfirm" not in open_kinds(active)


@pytest.mark.requirement("R-020")
def test_a_renamed_party_signs_and_is_asked_no_more(
    approved: Case, town: Town, their_party: Party
) -> None:
    renamed(their_party, "Gentofte By", town.officer)
    assert asked_of(approved, "sign") == [OURS, "Gentofte By"]
    mayor = Signatory.objects.get(participation__party=their_party)

    day = PartialDate.day(TODAY)
    signing.sign(approved, [mayor], signed=day, by=town.officer, at=NOW, seen=seen(approved))

    assert asked_of(approved, "sign") == [OURS]


@pytest.mark.requirement("R-020")
def test_the_input_of_a_renamed_party_is_the_one_that_was_asked_for(
    under_review: Case, town: Town, their_party: Party
) -> None:
    renamed(their_party, "Gentofte By", town.officer)

    page = words(get(client_of(town.officer), "review", under_review.pk))

    assert asked_of(under_review, "review_input") == ["Gentofte By"]
    assert page.count("Not asked") == 1, "the owner is not asked"


@pytest.mark.requirement("R-020")
def test_what_an_earlier_version_asked_under_a_former_name_is_about_its_party(
    approved: Case, town: Town, their_party: Party
) -> None:
    Duty.objects.filter(case=approved, kind="sign").update(party=None)
    renamed(their_party, "Gentofte By", town.officer)

    import_module("agreements.migrations.0012_duties_of_renamed_parties").name_by_key(apps, None)

    assert Duty.objects.get(party=their_party).subject == THEIRS
    town.sign(approved, TODAY, first=1)
    assert not Duty.objects.filter(case=approved, party=their_party, status="open").exists()


# ---------------------------------------------------------------- one that declined
@pytest.mark.requirement("R-072")
def test_nobody_is_asked_to_sign_for_a_party_that_declined_and_the_officer_is_told(
    approved: Case, town: Town
) -> None:
    decides(approved, theirs_in(approved), town.officer, declined=True)

    assert asked_of(approved, "sign") == [OURS]
    assert asked_of(approved, "declined") == [THEIRS]
    town.sign(approved, TODAY)
    assert state_of(approved) == "approved"
    assert open_kinds(approved) & {"sign", "declined"} == {"declined"}
    with pytest.raises(NotPossible, match=f"{THEIRS} has declined"):
        take("activate", approved, by=town.officer, at=NOW, seen=seen(approved))
    board = words(get(client_of(town.officer), "case_parties", approved.pk))
    assert f"{THEIRS} has declined" in board
    assert "propose it anew without the party" in board


@pytest.mark.requirement("R-072")
def test_a_party_that_changes_its_mind_is_asked_to_sign_again(approved: Case, town: Town) -> None:
    row = theirs_in(approved)
    decides(approved, row, town.officer, declined=True)

    decides(approved, row, town.officer, declined=False)

    assert sorted(asked_of(approved, "sign")) == [THEIRS, OURS]
    assert duty(approved, "declined", status="done").party == row.party
    town.sign(approved, TODAY, TODAY)
    assert state_of(approved) == "active"


def test_a_party_that_signs_all_the_same_has_answered(approved: Case, town: Town) -> None:
    decides(approved, theirs_in(approved), town.officer, declined=True)

    town.sign(approved, TODAY, TODAY)

    assert state_of(approved) == "active"
    assert "declined" not in open_kinds(approved)


def test_a_party_that_declines_before_the_decision_is_told_of_before_it(
    proposed: Case, town: Town
) -> None:
    client, row = client_of(town.officer), theirs_in(proposed)
    data = {"answer": "declined", "decided": "2. marts 2026", "note": "Brev 7"}

    told = send(client, "party_decision", [proposed.pk, row.pk], **data)

    assert "Take the party out of the draft" in words(client.get(told.url))
    assert asked_of(proposed, "declined") == [THEIRS]
    take("send_back", proposed, by=town.secretary, at=NOW, seen=seen(proposed), reason="Uden dem")
    assert open_kinds(proposed) == {"complete_proposal"}


def test_of_one_that_declines_in_force_no_signature_is_asked(active: Case, town: Town) -> None:
    row = theirs_in(active)
    Signatory.objects.create(participation=row, title="Formand")

    decides(active, row, town.officer, declined=True)

    assert open_kinds(active) & {"sign", "declined"} == set()
    leaving.give_notice(
        active,
        row,
        notice=TODAY,
        effective=TODAY,
        reason="Nej",
        by=town.officer,
        at=NOW,
        seen=seen(active),
    )
    assert not Duty.objects.filter(case=active, party=row.party, status="open").exists()


@pytest.mark.requirement("R-072")
def test_one_that_declined_and_is_approved_all_the_same_is_not_waited_for_in_silence(
    proposed: Case, town: Town
) -> None:
    decides(proposed, theirs_in(proposed), town.officer, declined=True)
    take("send_back", proposed, by=town.secretary, at=NOW, seen=seen(proposed), reason="Mangler")

    town.to_approved(proposed)

    assert state_of(proposed) == "approved"
    assert asked_of(proposed, "declined") == [THEIRS]
    assert asked_of(proposed, "sign") == [OURS]


@pytest.mark.requirement("R-072")
def test_of_an_import_that_waits_for_one_that_declined_the_officer_is_told(
    draft: Case, town: Town
) -> None:
    draft.participations.filter(party__name=THEIRS).update(has_declined=True)

    register(draft, "approved", by=Automaton("import"), at=NOW)

    assert asked_of(draft, "declined") == [THEIRS]
    assert asked_of(draft, "sign") == [OURS]


def test_a_party_that_decides_before_the_decision_is_not_asked_to_sign_before_it(
    proposed: Case, town: Town
) -> None:
    decides(proposed, theirs_in(proposed), town.officer, declined=False)

    assert "sign" not in open_kinds(proposed)


def test_one_that_declined_and_stays_is_not_asked_to_sign(active: Case, town: Town) -> None:
    row, door = theirs_in(active), {"by": town.officer, "at": NOW}
    Signatory.objects.create(participation=row, title="Formand")
    decides(active, row, town.officer, declined=True)
    told = {"notice": TODAY, "effective": TODAY, "reason": "Nej"}
    leaving.give_notice(active, row, **told, **door, seen=seen(active))  # type: ignore[arg-type]

    leaving.withdraw_notice(active, row, reason="Bliver", **door, seen=seen(active))  # type: ignore[arg-type]

    assert asked_of(active, "sign") == []
