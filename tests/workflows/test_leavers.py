"""Who leaves is named nowhere as somebody to write to, however they were deactivated (R-030)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agreements.models import Case, ContactRole
from people.models import User
from tests.conftest import NOW
from tests.workflows.stages import Town, last_step, seen
from workflows import contacts
from workflows.contacts import Contact
from workflows.timed import take_due_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from people.models import Municipality


@pytest.fixture
def leaver(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("reader", municipality=nuuk, name="Leaver")


@pytest.fixture
def contact_of(active: Case, town: Town, nuuk: Municipality, leaver: User) -> ContactRole:
    """The leaver is the contact of their own municipality; the role has no other name."""
    ours = active.participations.get(party__municipality=nuuk)
    by_mail = Contact(role="Koordinator", person="L.", email=leaver.email.upper())
    return contacts.write_contact(active, ours, by_mail, by=town.officer, at=NOW, seen=seen(active))


@pytest.mark.requirement("R-030")
def test_who_is_deactivated_in_a_shell_is_no_contact_any_more(
    contact_of: ContactRole, leaver: User, active: Case
) -> None:
    leaver.is_active = False
    leaver.save()

    contact_of.refresh_from_db()
    assert (contact_of.role, contact_of.person, contact_of.email) == ("Koordinator", "", "")
    assert (last_step(active).step, last_step(active).automaton) == ("keep_side", "people")


@pytest.mark.requirement("R-030")
def test_the_sweep_takes_out_whoever_was_deactivated_behind_the_pages_back(
    contact_of: ContactRole, leaver: User, active: Case
) -> None:
    User.objects.filter(pk=leaver.pk).update(is_active=False)

    assert take_due_steps(at=NOW)["keep_side"] == 1
    assert take_due_steps(at=NOW)["keep_side"] == 0

    contact_of.refresh_from_db()
    assert (contact_of.role, contact_of.person, contact_of.email) == ("Koordinator", "", "")
    assert last_step(active).automaton == "people"
