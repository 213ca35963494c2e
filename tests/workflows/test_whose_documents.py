"""Who files, changes and knows of documents: the owner, a unit, a party?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agreements.models import Case, Document, Participation, Party, StepRecord
from people.models import Municipality, User
from people.roles import roles_of
from tests.conftest import NOW, TODAY
from tests.workflows.filing import LETTER, file
from tests.workflows.stages import Town, seen
from workflows import documents
from workflows.errors import NotPermitted, NotPossible


@pytest.fixture
def aalborg_too(draft: Case, aalborg: Municipality, person: Callable[..., User]) -> User:
    """An officer of a party that works here itself."""
    party = Party.objects.create(
        sort="municipality", name=aalborg.name, country="DK", municipality=aalborg
    )
    Participation.objects.create(case=draft, party=party, order=3)
    return person("officer", municipality=aalborg, name="aalborg")


# ---------------------------------------------------------------- who
def test_contributors_file_on_the_registered_relations_of_their_unit(
    draft: Case, nuuk: Municipality, person: Callable[..., User]
) -> None:
    contributor = person("contributor", municipality=nuuk, unit=draft.unit)
    with pytest.raises(NotPermitted):
        file(draft, contributor)

    Case.objects.filter(pk=draft.pk).update(handling="registered", state="active")
    letter = file(draft, contributor)
    documents.withdraw(letter, reason="Fejl", by=contributor, at=NOW, seen=seen(draft))

    Case.objects.filter(pk=draft.pk).update(unit=nuuk.units.create(name="Skole"))
    with pytest.raises(NotPermitted):
        file(draft, contributor)


def test_a_party_files_what_it_sends_once_the_case_is_shared(
    draft: Case, aalborg_too: User, town: Town
) -> None:
    with pytest.raises(NotPossible, match="not shared yet"):
        file(draft, aalborg_too)
    town.propose(draft)
    for direction in ("out", "internal"):
        with pytest.raises(NotPossible, match="choose “incoming”"):
            file(draft, aalborg_too, direction=direction)

    letter = file(draft, aalborg_too)

    assert (letter.direction, letter.recorded_by) == ("in", aalborg_too)


def test_a_party_renews_its_own_documents_and_touches_no_other(
    draft: Case, aalborg_too: User, town: Town
) -> None:
    town.propose(draft)
    ours, theirs = file(draft, town.officer), file(draft, aalborg_too)
    more: dict[str, Any] = {"link": "https://journal.gl/9", "by": aalborg_too, "at": NOW}

    assert documents.add_version(theirs, seen=None, **more).version == 2
    for act in (
        lambda: documents.add_version(ours, seen=None, **more),
        lambda: documents.mark_signed(theirs, by=aalborg_too, at=NOW, seen=None),
        lambda: documents.describe(theirs, LETTER, by=aalborg_too, at=NOW, seen=None),
        lambda: documents.withdraw(theirs, reason="x", by=aalborg_too, at=NOW, seen=None),
    ):
        with pytest.raises(NotPermitted):
            act()


# ---------------------------------------------------------------- who may know of them
@pytest.mark.acceptance("P19")
def test_internal_and_withdrawn_documents_are_the_owners_alone(
    draft: Case, aalborg_too: User, arvika: Municipality, town: Town, person: Callable[..., User]
) -> None:
    town.propose(draft)
    for direction in ("in", "out", "internal"):
        file(draft, town.officer, direction=direction, title=direction)
    gone = file(draft, town.officer, title="gone")
    documents.withdraw(gone, reason="Fejl", by=town.officer, at=NOW, seen=seen(draft))

    def titles(user: User) -> list[str]:
        found = Document.objects.visible_to(roles_of(user, TODAY))
        return [d.title for d in found.order_by("number")]

    assert titles(town.officer) == ["in", "out", "internal", "gone"]
    assert titles(aalborg_too) == ["in", "out"]
    assert titles(person("officer", municipality=arvika, name="stranger")) == []
    Case.objects.filter(pk=draft.pk).update(confidentiality="named")
    assert titles(aalborg_too) == []


def test_steps_about_internal_documents_are_flagged(draft: Case, town: Town) -> None:
    secret = file(draft, town.officer, direction="internal")
    documents.mark_signed(secret, by=town.officer, at=NOW, seen=seen(draft))
    file(draft, town.officer)

    steps = StepRecord.objects.filter(case=draft).exclude(step="create").order_by("pk")
    assert [(s.step, s.flag) for s in steps] == [
        ("file_document", "internal"),
        ("mark_signed", "internal"),
        ("file_document", ""),
    ]
