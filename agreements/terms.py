"""When does a term that renews itself end, and by when must notice be given?

Pure date arithmetic. Every day is counted from the anchor, the last day of the first term, and
never from a day that was itself counted: 31 January renewed by a month ends on 28 February, 31
March, 30 April (decision 9). The notice date is the deadline that matters (practice.md, Terms).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agreements.dates import add_months

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

    Counted from the first of the self-renewing terms at the end: a ruling may have begun anew.
    """
    tail: list[Term] = []
    for term in reversed(terms):
        if term.basis != "self_renewing" or term.end is None:
            break
        tail.insert(0, term)
    if not tail:
        return None
    first, last = tail[0], tail[-1]
    assert first.end is not None  # asked above
    clause = Clause(
        anchor=first.end.latest,
        renewal_months=last.renewal_months or 0,
        notice_months=last.notice_months,
        notice_by_date=first.notice_by_date,
    )
    return Running(clause, len(tail))


def next_after(anchor: date, months: int, day: date) -> date:
    """The first day after `day` that lies whole multiples of `months` after the anchor."""
    times = 1
    while (due := add_months(anchor, months * times)) <= day:
        times += 1
    return due
