"""One agreement replaces another, or stands under it (R-038, R-042, lifecycles.md supersede)."""

from __future__ import annotations

from datetime import date

import pytest

from agreements import kinship
from agreements.dates import PartialDate
from agreements.models import Agreement, Case, Kind, Signatory, StepRecord
from notifications.models import Reminder
from people.models import Municipality, Unit, User
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, fresh, last_step, open_kinds, period, seen, state_of
from workflows import annulments
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.errors import NotPossible
from workflows.kinship import name_predecessor, place_under
from workflows.registering import register
from workflows.visit import Automaton, Visit

IMPORT = Automaton("import", "a file")
TENTH, EIGHTEENTH = date(2019, 12, 10), date(2019, 12, 18)


@pytest.fixture
def of_2015(nuuk: Municipality, sister_city: Kind, culture: Unit) -> Case:
    """The agreement of 12 August 2015, to be reviewed in 2027."""
    case = open_case(
        NewCase(title="Venskabsby 2015", kind=sister_city, unit=culture),
        owner=nuuk,
        by=IMPORT,
        at=NOW,
    )

    def fill(visit: Visit) -> None:
        visit.case.review = PartialDate.month(2027, 8)

    register(case, "active", by=IMPORT, at=NOW, since=date(2015, 8, 12), fill=fill)
    return fresh(case)


@pytest.fixture
def successor(draft: Case, of_2015: Case, officer: User) -> Case:
    name_predecessor(draft, of_2015.agreement, by=officer, at=NOW, seen=seen(draft))
    return fresh(draft)


def another(like: Case, officer: User, title: str = "En til", **facts: object) -> Case:
    new = NewCase(title=title, kind=like.agreement.kind, unit=like.unit, **facts)  # type: ignore[arg-type]
    return open_case(new, owner=like.owner, by=officer, at=NOW)


def planned(case: Case) -> int:
    return Reminder.objects.filter(duty__case=case, status="planned").count()


def in_force_on(day: date) -> set[str]:
    return set(Case.objects.in_force_on(day).values_list("title", flat=True))


# ---------------------------------------------------------------- succession
@pytest.mark.requirement("R-042")
@pytest.mark.acceptance("P07")
def test_the_successor_supersedes_on_its_true_day(
    successor: Case, of_2015: Case, town: Town
) -> None:
    assert planned(of_2015) > 0
    town.to_approved(successor)

    town.sign(successor, TENTH, EIGHTEENTH)

    old = fresh(of_2015)
    assert (old.state, state_of(successor)) == ("superseded", "active")
    assert period(old, "superseded") == (EIGHTEENTH, None)
    assert old.agreement.replaced_by.pk == successor.pk
    assert successor.agreement.replaces_id == old.pk
    assert planned(old) == 0
    assert open_kinds(old) == set()
    assert set(Case.objects.in_force().values_list("title", flat=True)) == {successor.title}
    assert in_force_on(date(2019, 12, 15)) == {"Venskabsby 2015"}
    assert in_force_on(date(2019, 12, 17)) == {"Venskabsby 2015"}
    assert in_force_on(EIGHTEENTH) == {successor.title}
    assert in_force_on(TODAY) == {successor.title}


@pytest.mark.requirement("R-042")
def test_what_was_recorded_later_than_the_true_day_leaves_no_two_in_force(
    successor: Case, of_2015: Case, town: Town
) -> None:
    """The old one was even under review by then; it had been superseded long ago."""
    take("start_review", of_2015, by=town.officer, at=NOW, seen=seen(of_2015))
    town.to_approved(successor)

    town.sign(successor, TENTH, EIGHTEENTH)

    for day in (EIGHTEENTH, date(2024, 1, 1), TODAY):
        assert in_force_on(day) == {successor.title}
        assert not Case.objects.perhaps_in_force_on(day).exists()
    assert in_force_on(date(2015, 8, 12)) == {"Venskabsby 2015"}
    assert of_2015.reviews.get().status == "superseded"


@pytest.mark.requirement("R-042")
def test_a_successor_cannot_begin_before_what_it_replaces(
    successor: Case, of_2015: Case, town: Town
) -> None:
    town.to_approved(successor)
    before = date(2015, 8, 11)
    town.sign(successor, before)

    with pytest.raises(NotPossible, match=r"before the agreement it replaces.*2015"):
        town.sign(successor, before, first=1)

    assert (state_of(successor), state_of(of_2015)) == ("approved", "active")


def test_of_an_older_one_nobody_knows_since_when_the_day_is_not_refused(
    draft: Case, town: Town, nuuk: Municipality, sister_city: Kind, officer: User
) -> None:
    old = open_case(NewCase(title="Gammel", kind=sister_city), owner=nuuk, by=IMPORT, at=NOW)
    register(old, "active", by=IMPORT, at=NOW)
    name_predecessor(draft, old.agreement, by=officer, at=NOW, seen=seen(draft))
    town.to_approved(draft)

    town.sign(draft, TENTH, EIGHTEENTH)

    assert state_of(old) == "superseded"
    assert in_force_on(EIGHTEENTH) == {draft.title}
    perhaps = Case.objects.perhaps_in_force_on(TENTH).values_list("title", flat=True)
    assert list(perhaps) == ["Gammel"]


# ---------------------------------------------------------------- what may replace what
@pytest.mark.requirement("R-042")
def test_loops_of_succession_are_refused(successor: Case, of_2015: Case, officer: User) -> None:
    third = another(successor, officer, "Tredje")
    Agreement.objects.filter(pk=third.pk).update(replaces=successor.pk)

    with pytest.raises(NotPossible, match="cannot replace itself"):
        name_predecessor(third, third.agreement, by=officer, at=NOW, seen=seen(third))
    with pytest.raises(NotPossible, match=r"Tredje.*comes after this agreement already"):
        name_predecessor(successor, third.agreement, by=officer, at=NOW, seen=seen(successor))
    assert kinship.kin_of(successor.pk).chain(successor.pk) == [of_2015.pk, successor.pk, third.pk]


@pytest.mark.requirement("R-042")
def test_two_replacers_are_refused_from_the_page_and_at_the_opening(
    successor: Case, of_2015: Case, officer: User
) -> None:
    other = another(successor, officer)
    taken = rf"Venskabsby 2015.*is replaced by .*{successor.title}.*{successor.number}"

    with pytest.raises(NotPossible, match=taken):
        name_predecessor(other, of_2015.agreement, by=officer, at=NOW, seen=1)
    with pytest.raises(NotPossible, match=taken):
        another(successor, officer, "Tredje", replaces=of_2015.agreement)


def test_what_never_held_is_not_replaced(draft: Case, officer: User) -> None:
    other = another(draft, officer)

    with pytest.raises(NotPossible, match="never in force"):
        name_predecessor(other, draft.agreement, by=officer, at=NOW, seen=1)


def test_what_is_replaced_belongs_to_the_same_municipality(
    draft: Case, arvika: Municipality, sister_city: Kind, officer: User
) -> None:
    theirs = open_case(NewCase(title="Deres", kind=sister_city), owner=arvika, by=IMPORT, at=NOW)

    with pytest.raises(NotPossible, match="another municipality"):
        name_predecessor(draft, theirs.agreement, by=officer, at=NOW, seen=seen(draft))


# ---------------------------------------------------------------- a successor that comes to nothing
@pytest.mark.requirement("R-042")
@pytest.mark.parametrize("how", ["rejected", "withdrawn"])
def test_a_successor_that_comes_to_nothing_leaves_the_old_one_alive_and_replaceable(
    how: str, successor: Case, of_2015: Case, town: Town
) -> None:
    town.to_assessed(successor)
    if how == "rejected":
        town.rule(successor, town.committee, "not_approved", conditions="For dyrt")
    else:
        take("withdraw", successor, by=town.officer, at=NOW, seen=seen(successor), reason="Nej")

    assert state_of(successor) == how
    assert state_of(of_2015) == "active"
    given_up = Agreement.objects.get(pk=successor.pk)
    assert (given_up.replaces_id, given_up.meant_to_replace_id) == (None, of_2015.pk)
    other = another(successor, town.officer)
    name_predecessor(other, of_2015.agreement, by=town.officer, at=NOW, seen=1)
    assert Agreement.objects.get(pk=other.pk).replaces_id == of_2015.pk


def test_an_annulled_rejection_replaces_again(
    successor: Case, of_2015: Case, town: Town, secretary2: User
) -> None:
    town.to_assessed(successor)
    town.rule(successor, town.committee, "not_approved", conditions="For dyrt")
    record = last_step(successor)

    annulments.annul(successor, record, reason="Fejl", by=secretary2, at=NOW, seen=seen(successor))

    assert state_of(successor) == "assessed"
    assert Agreement.objects.get(pk=successor.pk).replaces_id == of_2015.pk


# ---------------------------------------------------------------- frameworks
def put_under(case: Case, above: Case, officer: User, *, inherits: bool = True) -> Case:
    place_under(
        case, above.agreement, inherits_validity=inherits, by=officer, at=NOW, seen=seen(case)
    )
    return fresh(case)


@pytest.fixture
def below(active: Case, town: Town) -> Case:
    """A sub-agreement in force that holds only as long as the framework above it."""
    return _standing_under(active, town, "Delaftale")


def _standing_under(above: Case, town: Town, title: str) -> Case:
    case = another(
        above, town.officer, title, parties=[p.party for p in above.participations.all()]
    )
    for participation in case.participations.all():
        Signatory.objects.create(participation=participation, title="Borgmester")
    put_under(case, above, town.officer)
    return town.to_active(case)


@pytest.mark.requirement("R-038")
def test_a_sub_agreement_ends_with_the_one_above_it(active: Case, below: Case, town: Town) -> None:
    deeper = _standing_under(below, town, "Endnu dybere")
    alone = another(active, town.officer, "Selvstændig")
    put_under(alone, active, town.officer, inherits=False)

    town.end(active, TODAY)

    assert [state_of(c) for c in (active, below, deeper)] == ["terminated"] * 3
    assert state_of(alone) == "draft"
    record = StepRecord.objects.get(case=below, step="end_with_above")
    assert (record.automaton, record.cause) == ("framework", active.number)
    assert open_kinds(below) == {"after_end", "send_decision"}


@pytest.mark.requirement("R-038")
def test_a_sub_agreement_rests_and_goes_on_with_the_one_above_it(
    active: Case, below: Case, town: Town
) -> None:
    town.rest(active, "suspend")
    assert (state_of(active), state_of(below)) == ("suspended", "suspended")

    town.rest(active, "resume")
    assert (state_of(active), state_of(below)) == ("active", "active")


def test_what_rests_for_a_reason_of_its_own_stays_at_rest(
    active: Case, below: Case, town: Town
) -> None:
    town.rest(below, "suspend")
    town.rest(active, "suspend")
    town.rest(active, "resume")

    assert (state_of(active), state_of(below)) == ("active", "suspended")


@pytest.mark.requirement("R-038")
def test_it_cannot_come_into_force_without_the_one_above_it(draft: Case, town: Town) -> None:
    above = another(draft, town.officer, "Ramme")
    put_under(draft, above, town.officer)
    town.to_approved(draft)
    town.sign(draft, TODAY)

    with pytest.raises(NotPossible, match="only as long as the agreement above it"):
        town.sign(draft, TODAY, first=1)


@pytest.mark.requirement("R-038")
def test_a_tree_has_no_loops(active: Case, below: Case, officer: User) -> None:
    deeper = another(active, officer, "Dybere")
    put_under(deeper, below, officer)

    for above in (deeper, active):
        with pytest.raises(NotPossible, match="cannot stand above"):
            put_under(active, above, officer)
    assert kinship.kin_of(below.pk).family(below.pk) == [
        (0, active.pk),
        (1, below.pk),
        (2, deeper.pk),
    ]


def test_a_framework_that_has_ended_takes_nobody_in(
    active: Case, draft: Case, town: Town, officer: User
) -> None:
    town.end(active, TODAY)
    other = another(active, officer)

    with pytest.raises(NotPossible, match="has ended"):
        put_under(other, active, officer)


def test_an_agreement_that_was_replaced_while_it_rested_gives_way_when_it_goes_on(
    successor: Case, of_2015: Case, town: Town
) -> None:
    town.rest(of_2015, "suspend")
    town.to_approved(successor)
    town.sign(successor, TODAY, TODAY)
    assert state_of(of_2015) == "suspended"

    town.rest(of_2015, "resume")

    assert state_of(of_2015) == "superseded"
    assert in_force_on(TODAY) == {successor.title}
