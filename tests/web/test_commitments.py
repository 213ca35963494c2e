"""Do pages show what an initiative has promised, and let those who carry it change that?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import Case, Commitment, FocusArea, Initiative, Milestone
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, initiative_of, live

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import DjangoAssertNumQueries

    from people.models import Municipality, User

SCHOOLS = {
    "text": "Samarbejde om skolevedtægter",
    "horizon": "short",
    "mode": "start",
    "reason": "Begge ønsker det",
}


@pytest.fixture
def agreement(cast: Cast) -> Case:
    return live(cast, "active", "Venskabsby")


@pytest.fixture
def school(agreement: Case, cast: Cast) -> Case:
    return initiative_of(cast, agreement)


@pytest.fixture
def roads(school: Case) -> Commitment:
    return school.commitments.get()


def change(client: object, roads: Commitment, what: str, **data: object) -> object:
    return send(client, "change_commitment", [roads.case_id, roads.pk, what], **data)  # type: ignore[arg-type]


# ---------------------------------------------------------------- reading
@pytest.mark.requirement("R-025")
@pytest.mark.requirement("R-035")
def test_the_initiative_shows_its_commitments_by_horizon_with_their_direction(
    school: Case, cast: Cast
) -> None:
    send(client_of(cast.officer), "new_commitment", [school.pk], **SCHOOLS)

    for page in ("case", "case_commitments"):
        told = words(get(client_of(cast.officer), page, school.pk))
        short, long = told.index("In the short term"), told.index("In the long term")
        assert short < told.index(SCHOOLS["text"]) < long < told.index("Erfaringer med veje")
        assert "From Kommuneqarfik Sermersooq to Aalborg Kommune We give" in told
        assert "Together" in told
        assert "Plan Erfaringer med veje Kommuneqarfik Sermersooq January 2026" in told


@pytest.mark.requirement("R-018")
@pytest.mark.requirement("R-035")
def test_the_other_side_reads_the_same_from_where_it_stands_and_no_reasons(
    school: Case, roads: Commitment, aalborg: Municipality, person: Callable[..., User]
) -> None:
    client = client_of(person("officer", municipality=aalborg))

    told = words(get(client, "case_commitments", school.pk))
    assert "From Kommuneqarfik Sermersooq to Aalborg Kommune We receive" in told
    page = words(get(client, "commitment", school.pk, roads.pk))
    assert "Erfaringer med veje" in page
    assert "Aftalt" not in told + page
    assert "What you can do" not in page


@pytest.mark.requirement("R-023")
def test_every_change_stands_on_its_page_with_before_after_and_reason(
    school: Case, roads: Commitment, cast: Cast
) -> None:
    client = client_of(cast.officer)
    change(client, roads, "promote", due="06-2026", reason="Midler er fundet")
    change(client, roads, "pause", reason="Sygdom")

    told = words(get(client, "commitment", school.pk, roads.pk))

    newest = told.index("Sygdom Status Before: open Now: paused")
    assert newest < told.index(
        "Midler er fundet Horizon Before: in the long term Now: in the short"
    )
    assert "Due Now: June 2026" in told
    assert "added a commitment" in told
    log = words(get(client, "case_commitments", school.pk))
    assert "Horizon Before: in the long term Now: in the short term" in log
    history = words(get(client, "case_history", school.pk))
    assert "brought a commitment forward" in history
    assert "Midler er fundet" in history


@pytest.mark.requirement("R-027")
def test_what_may_come_up_is_shown_as_possible_and_never_as_overdue(
    school: Case, cast: Cast
) -> None:
    client = client_of(cast.officer)
    maybe = SCHOOLS | {"mode": "conditional", "text": "Fælles kurser", "due": "01-2020"}
    send(client, "new_commitment", [school.pk], **maybe)
    send(client, "new_commitment", [school.pk], **SCHOOLS, due="01-2020")

    told = words(get(client, "case_commitments", school.pk))

    assert "Fælles kurser May come up Together January 2020 Possible" in told
    assert f"{SCHOOLS['text']} Begins something new Together January 2020 6 years" in told


# ---------------------------------------------------------------- acting
def test_an_officer_adds_a_commitment_and_is_asked_why(school: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    empty = send(client, "new_commitment", [school.pk], text="Kun dette")
    assert empty.status_code == 422
    assert "Write the reason." in words(empty)
    assert "Kun dette" in empty.content.decode()

    response = send(client, "new_commitment", [school.pk], **SCHOOLS)

    assert response.url == reverse("case_commitments", args=[school.pk])
    added = school.commitments.get(number=2)
    assert (added.text, added.mode, added.giver) == (SCHOOLS["text"], "start", None)


@pytest.mark.parametrize(
    ("what", "status"), [("pause", "paused"), ("done", "done"), ("close", "closed")]
)
def test_a_commitment_rests_is_done_or_is_given_up(
    school: Case, roads: Commitment, cast: Cast, what: str, status: str
) -> None:
    client = client_of(cast.officer)
    page = reverse("commitment", args=[school.pk, roads.pk])
    assert reverse("change_commitment", args=[school.pk, roads.pk, what]) in (
        client.get(page).content.decode()
    )

    response = change(client, roads, what, reason="Sådan er det")

    assert response.url == page  # type: ignore[attr-defined]
    assert Commitment.objects.get(pk=roads.pk).status == status
    change(client, roads, "take-up", reason="Alligevel")
    assert Commitment.objects.get(pk=roads.pk).status == "open"


def test_it_is_scaled_with_its_other_words_kept(roads: Commitment, cast: Cast) -> None:
    client = client_of(cast.officer)
    giver, receiver = cast.parties

    change(
        client,
        roads,
        "change",
        text=roads.text,
        mode="exchange",
        giver=giver.pk,
        receiver=receiver.pk,
        gives="ATV-spor",
        in_return="Lufthavne",
        extent="To besøg om året",
        reason="Flere vil med",
    )

    after = Commitment.objects.get(pk=roads.pk)
    assert (after.horizon, after.mode, after.extent) == ("long", "exchange", "To besøg om året")
    assert (after.gives, after.in_return) == ("ATV-spor", "Lufthavne")


def test_what_cannot_be_is_told_on_the_same_form(roads: Commitment, cast: Cast) -> None:
    client = client_of(cast.officer)
    change(client, roads, "close", reason="Slut")

    refused = change(client, roads, "pause", reason="Måske dog ikke")

    assert refused.status_code == 409  # type: ignore[attr-defined]
    assert "The commitment is closed." in words(refused)
    assert "Måske dog ikke" in words(refused)


def test_a_changed_initiative_is_a_conflict_that_keeps_the_words(
    school: Case, roads: Commitment, cast: Cast
) -> None:
    client = client_of(cast.officer)
    old = school.version
    change(client, roads, "pause", reason="Først")

    late = client.post(
        reverse("change_commitment", args=[school.pk, roads.pk, "close"]),
        {"seen": old, "reason": "For sent"},
    )

    assert late.status_code == 409
    assert "For sent" in words(late)
    assert Commitment.objects.get(pk=roads.pk).status == "paused"


def test_nothing_is_promised_on_an_agreement_itself(agreement: Case, cast: Cast) -> None:
    client = client_of(cast.officer)

    for page in ("case_commitments", "new_commitment", "new_milestone", "place"):
        assert get(client, page, agreement.pk).status_code == 404


def test_unknown_acts_are_not_found(school: Case, roads: Commitment, cast: Cast) -> None:
    client = client_of(cast.officer)

    assert get(client, "change_commitment", school.pk, roads.pk, "burn").status_code == 404
    assert get(client, "step", school.pk, "pause_commitment").status_code == 404


# ---------------------------------------------------------------- milestones
@pytest.mark.requirement("R-034")
def test_a_milestone_is_added_moved_reached_and_dropped(school: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    nothing = send(client, "new_milestone", [school.pk], name="Ansøgning")
    assert "Write when it is expected, or when it was reached." in words(nothing)

    send(
        client,
        "new_milestone",
        [school.pk],
        name="Ansøgning",
        party=cast.parties[1].pk,
        expected="01-02-2027",
    )
    added = school.milestones.get(name="Ansøgning")
    assert added.party == cast.parties[1]

    args = [school.pk, added.pk]
    send(client, "change_milestone", [*args, "move"], expected="08-2027", reason="Sent i gang")
    send(client, "change_milestone", [*args, "reach"], reached="01-03-2026")
    told = words(get(client, "case_commitments", school.pk))
    assert "Ansøgning Aalborg Kommune August 2027 1 Mar 2026 Reached" in told
    plan = school.milestones.get(name="Plan")
    send(client, "change_milestone", [school.pk, plan.pk, "drop"], reason="Opgivet")
    assert Milestone.objects.get(pk=plan.pk).is_dropped


@pytest.mark.requirement("R-034")
def test_an_overdue_milestone_is_a_task_that_leads_to_it(school: Case, cast: Cast) -> None:
    client = client_of(cast.officer)

    page = get(client, "case", school.pk)

    assert "Overdue" in words(page)
    assert "Reach the milestone" in words(page) or "reach the milestone" in words(page)


# ---------------------------------------------------------------- the agreement's side
@pytest.mark.requirement("R-021")
@pytest.mark.requirement("R-040")
def test_the_agreement_groups_its_initiatives_by_area_and_marks_those_outside(
    agreement: Case, school: Case, cast: Cast
) -> None:
    area = FocusArea.objects.create(agreement=agreement.agreement, number=1, name="Service")
    Initiative.objects.filter(pk=school.pk).update(focus_area=area)
    client = client_of(cast.officer)
    new = {"title": "Korfestival", "handling": "registered", "nature": "project", "reason": "Nu"}
    send(client, "new_initiative", [agreement.pk], **new, area="outside", unit=cast.unit.pk)

    told = words(get(client, "case_initiatives", agreement.pk))

    first, last = told.index("1. Service"), told.index("Outside the focus areas")
    assert first < told.index("1.1 Udvikling af folkeskolen") < last < told.rindex("Korfestival")
    assert "1 long-term Plan · Kommuneqarfik Sermersooq · January 2026" in told
    outside = Case.objects.get(title="Korfestival")
    assert "Outside the focus areas" in words(get(client, "case", outside.pk))


@pytest.mark.requirement("R-024")
def test_the_next_number_is_proposed_given_and_a_used_one_refused(
    agreement: Case, school: Case, cast: Cast
) -> None:
    area = FocusArea.objects.create(agreement=agreement.agreement, number=1, name="Service")
    client = client_of(cast.officer)
    assert "The next number is 1.2." in words(get(client, "new_initiative", agreement.pk))
    new = {"title": "iPads", "handling": "registered", "nature": "project", "reason": "Nu"}

    refused = send(client, "new_initiative", [agreement.pk], **new, area=area.pk, number="1.1")
    assert refused.status_code == 409
    assert "The number 1.1 is or was used; the next is 1.2." in words(refused)
    send(client, "new_initiative", [agreement.pk], **new, area=area.pk)

    assert Initiative.objects.get(case__title="iPads").number == "1.2"


@pytest.mark.requirement("R-024")
def test_a_number_is_mended_with_a_reason(school: Case, cast: Cast) -> None:
    client = client_of(cast.officer)
    assert "Change number and focus area" in words(get(client, "case", school.pk))
    assert 'value="1.1"' in get(client, "place", school.pk).content.decode()

    send(client, "place", [school.pk], number="1.4", reason="Skrevet forkert")

    assert Initiative.objects.get(pk=school.pk).number == "1.4"
    assert "Initiative 1.4" in words(get(client, "case", school.pk))


@pytest.mark.requirement("R-007")
def test_reciprocity_counts_what_each_party_gives_and_receives(
    agreement: Case, school: Case, roads: Commitment, cast: Cast
) -> None:
    client = client_of(cast.officer)
    send(client, "new_commitment", [school.pk], **SCHOOLS)
    ours, theirs = (party.name for party in cast.parties)
    told = words(get(client, "case_initiatives", agreement.pk))
    assert f"{ours} 1 0 1 {theirs} 0 1 1" in told

    roads.in_return = "Lufthavne"
    roads.save()
    told = words(get(client, "case_initiatives", agreement.pk))
    assert f"{ours} 1 1 1 {theirs} 1 1 1" in told

    change(client, roads, "close", reason="Slut")
    told = words(get(client, "case_initiatives", agreement.pk))
    assert f"{ours} 0 0 1 {theirs} 0 0 1" in told


@pytest.mark.requirement("R-048")
def test_the_four_parts_are_shown_while_they_are_missing(school: Case, cast: Cast) -> None:
    Initiative.objects.filter(pk=school.pk).update(description="Et samarbejde om skoler")

    told = words(get(client_of(cast.officer), "case", school.pk))

    assert "Description Et samarbejde om skoler Organisation Missing Timetable Missing" in told


@pytest.mark.requirement("R-049")
def test_a_study_is_completed_with_its_finding(school: Case, cast: Cast) -> None:
    Initiative.objects.filter(pk=school.pk).update(sort="study")
    client = client_of(cast.officer)
    without = send(client, "step", [school.pk, "complete"], outcome="Undersøgt")
    assert "Choose what the study found." in words(without)

    send(client, "step", [school.pk, "complete"], outcome="Undersøgt", finding="no_go")

    assert fresh(school).state == "completed"
    told = words(get(client, "case", school.pk))
    assert "Finding Do not go on" in told
    assert "What came of it Undersøgt" in told
    assert "Organisation Missing" not in told


# ---------------------------------------------------------------- speed
@pytest.mark.parametrize("number", [1, 25])
def test_pages_of_commitments_ask_as_often_for_many_as_for_few(
    agreement: Case,
    school: Case,
    cast: Cast,
    head: User,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for index in range(2, number + 2):
        row = Commitment.objects.create(
            case=school, number=index, text=f"Nr {index}", horizon="short", giver=cast.parties[0]
        )
        Milestone.objects.create(
            case=school,
            commitment=row,
            party=cast.parties[1],
            number=index,
            name="Plan",
            expected=PartialDate.month(2026, 6),
        )
    client = client_of(head)
    for page, case, budget in (
        ("case", school, 14),
        ("case_commitments", school, 10),
        ("case_initiatives", agreement, 10),
    ):
        url = reverse(page, args=(case.pk,))
        with django_assert_max_num_queries(budget):
            assert client.get(url).status_code == 200
