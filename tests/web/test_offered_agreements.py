"""What a form offers to stand under, after or in; and what it leaves where it cannot show it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from agreements.models import Agreement, Case, Initiative, InitiativeAnswer
from tests.web.acting import client_of, get, send, words
from tests.web.lives import Cast, initiative_of, live

SECRET = "Kun for de nævnte"


@pytest.fixture
def hidden(cast: Cast) -> Case:
    """In force, and kept to named people, none of whom is the officer."""
    case = live(cast, "active", SECRET)
    Case.objects.filter(pk=case.pk).update(confidentiality="named", proposed_by=None)
    return case


@pytest.fixture
def draft(cast: Cast) -> Case:
    return live(cast, "draft", "Ny aftale")


def initiative_draft(cast: Cast, above: Case) -> Case:
    """A political draft of an initiative under this agreement."""
    case = initiative_of(cast, live(cast, "active", "Ramme"), "Indsats")
    Case.objects.filter(pk=case.pk).update(state="draft", handling="political")
    Initiative.objects.filter(pk=case.pk).update(agreement=above.pk)
    return case


def as_shown(response: Any) -> dict[str, str]:
    """What a browser sends when nothing is changed: the fields of the page with their values."""
    page = response.content.decode()
    data = {}
    for name, options in re.findall(r'(?s)<select name="(\w+)".*?>(.*?)</select>', page):
        chosen = re.search(r'<option value="(\w*)"\s+selected', options)
        first = re.search(r'<option value="(\w*)"', options)
        found = chosen or first
        data[name] = found[1] if found else ""
    for tag in re.findall(r"<input [^>]*>", page):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        is_set = told.get("type") not in {"checkbox", "radio"} or " checked" in tag
        if "name" in told and is_set:
            data[told["name"]] = html.unescape(told.get("value", "on"))
    del data["seen"]  # `send` tells which version the page showed
    return data


# ---------------------------------------------------------------- what is offered
def test_an_initiative_is_not_moved_to_an_agreement_kept_to_others(
    cast: Cast, hidden: Case
) -> None:
    reviewed = live(cast, "under_review", "Til revurdering")
    initiative = initiative_of(cast, reviewed)
    client = client_of(cast.officer)
    assert get(client, "case", hidden.pk).status_code == 404

    page = get(client, "review_answer", reviewed.pk, initiative.pk)
    assert SECRET not in words(page)
    aim = {"answer": "move", "moved_to": hidden.pk, "reason": "Hører til"}
    answer = send(client, "review_answer", [reviewed.pk, initiative.pk], **aim)

    assert answer.status_code == 422
    assert not InitiativeAnswer.objects.exists()


def test_an_initiative_is_not_put_under_an_agreement_kept_to_others(
    cast: Cast, hidden: Case
) -> None:
    case = initiative_draft(cast, live(cast, "active", "Åben"))
    client = client_of(cast.officer)
    page = get(client, "draft_section", case.pk, "basis")
    assert SECRET not in words(page)

    data = as_shown(page) | {"agreement": str(hidden.pk)}
    answer = send(client, "draft_section", [case.pk, "basis"], **data)

    assert answer.status_code == 422
    assert Initiative.objects.get(pk=case.pk).agreement_id != hidden.pk


# ---------------------------------------------------------------- what stays
def test_a_section_saved_as_shown_keeps_links_to_agreements_kept_to_others(
    cast: Cast, hidden: Case, draft: Case
) -> None:
    Agreement.objects.filter(pk=draft.pk).update(
        parent=hidden.pk, replaces=hidden.pk, inherits_validity=True
    )
    client = client_of(cast.officer)

    page = get(client, "draft_section", draft.pk, "context")
    saved = send(client, "draft_section", [draft.pk, "context"], **as_shown(page))

    assert saved.status_code == 302
    row = Agreement.objects.get(pk=draft.pk)
    assert (row.parent_id, row.replaces_id, row.inherits_validity) == (hidden.pk, hidden.pk, True)
    assert words(page).count("An agreement that you may not read") == 2
    for told in (page, get(client, "draft_check", draft.pk)):
        assert SECRET not in words(told)
    alone = as_shown(page) | {"above": ""}
    send(client, "draft_section", [draft.pk, "context"], **alone)
    assert Agreement.objects.get(pk=draft.pk).parent_id is None


def test_placing_an_agreement_keeps_the_one_above_that_is_kept_to_others(
    cast: Cast, hidden: Case
) -> None:
    below = live(cast, "active", "Delaftale")
    Agreement.objects.filter(pk=below.pk).update(parent=hidden.pk)
    client = client_of(cast.officer)
    page = get(client, "place_under", below.pk)

    data = as_shown(page) | {"inherits_validity": "on"}
    send(client, "place_under", [below.pk], **data)

    row = Agreement.objects.get(pk=below.pk)
    assert (row.parent_id, row.inherits_validity) == (hidden.pk, True)
    assert SECRET not in words(page)


@pytest.mark.parametrize("state", ["suspended", "active"])
def test_a_new_title_leaves_an_initiative_under_its_agreement_whatever_its_state(
    cast: Cast, state: str
) -> None:
    above = live(cast, "active", "Samarbejdsaftalen")
    Case.objects.filter(pk=above.pk).update(state=state)
    case = initiative_draft(cast, above)
    client = client_of(cast.officer)
    page = get(client, "draft_section", case.pk, "basis")
    assert words(page).count("Samarbejdsaftalen") == 1

    data = as_shown(page) | {"title": "Ny titel"}
    saved = send(client, "draft_section", [case.pk, "basis"], **data)

    assert saved.status_code == 302
    assert Case.objects.get(pk=case.pk).title == "Ny titel"
    assert Initiative.objects.get(pk=case.pk).agreement_id == above.pk


def test_where_an_initiative_moves_is_told_to_those_who_may_know(cast: Cast, hidden: Case) -> None:
    reviewed = live(cast, "under_review", "Til revurdering")
    initiative = initiative_of(cast, reviewed)
    InitiativeAnswer.objects.create(
        review=reviewed.reviews.get(),
        case=initiative,
        answer="move",
        moved_to=hidden.agreement,
        reason="Hører til",
    )
    client = client_of(cast.officer)

    assert "Hører til" in words(get(client, "review", reviewed.pk))
    page = get(client, "review_answer", reviewed.pk, initiative.pk)
    for told in (page, get(client, "review", reviewed.pk)):
        assert SECRET not in words(told)
    send(client, "review_answer", [reviewed.pk, initiative.pk], **as_shown(page) | {"reason": "Ja"})

    answer = InitiativeAnswer.objects.get()
    assert (answer.moved_to_id, answer.reason) == (hidden.pk, "Ja")
