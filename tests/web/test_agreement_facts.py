"""Are the facts that sources tell of an agreement written and told, as vague as they are?"""

from __future__ import annotations

import pytest

from agreements.dates import PartialDate, Precision
from agreements.models import Case
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, live


@pytest.fixture
def active(cast: Cast) -> Case:
    return live(cast, "active", "Vänortsavtal")


@pytest.mark.requirement("R-075")
@pytest.mark.parametrize(
    ("typed", "told", "precision"),
    [
        ("1940'erne", "the 1940s", Precision.DECADE),
        ("1940-talet", "the 1940s", Precision.DECADE),
        ("the 1940s", "the 1940s", Precision.DECADE),
        ("1940- och 1950-talet", "1940–1959", Precision.RANGE),
        ("1940-1959", "1940–1959", Precision.RANGE),
        ("1956", "1956", Precision.YEAR),
        ("ca. 1956", "about 1956", Precision.YEAR),
    ],
)
def test_a_relation_was_established_in_a_year_a_decade_or_a_period(
    typed: str, told: str, precision: Precision, active: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)

    sent = send(client, "draft_section", [active.pk, "text"], established=typed, has_text="on")

    assert sent.status_code == 302, words(sent)
    established = fresh(active).agreement.established
    assert established is not None
    assert established.precision is precision
    assert f"established {told}" in words(get(client, "case", active.pk)).casefold()


def test_what_is_no_date_is_refused_with_an_example_and_kept(active: Case, cast: Cast) -> None:
    answer = send(
        client_of(cast.officer), "draft_section", [active.pk, "text"], established="for længe siden"
    )
    assert answer.status_code == 422
    assert "cannot be read as a date" in words(answer)
    assert "for længe siden" in answer.content.decode()
    assert fresh(active).agreement.established is None


@pytest.mark.requirement("R-075")
def test_saving_it_unchanged_keeps_the_words_of_the_source(active: Case, cast: Cast) -> None:
    client, page = client_of(cast.officer), [active.pk, "text"]
    send(client, "draft_section", page, established="1940-talet")
    shown = get(client, "draft_section", *page).content.decode()
    assert 'value="the 1940s"' in shown

    send(client, "draft_section", page, established="the 1940s", is_framework="on")

    agreement = fresh(active).agreement
    assert agreement.established == PartialDate.decade(1940)
    assert agreement.established.text == "1940-talet"
    assert agreement.is_framework


def test_a_framework_agreement_is_called_so_in_the_draft_and_in_force(
    active: Case, cast: Cast
) -> None:
    client, draft = client_of(cast.officer), live(cast, "draft")
    assert "Framework agreement" not in words(get(client, "case", draft.pk))

    facts = {"title": "Rammeaftale", "kind": cast.kind.pk, "is_framework": "on"}
    assert send(client, "draft_section", [draft.pk, "basis"], **facts).status_code == 302
    send(client, "draft_section", [active.pk, "text"], is_framework="on", has_text="on")

    for case in (draft, active):
        assert "Framework agreement Yes" in words(get(client, "case", case.pk))
    told = words(get(client, "case_history", active.pk))
    assert "Facts of the agreement" in told


def test_the_page_of_an_agreement_in_force_leads_there(active: Case, cast: Cast) -> None:
    assert "Facts of the agreement" in words(get(client_of(cast.officer), "case", active.pk))
