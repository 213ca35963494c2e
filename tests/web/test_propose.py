"""Does a cooperation begin as people want: registered, simple, political?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Case, Kind, Participation, Party
from audit.models import SecurityEvent
from people.models import Municipality, Unit, User
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from workflows.cases import NewCase, open_case
from workflows.door import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def contributor(nuuk: Municipality, culture: Unit, person: Callable[..., User]) -> User:
    return person("contributor", municipality=nuuk, unit=culture)


@pytest.fixture
def reader(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("reader", municipality=nuuk)


SIMPLE = {
    "title": "Gæstelærere fra Gentofte",
    "partner": "Gentofte Kommune",
    "kind": "initiative",
    "contact": "Skolekonsulent",
    "end": "30-06-2027",
    "amount": "64.000",
    "account": "51-20-14",
    "benefit": "To lærere underviser fire uger.",
    "economy": "Rejse og ophold.",
    "citizens": "90 elever.",
}


# ---------------------------------------------------------------- choosing
def test_two_questions_lead_to_three_ways(officer: User) -> None:
    page = get(client_of(officer), "new")

    assert page.status_code == 200
    for name in ("new_registered", "new_simple", "new_political"):
        assert reverse(name) in page.content.decode()


def test_a_contributor_is_only_offered_to_register(contributor: User) -> None:
    """There is nothing to choose: the page of the four fields opens."""
    response = get(client_of(contributor), "new")

    assert response.status_code == 302
    assert response.url == reverse("new_registered")


@pytest.mark.parametrize("name", ["new", "new_registered", "new_simple", "new_political"])
def test_a_reader_begins_nothing(reader: User, name: str) -> None:
    client = client_of(reader)

    assert get(client, name).status_code == 403
    if name != "new":
        assert client.post(reverse(name), SIMPLE).status_code == 403
        assert SecurityEvent.objects.filter(attempt="create").count() == 1
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["new_registered", "new_simple", "new_political"])
def test_a_form_without_its_token_is_refused(officer: User, name: str) -> None:
    client = client_of(officer, enforce_csrf_checks=True)

    assert client.post(reverse(name), SIMPLE).status_code == 403
    assert not Case.objects.exists()


# ---------------------------------------------------------------- registered
def test_a_small_relation_holds_at_once(
    contributor: User, culture: Unit, their_party: Party, sister_city: Kind
) -> None:
    data = {
        "title": "Venskabsklasse i Gentofte",
        "partner": "gentofte kommune",
        "unit": culture.pk,
        "contact": "Skoleleder",
    }
    response = client_of(contributor).post(reverse("new_registered"), data)

    case = Case.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("case", args=[case.pk])
    assert (case.state, case.handling, case.unit, case.contact) == (
        "active",
        "registered",
        culture,
        "Skoleleder",
    )
    names = {p.party.name for p in Participation.objects.all()}
    assert names == {"Kommuneqarfik Sermersooq", "Gentofte Kommune"}


def test_a_title_is_enough_to_register(officer: User) -> None:
    response = client_of(officer).post(reverse("new_registered"), {"title": "Et netværk"})

    assert response.status_code == 302
    assert Case.objects.get().state == "active"


def test_a_partner_not_known_is_created_with_the_first_save(officer: User) -> None:
    client = client_of(officer)
    page = client.get(reverse("new_registered")).content.decode()
    assert "What it is, if it is new here" in page
    data = {"title": "Musik", "partner": "Konservatoriet i Kópavogur", "partner_sort": "network"}

    saved = client.post(reverse("new_registered"), data)

    assert saved.status_code == 302
    assert Party.objects.get(name="Konservatoriet i Kópavogur").sort == "network"


def test_a_partner_of_no_sort_is_asked_about_and_its_name_kept(officer: User) -> None:
    data = {"title": "Musik", "partner": "Konservatoriet i Kópavogur"}

    asked = client_of(officer).post(reverse("new_registered"), data)

    assert asked.status_code == 422
    assert "“Konservatoriet i Kópavogur” is not known here yet" in words(asked)
    assert 'value="Konservatoriet i Kópavogur"' in asked.content.decode()
    assert not Case.objects.exists()


def test_the_sort_beside_a_known_partner_changes_nothing(officer: User, their_party: Party) -> None:
    data = {"title": "Musik", "partner": their_party.name, "partner_sort": "institution"}

    assert client_of(officer).post(reverse("new_registered"), data).status_code == 302
    assert Party.objects.get(name=their_party.name).sort == "municipality"


def test_nothing_is_left_when_registering_is_refused(contributor: User, nuuk: Municipality) -> None:
    """Without the own unit the second step is not for a contributor: the first one goes too."""
    data = {"title": "Musik", "partner": "Ny skole", "partner_sort": "institution"}
    response = client_of(contributor).post(reverse("new_registered"), data)

    assert response.status_code == 403
    assert not Case.objects.exists()
    assert not Party.objects.filter(name="Ny skole").exists()
    assert SecurityEvent.objects.filter(attempt="register_relation").count() == 1


def test_the_own_municipality_is_no_partner(officer: User, our_party: Party) -> None:
    data = {"title": "Os selv", "partner": our_party.name}
    response = client_of(officer).post(reverse("new_registered"), data)

    assert response.status_code == 422
    assert "Your own municipality takes part already." in words(response)


# ---------------------------------------------------------------- simple
def test_a_simple_case_is_sent_from_one_page(
    officer: User, culture: Unit, their_party: Party, routes: None
) -> None:
    data = SIMPLE | {"unit": culture.pk, "then": "send"}
    response = client_of(officer).post(reverse("new_simple"), data)

    case = Case.objects.get()
    assert response.status_code == 302
    assert case.state == "assessed"
    assert case.terms.get().end.edtf() == "2027-06-30"
    economy = case.assessment_parts.get(part="economy")
    assert economy.amount == 64000
    assert economy.account == "51-20-14"


def test_a_draft_needs_only_its_title(officer: User, routes: None) -> None:
    response = client_of(officer).post(reverse("new_simple"), {"title": "Musikskoler"})

    case = Case.objects.get()
    assert response["Location"] == reverse("draft", args=[case.pk])
    assert case.state == "draft"


def test_what_misses_is_named_at_its_field_and_nothing_is_lost(
    officer: User, culture: Unit, their_party: Party, routes: None
) -> None:
    data = SIMPLE | {"unit": culture.pk, "then": "send", "end": "31-06-2027", "citizens": ""}
    response = client_of(officer).post(reverse("new_simple"), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: Simple case" in " ".join(page.split())
    for error in ("There is no 31-06-2027", "Write what the cooperation means to the citizens."):
        assert page.count(error) == 2, error
    assert 'value="31-06-2027"' in page
    assert "To lærere underviser fire uger." in page
    assert not Case.objects.exists()


def test_a_cost_over_the_ceiling_leaves_nothing_behind(
    officer: User, culture: Unit, their_party: Party, routes: None
) -> None:
    data = SIMPLE | {"unit": culture.pk, "then": "send", "amount": "140 000"}
    response = client_of(officer).post(reverse("new_simple"), data)

    assert response.status_code == 409
    assert "over the ceiling" in words(response)
    assert 'value="140 000"' in response.content.decode()
    assert not Case.objects.exists()


def test_a_simple_draft_goes_on_where_it_was_left(
    officer: User, culture: Unit, their_party: Party, routes: None
) -> None:
    client = client_of(officer)
    client.post(reverse("new_simple"), {"title": "Musik", "amount": "64.000"})
    case = Case.objects.get()

    page = get(client, "draft", case.pk).content.decode()
    sent = send(client, "draft", [case.pk], **SIMPLE, unit=culture.pk, then="send")

    assert 'value="64 000"' in page
    assert sent.status_code == 302
    assert fresh(case).state == "assessed"


def test_text_is_kept_as_text(officer: User, routes: None) -> None:
    response = client_of(officer).post(
        reverse("new_simple"), {"title": "<b>Musik</b>", "end": "aldrig"}
    )

    assert "&lt;b&gt;Musik&lt;/b&gt;" in response.content.decode()


# ---------------------------------------------------------------- political, section by section
@pytest.fixture
def begun(officer: User, sister_city: Kind, routes: None) -> Case:
    client_of(officer).post(
        reverse("new_political"), {"title": "Venskabsby: Gentofte", "kind": "sister_city"}
    )
    return Case.objects.get()


def test_a_title_and_a_kind_open_the_sections(begun: Case, officer: User) -> None:
    page = words(get(client_of(officer), "draft", begun.pk))

    assert begun.agreement.kind.code == "sister_city"
    assert "Before it can be proposed Name at least 2 parties." in page
    for heading in ("Name and unit", "Parties", "Who signs", "Purpose", "Term", "Review"):
        assert heading in page


@pytest.mark.requirement("R-021")
def test_sections_are_saved_one_by_one_and_proposed_from_the_check_page(
    begun: Case, officer: User, culture: Unit, their_party: Party
) -> None:
    client, pk = client_of(officer), begun.pk
    written: dict[str, dict[str, Any]] = {
        "basis": {"title": "Gentofte", "kind": begun.agreement.kind_id, "unit": culture.pk},
        "parties": {"name": "Gentofte Kommune"},
        "purpose": {"summary": "Venskab", "areas": "Skole\r\nKultur"},
        "term": {"takes_effect": "last_signature", "basis": "fixed", "end": "december 2030"},
        "review": {"review": "august 2029"},
        "assessment": {"benefit": "Godt", "amount": "1.000", "account": "5"},
    }
    for section, data in written.items():
        assert send(client, "draft_section", [pk, section], **data).status_code == 302, section
    ours, theirs = begun.participations.order_by("order")
    posts = {f"party_{ours.pk}": "Borgmester", f"party_{theirs.pk}": "Borgmester (N. N.)\nDirektør"}
    assert send(client, "draft_section", [pk, "signatories"], **posts).status_code == 302

    check = words(get(client, "draft_check", pk))
    sent = send(client, "draft_check", [pk])

    assert "Gentofte Kommune" in check
    assert "December 2030" in check
    assert sent["Location"] == reverse("case", args=[pk])
    case = fresh(begun)
    assert case.state == "proposed"
    assert [area.name for area in case.agreement.focus_areas.all()] == ["Skole", "Kultur"]
    assert [str(s) for s in theirs.signatories.all()] == ["Borgmester, N. N.", "Direktør"]


@pytest.mark.requirement("R-010")
def test_a_placeholder_is_kept_in_a_draft_and_stops_the_proposal(
    begun: Case, officer: User
) -> None:
    client = client_of(officer)
    data = {"name": "En by i Frankrig", "country": "FR", "is_placeholder": "on"}
    send(client, "draft_section", [begun.pk, "parties"], **data)

    refused = send(client, "draft_check", [begun.pk])

    assert Party.objects.get(name="En by i Frankrig").is_placeholder
    assert refused.status_code == 409
    assert fresh(begun).state == "draft"


def test_a_party_can_be_taken_out_again(begun: Case, officer: User, their_party: Party) -> None:
    client = client_of(officer)
    send(client, "draft_section", [begun.pk, "parties"], name=their_party.name)
    row = begun.participations.get(party=their_party)

    send(client, "draft_section", [begun.pk, "parties"], remove=[row.pk])

    assert not begun.participations.filter(party=their_party).exists()


def test_a_title_with_a_line_break_is_refused(begun: Case, officer: User) -> None:
    response = send(client_of(officer), "draft_section", [begun.pk, "basis"], title="To\r\nlinjer")

    assert response.status_code == 422
    assert "Write it on one line." in words(response)


def test_a_section_that_does_not_exist_is_not_found(begun: Case, officer: User) -> None:
    assert get(client_of(officer), "draft_section", begun.pk, "nonsense").status_code == 404


def test_a_draft_of_another_municipality_does_not_exist(
    begun: Case, aalborg: Municipality, person: Callable[..., User]
) -> None:
    stranger = client_of(person("officer", municipality=aalborg, name="stranger"))

    for name, args in (
        ("draft", []),
        ("draft_check", []),
        ("draft_lift", []),
        ("draft_section", ["basis"]),
    ):
        assert get(stranger, name, begun.pk, *args).status_code == 404
        assert send(stranger, name, [begun.pk, *args]).status_code == 404


def test_a_simple_draft_is_lifted_with_everything_on_it(
    officer: User, culture: Unit, their_party: Party, routes: None
) -> None:
    client = client_of(officer)
    client.post(reverse("new_simple"), SIMPLE | {"unit": culture.pk})
    case = Case.objects.get()

    response = send(client, "draft_lift", [case.pk], handling="political")

    assert response.status_code == 302
    assert fresh(case).handling == "political"
    assert fresh(case).assessment_parts.get(part="benefit").text == SIMPLE["benefit"]


@pytest.mark.acceptance("P03")
def test_a_proposal_sent_back_comes_again_with_what_changed(
    draft: Case, officer: User, secretary: User
) -> None:
    take("propose", draft, by=officer, at=NOW, seen=draft.version)
    back = send(client_of(secretary), "step", [draft.pk, "send_back"], reason="økonomi mangler")
    assert back.status_code == 302
    assert fresh(draft).state == "draft"

    client = client_of(officer)
    assert "økonomi mangler" in words(get(client, "draft", draft.pk))
    send(client, "draft_section", [draft.pk, "assessment"], economy="Rejser betales af rammen")
    assert "Rejser betales af rammen" in words(get(client, "draft_check", draft.pk))
    send(client, "draft_check", [draft.pk])

    case = fresh(draft)
    assert (case.state, case.round) == ("proposed", 2)
    assert [v.number for v in case.proposal_versions.all()] == [1, 2]
    assert "economy" not in case.proposal_versions.get(number=1).content
    assert case.steps.filter(step="send_back").count() == 1


def test_a_registered_draft_is_completed_and_holds(
    officer: User, nuuk: Municipality, culture: Unit, their_party: Party
) -> None:
    case = open_case(
        NewCase(title="Et netværk", handling="registered", unit=culture),
        owner=nuuk,
        by=officer,
        at=NOW,
    )
    client = client_of(officer)
    assert get(client, "draft", case.pk).status_code == 200

    send(client, "draft", [case.pk], title="Et netværk", partner="Gentofte Kommune")

    assert fresh(case).state == "active"
