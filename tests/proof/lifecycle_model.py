"""What lifecycles.md says of one agreement, day by day, in plain Python.

Written from the tables of that page and from nothing else; it knows no database and no clock. The
state machine of `test_lifecycle_machine` takes the same steps here and through the door.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
LEAD = timedelta(days=180)
MINIMUM_PARTIES = 2
PARTS = frozenset({"benefit", "economy", "citizens"})
IN_FORCE = frozenset({"active", "renewed", "under_review"})
BODIES = 2


@dataclass
class ModelTerm:
    """Until further notice without an end; `months` where it renews itself.

    Its ends are counted from the anchor, the end of the first of the `count` terms of its clause.
    """

    end: date | None = None
    months: int = 0
    number: int = 1
    anchor: date | None = None
    count: int = 1

    def is_over(self, day: date) -> bool:
        return self.end is not None and self.end < day

    def by_its_clause(self) -> ModelTerm:
        anchor = self.anchor or self.end
        assert anchor is not None
        end = _later(anchor, self.months * self.count)
        return ModelTerm(end, self.months, self.number + 1, anchor, self.count + 1)


@dataclass
class ModelParty:
    left: date | None = None
    has_signed: bool = False

    def takes_part_on(self, day: date) -> bool:
        return self.left is None or day <= self.left


@dataclass
class ModelAgreement:
    """One agreement of the handling “political”, whose route is a committee and the council."""

    today: date
    parties: list[ModelParty]
    term: ModelTerm
    state: str = "draft"
    assessed: set[str] = field(default_factory=set)
    ruled: int = 0
    review: tuple[date, date] | None = None
    review_is_open: bool = False
    review_was_missed: bool = False
    recommended: str = ""
    next_review: tuple[date, date] | None = None
    next_term: ModelTerm | None = None
    ending: date | None = None
    force: list[tuple[date, date | None]] = field(default_factory=list)

    # ------------------------------------------------------------ before it is decided
    def propose(self) -> None:
        self.state = "proposed"
        self.assessed = set()
        self.ruled = 0

    def assess(self, part: str) -> None:
        self.assessed.add(part)
        if self.assessed == PARTS:
            self.state = "assessed"

    def rule(self, outcome: str, *, ends: date | None = None) -> None:
        """One body rules; the last one on the route decides."""
        if outcome == "deferred":
            return
        if outcome == "not_approved":
            if self.state == "assessed":
                self.state = "rejected"
            return
        self.ruled += 1
        if self.ruled == BODIES:
            self._decided(ends)

    def _decided(self, ends: date | None) -> None:
        self.ruled = 0
        if self.state == "assessed":
            self.state = "approved"
        elif self.recommended == "unchanged":
            self._close_review()
            self.state = self._in_term()
        elif self.recommended == "renew":
            self.term = self._following()
            self._close_review()
            self.state = "renewed"
        elif ends is not None:
            self.record_ending(ends)

    def may_decide(self) -> bool:
        """Not where the next review or the end of the next term has passed already."""
        if self.state != "under_review" or self.recommended not in {"unchanged", "renew"}:
            return True
        if self.next_review is not None and self.next_review[1] < self.today:
            return False
        end, before = self._following().end, self.term.end
        begins = before + DAY if before and before >= self.today else self.today
        return self.recommended == "unchanged" or end is None or end >= begins

    def _following(self) -> ModelTerm:
        """The next term: as the evaluation says, else as it holds today."""
        said = self.next_term
        if said is not None:
            return ModelTerm(said.end, said.months, self.term.number + 1, said.end)
        if self.term.months:
            return self.term.by_its_clause()
        return ModelTerm(None, number=self.term.number + 1)

    def sign(self, party: int) -> None:
        self.parties[party].has_signed = True
        if self.state == "approved" and all(p.has_signed for p in self.parties):
            self.state = "active"
            self._begin_force(self.today)
            self.review = _months_after(self.today, 48)
            self._pass_the_day()

    # ------------------------------------------------------------ while it is in force
    def start_review(self) -> None:
        self.state = "under_review"
        self.review_is_open = True
        self.recommended = ""
        self.ruled = 0

    def evaluate(self, recommended: str, window: tuple[date, date], term: ModelTerm | None) -> None:
        """Without a term it is to hold as it does, for which a fixed one has no end."""
        self.recommended, self.next_review, self.next_term = recommended, window, term

    def _close_review(self) -> None:
        self.review_is_open = self.review_was_missed = False
        self.review = self.next_review
        self.recommended = ""

    def suspend(self) -> None:
        self.state = "suspended"
        self._end_force(self.today)

    def resume(self) -> None:
        """A review missed meanwhile is listed, and people begin it."""
        self.state = "under_review" if self.review_is_open else self._in_term()
        if not self.review_is_open:
            self.review_was_missed = self._lead_time_has_begun()
        self._begin_force(self.today)

    def record_ending(self, effective: date) -> None:
        """In force until the day, in its term again: an open review is dropped."""
        self.ending = effective
        self.review_is_open, self.recommended = False, ""
        if self.state == "under_review":
            self.state = self._in_term()
        if effective <= self.today:
            self._end("terminated", effective)

    def leave(self, party: int, last_day: date) -> None:
        self.parties[party].left = last_day

    # ------------------------------------------------------------ by itself
    def pass_days(self, days: int) -> None:
        for _ in range(days):
            self.today += DAY
            self._pass_the_day()

    def _pass_the_day(self) -> None:
        if self.state not in IN_FORCE | {"suspended"}:
            return
        if self.ending is not None and self.ending <= self.today:
            self._end("terminated", self.ending)
        staying = [p for p in self.parties if p.takes_part_on(self.today)]
        if self.state in IN_FORCE | {"suspended"} and len(staying) < MINIMUM_PARTIES:
            self._end("terminated", self.today)
        if self.state not in IN_FORCE:
            return
        if self.term.end is not None and self.term.end < self.today:
            self._term_is_over()
        if self._review_comes_due():
            self.start_review()

    def _term_is_over(self) -> None:
        term = self.term
        assert term.end is not None
        if not term.months:
            self._end("expired", term.end + DAY)
        elif self.ending is None or self.ending > term.end + DAY:
            begins = term.end + DAY
            self.term = term.by_its_clause()
            if self.review_is_open:
                self.review_is_open = self.review_was_missed = False
                self.review = _months_after(begins, 48)
            self.state = "renewed"

    def _review_comes_due(self) -> bool:
        return (
            self.state in {"active", "renewed"}
            and self.ending is None
            and not self.review_was_missed
            and self._lead_time_has_begun()
        )

    def _lead_time_has_begun(self) -> bool:
        return self.review is not None and self.review[0] - LEAD <= self.today

    # ------------------------------------------------------------ in force
    def _in_term(self) -> str:
        return "renewed" if self.term.number > 1 else "active"

    def _begin_force(self, day: date) -> None:
        self.force.append((day, None))

    def _end_force(self, day: date) -> None:
        """Ends on the day, at the earliest where it began: what never held has no days."""
        if self.force and self.force[-1][1] is None:
            began = self.force[-1][0]
            self.force[-1] = (began, max(day, began))

    def _end(self, state: str, day: date) -> None:
        self.state = state
        self.review_is_open = False
        self._end_force(day)

    def was_in_force(self, day: date) -> bool:
        return any(start <= day and (end is None or day < end) for start, end in self.force)


def _later(day: date, months: int) -> date:
    """So many months later, on the last day of the month where the day is missing."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _months_after(day: date, months: int) -> tuple[date, date]:
    """The whole month, so many months later."""
    then = _later(day, months)
    return then.replace(day=1), then.replace(day=monthrange(then.year, then.month)[1])
