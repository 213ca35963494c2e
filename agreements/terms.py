"""When does a term that renews itself end, and by when must notice be given?

Pure date arithmetic. Every day is counted from the anchor, the last day of the first term, and
never from a day that was itself counted: 31 January renewed by a month ends on 28 February, 31
March, 30 April (decision 9). The notice date is the deadline that matters (practice.md, Terms).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agreements.dates import PartialDate, add_months
from agreements.next_term import NextTerm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreements.models import Term

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """“Renews itself for `renewal_months` unless notice is given so many months before the end.”

    `anchor` is the last day of the first term. Where the text names a day instead of a number of
    months, `notice_by_date` is that of the first term.
    """

    anchor: date
    renewal_months: int
    notice_months: int | None = None
    notice_by_date: date | None = None

    def ends(self, number: int) -> date:
        """The last day of the term of that number; the first is 1."""
        return add_months(self.anchor, self.renewal_months * (number - 1))

    def begins(self, number: int) -> date:
        """The day after the term before it; only from the second on does the clause say."""
        return self.ends(number - 1) + A_DAY

    def notice_by(self, number: int) -> date | None:
        """The last day on which notice stops the renewal after this term, if there is one."""
        months = self.renewal_months * (number - 1)
        if self.notice_months is not None:
            return add_months(self.anchor, months - self.notice_months)
        return add_months(self.notice_by_date, months) if self.notice_by_date else None

    def over_after_notice(self, given: date, number: int) -> date:
        """The first day on which it no longer holds when notice was given on `given`.

        In time it ends with the running term; too late, with the next one.
        """
        while (deadline := self.notice_by(number)) is not None and given > deadline:
            number += 1
        return self.ends(number) + A_DAY


@dataclass(frozen=True, slots=True)
class Running:
    """The clause of a case and the number, within it, of the term that runs."""

    clause: Clause
    number: int


def running(terms: Sequence[Term]) -> Running | None:
    """What the terms of a case, in their order, say; none where the last does not renew itself.

    Counted from the first of those whose days the clause of the last one says: a ruling or an
    amendment may have begun anew.
    """
    tail = _self_renewing(terms)
    while tail:
        (_first, anchor), (last, _end) = tail[0], tail[-1]
        clause = Clause(
            anchor=anchor,
            renewal_months=last.renewal_months or 0,
            notice_months=last.notice_months,
            notice_by_date=tail[0][0].notice_by_date,
        )
        ends = all(end == clause.ends(number) for number, (_term, end) in enumerate(tail, 1))
        names_its_day = last.notice_months is None and last.notice_by_date is not None
        if ends and (not names_its_day or clause.notice_by(len(tail)) == last.notice_by_date):
            return Running(clause, len(tail))
        tail.pop(0)
    return None


def _self_renewing(terms: Sequence[Term]) -> list[tuple[Term, date]]:
    """The self-renewing terms at the end, each with its last day."""
    tail: list[tuple[Term, date]] = []
    for term in reversed(terms):
        if term.basis != "self_renewing" or term.end is None:
            break
        tail.insert(0, (term, term.end.latest))
    return tail


def following(terms: Sequence[Term], said: NextTerm, day: date) -> NextTerm:
    """The term that a ruling of `day` begins after these, whole where it can be known.

    It begins the day after the last one; at once where that has no end or is over.
    """
    last = terms[-1] if terms else None
    begins = day
    if last is not None and last.end is not None and last.end.latest >= day:
        begins = last.end.latest + A_DAY
    basis = said.basis or (last.basis if last else "open")
    if not said.basis and basis == "open" and said.end is not None:
        basis = "fixed"
    if basis == "self_renewing":
        return _renewing(terms, replace(said, basis=basis, start=begins), begins)
    return NextTerm(basis=basis, start=begins, end=said.end if basis == "fixed" else None)


def _renewing(terms: Sequence[Term], said: NextTerm, begins: date) -> NextTerm:
    """The clause goes on, with its anchor, where the term ends on a day that it names."""
    now = running(terms)
    if now is not None:
        clause, number = now.clause, now.number + 1
        while clause.renewal_months and clause.ends(number) < begins:
            number += 1
        if said.renewal_months is None:  # nothing is said of the clause
            said = replace(
                said,
                renewal_months=clause.renewal_months,
                notice_months=clause.notice_months,
                notice_by=clause.notice_by(number),
            )
        if said.renewal_months == clause.renewal_months:
            end = said.end or PartialDate.day(clause.ends(number))
            if end.latest == clause.ends(number):
                counted = replace(clause, notice_months=said.notice_months).notice_by(number)
                by = said.notice_by if said.notice_months is None else counted
                return replace(said, end=end, notice_by=by)
    if said.end is None or said.notice_months is None:
        return said
    anew = Clause(anchor=said.end.latest, renewal_months=0, notice_months=said.notice_months)
    return replace(said, notice_by=anew.notice_by(1))


def next_after(anchor: date, months: int, day: date) -> date:
    """The first day after `day` that lies whole multiples of `months` after the anchor."""
    times = 1
    while (due := add_months(anchor, months * times)) <= day:
        times += 1
    return due
