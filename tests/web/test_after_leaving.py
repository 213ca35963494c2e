"""What does a municipality read that has left? What stood while it was a party (P11, R-018)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.dates import PartialDate
from agreements.models import Annex, Case, Document, Event, FocusArea, Participation
from people.models import User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, words
from tests.web.lives import Cast, filed, initiative_of, live
from workflows import commitments, contacts, documents, leaving, occasions, signing, updates
from workflows.cases import edit
from workflows.commitments import Aim, Promise
from workflows.contacts import Signs
from workflows.documents import Description
from workflows.drafting import write_focus_areas
from workflows.occasions import Occasion
from workflows.visit import Visit

LATER = datetime(2026, 3, 9, 12, tzinfo=UTC)
TABS = (
    "case",
    "case_initiatives",
    "case_context",
    "case_parties",
    "case_decisions",
    "case_documents",
    "case_history",
    "case_updates",
    "document_list",
)


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


@pytest.fixture
def shared(cast: Cast) -> Case:
    """An agreement in force between Nuuk and Aalborg, with something of everything."""
    case = live(cast, "active", "Gammel aftale")

    def fill(visit: Visit) -> None:
        visit.case.summary, visit.case.contact = "Gammelt formål", "Gammel kontakt"
        write_focus_areas(visit.case, ["Gammelt område"])
        Annex.objects.create(
            agreement=visit.case.agreement,
            number="1",
            title="Gammelt bilag",
            status="active",
            active_from=PartialDate.day(date(2026, 2, 20)),
        )
        Event.objects.create(
            case=visit.case,
            name="Gammelt besøg",
            begins=PartialDate.day(date(2026, 2, 20)),
            recorded_at=NOW,
        )

    edit(case, fill, **door(cast, case))
    ours = case.participations.get(party__municipality=cast.owner)
    contacts.write_side(case, ours, journal_number="Gammel-1", contact="", **door(cast, case))
    filed(case, cast.officer, title="Gammelt brev")
    return fresh(case)


@pytest.fixture
def below(shared: Case, cast: Cast) -> Case:
    case = initiative_of(cast, shared, "Gammelt indsats")

    def write(visit: Visit) -> None:
        visit.case.initiative.description = "Gammel beskrivelse"
        visit.case.initiative.save()

    edit(case, write, **door(cast, case))
    return fresh(case)


def door(cast: Cast, case: Case, at: datetime = NOW) -> dict[str, Any]:
    return {"by": cast.officer, "at": at, "seen": fresh(case).version}


def leaves(case: Case, who: User, last: date = TODAY) -> None:
    row = case.participations.get(party__municipality=who.municipality)
    facts: dict[str, Any] = {"notice": TODAY, "effective": last, "reason": "Ny strategi"}
    leaving.give_notice(case, row, by=who, at=NOW, seen=fresh(case).version, **facts)


def change_everything(shared: Case, below: Case, cast: Cast) -> None:
    """Each word that is written a week later says so."""

    def again(visit: Visit) -> None:
        visit.case.title, visit.case.summary = "Senere aftale", "Senere formål"
        visit.case.contact = "Senere kontakt"
        FocusArea.objects.filter(agreement=visit.case.pk).delete()
        write_focus_areas(visit.case, ["Senere område"])
        for row in (visit.case.agreement.annexes.get(), visit.case.events.get()):
            for name in ("title", "name"):
                if hasattr(row, name):
                    setattr(row, name, f"Senere {name}")
            row.save()

    def anew(visit: Visit) -> None:
        visit.case.title = "Senere indsats"
        visit.case.initiative.description = "Senere beskrivelse"
        visit.case.initiative.save()

    edit(shared, again, **door(cast, shared, LATER))
    edit(below, anew, **door(cast, below, LATER))
    ours = shared.participations.get(party__municipality=cast.owner)
    day = PartialDate.day(TODAY)
    for case in (shared, below):
        side = case.participations.get(party__municipality=cast.owner)
        facts: dict[str, Any] = {"decided": day, "body": "Senere udvalg", "number": "7"}
        signing.party_decides(case, side, **facts, **door(cast, case, LATER))
    contacts.write_side(
        shared, ours, journal_number="Senere-1", contact="senere@gl", **door(cast, shared, LATER)
    )
    contacts.write_signatory(shared, ours, Signs(title="Senere post"), **door(cast, shared, LATER))
    updates.record_update(shared, happened=day, text="Senere nyt", **door(cast, shared, LATER))
    meeting = Occasion(sort="visit", name="Senere møde", begins=day)
    occasions.record_occasion(shared, meeting, **door(cast, shared, LATER))
    document = Document.objects.get()
    about = replace(documents.description_of(document), title="Senere brev")
    documents.describe(document, about, **door(cast, shared, LATER))
    known = below.commitments.get()
    promise = Promise(text="Senere løfte", horizon="short", giver=known.giver)
    commitments.scale(known, promise, reason="Nyt", **door(cast, below, LATER))
    commitments.add(below, promise, reason="Nyt", **door(cast, below, LATER))
    commitments.add_milestone(
        below, Aim(name="Senere plan", expected=day), **door(cast, below, LATER)
    )


# ---------------------------------------------------------------- everywhere
@pytest.mark.acceptance("P11")
@pytest.mark.requirement("R-018")
def test_whoever_has_left_reads_what_stood_and_nothing_that_was_written_later(
    shared: Case, below: Case, cast: Cast, partner: User, settings: Settings
) -> None:
    leaves(shared, partner)
    change_everything(shared, below, cast)
    settings.SAMKLANG_CLOCK = "2026-03-10T12:00+00:00"
    client = client_of(partner)

    pages = {name: words(get(client, name, shared.pk)) for name in TABS}
    for name in ("case", "case_commitments", "case_parties"):
        pages[f"below {name}"] = words(get(client, name, below.pk))
    row = below.commitments.order_by("pk").first()
    assert row is not None
    pages["commitment"] = words(get(client, "commitment", below.pk, row.pk))
    pages["annex"] = words(get(client, "annex", shared.pk, shared.agreement.annexes.get().pk))
    pages["document"] = words(get(client, "document", shared.pk, 1))
    pages["register"] = words(get(client, "register_party", cast.parties[0].pk))
    pages["list"] = words(client.get(reverse("agreements"), {"tab": "all"}))
    pages["search"] = words(client.get(reverse("search"), {"q": "aalborg"}))
    for name, said in pages.items():
        assert "Senere" not in said, name

    for what in ("Gammel aftale", "Gammelt formål", "Gammel kontakt", "Gammelt område"):
        assert what in pages["case"], what
    assert "Gammelt indsats" in pages["case_initiatives"]
    assert "1 long-term" in pages["case_initiatives"]
    assert "Gammelt besøg" in pages["case_context"]
    assert "Gammelt bilag" in pages["annex"]
    assert "Gammel-1" in pages["case_parties"]
    assert "Gammelt brev" in pages["case_documents"]
    assert "Gammel beskrivelse" in pages["below case"]
    assert "Erfaringer med veje" in pages["below case_commitments"]
    assert "Plan" in pages["below case_commitments"]
    assert "Erfaringer med veje" in pages["commitment"]
    for name in ("register", "list", "search"):
        assert "Gammel aftale" in pages[name], name
    refused = get(client, "end", shared.pk)
    assert refused.status_code == 403
    assert "Senere" not in words(refused)
    later = below.commitments.order_by("pk").last()
    assert later is not None
    assert get(client, "commitment", below.pk, later.pk).status_code == 404


@pytest.mark.requirement("R-018")
def test_whoever_comes_back_reads_all_of_it_again(
    shared: Case, below: Case, cast: Cast, partner: User, settings: Settings
) -> None:
    leaves(shared, partner)
    change_everything(shared, below, cast)
    row = shared.participations.get(party__municipality=partner.municipality)
    Participation.objects.create(
        case=shared, party=row.party, joined=PartialDate.day(date(2026, 3, 8))
    )
    settings.SAMKLANG_CLOCK = "2026-03-10T12:00+00:00"
    client = client_of(partner)

    for name in ("case", "case_parties", "case_documents", "case_context"):
        assert "Senere" in words(get(client, name, shared.pk)), name
    assert "Senere aftale" in words(client.get(reverse("agreements"), {"tab": "all"}))
    assert "Senere" not in words(get(client, "case", below.pk)), "it did not come back there"


# ---------------------------------------------------------------- the last day at the owner
@pytest.mark.parametrize(
    ("at", "is_told"),
    [
        ("2026-03-03T01:30+00:00", True),  # 22.30 or 23.30 in Nuuk, and Aalborg's next day
        ("2026-03-03T03:30+00:00", False),  # past midnight in Nuuk
    ],
)
def test_the_last_day_ends_where_the_case_is_kept(
    at: str, is_told: bool, shared: Case, cast: Cast, partner: User, settings: Settings
) -> None:
    leaves(shared, partner)
    moment = datetime.fromisoformat(at)
    filing = documents.Filing(
        about=Description(title="Sen aften", counterpart="Aalborg Kommune"),
        direction="out",
        link="https://journal.example/1",
    )
    documents.file_document(shared, filing, **door(cast, shared, moment))

    def change(visit: Visit) -> None:
        visit.case.summary = "Sent formål"

    edit(shared, change, **door(cast, shared, moment))
    client = client_of(partner)
    settings.SAMKLANG_CLOCK = "2026-03-10T12:00+00:00"

    assert ("Sen aften" in words(get(client, "case_documents", shared.pk))) is is_told
    assert get(client, "document", shared.pk, 2).status_code == (200 if is_told else 404)
    assert ("Sent formål" in words(get(client, "case", shared.pk))) is is_told
    settings.SAMKLANG_CLOCK = at  # still its last day, or the first without it
    told = "You see what was shared until then" in words(get(client, "case", shared.pk))
    assert told is not is_told
    listed = words(client.get(reverse("agreements"), {"tab": "all"}))
    assert ("Took part until" in listed) is not is_told
