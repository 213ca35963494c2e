"""The parties of a case on its pages: who takes part, who joins and who leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from agreements.models import Case, Kind, Participation, Party
from people.models import Municipality, User
from tests.conftest import NOW, TODAY
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, key, live
from workflows import leaving, timed
from workflows.cases import NewCase, edit, open_case
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


def test_a_notice_of_one_of_many_leads_to_the_page_where_it_alone_leaves(
    four: Case, handlaggare: User
) -> None:
    page = get(client_of(handlaggare), "notice", four.pk).content.decode()
    assert "Where one party leaves and the others go on" in page
    assert reverse("case_parties", args=[four.pk]) in page
