"""Pages of what stands around an agreement: chain, tree, areas and occasions."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Agreement, Case, Event, FocusArea
from people.models import Municipality, User
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from workflows.cases import NewCase, open_case
from workflows.registering import register
from workflows.visit import Automaton, Visit

IMPORT = Automaton("import", "a file")


# ---------------------------------------------------------------- chain and tree
@pytest.mark.requirement("R-042")
@pytest.mark.requirement("R-038")
def test_the_draft_says_what_it_replaces_and_stands_under_and_both_pages_show_it(
    active: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)
    Case.objects.filter(pk=active.pk).update(title="Rammeaftale 2015")
    draft = live(cast, "draft", "Ny aftale")
    other = live(cast, "draft", "En tredje")

    page = words(get(client, "draft_section", draft.pk, "context"))
    assert "Rammeaftale 2015" in page
    assert "En tredje" not in page.partition("Under which framework")[0]
    chosen = {"replaces": active.pk, "above": other.pk, "inherits_validity": "on"}
    send(client, "draft_section", [draft.pk, "context"], **chosen)

    row = Agreement.objects.get(pk=draft.pk)
    assert (row.replaces_id, row.parent_id, row.inherits_validity) == (active.pk, other.pk, True)
    for case in (active, draft):
        shown = get(client, "case_context", case.pk).content.decode()
        assert "Before and after" in shown
        assert shown.index("Rammeaftale 2015") < shown.rindex("Ny aftale")
    for case in (other, draft):
        assert "holds as long as the one above" in words(get(client, "case_context", case.pk))
    listed = words(client.get(reverse("agreements"), {"tab": "proposals"}))
    assert "under “En tredje”" in listed
    second = send(client, "draft_section", [other.pk, "context"], replaces=active.pk)
    assert second.status_code == 409
    assert "is replaced by “Ny aftale”" in words(second)


def test_a_loop_of_the_tree_is_refused_on_the_page(active: Case, cast: Cast) -> None:
    below = live(cast, "active", "Delaftale")
    client = client_of(cast.officer)
    send(client, "place_under", [below.pk], above=active.pk)
    assert Agreement.objects.get(pk=below.pk).parent_id == active.pk

    loop = send(client, "place_under", [active.pk], above=below.pk)

    assert loop.status_code == 409
    assert "cannot stand above it as well" in words(loop)


# ---------------------------------------------------------------- areas that sleep
@pytest.mark.requirement("R-039")
@pytest.mark.requirement("R-021")
def test_the_page_shows_the_areas_in_order_and_which_sleep(
    cast: Cast, aalborg: Municipality, partner: User
) -> None:
    case = open_case(
        NewCase(title="Gammel", kind=cast.kind, parties=cast.parties),
        owner=cast.owner,
        by=IMPORT,
        at=NOW,
    )

    def fill(_visit: Visit) -> None:
        for number, name in ((2, "Kultur"), (1, "Unge")):
            FocusArea.objects.create(agreement=case.agreement, number=number, name=name)

    register(case, "active", by=IMPORT, at=NOW, since=date(2015, 8, 12), fill=fill)

    page = words(get(client_of(cast.officer), "case_context", case.pk))

    assert page.index("1. Unge") < page.index("2. Kultur")
    assert "Nothing recorded" in page
    assert "Nothing recorded" not in words(get(client_of(partner), "case_context", case.pk))


# ---------------------------------------------------------------- occasions
@pytest.mark.requirement("R-019")
def test_a_visit_and_a_joint_meeting_stand_beside_the_dates_of_document_decision_and_signing(
    active: Case, cast: Cast
) -> None:
    """The seed: the visit of 24–25 April 2016 and the joint meeting of both committees."""
    client = client_of(cast.officer)
    visit = {"sort": "visit", "name": "Inspirationsbesøg i Sisimiut", "place": "Sisimiut"}
    send(client, "new_occasion", [active.pk], **visit, begins="24-04-2016", ends="25-04-2016")
    meeting = {"sort": "joint_meeting", "name": "Fællesmøde mellem Økonomiudvalgene"}
    send(client, "new_occasion", [active.pk], **meeting, begins="25-04-2016", who="Begge udvalg")
    wrong = send(
        client, "new_occasion", [active.pk], **visit, begins="25-04-2016", ends="24-04-2016"
    )
    assert wrong.status_code == 422
    assert "cannot end before it begins" in words(wrong)

    page = words(get(client, "case_context", active.pk))

    assert page.index("Fællesmøde") < page.index("Inspirationsbesøg")
    assert "24 Apr 2016 – 25 Apr 2016 · Sisimiut · Visit" in page
    event = Event.objects.get(sort="visit")
    assert event.recorded_by == cast.officer
    send(client, "occasion", [active.pk, event.pk], **visit, begins="april 2016", outcome="Aftalt")
    event.refresh_from_db()
    assert (event.begins, event.outcome) == (PartialDate.month(2016, 4), "Aftalt")
    theirs = active.participations.get(party__municipality__name__startswith="A")
    assert theirs.decided is None
    assert fresh(active).agreement.dated is None
