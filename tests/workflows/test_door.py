"""The one door: whole or not at all, versions, refusals, history (decision 4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Case, Duty, StatePeriod, StepRecord
from audit.append_only import AppendOnlyError
from audit.models import SecurityEvent
from people.models import Municipality, User
from people.seats import asked_person, asked_role, asked_unit
from tests.conftest import NOW, TODAY
from tests.workflows.stages import Town, fresh, last_step, open_kinds, seen, state_of
from workflows import rulings, timed
from workflows.cases import edit
from workflows.door import enter, take
from workflows.errors import NotPermitted, NotPossible, Outdated, Refused
from workflows.events import duties_changed, step_taken
from workflows.listing import step_for, steps_for
from workflows.rulings import Minutes
from workflows.visit import Visit


# ---------------------------------------------------------------- versions
def test_every_step_raises_the_version_once(draft: Case, town: Town) -> None:
    town.propose(draft)
    assert fresh(draft).version == 2

    town.assess(draft, "benefit", "economy")
    assert fresh(draft).version == 4
    town.assess(draft, "citizens")  # and `assess` follows by itself
    assert fresh(draft).version == 5
    assert {r.version for r in draft.steps.all()} == {1, 2, 3, 4, 5}


def test_what_somebody_else_did_meanwhile_is_told(
    assessed: Case, town: Town, secretary2: User
) -> None:
    shown = seen(assessed)
    take("check_ready", assessed, by=secretary2, at=NOW, seen=shown)

    with pytest.raises(Outdated, match="secretary2 has changed the case") as refusal:
        take("check_ready", assessed, by=town.secretary, at=NOW, seen=shown)
    assert [r.step for r in refusal.value.since] == ["check_ready"]
    assert refusal.value.http_status == 409


@pytest.mark.acceptance("P09")
def test_who_decided_meanwhile_is_told(assessed: Case, town: Town) -> None:
    town.rule(assessed, town.committee, "recommended")
    shown = seen(assessed)
    town.rule(assessed, town.council, "approved")

    with pytest.raises(Outdated, match="Already decided by secretary"):
        take("approve", assessed, by=town.secretary, at=NOW, seen=shown)
    assert assessed.rulings.count() == 2


# ---------------------------------------------------------------- refusals
def test_a_refused_step_changes_nothing_and_is_remembered(
    proposed: Case, officer: User, nuuk: Municipality
) -> None:
    before = (seen(proposed), open_kinds(proposed), proposed.steps.count())

    with pytest.raises(NotPermitted) as refusal:
        take("send_back", proposed, by=officer, at=NOW, seen=seen(proposed), reason="Nej")

    assert (seen(proposed), open_kinds(proposed), proposed.steps.count()) == before
    event = SecurityEvent.objects.get(kind="refused")
    assert (event.attempt, event.actor, event.actor_id) == ("send_back", officer.email, officer.pk)
    assert (event.case_id, event.municipality_id, event.at) == (proposed.pk, nuuk.pk, NOW)
    assert event.reason == f"not_permitted: {refusal.value.message}"


def test_what_was_written_before_the_refusal_is_rolled_back(proposed: Case, town: Town) -> None:
    """The facts of a ruling are written, then its step is refused."""
    with pytest.raises(NotPossible):
        town.rule(proposed, town.council, "approved", number="12")

    assert not proposed.rulings.exists()
    assert not town.council.decisions.exists()


def test_an_error_changes_nothing_either(draft: Case, officer: User) -> None:
    def fail(visit: Visit) -> None:
        visit.case.title = "Andet"
        visit.case.save()
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        edit(draft, fail, by=officer, at=NOW, seen=1)

    assert fresh(draft).title == "Venskabsby: Gentofte"


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (NotPermitted, "not_permitted", 403),
        (NotPossible, "not_possible", 409),
        (Outdated, "outdated", 409),
    ],
)
def test_refusals_are_told_apart(error: type[Refused], code: str, status: int) -> None:
    assert (error.code, error.http_status) == (code, status)


def test_a_step_from_another_state_is_refused_with_the_state(draft: Case, officer: User) -> None:
    with pytest.raises(NotPossible, match="Draft"):
        take("start_review", draft, by=officer, at=NOW, seen=1)


# ---------------------------------------------------------------- what is written
def test_history_names_person_reason_and_moment_outside_requests(
    proposed: Case, town: Town
) -> None:
    later = NOW + timedelta(hours=1)

    take(
        "send_back",
        proposed,
        by=town.secretary,
        at=later,
        seen=seen(proposed),
        reason="økonomi mangler",
    )

    of_case = Case.history.filter(id=proposed.pk).latest()
    assert (of_case.history_user, of_case.history_date) == (town.secretary, later)
    assert of_case.history_change_reason == "økonomi mangler"
    of_duty = Duty.history.filter(case=proposed, kind="complete_proposal").latest()
    assert (of_duty.history_user, of_duty.history_date) == (town.secretary, later)
    assert of_duty.history_change_reason == "økonomi mangler"


def test_history_and_record_of_an_automaton_name_its_cause(active: Case) -> None:
    in_2030 = NOW.replace(year=2030)
    timed.take_due_steps(at=in_2030)

    record = last_step(active)
    assert (record.by, record.automaton) == (None, "review")
    assert record.cause == "its lead time has begun"
    of_case = Case.history.filter(id=active.pk).latest()
    assert (of_case.history_user, of_case.history_date) == (None, in_2030)
    assert of_case.history_change_reason == "review: its lead time has begun"
    of_duty = Duty.history.filter(case=active, kind="review_ruling").latest()
    assert of_duty.history_change_reason == "review: its lead time has begun"


def test_step_records_are_proof(draft: Case) -> None:
    record = last_step(draft)

    with pytest.raises(AppendOnlyError):
        record.save()
    with pytest.raises(AppendOnlyError):
        record.delete()
    with pytest.raises(AppendOnlyError):
        StepRecord.objects.update(reason="Andet")


def test_the_day_of_a_step_is_the_owners(draft: Case, officer: User) -> None:
    evening_in_nuuk = NOW.replace(day=3, hour=1)  # 2 March 23:00 there

    take("propose", draft, by=officer, at=evening_in_nuuk, seen=1)

    assert last_step(draft).effective_date == date(2026, 3, 2)


def test_periods_join_without_gap(active: Case) -> None:
    periods = list(StatePeriod.objects.filter(case=active))

    assert [p.state for p in periods] == ["draft", "proposed", "assessed", "approved", "active"]
    assert all(p.end_date == TODAY for p in periods[:-1])
    assert periods[-1].end_date is None


def test_steps_and_duties_are_announced_inside_the_transaction(draft: Case, officer: User) -> None:
    steps: list[str] = []
    changed: list[frozenset[int]] = []

    def note_step(record: StepRecord, **_rest: object) -> None:
        steps.append(record.step)

    def note_duties(ids: frozenset[int], **_rest: object) -> None:
        changed.append(ids)

    step_taken.connect(note_step)
    duties_changed.connect(note_duties)
    try:
        take("propose", draft, by=officer, at=NOW, seen=1)
    finally:
        step_taken.disconnect(note_step)
        duties_changed.disconnect(note_duties)

    assert steps == ["propose"]
    assert changed == [frozenset(Duty.objects.values_list("pk", flat=True))]


def test_a_listener_that_fails_stops_the_step(draft: Case, officer: User) -> None:
    def fail(**_facts: object) -> None:
        raise RuntimeError("cannot plan")

    step_taken.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            take("propose", draft, by=officer, at=NOW, seen=1)
    finally:
        step_taken.disconnect(fail)

    assert state_of(draft) == "draft"


# ---------------------------------------------------------------- asking before doing
def test_a_list_says_what_this_person_may_do_and_why_not(
    draft: Case, officer: User, secretary: User, their_party: object
) -> None:
    steps = {s.slug: s for s in steps_for(draft, officer, at=NOW)}

    possible = {slug for slug, step in steps.items() if step}
    assert {"propose", "edit", "withdraw", "contact_partner"} <= possible
    assert possible.isdisjoint({"register_relation", "approve", "adopt_annex"})
    assert steps["withdraw"].needs_reason
    assert "register" not in steps  # nobody clicks what Samklang does
    assert not steps["register_relation"]
    assert "registered relation" in str(steps["register_relation"].verdict.message)
    of_secretary = step_for("propose", draft, secretary, at=NOW)
    assert of_secretary is not None
    assert not of_secretary.is_permitted


def test_asking_writes_nothing(draft: Case, officer: User) -> None:
    steps_for(draft, officer, at=NOW)

    assert not SecurityEvent.objects.filter(kind="refused").exists()
    assert seen(draft) == 1


# ---------------------------------------------------------------- how many queries
OWN = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def at_most(most: int) -> Iterator[None]:
    """Queries without the transaction's own (performance.md: a step, plan and outbox included)."""
    with CaptureQueriesContext(connection) as told:
        yield
    asked = [query["sql"][:150] for query in told if not query["sql"].startswith(OWN)]
    assert len(asked) <= most, "\n".join([f"{len(asked)} queries:", *asked])


@pytest.fixture
def warm(assessed: Case, town: Town) -> Case:
    """Everybody who is asked has been asked before: actors and their seats stand."""
    for kind in ("officer", "secretariat"):
        asked_role(kind, assessed.owner_id)
    asked_unit(assessed.unit)  # type: ignore[arg-type]
    asked_person(town.officer)
    return fresh(assessed)


def test_a_plain_step_costs_ten_queries(warm: Case, town: Town) -> None:
    town.approve(warm)
    version = seen(warm)

    with at_most(10):
        take("send_decision", warm, by=town.secretary, at=NOW, seen=version)


def test_a_step_that_asks_the_next_body_reads_gate_route_and_meetings(
    warm: Case, town: Town
) -> None:
    with at_most(20):
        take("check_ready", warm, by=town.secretary, at=NOW, seen=warm.version)


def test_sending_back_writes_rows_of_one_kind_at_once(warm: Case, town: Town) -> None:
    with at_most(23):
        take("send_back", warm, by=town.secretary, at=NOW, seen=warm.version, reason="Nej")


def test_the_last_ruling_writes_decision_duties_plan_and_notice(warm: Case, town: Town) -> None:
    town.rule(warm, town.committee, "recommended")
    version = seen(warm)
    minutes = Minutes(body=town.council, date=TODAY, number="12")

    with at_most(31):  # two seal what was decided, one looks for its annexes, one notes it
        rulings.record_ruling(warm, minutes, "approved", by=town.secretary, at=NOW, seen=version)


def test_a_sweep_costs_nothing_for_a_case_that_is_not_due(active: Case) -> None:
    with at_most(13):  # one for each question, whatever the number of cases
        timed.take_due_steps(at=NOW)


def test_entering_alone_asks_for_little(draft: Case, officer: User) -> None:
    with at_most(3), enter(draft, by=officer, at=NOW, seen=1, attempt="look"):
        pass
