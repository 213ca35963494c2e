"""Which round opens by itself, and on which day (R-030, R-036)?

An administrator writes the days on the municipality: that of the first yearly round, and that of
the next election. Without them no round opens by itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_noop

import clock
from agreements.dates import nth_anniversary
from agreements.models import Round
from workflows.rounds import ANSWERING, asks_anything, open_round
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from people.models import Municipality

BY_ITSELF = Automaton("rounds", gettext_noop("its day has come"))
A_DAY = timedelta(days=1)


class Coming(NamedTuple):
    """A round, the day on which it opens by itself, and the year that it is of."""

    sort: Round.Sort
    day: date
    year: int


def open_due_rounds(municipality: Municipality, *, at: datetime) -> int:
    """Open the rounds whose day has come, once each, however long nothing ran; how many.

    One that the secretariat opened that year stands for it; one about nothing waits.
    """
    on = clock.local_date(at, municipality.time_zone)
    due = [
        coming
        for coming in coming_rounds(municipality, on)
        if coming.day <= on and asks_anything(municipality, coming.sort)
    ]
    for coming in due:
        open_round(
            municipality,
            coming.sort,
            year=coming.year,
            answer_by=on + ANSWERING,
            by=BY_ITSELF,
            at=at,
        )
    return len(due)


def coming_rounds(municipality: Municipality, on: date) -> Iterator[Coming]:
    """Of each sort the latest that is due and not open yet, else the next."""
    if municipality.first_round_date is not None:
        yield _yearly(municipality, municipality.first_round_date, on)
    election = municipality.election_date
    if election is not None and not _is_opened(municipality, Round.Sort.ELECTION, election.year):
        yield Coming(Round.Sort.ELECTION, election + A_DAY, election.year)


def _yearly(municipality: Municipality, first: date, on: date) -> Coming:
    """Counted from the first day each time, so that 29 February comes back."""
    number = max(on.year - first.year, 0)
    while number > 0 and nth_anniversary(first, number) > on:
        number -= 1
    if _is_opened(municipality, Round.Sort.OWNERS, nth_anniversary(first, number).year):
        number += 1
    day = nth_anniversary(first, number)
    return Coming(Round.Sort.OWNERS, day, day.year)


def _is_opened(municipality: Municipality, sort: Round.Sort, year: int) -> bool:
    return Round.objects.filter(municipality=municipality, sort=sort, year=year).exists()
