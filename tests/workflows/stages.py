"""Walk a case to where a test begins, through the door as people would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from agreements.dates import PartialDate
from agreements.models import Body, Case, Duty, Kind, Signatory, StatePeriod, StepRecord, Term
from agreements.next_term import AS_IT_IS, NextTerm
from tests.conftest import NOW, TODAY
from workflows import assessments, endings, reviews, rulings, signing, terms
from workflows.assessments import PartText
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.registering import register
from workflows.reviews import Evaluation
from workflows.rulings import Minutes
from workflows.visit import Automaton, Visit

if TYPE_CHECKING:
    from people.models import Municipality, Unit, User

AUGUST_2024 = PartialDate.month(2024, 8)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def seen(case: Case) -> int:
    return fresh(case).version


def open_kinds(case: Case) -> set[str]:
    return set(Duty.objects.filter(case=case, status="open").values_list("kind_id", flat=True))


def duty(case: Case, kind: str, status: str = "open") -> Duty:
    return Duty.objects.get(case=case, kind=kind, status=status)


def state_of(case: Case) -> str:
    return fresh(case).state


def period(case: Case, state: str) -> tuple[date | None, date | None]:
    row = StatePeriod.objects.get(case=case, state=state, annulled_at=None)
    return row.start_date, row.end_date


def noon(year: int, month: int, day: int) -> datetime:
    """Noon of this day in Nuuk."""
    return datetime(year, month, day, 15, 0, tzinfo=UTC)


def annex(agreement: Case, officer: User, *, title: str = "Kulturudveksling") -> Case:
    """A draft of an initiative of annex 1 that takes effect with its agreement."""
    return open_case(
        NewCase(
            title=title,
            unit=agreement.unit,
            agreement=agreement.agreement,
            annex="1",
            follows_agreement=True,
        ),
        owner=agreement.owner,
        by=officer,
        at=NOW,
    )


def in_force(
    nuuk: Municipality, kind: Kind, unit: Unit, *, since: date = date(2020, 1, 1), **term: object
) -> Case:
    """An agreement as it stands, with its first term."""
    case = open_case(
        NewCase(title="Aftale", kind=kind, unit=unit), owner=nuuk, by=Automaton("import"), at=NOW
    )

    def fill(visit: Visit) -> None:
        Term.objects.create(case=case, start=since, **term)
        visit.case.no_review_reason = "Prøves ved fornyelsen"

    register(case, "active", by=Automaton("import"), at=NOW, since=since, fill=fill)
    return fresh(case)


def decide(case: Case, by: User, outcome: str = "approved", conditions: str = "") -> StepRecord:
    """The delegate decides a simple case."""
    return rulings.decide(case, outcome, by=by, at=NOW, seen=seen(case), conditions=conditions)


def last_step(case: Case) -> StepRecord:
    return StepRecord.objects.filter(case=case).latest("pk")


@dataclass(frozen=True)
class Town:
    """The people and bodies of one municipality, and what they do most often."""

    officer: User
    assessor: User
    secretary: User
    committee: Body
    council: Body

    def propose(self, case: Case, *, at: datetime = NOW) -> None:
        take("propose", case, by=self.officer, at=at, seen=seen(case))

    def assess(self, case: Case, *parts: str, at: datetime = NOW) -> None:
        for part in parts or ("benefit", "economy", "citizens"):
            assessments.assess_part(
                case, part, PartText(text="Godt"), by=self.assessor, at=at, seen=seen(case)
            )

    def rule(  # what the minutes say
        self,
        case: Case,
        body: Body,
        outcome: str,
        *,
        number: str = "",
        on: date = TODAY,
        at: datetime = NOW,
        by: User | None = None,
        conditions: str = "",
        ends: date | None = None,
    ) -> StepRecord:
        return rulings.record_ruling(
            case,
            Minutes(body=body, date=on, number=number),
            outcome,
            by=by or self.secretary,
            at=at,
            seen=seen(case),
            conditions=conditions,
            ends=ends,
        )

    def approve(self, case: Case, *, on: date = TODAY, at: datetime = NOW) -> None:
        self.rule(case, self.committee, "recommended", on=on, at=at)
        self.rule(case, self.council, "approved", on=on, at=at)

    def sign(
        self, case: Case, *days: date | PartialDate, at: datetime = NOW, first: int = 0
    ) -> list[StepRecord]:
        """The parties sign in order, each on the next of these days."""
        signatories = Signatory.objects.filter(participation__case=case).order_by("pk")
        records = []
        for signatory, day in zip(signatories[first:], days, strict=False):
            signed = day if isinstance(day, PartialDate) else PartialDate.day(day)
            records += signing.sign(
                case, [signatory], signed=signed, by=self.officer, at=at, seen=seen(case)
            )
        return records

    def evaluate(
        self,
        case: Case,
        recommendation: str = "renew",
        *,
        at: datetime = NOW,
        next_review: PartialDate | None = None,
        next_term: NextTerm = AS_IT_IS,
        done: bool = True,
        benefits: bool = True,
    ) -> None:
        reviews.evaluate(
            case,
            Evaluation(
                text="Det gik godt",
                recommendation=recommendation,
                benefits={"citizens": ("high", "Mange mødtes")} if benefits else {},
                next_review=next_review or PartialDate.month(2034, 3),
                next_term=next_term,
            ),
            by=self.officer,
            at=at,
            seen=seen(case),
            done=done,
        )

    def rest(self, case: Case, step: str, *, reason: str = "Krig", number: str = "") -> StepRecord:
        """The council suspends or resumes (`step`)."""
        return rulings.rest(
            step,
            case,
            Minutes(body=self.council, date=TODAY, number=number),
            reason=reason,
            by=self.secretary,
            at=NOW,
            seen=seen(case),
        )

    def end(
        self,
        case: Case,
        effective: date,
        *,
        on: date = TODAY,
        at: datetime = NOW,
        reason: str = "Slut",
        **facts: Any,
    ) -> StepRecord:
        """The council ends it."""
        return endings.record_ending(
            case,
            Minutes(body=self.council, date=on),
            effective=effective,
            reason=reason,
            by=self.secretary,
            at=at,
            seen=seen(case),
            **facts,
        )

    def receive_notice(
        self, case: Case, *, notice: date = TODAY, at: datetime = NOW, **facts: Any
    ) -> StepRecord:
        """Another party gave notice."""
        theirs = case.participations.filter(left_date=None).order_by("pk")
        theirs = theirs.exclude(party__municipality=case.owner_id)
        told: dict[str, Any] = {"reason": "Brev", "by": self.officer} | facts
        return terms.give_notice(case, theirs.last(), notice=notice, at=at, seen=seen(case), **told)

    # ------------------------------------------------------------ to a state
    def to_assessed(self, case: Case) -> Case:
        self.propose(case)
        self.assess(case)
        return fresh(case)

    def to_approved(self, case: Case) -> Case:
        self.to_assessed(case)
        self.approve(case)
        return fresh(case)

    def to_active(self, case: Case, *, on: date = TODAY) -> Case:
        self.to_approved(case)
        self.sign(case, on, on)
        return fresh(case)

    def to_review(self, case: Case) -> Case:
        self.to_active(case)
        take("start_review", case, by=self.officer, at=NOW, seen=seen(case))
        return fresh(case)
