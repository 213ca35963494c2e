"""Does a page say the same thing once, in words, and on each of its tabs?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import translation

from agreements.date_fields import PartialDateFormField
from agreements.date_grammar import read
from agreements.dates import PartialDate
from agreements.labels import duty_heading
from agreements.models import Case, Duty, StepRecord
from people import seats
from people.models import AssessmentPartName, Role
from tests.conftest import NOW
from tests.web.acting import client_of, get, words
from tests.web.lives import Cast, live
from tests.web.test_case import imported
from web.forms import sections
from web.forms.fields import Day, When
from web.forms.section import Section
from web.presenters.activity import DONE
from web.presenters.history import SECTIONS
from web.presenters.words import actor_name
from workflows.cases import edit
from workflows.lifecycles import LIFECYCLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from people.models import Municipality
    from workflows.visit import Visit


# ---------------------------------------------------------------- the head of a case
@pytest.mark.parametrize(
    "tab",
    [
        *("case", "case_initiatives", "case_parties", "case_decisions", "case_history"),
        *("case_context", "case_documents", "case_reviews", "case_updates"),
    ],
)
def test_every_tab_of_a_case_names_its_parties_and_what_is_overdue(cast: Cast, tab: str) -> None:
    page = words(get(client_of(cast.officer), tab, imported(cast).pk))

    head = page[: page.index("Overview")]
    assert "Overdue" in head
    assert ", ".join(str(party) for party in cast.parties) in head


def test_the_further_tasks_of_the_reader_are_named_once(cast: Cast) -> None:
    case = live(cast, "active")
    asked = seats.asked_person(cast.officer)
    for kind, subject in (("sign", "Nuuk"), ("sign", "Aalborg"), ("notice", "")):
        Duty.objects.create(
            case=case, kind_id=kind, subject=subject, responsible=asked, opened_at=NOW
        )

    page = words(get(client_of(cast.officer), "case", case.pk))

    (told,) = [part.partition("Overview")[0] for part in page.split("Also yours: ")[1:]]
    assert told.count("obtain the signatures") <= 1
    assert "continue or give notice" in told


def test_the_questions_of_a_round_are_one_row_of_my_work(cast: Cast) -> None:
    titles = ("Kor", "Skole", "Havn")
    asked = seats.asked_person(cast.officer)
    due = PartialDate.day(date(2027, 1, 1))
    for title in titles:
        case = live(cast, "active", title)
        Duty.objects.create(
            case=case, kind_id="still_right", responsible=asked, due=due, opened_at=NOW
        )

    html = client_of(cast.officer).get("/").content.decode()

    assert html.count("Are owner and contacts still right? 3 cases") == 2  # heading and button
    assert "Kor; Skole; Havn" in html
    assert f'href="{reverse("rounds")}"' in html


def test_a_round_does_not_hide_what_else_happened(cast: Cast) -> None:
    case = live(cast, "draft", "Kor")
    for _answer in range(6):
        StepRecord.objects.create(
            case=case,
            step="answer_still_right",
            state_before=case.state,
            state_after=case.state,
            by=cast.secretary,
            at=NOW,
            effective_date=NOW.date(),
            version=case.version,
        )

    page = words(client_of(cast.officer).get("/"))

    assert "opened the case" in page
    assert "answered whether" not in page


# ---------------------------------------------------------------- what a draft offers
@pytest.mark.parametrize(
    ("handling", "offered", "missing"),
    [
        (Case.Handling.POLITICAL, "Your next step", "Register"),
        (Case.Handling.REGISTERED, "Register", "Propose"),
    ],
)
def test_a_draft_offers_only_what_fits_its_handling(
    cast: Cast, handling: str, offered: str, missing: str
) -> None:
    case = live(cast, "draft")
    Case.objects.filter(pk=case.pk).update(handling=handling)

    html = get(client_of(cast.officer), "case", case.pk).content.decode()

    assert offered in html
    assert f">{missing}</a>" not in html


# ---------------------------------------------------------------- an imported relation
def test_when_a_relation_was_established_is_not_since_when_an_agreement_holds(cast: Cast) -> None:
    case = imported(cast)
    agreement = case.agreement
    agreement.dated, agreement.established = None, read("1940- och 1950-talet")
    agreement.save()

    html = get(client_of(cast.officer), "case", case.pk).content.decode()

    course = html[html.index('class="stepper"') : html.index("Parts of the case")]
    assert "1940" not in course
    assert "since when is not in the source" in course
    assert "1940" in html


def test_a_case_that_came_in_as_it_stands_is_not_called_unassessed(cast: Cast) -> None:
    client = client_of(cast.officer)

    assert "Not complete" not in words(get(client, "case_decisions", imported(cast).pk))
    proposed = live(cast, "proposed")
    assert words(get(client, "case_decisions", proposed.pk)).count("Not complete") == 3


# ---------------------------------------------------------------- dates as they are asked for
@pytest.mark.parametrize("field", [When(), Day()])
@pytest.mark.parametrize(
    ("language", "asked", "filled_in"),
    [
        ("da", "dd-mm-åååå", "18-11-2026"),
        ("sv", "åååå-mm-dd", "2026-11-18"),
        ("en-gb", "dd-mm-yyyy", "18-11-2026"),
    ],
)
def test_a_date_is_filled_in_as_its_hint_asks_and_read_back(
    field: PartialDateFormField, language: str, asked: str, filled_in: str
) -> None:
    day = date(2026, 11, 18)
    with translation.override(language):
        assert str(field.help_text).startswith(asked)
        assert field.prepare_value(day) == filled_in
        assert field.prepare_value(PartialDate.day(day)) == filled_in
        assert field.clean(filled_in) in {day, PartialDate.day(day)}


@pytest.mark.parametrize("language", ["da", "sv", "en-gb"])
@pytest.mark.parametrize("text", ["2024-08", "1956~", "194X", "2010/2012"])
def test_a_vaguer_date_is_filled_in_as_it_is_read_back(language: str, text: str) -> None:
    value = PartialDate.from_edtf(text)
    with translation.override(language):
        assert When().clean(When().prepare_value(value)) == value


# ---------------------------------------------------------------- words for all there is
def test_every_step_is_told_in_words() -> None:
    slugs = {
        transition.slug
        for lifecycle in LIFECYCLES.values()
        for transitions in lifecycle.state.get_transitions().values()
        for transition in transitions
    }
    assert slugs <= set(DONE)


def test_an_edit_is_told_by_the_heading_of_its_section(cast: Cast) -> None:
    assert {s.slug: str(s.heading) for s in _all_sections()} == {
        slug: str(heading) for slug, heading in SECTIONS.items()
    }
    case = live(cast, "draft")

    def change(visit: Visit) -> None:
        visit.case.summary = "Et kor"

    edit(case, change, by=cast.officer, at=NOW, seen=case.version, about="purpose")

    page = words(get(client_of(cast.officer), "case_history", case.pk))
    assert "edited it" in page
    assert " purpose " not in page
    assert str(sections.Purpose.heading) in page


def _all_sections(of: type[Section] = Section) -> Iterator[type[Section]]:
    for section in of.__subclasses__():
        if "slug" in vars(section):
            yield section
        yield from _all_sections(section)


def test_a_question_needs_no_colon_before_its_case() -> None:
    with translation.override("da"):
        assert duty_heading("still_alive", "Gentofte") == "Lever kontakten? Gentofte"
        assert duty_heading("review", "Gentofte") == "Revurdering: Gentofte"


def test_assessors_of_different_parts_are_told_apart(nuuk: Municipality) -> None:
    names = {
        actor_name(seats.asked_role(Role.ASSESSOR, nuuk.pk, part=part), nuuk.pk)
        for part in AssessmentPartName.values
    }
    assert len(names) == len(AssessmentPartName.values)


def test_a_filter_that_is_on_says_its_name_and_value(cast: Cast) -> None:
    query = {"q": "skole", "state": "under_review", "country": "DK", "review": "none"}

    page = words(client_of(cast.officer).get(reverse("agreements"), query))

    for told in (
        "Search: skole",
        "State: Under review",
        "Country: Denmark",
        "Review: No review date",
    ):
        assert f"{told} take this filter off" in page
