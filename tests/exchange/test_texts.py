"""Do the agreements say what their documents say, word for word?"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from agreements.dates import PartialDate
from agreements.models import (
    Agreement,
    Annex,
    Case,
    Commitment,
    ContactRole,
    Duty,
    Event,
    Initiative,
    Membership,
    Milestone,
    Participation,
    Party,
    PartyFact,
    Signatory,
)
from agreements.states import State
from notifications.models import Reminder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]

SOURCES = Path(__file__).parent / "sources"
SHORT, LONG = "På kort sigt: ", "På længere sigt: "
Mode = Commitment.Mode


def lines(number: str) -> list[str]:
    [path] = SOURCES.glob(f"{number}_*.txt")
    return [line.strip() for line in path.read_text("utf-8").splitlines()]


def agreement(title: str) -> Agreement:
    return Agreement.objects.get(case__title__startswith=title)


@pytest.fixture
def northern() -> Agreement:
    return agreement("Samarbejdsaftale mellem Kommune Kujalleq")


@pytest.fixture
def treaty() -> Agreement:
    return agreement("Hovedaftale om venskabsbysamarbejde")


def initiative(agreement: Agreement, number: str) -> Initiative:
    return Initiative.objects.get(agreement=agreement, number=number)


# ---------------------------------------------------------------- Kujalleq and Qeqqata
@pytest.mark.requirement("R-022", "R-025")
def test_twenty_commitments_are_for_the_short_term_and_five_for_the_long(
    northern: Agreement,
) -> None:
    promised = Commitment.objects.filter(case__initiative__agreement=northern)

    assert Initiative.objects.filter(agreement=northern).count() == 17
    assert promised.filter(horizon="short").count() == 20
    assert promised.filter(horizon="long").count() == 5


@pytest.mark.requirement("R-024", "R-025")
def test_every_line_of_the_seventeen_items_stands_word_for_word(northern: Agreement) -> None:
    """Put together again, each initiative reads as the document does."""
    document = "\n".join(lines("001"))
    first, last = document.index("1.1. Udvikling"), document.index("Kontakt")
    headings = {area.name for area in northern.focus_areas.all()}
    told = [line for line in document[first:last].splitlines() if line and line not in headings]

    stands: list[str] = []
    for item in Initiative.objects.filter(agreement=northern).order_by("number"):
        stands += [f"{item.number}. {item.case.title}", item.description]
        stands += [
            f"{SHORT if row.horizon == 'short' else LONG}{row.text}"
            for row in item.case.commitments.all()
        ]

    assert " ".join(stands) == " ".join(told)


@pytest.mark.requirement("R-021")
def test_focus_areas_group_the_items_as_the_headings_do(northern: Agreement) -> None:
    areas = list(northern.focus_areas.all())

    assert [(area.number, area.name) for area in areas] == [
        (1, "Forbedring af serviceydelser"),
        (2, "Opkvalificering og udvikling af medarbejdere"),
        (3, "Erhvervsudvikling"),
    ]
    assert {area.name for area in areas} <= set(lines("001"))
    assert [area.initiatives.count() for area in areas] == [6, 6, 5]
    assert all(
        item.number.startswith(f"{area.number}.")
        for area in areas
        for item in area.initiatives.all()
    )


@pytest.mark.requirement("R-026", "R-027")
@pytest.mark.parametrize(
    ("words", "mode", "numbers"),
    [
        (r"intensiveres", Mode.INTENSIFY, ["1.1", "1.2", "2.2", "2.3", "3.1"]),
        (r"opstartes", Mode.START, ["2.4"]),
        (r"\bkan\b|komme på tale", Mode.CONDITIONAL, ["2.1", "2.2", "2.5"]),
    ],
)
def test_the_wording_says_the_mode(
    northern: Agreement, words: str, mode: str, numbers: list[str]
) -> None:
    rows = Commitment.objects.filter(case__initiative__agreement=northern, mode=mode)

    assert [row.case.initiative.number for row in rows.order_by("case_id")] == numbers
    assert all(re.search(words, row.text) for row in rows)


@pytest.mark.requirement("R-007", "R-035")
def test_each_gives_the_other_what_it_knows_of_roads_and_airports(northern: Agreement) -> None:
    both_ways, iceland = initiative(northern, "3.2").case.commitments.all()

    assert (str(both_ways.giver), both_ways.gives) == (
        "Kommune Kujalleq",
        "ATV spor/fåreholderveje",
    )
    assert (str(both_ways.receiver), both_ways.in_return) == (
        "Qeqqata Kommunia",
        "lufthavne i byerne",
    )
    assert both_ways.gives in both_ways.text
    assert both_ways.in_return in both_ways.text
    assert (iceland.giver, iceland.receiver) == (None, None)


@pytest.mark.requirement("R-034")
def test_one_application_was_handed_in_and_the_other_is_expected(northern: Agreement) -> None:
    mine, yours = Milestone.objects.filter(case=initiative(northern, "3.1").case)

    assert (str(mine.party), mine.reached) == (
        "Kommune Kujalleq",
        PartialDate.day(date(2016, 2, 1)),
    )
    assert (str(yours.party), yours.expected, yours.reached) == (
        "Qeqqata Kommunia",
        PartialDate.day(date(2017, 2, 1)),
        None,
    )


def test_what_was_expected_in_2017_is_asked_for_and_nobody_is_written_to(
    northern: Agreement,
) -> None:
    [asked] = Duty.objects.filter(case__initiative__agreement=northern, kind="milestone")

    assert asked.case == initiative(northern, "3.1").case
    assert not Reminder.objects.filter(duty=asked, status="planned").exists()


@pytest.mark.requirement("R-019", "R-047")
def test_visit_and_joint_meeting_are_occasions_and_the_day_of_signing_stays_unknown(
    northern: Agreement,
) -> None:
    visit, meeting = Event.objects.filter(case=northern.case)

    assert (visit.sort, str(visit.begins), str(visit.ends)) == (
        Event.Sort.VISIT,
        "2016-04-24",
        "2016-04-25",
    )
    assert (meeting.sort, str(meeting.begins)) == (Event.Sort.JOINT_MEETING, "2016-04-25")
    assert {visit.recorded_by, meeting.recorded_by} == {None}
    assert not Signatory.objects.filter(participation__case=northern.case).exists()


@pytest.mark.requirement("R-030")
def test_mayors_are_the_contacts_and_their_post_outlives_them(northern: Agreement) -> None:
    contacts = ContactRole.objects.filter(participation__case=northern.case)

    assert [(str(row.participation), str(row), str(row.post)) for row in contacts] == [
        ("Kommune Kujalleq", "Borgmester, Jørgen Wæver Johansen", "Borgmester"),
        ("Qeqqata Kommunia", "Borgmester, Hermann Berthelsen", "Borgmester"),
    ]


# ---------------------------------------------------------------- Sermersooq and Aalborg
@pytest.mark.requirement("R-038", "R-041", "R-046")
def test_annex_one_holds_with_its_agreement_and_keeps_its_words(treaty: Agreement) -> None:
    annex = Annex.objects.get(agreement=treaty)

    assert (annex.number, annex.version, annex.status) == ("1", 1, Annex.Status.ACTIVE)
    assert f"Bilag {annex.number}: {annex.title}." in lines("002")
    assert set(annex.text.split("\n\n")) <= set(lines("002"))
    assert annex.active_from is None
    assert str(annex.dated) == "2019-12"


@pytest.mark.requirement("R-048", "R-049")
def test_four_initiatives_of_the_annex_stand_in_its_words(treaty: Agreement) -> None:
    items = Initiative.objects.filter(agreement=treaty, annex="1").order_by("number")

    assert [item.sort for item in items] == ["project", "project", "study", "project"]
    told = [line.removeprefix("- ") for line in lines("002")[39:43]]
    assert [
        item.description
        if item.description.startswith(item.case.title)
        else f"{item.case.title}. {item.description}"
        for item in items
    ] == told


@pytest.mark.requirement("R-047")
def test_the_annex_follows_the_days_of_aalborg_in_nuuk(treaty: Agreement) -> None:
    festival = Event.objects.get(case=treaty.case)

    assert (festival.name, festival.place) == ("AalborgDage i Nuuk", "Nuuk")
    assert (str(festival.begins), str(festival.ends)) == ("2019-08-14", "2019-08-17")


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("000", "Vestnordisk hovedstadssamarbejde"),
        ("000", "Strategisk samarbejde med Norden"),
        ("000", "Strategisk samarbejde med Frankrig"),
        ("000", "Samarbejde med inuitområder i Canada"),
        ("001", "Samarbejdsaftale mellem"),
        ("002", "Hovedaftale om venskabsbysamarbejde"),
        ("003", "Active Travel Network"),
        ("003", "InnoUrba"),
        ("003", "Modtagelse og fastholdelse"),
        ("003", "International Borgerservice"),
        ("003", "Venskabsby: Eisenach"),
        ("004", "Vänortsavtal mellan"),
        ("004", "Samverkan inom ARKO"),
    ],
)
def test_every_purpose_is_told_in_the_words_of_its_document(number: str, title: str) -> None:
    document = "\n".join(lines(number))
    told = Case.objects.get(title__startswith=title).summary

    assert told
    for line in filter(None, told.splitlines()):
        assert line.removeprefix("– ") in document


# ---------------------------------------------------------------- parties
@pytest.mark.requirement("R-001")
def test_figures_of_a_municipality_carry_their_year_where_it_is_told() -> None:
    facts = PartyFact.objects.filter(party__name="Kommuneqarfik Sermersooq")

    assert {(f.name, f.value, str(f.as_of or "")) for f in facts} == {
        ("Areal", "635.200 km²", ""),
        ("Bosteder", "13", ""),
        ("Befolkningstal", "21.232", "2010"),
    }


@pytest.mark.requirement("R-073")
def test_eleven_municipalities_cooperate_in_arko_and_one_is_named() -> None:
    network = Party.objects.get(name="ARKO")

    assert (network.sort, network.members_declared) == (Party.Sort.NETWORK, 11)
    assert [str(row.member) for row in Membership.objects.filter(network=network)] == [
        "Arvika kommun"
    ]


@pytest.mark.requirement("R-010", "R-011")
def test_who_is_wished_for_is_named_as_the_source_names_them() -> None:
    wished = Participation.objects.filter(case__is_wish=True).exclude(party__municipality__gt=0)

    assert {(p.party.sort, p.party.name, p.party.is_placeholder) for p in wished} == {
        ("municipality", "Vestnordiske hovedstæder", True),
        ("region", "Norden", True),
        ("country", "Frankrig", True),
        ("region", "Inuitområder i Canada", True),
        ("region", "Nunavut", False),
        ("region", "Nunavik", False),
    }


@pytest.mark.requirement("R-060")
def test_two_projects_go_on_through_a_network() -> None:
    through = Participation.objects.filter(party__name="Business Region Aarhus")

    assert {(p.case.title, p.role, p.case.state) for p in through} == {
        ("International Borgerservice", "via", State.ACTIVE),
        ("Modtagelse og fastholdelse af udenlandsk arbejdskraft", "via", State.ACTIVE),
    }


@pytest.mark.requirement("R-061")
def test_what_ended_long_ago_asks_for_nothing_and_reminds_nobody() -> None:
    ended = Case.objects.filter(title__in=["InnoUrba", "Active Travel Network"])

    assert {case.state for case in ended} == {State.EXPIRED}
    assert not Duty.objects.filter(case__in=ended).exists()
    assert not Reminder.objects.filter(duty__case__in=ended).exists()
