"""Are parties that a source only counts told, named and counted anew on their page (R-060)?"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from agreements.models import Case, Participation, StepRecord
from tests.conftest import NOW
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live
from workflows.cases import NewCase, open_case
from workflows.registering import register
from workflows.visit import Automaton

IMPORT = Automaton("import", "a file")


@pytest.fixture
def project(cast: Cast) -> Case:
    """Deltager fra 2010-2012, i samarbejde med 9 andre europæiske kommuner: it has ended."""
    new = NewCase(title="Active Travel Network", kind=cast.kind, parties=cast.parties[:1])
    case = open_case(new, owner=cast.owner, by=IMPORT, at=NOW)
    register(case, "expired", by=IMPORT, at=NOW, since=date(2010, 1, 1))
    return fresh(case)


@pytest.mark.requirement("R-060")
def test_unnamed_partners_are_a_count_that_is_written_and_read(project: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    page = get(client, "case_parties", project.pk)
    assert "not named" not in words(page).replace("Parties not named", "")
    assert reverse("party_named", args=[project.pk]) not in page.content.decode()

    assert send(client, "parties_unnamed", [project.pk], count="9").status_code == 302

    page = get(client, "case_parties", project.pk)
    assert "9 parties are not named" in words(page)
    assert reverse("party_named", args=[project.pk]) in page.content.decode()
    assert "9 parties are not named" in words(get(client, "case", project.pk))
    told = words(get(client, "case_history", project.pk))
    assert "said who else takes part" in told
    assert "parties not named: 9" in told


@pytest.mark.requirement("R-060")
def test_one_of_them_is_named_and_one_fewer_is_without_a_name(project: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    send(client, "parties_unnamed", [project.pk], count="2")
    facts = {"name": "Graz", "sort": "municipality", "country": "DE", "role": "partner"}

    assert send(client, "party_named", [project.pk], **facts).status_code == 302
    again = send(client, "party_named", [project.pk], **facts)

    assert again.status_code == 409
    assert "Graz stands among the parties already." in words(again)
    told = words(get(client, "case_parties", project.pk))
    assert "1 party is not named" in told
    row = Participation.objects.get(case=project, party__name="Graz")
    assert (row.role, row.joined) == ("partner", None)
    assert StepRecord.objects.filter(case=project, step="complete_parties").count() == 2


def test_nobody_is_named_where_none_is_left(project: Case, cast: Cast) -> None:
    refused = send(
        client_of(cast.officer),
        "party_named",
        [project.pk],
        name="Graz",
        sort="municipality",
        role="partner",
    )
    assert refused.status_code == 409
    assert "No party is left without a name" in words(refused)
    assert not Participation.objects.filter(party__name="Graz").exists()


@pytest.mark.parametrize("count", ["", "-1", "many", "1000", "2,5"])
def test_a_number_that_cannot_be_is_refused_and_kept(count: str, project: Case, cast: Cast) -> None:
    answer = send(client_of(cast.officer), "parties_unnamed", [project.pk], count=count)
    assert answer.status_code == 422
    assert "Write a whole number from 0 to 999." in words(answer)
    assert f'value="{count}"' in answer.content.decode() or not count


def test_what_is_proposed_keeps_the_parties_that_were_proposed(cast: Cast) -> None:
    case, client = live(cast, "proposed"), client_of(cast.officer)
    assert send(client, "parties_unnamed", [case.pk], count="2").status_code == 302
    content = get(client, "case_parties", case.pk).content.decode()
    assert reverse("party_named", args=[case.pk]) not in content

    facts = {"name": "Graz", "sort": "municipality", "role": "partner"}
    refused = send(client, "party_named", [case.pk], **facts)

    assert refused.status_code == 409
    assert "those that were proposed" in words(refused)


@pytest.mark.requirement("R-060")
def test_a_period_of_years_is_written_and_told_in_years(cast: Cast) -> None:
    case, client = live(cast, "draft"), client_of(cast.officer)
    years = {"basis": "fixed", "takes_effect": "last_signature", "start": "2010", "end": "2012"}

    assert send(client, "draft_section", [case.pk, "term"], **years).status_code == 302

    assert "2010 until 2012" in words(get(client, "case", case.pk))
