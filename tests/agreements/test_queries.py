"""Who may see which case, and what was in force when (decisions 2 and 8)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from agreements.models import Case, CaseAccess, Kind, Participation, Party, StatePeriod
from agreements.states import State
from people.models import Municipality, Unit, User
from people.roles import roles_of
from tests.conftest import NOW, TODAY
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Callable

SORTS = ("municipality", "unit", "named")


def sees(user: User) -> set[str]:
    return set(Case.objects.visible_to(roles_of(user, TODAY)).values_list("title", flat=True))


@pytest.fixture
def cases(
    nuuk: Municipality,
    aalborg: Municipality,
    culture: Unit,
    sister_city: Kind,
    our_party: Party,
) -> dict[str, Case]:
    """Of each confidentiality one in force, in the unit culture, with Aalborg as party."""
    theirs = Party.objects.create(sort="municipality", name="Aalborg", municipality=aalborg)
    made = {}
    for confidentiality in SORTS:
        case = open_case(
            NewCase(
                title=confidentiality,
                kind=sister_city,
                unit=culture,
                parties=(our_party, theirs),
            ),
            owner=nuuk,
            by=Automaton("import"),
            at=NOW,
        )
        Case.objects.filter(pk=case.pk).update(state="active", confidentiality=confidentiality)
        made[confidentiality] = case
    return made


@pytest.mark.parametrize("role", ["officer", "assessor", "head", "reader"])
def test_what_all_may_read_is_read_by_each_role(
    cases: dict[str, Case], nuuk: Municipality, person: Callable[..., User], role: str
) -> None:
    unit = nuuk.units.create(name="Skole")

    assert sees(person(role, municipality=nuuk, unit=unit)) == {"municipality"}


def test_a_colleague_of_the_unit_reads_what_is_kept_to_it(
    cases: dict[str, Case], nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    assert sees(person("officer", municipality=nuuk, unit=culture)) == {"municipality", "unit"}
    assert sees(person("head", municipality=nuuk, unit=culture)) == {"municipality", "unit"}


@pytest.mark.parametrize("role", ["secretariat", "director", "auditor", "administrator"])
def test_some_roles_read_what_is_kept_to_a_unit(
    cases: dict[str, Case], nuuk: Municipality, person: Callable[..., User], role: str
) -> None:
    assert sees(person(role, municipality=nuuk)) == {"municipality", "unit"}


def test_named_people_read_what_is_kept_to_them(
    cases: dict[str, Case], nuuk: Municipality, person: Callable[..., User]
) -> None:
    named = person("reader", municipality=nuuk)
    CaseAccess.objects.create(case=cases["named"], user=named)
    CaseAccess.objects.create(case=cases["unit"], user=named)

    assert sees(named) == {"municipality", "unit", "named"}


def test_a_proposer_reads_the_own_case_however_kept(
    cases: dict[str, Case], nuuk: Municipality, officer: User
) -> None:
    Case.objects.filter(pk=cases["named"].pk).update(proposed_by=officer)

    assert "named" in sees(officer)


def test_contributors_read_the_cases_of_their_unit(
    cases: dict[str, Case], nuuk: Municipality, culture: Unit, person: Callable[..., User]
) -> None:
    school = nuuk.units.create(name="Skole")

    assert sees(person("contributor", municipality=nuuk, unit=culture)) == {"municipality", "unit"}
    assert sees(person("contributor", municipality=nuuk, unit=school)) == set()


@pytest.mark.requirement("R-018")
def test_a_party_that_works_here_reads_what_is_shared_from_proposed_on(
    cases: dict[str, Case], aalborg: Municipality, person: Callable[..., User]
) -> None:
    theirs = person("officer", municipality=aalborg)
    assert sees(theirs) == {"municipality"}

    for state in State.values:
        Case.objects.filter(pk=cases["municipality"].pk).update(state=state, round=1)
        assert sees(theirs) == (set() if state == "draft" else {"municipality"}), state


def test_a_draft_withdrawn_before_it_was_proposed_stays_ours(
    nuuk: Municipality,
    aalborg: Municipality,
    officer: User,
    sister_city: Kind,
    our_party: Party,
    person: Callable[..., User],
) -> None:
    theirs = Party.objects.create(sort="municipality", name="Aalborg", municipality=aalborg)
    case = open_case(
        NewCase(title="Tanke", kind=sister_city, parties=(our_party, theirs)),
        owner=nuuk,
        by=officer,
        at=NOW,
    )

    take("withdraw", case, by=officer, at=NOW, seen=1, reason="Nej")

    assert sees(person("officer", municipality=aalborg)) == set()
    assert sees(person("reader", municipality=nuuk)) == set()
    assert sees(officer) == {"Tanke"}


def test_a_stranger_reads_nothing(
    cases: dict[str, Case], arvika: Municipality, nuuk: Municipality, person: Callable[..., User]
) -> None:
    assert sees(person("secretariat", municipality=arvika)) == set()
    assert sees(person(municipality=nuuk, name="without any role")) == set()


def test_elected_members_read_no_drafts(
    draft: Case, nuuk: Municipality, person: Callable[..., User]
) -> None:
    assert sees(person("reader", municipality=nuuk)) == set()
    assert sees(person("secretariat", municipality=nuuk)) == {"Venskabsby: Gentofte"}


def test_a_case_of_many_parties_stands_once(
    cases: dict[str, Case], aalborg: Municipality, person: Callable[..., User]
) -> None:
    for name in ("Skive", "Kongsvinger"):
        party = Party.objects.create(sort="municipality", name=name)
        Participation.objects.create(case=cases["municipality"], party=party)
    theirs = person("officer", "reader", municipality=aalborg)

    assert Case.objects.visible_to(roles_of(theirs, TODAY)).count() == 1


# ---------------------------------------------------------------- in force
@pytest.mark.parametrize("state", State.values)
def test_in_force_are_three_states(draft: Case, state: str) -> None:
    Case.objects.filter(pk=draft.pk).update(state=state)

    in_force = state in {"active", "under_review", "renewed"}
    assert Case.objects.in_force().exists() is in_force


def test_in_force_on_a_day_reads_true_days(draft: Case) -> None:
    StatePeriod.objects.filter(case=draft).delete()
    for state, first, last in (
        ("active", date(2015, 8, 12), date(2018, 1, 1)),
        ("suspended", date(2018, 1, 1), date(2018, 6, 1)),
        ("renewed", date(2018, 6, 1), date(2019, 12, 18)),
        ("superseded", date(2019, 12, 18), None),
    ):
        StatePeriod.objects.create(
            case=draft, state=state, start_date=first, end_date=last, recorded_at=NOW
        )

    def held(day: date) -> bool:
        return Case.objects.in_force_on(day).exists()

    assert not held(date(2015, 8, 11))
    assert held(date(2015, 8, 12))
    assert held(date(2017, 12, 31))
    assert not held(date(2018, 1, 1))
    assert held(date(2018, 6, 1))
    assert held(date(2019, 12, 17))
    assert not held(date(2019, 12, 18))


def test_a_period_taken_back_was_never_true(draft: Case) -> None:
    StatePeriod.objects.filter(case=draft).delete()
    StatePeriod.objects.create(
        case=draft,
        state="active",
        start_date=TODAY,
        end_date=None,
        recorded_at=NOW,
        annulled_at=NOW,
    )

    assert not Case.objects.in_force_on(TODAY).exists()


def test_an_unknown_first_day_is_not_guessed(draft: Case) -> None:
    StatePeriod.objects.filter(case=draft).update(state="active", start_date=None)

    assert not Case.objects.in_force_on(date(1990, 1, 1)).exists()
