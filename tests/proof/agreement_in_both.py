"""One agreement, in the database and in the model: the acts of which the rules are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from agreements.dates import PartialDate
from agreements.models import Participation, Party, Signatory, Term
from agreements.next_term import AS_IT_IS, NextTerm
from tests.proof.lifecycle_model import ModelAgreement, ModelParty, ModelTerm
from tests.workflows.stages import Town, seen
from workflows import leaving, reviews, rulings, signing, timed
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.reviews import Evaluation
from workflows.rulings import Minutes

if TYPE_CHECKING:
    from agreements.models import Kind
    from people.models import Municipality, Unit, User

ZONE = ZoneInfo("America/Nuuk")
FIRST_DAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Place:
    """Where the agreements of a run are made."""

    municipality: Municipality
    unit: Unit
    kind: Kind
    parties: list[Party]
    town: Town

    def person(self, role: str) -> User:
        return {
            "officer": self.town.officer,
            "assessor": self.town.assessor,
            "secretariat": self.town.secretary,
        }[role]


class AgreementInBoth(RuleBasedStateMachine):
    """Each act goes through the product's own functions, and the model is told of it."""

    place: Place

    def __init__(self) -> None:
        super().__init__()
        self.town = self.place.town
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.steps_taken = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def is_rare(self, often: int) -> bool:
        """Once in so many steps, so that runs get far."""
        return self.steps_taken % often == 0

    def others_staying(self) -> list[int]:
        """The parties besides the owner that have not given notice."""
        return [i for i, p in enumerate(self.model.parties) if i and p.left is None]

    @property
    def at(self) -> datetime:
        return datetime.combine(self.model.today, time(12), ZONE).astimezone(UTC)

    def draft(self, parties: int, end: int | None, months: int) -> None:
        ends = FIRST_DAY + timedelta(days=end) if end else None
        self.model = ModelAgreement(
            today=FIRST_DAY,
            parties=[ModelParty() for _ in range(parties)],
            term=ModelTerm(ends, months if ends else 0, anchor=ends),
        )
        self.case = open_case(
            NewCase(
                title="Venskabsby",
                kind=self.place.kind,
                unit=self.place.unit,
                parties=tuple(self.place.parties[:parties]),
            ),
            owner=self.place.municipality,
            by=self.town.officer,
            at=self.at,
        )
        self.participations = list(Participation.objects.filter(case=self.case).order_by("pk"))
        if ends:
            basis = Term.Basis.SELF_RENEWING if months else Term.Basis.FIXED
            Term.objects.update_or_create(
                case=self.case,
                number=1,
                defaults={
                    "basis": basis,
                    "end": PartialDate.day(ends),
                    "renewal_months": months or None,
                },
            )

    def sign_for(self, number: int) -> None:
        """Who signs is named on the day; a party for which nobody is named has not signed."""
        side = self.participations[number]
        signing.sign(
            self.case,
            [Signatory.objects.create(participation=side, title="Borgmester")],
            signed=PartialDate.day(self.model.today),
            by=self.town.officer,
            at=self.at,
            seen=seen(self.case),
        )
        self.model.sign(number)
        timed.take_due_steps(at=self.at)

    def take(self, step: str, by: User) -> None:
        take(step, self.case, by=by, at=self.at, seen=seen(self.case), reason="En grund")

    def record_ruling(self, outcome: str, *, ends: date | None = None) -> None:
        bodies = (self.town.committee, self.town.council)
        is_last = self.model.ruled == len(bodies) - 1
        said = outcome if is_last or outcome != "approved" else "recommended"
        self.town.rule(
            self.case,
            bodies[self.model.ruled],
            said,
            on=self.model.today,
            at=self.at,
            conditions="En grund" if outcome == "not_approved" else "",
            ends=ends if is_last else None,
        )
        self.model.rule(outcome, ends=ends if is_last else None)

    def rest(self, step: str) -> None:
        rulings.rest(
            step,
            self.case,
            Minutes(body=self.town.council, date=self.model.today),
            reason="En grund",
            by=self.town.secretary,
            at=self.at,
            seen=seen(self.case),
        )

    def leave(self, participation: Participation, last_day: date) -> None:
        leaving.give_notice(
            self.case,
            participation,
            notice=self.model.today,
            effective=last_day,
            reason="En grund",
            by=self.town.officer,
            at=self.at,
            seen=seen(self.case),
        )

    def how_it_is_to_hold(self, holds: str, days: int, months: int) -> ModelTerm | None:
        """The next term as an evaluation says it; a fixed one is always given a new end."""
        if holds == "as it does":
            fixed = self.model.term.end is not None and not self.model.term.months
            if not fixed:
                return None
        if holds == "open":
            return ModelTerm(None)
        base = max(self.model.today, self.model.term.end or self.model.today)
        return ModelTerm(base + timedelta(days=days), months if holds == "self_renewing" else 0)

    def write_evaluation(self, recommended: str, years: int, term: ModelTerm | None) -> None:
        year = self.model.today.year + years
        said = AS_IT_IS
        if term is not None:
            basis = "self_renewing" if term.months else "fixed" if term.end else "open"
            end = PartialDate.day(term.end) if term.end else None
            said = NextTerm(basis=basis, end=end, renewal_months=term.months or None)
        reviews.evaluate(
            self.case,
            Evaluation(
                text="Det gik godt",
                recommendation=recommended,
                benefits={"citizens": ("high", "Mange mødtes")},
                next_review=PartialDate.month(year, 8),
                next_term=said,
            ),
            by=self.town.officer,
            at=self.at,
            seen=seen(self.case),
        )
        self.model.evaluate(recommended, (date(year, 8, 1), date(year, 8, 31)), term)
