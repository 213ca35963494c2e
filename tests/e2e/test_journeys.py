"""A political, a simple and a registered case walk through their pages, script on and off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import clock
from agreements.models import Body, Case, KindPolicy, Meeting, Party
from agreements.models.kinds import Gate
from people.models import Municipality, Unit, User
from workflows.models import Route, RouteStop

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import Settings

    from tests.e2e.conftest import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(nuuk: Municipality, aalborg: Municipality) -> Unit:
    """A municipality that can take a case all the way; another that is its partner."""
    culture = Unit.objects.create(municipality=nuuk, name="Kultur")
    political = Route.objects.create(municipality=nuuk, handling="political")
    for order, (name, level) in enumerate(
        (("The finance committee", "executive"), ("The municipal council", "council")), start=1
    ):
        body = Body.objects.create(
            municipality=nuuk, name_en=name, level=level, number_style="Punkt {}"
        )
        RouteStop.objects.create(route=political, order=order, body=body)
        today = clock.today(nuuk.time_zone)
        Meeting.objects.create(
            body=body,
            date=today + timedelta(days=20 + order),
            agenda_closes_date=today + timedelta(days=10),
        )
    simple = Route.objects.create(municipality=nuuk, handling="simple")
    RouteStop.objects.create(route=simple, order=1, role="head", authority="Point 4.2")
    KindPolicy.objects.create(municipality=nuuk, gate=Gate.SHORT, simple_ceiling=100_000)
    for municipality in (nuuk, aalborg):
        Party.objects.create(
            sort="municipality",
            name=municipality.name,
            country=municipality.country,
            municipality=municipality,
        )
    return culture


@pytest.fixture
def reader_of_english(person: Callable[..., User]) -> Callable[..., User]:
    def make(*roles: str, **rest: object) -> User:
        return person(*roles, language="en-gb", **rest)

    return make


def test_political_case_is_walked_from_draft_to_renewed(
    town: Unit,
    nuuk: Municipality,
    aalborg: Municipality,
    reader_of_english: Callable[..., User],
    walk: Callable[[User], Walker],
    settings: Settings,
) -> None:
    officer = walk(reader_of_english("officer", municipality=nuuk, unit=town))
    assessor = walk(reader_of_english("assessor", municipality=nuuk))
    secretary = walk(reader_of_english("secretariat", municipality=nuuk))
    recorder = walk(reader_of_english("officer", municipality=aalborg, name="recorder"))

    officer.go("/")
    officer.follow("New cooperation")
    officer.follow("Begin a political case")
    officer.fill(title="Sister city: Aalborg")
    officer.choose("kind", "Sister city")
    officer.press_main()
    case = Case.objects.get()
    _write_the_sections(officer, case)
    officer.go(f"/cases/{case.pk}/draft/check/")
    officer.press("Propose")
    assert _state(case) == "proposed"

    for part in ("benefit", "economy", "citizens"):
        assessor.go(f"/cases/{case.pk}/assess/{part}/")
        assessor.fill(text="Pupils and teachers meet every year.")
        if part == "economy":
            assessor.fill(amount="64.000", account="51-20-14")
        assessor.press("Complete the assessment")
    assert _state(case) == "assessed"

    secretary.go("/")
    secretary.go(f"/cases/{case.pk}/ready/")
    secretary.page.locator("input[name=looked]").check()
    secretary.press("It is ready for the agenda")
    _rule(secretary, case, "recommended", "7")
    _rule(secretary, case, "approved", "12")
    assert _state(case) == "approved"
    secretary.go(f"/cases/{case.pk}/send-decision/")
    secretary.press("The decision is sent")

    _sign(officer, case, "Nuuk")
    assert _state(case) == "approved"
    recorder.go("/agreements/")
    _sign(recorder, case, "Aalborg")
    assert _state(case) == "active"
    officer.go(f"/cases/{case.pk}/")
    officer.go(f"/cases/{case.pk}/history/")

    settings.SAMKLANG_CLOCK = "+1d"
    _review(officer, recorder, case)
    settings.SAMKLANG_CLOCK = "+2d"
    _rule(secretary, case, "recommended", "3")
    _rule(secretary, case, "approved", "9")
    assert _state(case) == "renewed"
    for path in ("", "decisions/", "history/", "initiatives/"):
        officer.go(f"/cases/{case.pk}/{path}")


def _write_the_sections(officer: Walker, case: Case) -> None:
    officer.go(f"/cases/{case.pk}/draft/")
    officer.go(f"/cases/{case.pk}/draft/parties/")
    officer.fill(name="Aalborg Kommune")
    officer.press("Save and go on")
    for area in officer.page.locator("main form textarea[name]").all():
        area.fill("Borgmester")
    officer.press("Save and go on")
    officer.fill(summary="The towns' schools and businesses work together.")
    officer.press("Save and go on")
    officer.press("Save and go on")  # it stands beside no other agreement
    officer.page.locator("input[name=takes_effect][value=last_signature]").check()
    officer.page.locator("input[name=basis][value=open]").check()
    officer.press("Save and go on")
    officer.fill(review="August 2030")
    officer.press("Save and go on")


def _rule(secretary: Walker, case: Case, outcome: str, number: str) -> None:
    secretary.go(f"/cases/{case.pk}/rule/")
    secretary.fill(number=number, date=secretary.today())
    secretary.page.locator(f"input[name=outcome][value={outcome}]").check()
    secretary.press("Look at it once more")
    secretary.press("Record it")


def _sign(walker: Walker, case: Case, place: str) -> None:
    walker.go(f"/cases/{case.pk}/sign/")
    walker.page.locator("input[name=signatories]").first.check()
    walker.fill(signed=walker.today(), place=place)
    walker.press("Record the signatures")


def _review(officer: Walker, recorder: Walker, case: Case) -> None:
    officer.go(f"/cases/{case.pk}/step/start_review/")
    officer.press_main()
    theirs = case.participations.get(party__name="Aalborg Kommune")
    recorder.go(f"/cases/{case.pk}/review/parties/{theirs.pk}/")
    recorder.fill(text="We wish to go on.")
    recorder.press_main()
    officer.go(f"/cases/{case.pk}/review/")
    officer.page.locator("select[name=level_citizens]").select_option("high")
    officer.fill(reason_citizens="Many met", text="It went well.", next_review="August 2034")
    officer.page.locator("input[name=recommendation][value=renew]").check()
    officer.press("Complete the evaluation")


def test_simple_case_is_decided_by_the_head_of_the_unit(
    town: Unit,
    nuuk: Municipality,
    reader_of_english: Callable[..., User],
    walk: Callable[[User], Walker],
) -> None:
    officer = walk(reader_of_english("officer", municipality=nuuk, unit=town))
    head = walk(reader_of_english("head", municipality=nuuk, unit=town))

    officer.go("/new/simple/")
    officer.fill(
        title="Guest teachers, spring",
        partner="Aalborg Kommune",
        contact="School consultant",
        end=officer.today(days=200),
        amount="64.000",
        account="51-20-14",
        benefit="Two teachers for four weeks.",
        economy="Travel within the schools' own frame.",
        citizens="Ninety pupils are taught.",
    )
    officer.press("Send for decision")
    case = Case.objects.get()
    assert _state(case) == "assessed"

    head.go("/")
    head.go(f"/cases/{case.pk}/decide/")
    head.page.locator("input[name=outcome][value=approved]").check()
    head.press("Look at it once more")
    head.press("Record it")

    assert _state(case) == "approved"
    officer.go(f"/cases/{case.pk}/")


def test_contributor_registers_a_small_relation_in_a_minute(
    town: Unit,
    nuuk: Municipality,
    reader_of_english: Callable[..., User],
    walk: Callable[[User], Walker],
) -> None:
    contributor = walk(reader_of_english("contributor", municipality=nuuk, unit=town))

    contributor.go("/new/registered/")
    contributor.fill(title="Friendship class", partner="Aalborg Kommune", contact="Head teacher")
    contributor.press("Save the cooperation")

    assert _state(Case.objects.get()) == "active"
    contributor.go("/")


def _state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state
