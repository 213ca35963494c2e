"""What every bench of reminders is made of: work that is done, measured and taken back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.harness import Sample, peak_rss, timed
from notifications.models import Message, Note, Reminder

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.harness import Variant


class TakenBack:
    """A variant that does its work in a transaction which is rolled back after each measurement.

    `share` is the part of the work that it does; its time is told for the whole.
    """

    def __init__(self, name: str, work: Callable[[], object], *, share: float = 1.0) -> None:
        self.name, self._work, self._share = name, work, share

    def turn(self, size: int) -> list[Sample]:
        return [self._taken_back() for _ in range(size)]

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self._taken_back()
        return len(captured)

    def rss(self) -> float:
        return peak_rss()

    def writes(self) -> Counter[str]:
        """How many rows of which sort the work leaves, before they are taken back."""
        with transaction.atomic():
            before = _rows()
            self._work()
            written = _rows()
            written.subtract(before)
            transaction.set_rollback(True)
        return Counter(
            {name: round(count / self._share) for name, count in written.items() if count}
        )

    def _taken_back(self) -> Sample:
        with transaction.atomic():
            sample = timed(self._work)
            transaction.set_rollback(True)
        return Sample(sample.wall / self._share, sample.cpu / self._share)


def _rows() -> Counter[str]:
    counts = Counter({"note": Note.objects.count()})
    counts.update(
        f"message {status}" for status in Message.objects.values_list("status", flat=True)
    )
    counts.update(
        f"reminder {status}" for status in Reminder.objects.values_list("status", flat=True)
    )
    return counts


class Bench:
    """Variants that write the same rows, taken back each time."""

    name: str
    ours: str

    def __init__(self, *, without: frozenset[str] = frozenset()) -> None:  # noqa: ARG002
        self.notes: list[str] = []
        self._variants: list[TakenBack] = []

    def variants(self) -> list[Variant]:
        return list(self._variants)

    def count_queries(self) -> dict[str, int]:
        return {variant.name: variant.queries() for variant in self._variants}

    def check(self) -> None:
        """Every variant leaves as many rows of each sort."""
        wrote = {variant.name: variant.writes() for variant in self._variants}
        if any(rows != wrote[self.ours] for rows in wrote.values()):
            raise AssertionError("\n".join(f"{name}: {rows}" for name, rows in wrote.items()))
        self._wrote = wrote[self.ours]

    def rows(self) -> dict[str, int]:
        return dict(self._wrote)

    def close(self) -> None:
        """Nothing is left open."""
