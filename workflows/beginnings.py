"""What does the start of a review read of a case, or of many at once?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from agreements.models import Meeting, Participation, Review
from workflows import routes, windows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from agreements.dates import PartialDate
    from agreements.models import Body, Case, Party


@dataclass(slots=True)
class Beginning:
    """The review to be written, when its memo must be there, and which parties are asked.

    `closes` is counted back from the last body: each body before it meets before the next one's
    agenda closes. None where the route has no bodies or their meetings do not reach.
    """

    review: Review
    closes: date | None
    asked: list[Party]


def read(cases: Sequence[Case], *, at: datetime, on: date) -> dict[int, Beginning]:
    """Of each case, by its key; the number of queries does not grow with the cases.

    `on` is the day at their owner, `at` (UTC) when the review is opened. Nothing is written.
    """
    numbers = dict(
        Review.objects.filter(case__in=cases)
        .order_by()
        .values("case")
        .annotate(last=Max("number"))
        .values_list("case", "last")
    )
    policies = windows.policies_of({case.owner_id for case in cases if case.review is None})
    asked = _asked(cases, on)
    stops = routes.stops_of_all(cases)
    bodies = {key: [stop.body for stop in found if stop.body] for key, found in stops.items()}
    open_meetings = _open_meetings({body.pk for found in bodies.values() for body in found}, on)
    begun = {}
    for case in cases:
        window = case.review or windows.default_review(case, on, policies)
        review = Review(case=case, number=numbers.get(case.pk, 0) + 1, window=window, opened_at=at)
        closes = _closes(bodies[case.pk], window, open_meetings)
        begun[case.pk] = Beginning(review, closes, asked[case.pk])
    return begun


def _asked(cases: Sequence[Case], on: date) -> dict[int, list[Party]]:
    """The other parties of each case, whose input somebody obtains."""
    owners = {case.pk: case.owner_id for case in cases}
    found: dict[int, list[Party]] = {key: [] for key in owners}
    rows = Participation.objects.filter(case__in=cases).on(on).select_related("party")
    for row in rows:
        if row.party.municipality_id != owners[row.case_id]:
            found[row.case_id].append(row.party)
    return found


def _open_meetings(bodies: set[int], on: date) -> dict[int, list[Meeting]]:
    """The meetings of each body whose agenda is still open on this day."""
    found = defaultdict(list)
    for meeting in Meeting.objects.filter(body__in=bodies, agenda_closes_date__gte=on):
        found[meeting.body_id].append(meeting)
    return found


def _closes(
    bodies: Sequence[Body], window: PartialDate, meetings: Mapping[int, list[Meeting]]
) -> date | None:
    last: date | None = window.latest
    for body in reversed(bodies):
        reached = [row for row in meetings.get(body.pk, ()) if last and row.date <= last]
        meeting = max(reached, key=lambda row: row.date, default=None)
        last = meeting.agenda_closes_date if meeting else None
    return last if bodies else None
