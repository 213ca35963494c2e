"""The parties of a case on its pages: who takes part, who is who, who joins and who leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.models import (
    Case,
    ContactRole,
    FocusArea,
    Kind,
    Participation,
    Party,
    Signatory,
)
from people.models import Municipality, Post, User
from people.roles import appoint
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from workflows import contacts, leaving, timed
from workflows.cases import NewCase, edit, open_case
from workflows.contacts import Contact
from workflows.door import take
from workflows.registering import register
from workflows.visit import Automaton, Visit

IMPORT = Automaton("import", "a file")
OTHERS = ("Ylöjärvi", "Skive", "Kongsvinger")


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.SAMKLANG_CLOCK = NOW.isoformat()


@pytest.fixture
def four(arvika: Municipality, sister_city: Kind) -> Case:
    """Ett vänortsavtal finns tecknat mellan Arvika, Ylöjärvi, Skive och Kongsvinger."""
    ours = Party.objects.create(sort="municipality", name=arvika.name, municipality=arvika)
    rest = [Party.objects.create(sort="municipality", name=name) for name in OTHERS]
    new = NewCase(title="Vänortsavtal", kind=sister_city, parties=(ours, *rest))
    case = open_case(new, owner=arvika, by=IMPORT, at=NOW)
    register(case, "active", by=IMPORT, at=NOW, since=date(1950, 1, 1))
    return fresh(case)


@pytest.fixture
def handlaggare(arvika: Municipality, person: Callable[..., User]) -> User:
    return person("officer", municipality=arvika)


@pytest.fixture
def shared(cast: Cast) -> Case:
    """An agreement in force between Nuuk and Aalborg, which both work here."""
    return live(cast, "active")


@pytest.fixture
def partner(aalborg: Municipality, person: Callable[..., User]) -> User:
    return person("officer", municipality=aalborg, name="partner")


def key(case: Case, name: str) -> int:
    return case.participations.get(party__name__startswith=name).pk


def leave(client: Any, case: Case, name: str, **others: str) -> Any:
    facts = {"notice": "02-03-2026", "effective": "31-12-2026", "reason": "Ny strategi"}
    return send(client, "party_leaves", [case.pk, key(case, name)], **(facts | others))


def header(response: Any) -> str:
    """The line under the title, which names the parties."""
    text: str = response.content.decode()
    return text[text.index("page-head") : text.index("</p>", text.index("<h1>"))]


# ---------------------------------------------------------------- P11
@pytest.mark.acceptance("P11")
@pytest.mark.requirement("R-072")
def test_kongsvinger_leaves_and_three_go_on(
    four: Case, handlaggare: User, settings: Settings
) -> None:
    client = client_of(handlaggare)

    done = leave(client, four, "Kongsvinger")
    assert done.status_code == 302, words(done)
    settings.SAMKLANG_CLOCK = "2026-12-31T22:00+00:00"  # 23 o'clock in Arvika
    timed.take_due_steps(at=datetime(2026, 12, 31, 22, tzinfo=UTC))
    until_then = get(client, "case", four.pk)
    assert all(name in header(until_then) for name in ("Arvika", *OTHERS))
    assert "Leaves on 31 Dec 2026" in words(until_then)

    settings.SAMKLANG_CLOCK = "2026-12-31T23:00+00:00"  # midnight in Arvika
    timed.take_due_steps(at=datetime(2026, 12, 31, 23, tzinfo=UTC))
    after = get(client, "case", four.pk)
    assert "Kongsvinger" not in header(after)
    assert all(name in header(after) for name in ("Arvika", *OTHERS[:2]))
    assert "Kongsvinger Has left Took part until 31 Dec 2026" in words(after)
    assert fresh(four).state == "active"

    history = words(get(client, "case_history", four.pk))
    assert "recorded that a party leaves" in history
    assert "Kongsvinger · Ny strategi" in history
    assert "takes part until 31 Dec 2026" in history
    found = client.get(reverse("search"), {"q": "kongsvinger"})
    assert "Vänortsavtal" in words(found)


def test_a_notice_is_taken_back_on_its_page(four: Case, handlaggare: User) -> None:
    client = client_of(handlaggare)
    leave(client, four, "Skive")
    page = words(get(client, "case_parties", four.pk))
    assert "Notice received on 2 Mar 2026 · Ny strategi" in page

    send(client, "leaving_withdrawn", [four.pk, key(four, "Skive")], reason="De blir kvar")

    page = get(client, "case_parties", four.pk)
    assert "Leaves on" not in words(page)
    assert reverse("leaving_withdrawn", args=[four.pk, key(four, "Skive")]) not in str(page.content)


@pytest.mark.parametrize(
    ("facts", "status", "why"),
    [
        ({"notice": "31-02-2026"}, 422, "There is no 31-02-2026"),
        ({"effective": "01-01-2026"}, 422, "cannot take effect before"),
        ({"notice": "03-03-2026"}, 409, "day that has not come"),
        ({"effective": ""}, 422, "last day on which it takes part"),
        ({"reason": ""}, 422, "Write the reason"),
    ],
)
def test_bad_days_are_told_on_the_form_and_what_was_typed_stays(
    facts: dict[str, str], status: int, why: str, four: Case, handlaggare: User
) -> None:
    response = leave(client_of(handlaggare), four, "Skive", **({"reason": "Ny strategi"} | facts))

    assert response.status_code == status
    assert why in words(response)
    if facts.get("reason") != "":
        assert "Ny strategi" in words(response)
    assert four.participations.filter(left_date=None).count() == 4


def test_the_owner_is_told_to_end_it_instead(four: Case, handlaggare: User) -> None:
    client = client_of(handlaggare)

    refused = leave(client, four, "Arvika")

    assert refused.status_code == 409
    assert "end it instead" in words(refused)
    own = reverse("party_leaves", args=[four.pk, key(four, "Arvika")])
    assert own not in get(client, "case_parties", four.pk).content.decode()


# ---------------------------------------------------------------- a reader whose party has left
@pytest.mark.requirement("R-018")
def test_who_has_left_reads_what_was_shared_until_then_and_nothing_later(
    shared: Case, cast: Cast, partner: User, settings: Settings
) -> None:
    leaving.give_notice(
        shared,
        shared.participations.get(party__municipality=partner.municipality),
        notice=TODAY,
        effective=TODAY,
        reason="Hemmelig grund",
        by=partner,
        at=NOW,
        seen=fresh(shared).version,
    )
    third = Party.objects.create(sort="town", name="Nr 3")
    Participation.objects.create(case=shared, party=third, joined=date(2026, 3, 9))
    Kind.objects.update(minimum_parties=1)
    later = datetime(2026, 3, 9, 12, tzinfo=UTC)

    def change(visit: Visit) -> None:
        visit.case.summary = "Nyt formål"

    edit(shared, change, by=cast.officer, at=later, seen=fresh(shared).version)
    take("start_review", shared, by=cast.officer, at=later, seen=fresh(shared).version)
    settings.SAMKLANG_CLOCK = "2026-03-10T12:00+00:00"
    client = client_of(partner)

    page = get(client, "case", shared.pk)
    assert page.status_code == 200
    assert "Your municipality took part until 2 Mar 2026" in words(page)
    assert "Nyt formål" not in words(page)
    assert "Under review" not in header(page)
    assert "Nr 3" not in words(page)
    for url, asked in (("search", {"q": "aalborg"}), ("agreements", {"tab": "all"})):
        listed = client.get(reverse(url), asked).content.decode()
        row = listed[listed.index(reverse("case", args=[shared.pk])) :]
        assert "In force" in row
        assert "Under review" not in row
    assert "Took part until 2 Mar 2026" in row
    history = words(get(client, "case_history", shared.pk))
    assert "recorded that a party leaves" in history
    assert "edited it" not in history
    assert "started the review" not in history
    assert "Hemmelig grund" not in history
    for name in ("case_parties", "case_decisions", "case_initiatives"):
        assert get(client, name, shared.pk).status_code == 200, name
    own = key(shared, "Aalborg")
    for name in ("party_side", "contact_new", "leaving_withdrawn", "signatory_new"):
        assert get(client, name, shared.pk, own).status_code == 403, name
        assert reverse(name, args=[shared.pk, own]) not in str(
            get(client, "case_parties", shared.pk).content
        )


# ---------------------------------------------------------------- joining
@pytest.mark.requirement("R-072")
def test_a_party_joins_and_is_to_sign(four: Case, handlaggare: User) -> None:
    client = client_of(handlaggare)
    facts = {
        "name": "Dalälven",
        "role": "partner",
        "joined": "01-03-2026",
        "signatories": "Ordförande (E. Ek)\nDirektör",
        "reason": "Alla fyra är eniga",
    }

    unknown = send(client, "party_joins", [four.pk], **facts)
    assert unknown.status_code == 422
    assert "is not known here yet. Say what it is" in words(unknown)
    assert "Alla fyra" in words(unknown)
    joined = send(client, "party_joins", [four.pk], **(facts | {"sort": "municipality"}))

    assert joined.status_code == 302, words(joined)
    page = words(get(client, "case_parties", four.pk))
    assert "Dalälven" in page
    assert "E. Ek" in page
    assert "Takes part from 1 March 2026" in page
    history = words(get(client, "case_history", four.pk))
    assert "Dalälven · Alla fyra är eniga" in history


def test_an_unreadable_line_of_signatories_is_told(four: Case, handlaggare: User) -> None:
    facts = {"name": "Skive", "role": "partner", "joined": "2026", "reason": "R"}
    response = send(
        client_of(handlaggare), "party_joins", [four.pk], **facts, signatories="Mayor ((A)"
    )

    assert response.status_code == 422
    assert "This line cannot be read: Mayor ((A)" in words(response)


# ---------------------------------------------------------------- who is who
@pytest.mark.requirement("R-030")
@pytest.mark.requirement("R-053")
def test_contacts_and_area_leads_are_written_and_shown(shared: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    area = FocusArea.objects.create(agreement=shared.agreement, number=1, name="Kultur og sport")
    args = [shared.pk, key(shared, "Aalborg")]

    send(client, "contact_new", args, role="Skoleleder", person="A. Jensen", email="a@aalborg.dk")
    send(client, "contact_new", args, role="Kulturchef", focus_area=str(area.pk))
    again = send(client, "contact_new", args, role="Fagchef", focus_area=str(area.pk))

    assert again.status_code == 409
    assert "Kulturchef leads “Kultur og sport” already" in words(again)
    page = words(get(client, "case_parties", shared.pk))
    assert "Skoleleder A. Jensen a@aalborg.dk" in page
    assert "Area leads Kultur og sport Kulturchef" in page
    assert "Skoleleder: A. Jensen" in words(get(client, "case", shared.pk))


def test_a_role_that_has_ended_is_shown_no_more(shared: Case, cast: Cast) -> None:
    side = shared.participations.get(party__name="Aalborg Kommune")
    row = ContactRole.objects.create(participation=side, role="Skoleleder", person="A. Jensen")
    client = client_of(cast.officer)

    args = [shared.pk, side.pk, row.pk]
    send(client, "contact_role", args, role="Skoleleder", person="A. Jensen", has_ended="on")

    assert "Skoleleder" not in words(get(client, "case_parties", shared.pk))
    assert ContactRole.objects.get().person == "A. Jensen"


@pytest.mark.requirement("R-030")
def test_a_role_without_a_person_shows_who_holds_the_post(
    shared: Case, cast: Cast, person: Callable[..., User]
) -> None:
    Post.objects.create(municipality=cast.owner, title="Kommunaldirektør")
    holder = person("reader", municipality=cast.owner, name="Naja H.")
    side = shared.participations.get(party__municipality=cast.owner)
    contacts.write_contact(
        shared,
        side,
        Contact(role="Kommunaldirektør"),
        by=cast.officer,
        at=NOW,
        seen=fresh(shared).version,
    )
    appoint(holder, Post.objects.get(), first=date(2026, 1, 1))
    client = client_of(cast.officer)

    assert "Kommunaldirektør Naja H." in words(get(client, "case_parties", shared.pk))
    User.objects.filter(pk=holder.pk).update(is_active=False)
    page = words(get(client, "case_parties", shared.pk))
    assert "Kommunaldirektør Nobody is named at present" in page


@pytest.mark.requirement("R-030")
def test_deactivating_a_person_takes_them_out_of_their_roles(
    shared: Case, cast: Cast, person: Callable[..., User]
) -> None:
    administrator = person("administrator", municipality=cast.owner, is_staff=True)
    leaver = person("reader", municipality=cast.owner, name="Leaver")
    side = shared.participations.get(party__municipality=cast.owner)
    row = ContactRole.objects.create(
        participation=side, role="Koordinator", person="Leaver", email=leaver.email
    )
    facts = {
        "email": leaver.email,
        "name": leaver.name,
        "municipality": str(cast.owner.pk),
        "language": "da",
    }

    change = reverse("admin:people_user_change", args=[leaver.pk])
    response = client_of(administrator).post(change, facts)

    assert response.status_code == 302, words(response)
    row.refresh_from_db()
    assert (row.role, row.person, row.email) == ("Koordinator", "", "")


@pytest.mark.requirement("R-036")
def test_signatories_are_written_and_a_successor_stands_beside_who_signed(
    shared: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)
    side = shared.participations.get(party__name="Aalborg Kommune")
    signed = side.signatories.get()

    explained = words(get(client, "signatory", shared.pk, side.pk, signed.pk))
    assert "has signed and stays" in explained
    send(client, "signatory", [shared.pk, side.pk, signed.pk], title="Borgmester", person="M. Fanø")
    send(client, "signatory_new", [shared.pk, side.pk], title="Direktør", order="2")

    page = words(get(client, "case_parties", shared.pk))
    assert "Borgmester M. Fanø need not sign" in page
    assert "Borgmester signed 20 Feb 2026 · Nuuk Successor" in page
    assert "Direktør need not sign" in page
    director = Signatory.objects.get(title="Direktør")
    send(
        client,
        "signatory",
        [shared.pk, side.pk, director.pk],
        title="Direktør",
        take_out="on",
    )
    assert not Signatory.objects.filter(title="Direktør").exists()


@pytest.mark.requirement("R-072")
def test_an_associated_party_is_called_so_and_not_waited_for(cast: Cast) -> None:
    case = live(cast, "approved")
    client = client_of(cast.officer)
    args = [case.pk, key(case, "Aalborg")]

    send(client, "party_part", args, role="associated", joined="2020")

    page = words(get(client, "case", case.pk))
    assert "Associated partner" in page
    assert page.count("Signature is missing") == 1


def test_a_party_keeps_its_own_side_on_its_pages_and_no_other(shared: Case, partner: User) -> None:
    client = client_of(partner)
    own, other = key(shared, "Aalborg"), key(shared, "Kommuneqarfik")

    send(client, "party_side", [shared.pk, own], journal_number="2026-77", contact="post@a.dk")

    page = get(client, "case_parties", shared.pk)
    assert "2026-77" in words(page)
    content = page.content.decode()
    assert reverse("contact_new", args=[shared.pk, own]) in content
    assert reverse("party_leaves", args=[shared.pk, own]) in content
    for name in ("contact_new", "party_side", "signatory_new"):
        assert reverse(name, args=[shared.pk, other]) not in content, name
        assert get(client, name, shared.pk, other).status_code == 403, name
    assert reverse("party_joins", args=[shared.pk]) not in content


# ---------------------------------------------------------------- towns and placeholders
@pytest.mark.requirement("R-008")
@pytest.mark.requirement("R-010")
def test_a_town_shows_its_municipality_and_a_placeholder_that_it_is_not_named(
    draft: Case, officer: User
) -> None:
    client = client_of(officer)
    town = {"name": "Paamiut", "sort": "town", "country": "GL", "within": "Sermersooq-egnen"}
    for facts in (town, {"name": "En vestnordisk hovedstad", "is_placeholder": "on"}):
        url = reverse("draft_section", args=[draft.pk, "parties"])
        done = client.post(url, {"seen": fresh(draft).version, "then": "more"} | facts)
        assert done.status_code == 302, words(done)

    page = words(get(client, "case_parties", draft.pk))
    assert "Town · Sermersooq-egnen · Greenland" in page
    assert "En vestnordisk hovedstad Not named yet" in page
    refused = send(client, "draft_check", [draft.pk])
    assert "Name the party that stands as “En vestnordisk hovedstad”" in words(refused)


def test_two_at_once_are_told_of_each_other(four: Case, handlaggare: User) -> None:
    client = client_of(handlaggare)
    version = fresh(four).version
    leave(client, four, "Skive")

    stale = client.post(
        reverse("party_leaves", args=[four.pk, key(four, "Kongsvinger")]),
        {"seen": version, "notice": "02-03-2026", "effective": "31-12-2026", "reason": "Ny"},
    )

    assert stale.status_code == 409
    assert four.participations.get(party__name="Kongsvinger").left_date is None
