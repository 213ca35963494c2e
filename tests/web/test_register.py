"""The register of parties: found by either name, kept by officers, carried over with a preview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import (
    Case,
    FormerName,
    Membership,
    Participation,
    Party,
    PartyFact,
    Succession,
)
from people.models import Municipality, User
from tests.conftest import NOW
from tests.web.acting import client_of
from tests.web.lives import Cast, live


@pytest.fixture
def office(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.officer)
    return client


@pytest.fixture
def partner(cast: Cast) -> Party:
    """The party of the cast's agreements that has no tenant of its own, or a new one."""
    return Party.objects.create(sort="municipality", name="Skive Kommune", country="DK")


@pytest.fixture
def case(cast: Cast, partner: Party) -> Case:
    found = live(cast, "active", "Vänortsavtal")
    Participation.objects.create(case=found, party=partner)
    return found


@pytest.mark.requirement("R-020")
def test_a_party_and_its_agreements_are_found_by_either_name(
    office: Client, case: Case, partner: Party
) -> None:
    FormerName.objects.create(party=partner, name="Sallingsund", until=PartialDate.year(2006))

    for page in ("register", "search", "agreements"):
        for name in ("sallingsund", "skive"):
            text = office.get(reverse(page), {"q": name, "tab": "all"}).content.decode()
            assert ("Skive Kommune" in text) if page == "register" else (case.title in text)


@pytest.mark.requirement("R-001")
def test_the_page_shows_each_figure_with_its_year(office: Client, partner: Party) -> None:
    PartyFact.objects.create(
        party=partner, name="Indbyggere", value="46.540", as_of=PartialDate.year(2010)
    )

    text = office.get(reverse("register_party", args=(partner.pk,))).content.decode()

    assert "Indbyggere: 46.540" in text
    assert "2010" in text


def test_others_see_only_their_own_cases_with_a_party(
    case: Case, partner: Party, person: Callable[..., User], arvika: object
) -> None:
    stranger = Client()
    stranger.force_login(person("officer", municipality=arvika))

    text = stranger.get(reverse("register_party", args=(partner.pk,))).content.decode()

    assert case.title not in text


@pytest.mark.requirement("R-020")
def test_a_merger_is_checked_and_then_carried_and_confirmed(
    office: Client, case: Case, partner: Party
) -> None:
    url = reverse("party_succession", args=(partner.pk,))
    answers = {
        "sort": "merger",
        "first": "Limfjordens Kommune",
        "happened": "01-01-2026",
        "note": "Kommunesammenlægning",
    }

    checked = office.post(url, answers)
    assert checked.status_code == 200
    assert not Party.objects.filter(name="Limfjordens Kommune").exists()
    done = office.post(url, answers | {"confirmed": "1"}, follow=True)

    assert "Limfjordens Kommune" in done.content.decode()
    row = Participation.objects.get(case=case, party__name="Limfjordens Kommune")
    confirm = reverse("confirm_party", args=(case.pk, row.pk))
    assert confirm in office.get(reverse("case_parties", args=(case.pk,))).content.decode()
    case.refresh_from_db()
    wrong = office.post(confirm, {"answer": "wrong", "reason": "", "seen": case.version})
    assert wrong.status_code == 422
    right = office.post(confirm, {"answer": "right", "reason": "", "seen": case.version})
    assert right.status_code == 302
    row.refresh_from_db()
    assert row.confirmed_at


@pytest.mark.requirement("R-020")
def test_a_stranger_is_told_of_no_other_cases_and_changes_none(
    cast: Cast, case: Case, partner: Party, person: Callable[..., User], arvika: Municipality
) -> None:
    heir = Party.objects.create(
        sort="municipality", name=arvika.name, country="SE", municipality=arvika
    )
    office = client_of(cast.officer)
    stranger = client_of(person("officer", municipality=arvika))
    url = reverse("party_succession", args=(partner.pk,))
    answers = {"sort": "merger", "first": heir.name, "happened": "01-01-2026", "note": "Ny"}

    text = stranger.post(url, answers).content.decode()
    assert "0 cases are carried over" in text
    assert "Other municipalities are asked first" in text
    assert stranger.post(url, answers | {"confirmed": "1"}).status_code == 302

    assert stranger.get(reverse("case", args=(case.pk,))).status_code == 404
    parties = office.get(reverse("case_parties", args=(case.pk,))).content.decode()
    assert f"{heir.name}; not confirmed here" in parties
    row = Participation.objects.get(case=case, party=partner)
    confirm = reverse("confirm_party", args=(case.pk, row.pk))
    assert confirm in parties
    assert f"Does {heir.name} take part?" in office.get(confirm).content.decode()
    case.refresh_from_db()
    right = office.post(confirm, {"answer": "right", "reason": "", "seen": case.version})
    assert right.status_code == 302
    assert stranger.get(reverse("case", args=(case.pk,))).status_code == 200
    assert confirm not in office.get(reverse("case_parties", args=(case.pk,))).content.decode()


@pytest.mark.requirement("R-073")
def test_members_of_a_network_come_and_go(office: Client, partner: Party) -> None:
    arko = Party.objects.create(sort="network", name="ARKO", country="SE", members_declared=11)
    new = reverse("membership_new", args=(arko.pk,))

    unknown = office.post(new, {"name": "Eda kommun", "start": "2001"})
    assert unknown.status_code == 422
    office.post(new, {"name": "Eda kommun", "sort": "municipality", "country": "SE"})
    office.post(new, {"name": partner.name, "start": "2001"})
    row = Membership.objects.get(member=partner)
    office.post(reverse("membership_ends", args=(arko.pk, row.pk)), {"end": "2020"})

    text = office.get(reverse("register_party", args=(arko.pk,))).content.decode()
    assert "Eda kommun" in text
    assert "2020" in text
    row.refresh_from_db()
    assert row.end
    assert row.end.edtf() == "2020"


def test_the_register_pages_ask_as_often_for_many_rows(
    office: Client, cast: Cast, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(60):
        Party.objects.create(sort="town", name=f"By {number:02}", country="DK")

    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        first = office.get(reverse("register"), {"q": "By "})
    [after] = {line for line in first.content.decode().split('"') if "after=" in line}
    second = office.get(reverse("register") + after.replace("&amp;", "&"))

    assert first.content.decode().count("<li><div>") == 50
    assert second.content.decode().count("<li><div>") == 10


def test_whoever_went_on_as_another_says_so_and_counts_no_agreement(
    office: Client, case: Case, partner: Party
) -> None:
    heir = Party.objects.create(sort="municipality", name="Ny Kommune")
    Succession.objects.create(
        predecessor=partner,
        successor=heir,
        sort="merger",
        happened=PartialDate.year(2009),
        recorded_at=NOW,
    )
    case.participations.filter(party=partner).update(left_date=date(2008, 12, 31))
    page = office.get(reverse("register"), {"q": partner.name}).content.decode()
    assert "gik op i Ny Kommune" in page
    assert "0 gældende aftaler" in page
