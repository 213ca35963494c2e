"""Who is told of a step at once?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail

from agreements.dates import PartialDate
from agreements.models import Case
from notifications.delivery import deliver_all
from notifications.models import Message, Note, Reminder
from people.models import User
from tests.conftest import NOW
from workflows import rulings
from workflows.cases import edit, set_term
from workflows.door import take
from workflows.errors import Refused

if TYPE_CHECKING:
    from workflows.visit import Visit


@pytest.fixture
def proposed(draft: Case, officer: User) -> Case:
    User.objects.filter(pk=officer.pk).update(language="en-gb")
    take("propose", draft, by=officer, at=NOW, seen=draft.version)
    return Case.objects.get(pk=draft.pk)


@pytest.mark.acceptance("P03")
def test_sent_back_is_one_letter_to_the_proposer_with_reason_and_link(
    proposed: Case, officer: User, secretary: User
) -> None:
    take(
        "send_back",
        proposed,
        by=secretary,
        at=NOW,
        seen=proposed.version,
        reason="økonomi mangler",
    )
    deliver_all(at=NOW)

    [letter] = mail.outbox
    assert letter.to == [officer.email]
    assert letter.subject == "[Sent back for completion] Venskabsby: Gentofte"
    row = Message.objects.get()
    for part in (row.text, row.html):
        assert "økonomi mangler" in part
        assert "secretary" in part
        assert f"/cases/{proposed.pk}/" in part
        assert "Complete the proposal" in part


def test_a_step_that_is_refused_tells_nobody(proposed: Case, secretary: User) -> None:
    with pytest.raises(Refused):
        take("send_back", proposed, by=secretary, at=NOW, seen=proposed.version)

    assert not Message.objects.exists()


def test_new_work_waits_for_the_monday_letter(proposed: Case) -> None:
    assert not Message.objects.exists()
    assert Reminder.objects.filter(duty__kind="assess_benefit", status="planned").exists()


def test_a_delegates_decision_is_one_letter_to_the_proposer(
    draft: Case, officer: User, secretary: User
) -> None:
    User.objects.filter(pk=officer.pk).update(language="en-gb")
    simple(draft, officer)

    rulings.decide(draft, "approved", by=secretary, at=NOW, seen=fresh(draft).version)

    row = Message.objects.get()
    assert row.recipient == officer
    assert [(note.user, note.message) for note in Note.objects.all()] == [(officer, row)]
    assert row.subject == "[Approved] Venskabsby: Gentofte"
    assert "Delegationsplan, punkt 4.2" in row.text
    assert "Send the decision" in row.html


def test_who_has_left_is_not_told_but_the_unit_is(
    draft: Case, officer: User, secretary: User
) -> None:
    simple(draft, officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)

    rulings.decide(draft, "approved", by=secretary, at=NOW, seen=fresh(draft).version)

    assert [m.address for m in Message.objects.all()] == ["kultur@example.gl"]
    assert not Note.objects.exists()


def simple(draft: Case, officer: User) -> None:
    def change(visit: Visit) -> None:
        visit.case.handling = "simple"
        set_term(visit.case, end=PartialDate.year(2027))
        for part in ("benefit", "economy", "citizens"):
            visit.case.assessment_parts.create(part=part, text="Godt", **economy(part))

    edit(draft, change, by=officer, at=NOW, seen=draft.version)
    take("propose", draft, by=officer, at=NOW, seen=fresh(draft).version)


def economy(part: str) -> dict[str, object]:
    return {"amount": 100, "account": "1"} if part == "economy" else {}


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
