"""What is known during one passage through the door?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from people.models import User
from workflows import routes

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import (
        Annex,
        Case,
        Commitment,
        Document,
        Duty,
        InitiativeAnswer,
        Milestone,
        Participation,
        Review,
        Ruling,
        Signature,
        StepRecord,
        Update,
    )
    from people.models import Actor
    from people.roles import Roles
    from workflows.beginnings import Beginning


@dataclass(frozen=True, slots=True)
class Automaton:
    """What acts when no person does: its name, and the cause that the step record keeps."""

    name: str
    cause: str = ""


Author = User | Automaton

AskedAs = tuple[str, int | None, int | None, str]
"""An actor by what it is: role, municipality, unit and part."""


@dataclass(slots=True)
class Visit:
    """One passage through the door: who, when, which facts, and what is to be written at its end.

    `at` is UTC, `on` the day in the owner's time zone, `effective` the true day of what is
    recorded (the same unless the caller knows better). The lifecycle's methods read their facts
    here and say here which duties open and close and which automaton follows.
    """

    case: Case
    by: Author
    at: datetime
    on: date
    roles: Roles | None
    effective: date
    locked: dict[int, Case] = field(default_factory=dict)

    reason: str = ""
    about: str = ""
    flag: str = ""
    part: str = ""
    ruling: Ruling | None = None
    signature: Signature | None = None
    participation: Participation | None = None
    duty: Duty | None = None
    update: Update | None = None
    answer: InitiativeAnswer | None = None
    document: Document | None = None
    annex: Annex | None = None
    commitment: Commitment | None = None
    milestone: Milestone | None = None
    beginning: Beginning | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    target: str = ""
    giver: Actor | None = None
    taker: Actor | None = None
    annulled: StepRecord | None = None

    records: list[StepRecord] = field(default_factory=list)
    touched: dict[int, Case] = field(default_factory=dict)
    standing: dict[int, list[Duty]] = field(default_factory=dict)
    actors: dict[AskedAs, Actor] = field(default_factory=dict)
    courses: dict[int, routes.Course] = field(default_factory=dict)
    reopened: list[Duty] = field(default_factory=list)
    opened: list[Duty] = field(default_factory=list)
    closed: list[Duty] = field(default_factory=list)
    rescheduled: list[Duty] = field(default_factory=list)
    handed: list[Duty] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    dropped: list[Review] = field(default_factory=list)
    followers: list[tuple[str, Case, Automaton]] = field(default_factory=list)

    @property
    def person(self) -> User | None:
        return self.by if isinstance(self.by, User) else None

    @property
    def why(self) -> str:
        """What history keeps as the reason: a person's own, or an automaton's cause."""
        if isinstance(self.by, Automaton) and not self.reason:
            return f"{self.by.name}: {self.by.cause}"[:500]
        return self.reason[:500]

    def then(self, step: str, case: Case, name: str, cause: str = "") -> None:
        """Let an automaton take `step` next, in the same transaction."""
        self.followers.append((step, case, Automaton(name, cause)))


class Matter:
    """What a rule or policy looks at: the case, and the visit with its facts."""

    def __init__(self, case: Case, visit: Visit) -> None:
        self.case = case
        self.visit = visit

    @property
    def course(self) -> routes.Course:
        """The route of the case and its rulings of this round, read once in a visit."""
        known = self.visit.courses
        if self.case.pk not in known:
            known[self.case.pk] = routes.course_of(self.case)
        return known[self.case.pk]
