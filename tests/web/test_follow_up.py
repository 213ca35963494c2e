"""Can agreements be followed up on pages: windows, cadence, updates, answers, joint reviews?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from agreements.dates import PartialDate
from agreements.models import (
    Case,
    Commitment,
    ExpectedBenefit,
    FocusArea,
    InitiativeAnswer,
    JointReview,
    Kind,
    PartyBenefit,
    Recurrence,
    Review,
    Update,
)
from people.models import Municipality, Post, User
from tests.web.acting import client_of, fresh, get, send, words
from tests.web.lives import Cast, initiative_of, live

pytestmark = pytest.mark.django_db


@pytest.fixture
def active(cast: Cast) -> Case:
    return live(cast, "active", "Aftale med Aalborg")


@pytest.fixture
def reviewed(cast: Cast) -> Case:
    return live(cast, "under_review", "Under luppen")


# ---------------------------------------------------------------- windows
@pytest.mark.requirement("R-037")
def test_the_next_review_is_set_or_its_absence_explained(active: Case, officer: User) -> None:
    client = client_of(officer)
    assert "the next would be" in words(get(client, "set_review", active.pk))

    refused = send(client, "set_review", [active.pk])
    assert refused.status_code == 409
    assert "Set a review, or say why there is none." in words(refused)

    send(client, "set_review", [active.pk], no_review_reason="Fusionen er på vej")
    assert fresh(active).no_review_reason == "Fusionen er på vej"


@pytest.mark.requirement("R-037")
def test_agreements_without_a_review_date_are_a_list(
    active: Case, cast: Cast, officer: User
) -> None:
    undated = live(cast, "active", "Uden dato")
    Case.objects.filter(pk=undated.pk).update(
        review_from=None, review_until=None, review_precision=""
    )

    page = words(client_of(officer).get(reverse("agreements"), {"review": "none"}))

    assert "Uden dato" in page
    assert "Aftale med Aalborg" not in page


@pytest.mark.requirement("R-043")
def test_the_list_sorts_windows_and_shows_each_as_it_is_known(cast: Cast, officer: User) -> None:
    for title, window in (
        ("I året", PartialDate.year(2029)),
        ("I måneden", PartialDate.month(2029, 1)),
        ("På dagen", PartialDate.day(date(2029, 1, 1))),
    ):
        case = live(cast, "active", title)
        case.review = window
        case.save()

    page = words(get(client_of(officer), "agreements"))

    places = [page.index(word) for word in ("På dagen", "I måneden", "I året")]
    assert places == sorted(places)
    assert "January 2029" in page


# ---------------------------------------------------------------- cadence and updates
@pytest.mark.requirement("R-052")
def test_the_cadence_is_set_for_the_posts_of_both_sides(
    active: Case, officer: User, nuuk: Municipality, aalborg: Municipality
) -> None:
    posts = [Post.objects.create(municipality=m, title="Chief") for m in (nuuk, aalborg)]

    done = send(
        client_of(officer),
        "set_cadence",
        [active.pk],
        posts=[post.pk for post in posts],
        cadence="calendar_year",
        minimum=1,
        maximum=2,
        reason="Punkt 6",
    )

    assert done.status_code == 302
    assert {row.responsible.post for row in Recurrence.objects.all()} == set(posts)
    page = words(get(client_of(officer), "case_updates", active.pk))
    assert "1–2 times in each calendar year" in page


@pytest.mark.acceptance("P08")
def test_an_update_names_its_area_and_is_withdrawn_with_the_reason(
    active: Case, officer: User
) -> None:
    area = FocusArea.objects.create(agreement=active.agreement, number=1, name="Kultur")
    client = client_of(officer)
    send(client, "update", [active.pk], text="Møde", happened="2026-03-01", focus_area=area.pk)
    row = Update.objects.get()
    assert (row.text, row.focus_area) == ("Møde", area)

    send(client, "withdraw_update", [active.pk, row.pk], reason="Anden aftale")

    page = words(get(client, "case_updates", active.pk))
    assert "Withdrawn" in page
    row.refresh_from_db()
    assert row.withdrawn_at is not None


# ---------------------------------------------------------------- a review with all its parts
@pytest.mark.requirement("R-058")
@pytest.mark.requirement("R-074")
def test_a_review_evaluates_areas_and_shows_the_benefit_side_by_side(
    reviewed: Case, officer: User
) -> None:
    area = FocusArea.objects.create(agreement=reviewed.agreement, number=1, name="Kultur")
    ExpectedBenefit.objects.filter(case=reviewed).exclude(group="citizens").delete()
    client = client_of(officer)
    send(
        client,
        "review",
        [reviewed.pk],
        then="complete",
        text="Det gik godt",
        recommendation="renew",
        level_business="middle",
        reason_business="To ordrer",
        next_review="2030",
        next_kind=Kind.objects.get(code="strategic").pk,
        **{f"area_{area.pk}": "low", f"why_{area.pk}": "Ingen mødtes"},
    )
    review = Review.objects.get(case=reviewed)
    assert review.next_kind is not None
    assert review.area_evaluations.get().text == "Ingen mødtes"

    page = words(get(client, "case_reviews", reviewed.pk))
    assert "Business Nothing was expected" in page
    assert "To ordrer" in page


@pytest.mark.requirement("R-058")
def test_whoever_records_the_renewal_sees_expected_and_realised_side_by_side(
    reviewed: Case, officer: User, secretary: User
) -> None:
    send(
        client_of(officer),
        "review",
        [reviewed.pk],
        level_staff="high",
        reason_staff="Tre ophold",
    )

    page = words(get(client_of(secretary), "rule", reviewed.pk))

    assert "Benefit: expected and realised" in page
    assert "Mange unge" in page
    assert "Tre ophold" in page


def test_initiatives_and_what_may_come_up_are_answered_on_the_review(
    reviewed: Case, cast: Cast, officer: User
) -> None:
    initiative = initiative_of(cast, reviewed, "Musik")
    commitment = Commitment.objects.create(
        case=initiative, number=9, horizon="long", mode="conditional", text="Et museum"
    )
    client = client_of(officer)
    assert "May come up: Et museum" in words(get(client, "review", reviewed.pk))

    missing = send(client, "review_answer", [reviewed.pk, initiative.pk], answer="move")
    assert missing.status_code == 422
    send(client, "review_answer", [reviewed.pk, initiative.pk], answer="close", reason="Slut")
    send(client, "review_commitment", [reviewed.pk, commitment.pk], answer="continue")

    assert set(InitiativeAnswer.objects.values_list("answer", flat=True)) == {"close", "continue"}
    assert "Close · Slut" in words(get(client, "review", reviewed.pk))


@pytest.mark.requirement("R-077")
def test_a_party_that_works_here_tells_its_own_gain_and_reads_no_other(
    active: Case, aalborg: Municipality, person: Callable[..., User]
) -> None:
    partner = client_of(person("officer", municipality=aalborg))
    theirs = active.participations.get(party__municipality=aalborg)
    ours = active.participations.get(party__municipality=active.owner)

    send(partner, "party_benefit", [active.pk, theirs.pk], text="Vi lærer af jer")

    assert PartyBenefit.objects.get().is_own
    assert get(partner, "party_benefit", active.pk, ours.pk).status_code == 404


@pytest.mark.requirement("R-076")
def test_the_benefit_of_democracy_cooperation_asks_what_the_partner_gains(
    cast: Cast, assessor: User
) -> None:
    cast.kind.minimum_text, cast.kind.asks_mutual_benefit = 50, True
    cast.kind.save()
    proposed = live(cast, "proposed", "Demokrati")
    page = words(get(client_of(assessor), "assess", proposed.pk, "benefit"))
    assert "What does Aalborg Kommune gain?" in page
    assert "At least 50 characters." in page

    short = send(client_of(assessor), "assess", [proposed.pk, "benefit"], text="Godt")
    assert short.status_code == 422


# ---------------------------------------------------------------- many at once
@pytest.mark.requirement("R-074")
def test_many_agreements_are_evaluated_and_ruled_on_together(
    active: Case, reviewed: Case, officer: User, secretary: User, cast: Cast
) -> None:
    cases = [active, reviewed]
    client = client_of(officer)

    def seen() -> dict[str, int]:
        return {f"seen_{case.pk}": fresh(case).version for case in cases}

    begun = client.post(
        reverse("bulk_review"),
        {
            "title": "Vänorter",
            "cases": [f"{case.pk}:{fresh(case).version}" for case in cases],
            "confirmed": "yes",
        },
    )
    joint = JointReview.objects.get()
    assert begun.headers["Location"] == reverse("joint_review", args=[joint.pk])
    assert "2 agreements" in words(get(client, "joint_review", joint.pk))

    told = {f"recommendation_{case.pk}": "renew" for case in cases}
    told |= {f"next_{case.pk}": "2030" for case in cases}
    told |= {"evaluation": "Godt", "then": "complete"}
    for case in cases:
        send(client, "review", [case.pk], level_staff="high", reason_staff="Tre ophold")
    client.post(reverse("joint_evaluate", args=[joint.pk]), told | seen())
    assert joint.reviews.filter(evaluated_at__isnull=False).count() == 2

    outcomes = {f"outcome_{case.pk}": "recommended" for case in cases}
    minutes = {"body": cast.committee.pk, "date": "02-03-2026", "number": "9"}
    ruled = client_of(secretary).post(
        reverse("joint_rule", args=[joint.pk]), minutes | outcomes | seen()
    )
    assert ruled.status_code == 302

    too_early = {f"outcome_{case.pk}": "approved" for case in cases}
    again = client_of(secretary).post(
        reverse("joint_rule", args=[joint.pk]), minutes | too_early | seen()
    )
    assert again.status_code == 409
