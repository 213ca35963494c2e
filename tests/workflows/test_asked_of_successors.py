"""When a party goes on as another, who signs and who answers (R-020, R-044)?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agreements.dates import PartialDate
from agreements.models import Case, Participation, Party, Signatory
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, get, send, words
from tests.workflows.stages import Town, duty, open_kinds, period, seen, state_of
from tests.workflows.test_asked_of_a_party import decides
from tests.workflows.test_party_changes import answer, merge, party
from workflows import reviews
from workflows.door import take
from workflows.errors import NotPossible

OURS, THEIRS, HEIR = "Kommuneqarfik Sermersooq", "Gentofte Kommune", "Nordsjællands Kommune"


@pytest.fixture
def heir() -> Party:
    return party(HEIR)


def place_of(case: Case, name: str) -> Participation:
    return Participation.objects.get(case=case, party__name=name)


def asked_to_sign(case: Case) -> list[str]:
    rows = case.duties.filter(kind="sign", status="open").order_by("subject")
    return list(rows.values_list("subject", flat=True))


def answers(case: Case, side: Participation, town: Town) -> None:
    told, received = "Vi vil gerne fortsætte", PartialDate.day(TODAY)
    door: dict[str, Any] = {"by": town.officer, "at": NOW, "seen": seen(case)}
    reviews.give_input(case, side, told, received=received, **door)


# ---------------------------------------------------------------- signatures
@pytest.mark.requirement("R-044")
@pytest.mark.requirement("R-020")
def test_the_successor_signs_where_the_party_had_not(
    approved: Case, town: Town, their_party: Party, heir: Party
) -> None:
    merge(their_party, heir, town.officer)

    assert asked_to_sign(approved) == [OURS, HEIR]
    assert [str(s) for s in place_of(approved, HEIR).signatories.all()] == ["Borgmester"]
    town.sign(approved, TODAY)
    assert state_of(approved) == "approved"
    with pytest.raises(NotPossible, match=f"Not signed yet: {HEIR}, Borgmester"):
        take("activate", approved, by=town.officer, at=NOW, seen=seen(approved))

    client = client_of(town.officer)
    mayor = Signatory.objects.get(participation__party=heir)
    assert "it is the last one" in words(get(client, "sign", approved.pk))
    send(client, "sign", [approved.pk], signatories=[mayor.pk], signed="02-03-2026")
    assert period(approved, "active") == (TODAY, None)


@pytest.mark.requirement("R-044")
def test_a_party_that_had_signed_has_signed_for_its_successor(
    approved: Case, town: Town, their_party: Party, heir: Party
) -> None:
    town.sign(approved, date(2026, 2, 10), first=1)

    merge(their_party, heir, town.officer)

    assert not place_of(approved, HEIR).signatories.exists()
    assert asked_to_sign(approved) == [OURS]
    town.sign(approved, TODAY)
    assert period(approved, "active") == (TODAY, None)


def test_a_merger_before_anybody_is_named_lets_nobody_off(
    approved: Case, town: Town, their_party: Party, heir: Party
) -> None:
    Signatory.objects.get(participation__party=their_party).delete()
    merge(their_party, heir, town.officer)

    town.sign(approved, TODAY)

    assert state_of(approved) == "approved"
    assert asked_to_sign(approved) == [HEIR]


@pytest.mark.requirement("R-072")
def test_where_the_successor_declines_and_was_none_the_party_is_asked_to_sign_again(
    approved: Case, town: Town, their_party: Party, heir: Party
) -> None:
    merge(their_party, heir, town.officer)
    decides(approved, place_of(approved, HEIR), town.officer, declined=True)
    assert asked_to_sign(approved) == [OURS]

    answer(approved, place_of(approved, HEIR), town.officer, is_right=False, reason="Findes endnu")

    assert asked_to_sign(approved) == [THEIRS, OURS]
    assert "declined" not in open_kinds(approved)


# ---------------------------------------------------------------- during a review
@pytest.mark.requirement("R-020")
def test_the_successor_answers_at_the_review_that_is_open(
    active: Case, town: Town, their_party: Party, heir: Party
) -> None:
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    before = duty(active, "review_input")
    assert before.subject == THEIRS

    merge(their_party, heir, town.officer)

    after = duty(active, "review_input")
    assert (after.subject, after.due) == (HEIR, before.due)
    side = place_of(active, HEIR)
    answers(active, side, town)
    assert "review_input" not in open_kinds(active)


def test_who_has_answered_is_not_asked_again_under_another_name(
    active: Case, town: Town, their_party: Party, heir: Party
) -> None:
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    answers(active, place_of(active, THEIRS), town)

    merge(their_party, heir, town.officer)

    assert "review_input" not in open_kinds(active)


@pytest.mark.requirement("R-020")
def test_where_the_merger_does_not_hold_the_party_is_asked_as_before(
    active: Case, town: Town, their_party: Party, heir: Party
) -> None:
    take("start_review", active, by=town.officer, at=NOW, seen=seen(active))
    side = place_of(active, THEIRS)
    Signatory.objects.create(participation=side, title="Direktør")
    merge(their_party, heir, town.officer)

    answer(active, place_of(active, HEIR), town.officer, is_right=False, reason="Findes endnu")

    assert not Participation.objects.filter(case=active, party=heir).exists()
    assert duty(active, "review_input").subject == THEIRS
    assert [str(s) for s in side.signatories.order_by("pk")] == ["Borgmester", "Direktør"]
