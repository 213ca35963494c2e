"""Do people, parties, terms and days ever lead where lifecycles.md does not?

Hypothesis takes random steps on one agreement through the product's own functions and in the
model beside this module, lets days pass and the sweeps run, and compares. What the model forbids
must be refused and change nothing.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agreements.models import Case, Party, Term
from tests.proof.agreement_in_both import AgreementInBoth, Place
from tests.proof.lifecycle_model import IN_FORCE, PARTS
from tests.workflows.stages import Town, fresh, seen
from workflows import timed
from workflows.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreements.models import Kind
    from people.models import Municipality, Unit, User

FULL = os.environ.get("PROOF") == "full"
RUNS = 500 if FULL else 10
STEPS = 50

UNDER_WAY = IN_FORCE | {"suspended"}
WITHOUT_FACTS = {  # from lifecycles.md: what may be taken from where, by whom
    "propose": ({"draft"}, {"officer"}),
    "send_back": ({"proposed", "assessed"}, {"assessor", "secretariat"}),
    "withdraw": ({"draft", "proposed", "assessed", "approved"}, {"officer"}),
    "start_review": ({"active", "renewed"}, {"officer", "secretariat"}),
    "expire": (set[str](), set[str]()),
    "renew_tacitly": (set[str](), set[str]()),
    "supersede": (set[str](), set[str]()),
}


class AgreementMachine(AgreementInBoth):
    """What may happen to it, in any order, and what must hold after each step."""

    @initialize(
        parties=st.integers(2, 4),
        end=st.none() | st.integers(200, 1200),
        months=st.sampled_from([0, 0, 1, 12, 24]),
        is_signed=st.sampled_from([True, True, True, False]),
    )
    def begin(self, parties: int, end: int | None, months: int, is_signed: bool) -> None:
        self.draft(parties, end, months)
        if is_signed:
            self.propose()
            self.assess_the_rest()
            self.rule_on_the_proposal("approved")
            self.rule_on_the_proposal("approved")
            for number in range(parties):
                self.sign_for(number)

    # ------------------------------------------------------------ before it is decided
    @precondition(lambda self: self.model.state == "draft")
    @rule()
    def propose(self) -> None:
        self.town.propose(self.case, at=self.at)
        self.model.propose()

    @precondition(lambda self: self.model.state == "proposed")
    @rule(data=st.data())
    def assess(self, data: Any) -> None:
        part = data.draw(st.sampled_from(sorted(PARTS - self.model.assessed)))
        self.town.assess(self.case, part, at=self.at)
        self.model.assess(part)

    @precondition(lambda self: self.model.state == "proposed")
    @rule()
    def assess_the_rest(self) -> None:
        for part in sorted(PARTS - self.model.assessed):
            self.town.assess(self.case, part, at=self.at)
            self.model.assess(part)

    @precondition(lambda self: self.model.state in {"proposed", "assessed"} and self.is_rare(7))
    @rule()
    def send_back(self) -> None:
        self.take("send_back", self.town.secretary)
        self.model.state = "draft"

    @precondition(
        lambda self: self.model.state in {"proposed", "assessed", "approved"} and self.is_rare(11)
    )
    @rule()
    def withdraw(self) -> None:
        self.take("withdraw", self.town.officer)
        self.model.state = "withdrawn"

    @precondition(lambda self: self.model.state == "assessed")
    @rule(outcome=st.sampled_from(["approved"] * 6 + ["deferred", "not_approved"]))
    def rule_on_the_proposal(self, outcome: str) -> None:
        self.record_ruling(outcome)

    @precondition(
        lambda self: (
            self.model.state == "approved" and not self.model.term.is_over(self.model.today)
        )
    )
    @rule(data=st.data())
    def sign(self, data: Any) -> None:
        unsigned = [i for i, p in enumerate(self.model.parties) if not p.has_signed]
        self.sign_for(data.draw(st.sampled_from(unsigned)))

    # ------------------------------------------------------------ while it is in force
    @precondition(
        lambda self: self.model.state in {"active", "renewed"} and self.model.ending is None
    )
    @rule()
    def start_review(self) -> None:
        self.take("start_review", self.town.officer)
        self.model.start_review()

    @precondition(
        lambda self: (
            self.model.state == "under_review"
            and self.model.review_is_open
            and not self.model.ruled
        )
    )
    @rule(
        recommended=st.sampled_from(["unchanged", "renew", "renew", "end"]),
        years=st.integers(1, 4),
        holds=st.sampled_from(["as it does", "as it does", "open", "fixed", "self_renewing"]),
        days=st.integers(30, 900),
        months=st.sampled_from([1, 12, 24]),
    )
    def evaluate(self, recommended: str, years: int, holds: str, days: int, months: int) -> None:
        self.write_evaluation(recommended, years, self.how_it_is_to_hold(holds, days, months))

    @precondition(lambda self: self.model.state == "under_review" and self.model.recommended != "")
    @rule(outcome=st.sampled_from(["approved"] * 5 + ["deferred"]), days=st.integers(0, 200))
    def rule_on_the_review(self, outcome: str, days: int) -> None:
        ends = None
        if self.model.recommended == "end":
            ends = self.model.today + timedelta(days=days)
        if outcome == "approved" and self.model.ruled and not self.model.may_decide():
            with pytest.raises(Refused):
                self.record_ruling(outcome, ends=ends)
            return
        self.record_ruling(outcome, ends=ends)

    @precondition(
        lambda self: self.model.state in IN_FORCE and self.model.ending is None and self.is_rare(3)
    )
    @rule()
    def suspend(self) -> None:
        self.rest("suspend")
        self.model.suspend()

    @precondition(lambda self: self.model.state == "suspended")
    @rule()
    def resume(self) -> None:
        self.rest("resume")
        self.model.resume()
        timed.take_due_steps(at=self.at)
        self.model._pass_the_day()  # noqa: SLF001 - what had to wait

    @precondition(
        lambda self: (
            self.model.state in UNDER_WAY
            and self.model.ending is None
            and self.others_staying()
            and self.is_rare(5)
        )
    )
    @rule(days=st.integers(0, 400))
    def record_a_notice(self, days: int) -> None:
        effective = self.model.today + timedelta(days=days)
        self.town.receive_notice(
            self.case, notice=self.model.today, effective=effective, at=self.at
        )
        self.model.record_ending(effective)

    @precondition(
        lambda self: self.model.state in UNDER_WAY and self.model.ending is None and self.is_rare(5)
    )
    @rule(days=st.integers(0, 400))
    def end_it_ourselves(self, days: int) -> None:
        effective = self.model.today + timedelta(days=days)
        self.town.end(self.case, effective, on=self.model.today, at=self.at)
        self.model.record_ending(effective)

    @precondition(
        lambda self: self.model.state in IN_FORCE and self.is_rare(3) and self.others_staying()
    )
    @rule(data=st.data(), days=st.integers(0, 400))
    def a_party_leaves(self, data: Any, days: int) -> None:
        others = self.others_staying()
        number = data.draw(st.sampled_from(others))
        last_day = self.model.today + timedelta(days=days)
        self.leave(self.participations[number], last_day)
        self.model.leave(number, last_day)

    # ------------------------------------------------------------ days
    @rule(days=st.sampled_from([1, 1, 7, 30, 31, 90, 365]))
    def days_pass(self, days: int) -> None:
        """The service was down all the while; then it looks what is due."""
        self.model.pass_days(days)
        timed.take_due_steps(at=self.at)
        assert sum(timed.take_due_steps(at=self.at).values()) == 0

    # ------------------------------------------------------------ what may not be
    @precondition(lambda self: self.is_rare(4))
    @rule(
        step=st.sampled_from(sorted(WITHOUT_FACTS)),
        role=st.sampled_from(["officer", "assessor", "secretariat"]),
    )
    def what_is_forbidden_is_refused(self, step: str, role: str) -> None:
        states, roles = WITHOUT_FACTS[step]
        ends = step == "start_review" and self.model.ending is not None
        if self.model.state in states and role in roles and not ends:
            return
        before = seen(self.case)
        with pytest.raises(Refused):
            self.take(step, self.place.person(role))
        assert seen(self.case) == before

    @invariant()
    def both_are_in_the_same_state(self) -> None:
        self.steps_taken += 1
        if hasattr(self, "case"):
            assert fresh(self.case).state == self.model.state

    @invariant()
    def both_say_the_same_of_any_day(self) -> None:
        if not hasattr(self, "case"):
            return
        days = {self.model.today, self.model.today - timedelta(days=1)}
        for start, end in self.model.force:
            days |= {day + timedelta(days=n) for day in (start, end) if day for n in (-1, 0)}
        for day in days:
            found = Case.objects.in_force_on(day).filter(pk=self.case.pk).exists()
            assert found == self.model.was_in_force(day), day

    @invariant()
    def terms_do_not_drift(self) -> None:
        if hasattr(self, "case") and self.model.state != "draft":
            last = Term.objects.filter(case=self.case).order_by("-number").first()
            end = last.end.latest if last and last.end else None
            assert end == self.model.term.end
            assert (last.renewal_months if last else None) == (self.model.term.months or None)


@pytest.fixture
def place(
    nuuk: Municipality,
    culture: Unit,
    sister_city: Kind,
    our_party: Party,
    their_party: Party,
    town: Town,
    routes: None,
) -> Place:
    more = [
        Party.objects.create(sort="municipality", name=name, country="NO")
        for name in ("Tromsø", "Bodø")
    ]
    return Place(nuuk, culture, sister_city, [our_party, their_party, *more], town)


@pytest.fixture
def town(officer: User, assessor: User, secretary: User, committee: Any, council: Any) -> Town:
    return Town(officer, assessor, secretary, committee, council)


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.parametrize("database", [connection.vendor])
def test_an_agreement_never_leaves_the_law(
    database: str, place: Place, record_property: Callable[[str, object], None]
) -> None:
    class Machine(AgreementMachine):
        pass

    Machine.place = place
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not FULL,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )
    record_property("counted", f"{RUNS} runs of {STEPS} steps on {database}")
