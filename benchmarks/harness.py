"""How are variants measured side by side, and when may a result be called one?

Absolute times drift with whatever else the machine does, so variants take turns in every round
and only ratios within a round are compared. The first round warms up and is dropped.
"""

from __future__ import annotations

import gc
import resource
import statistics
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LEAST_ROUNDS = 2  # one to drop, one to keep; a result worth reporting takes five or more


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds that one act took: on the wall, and of this process's CPU."""

    wall: float
    cpu: float


Rounds = list[list[Sample]]


class Variant(Protocol):
    """One way of doing the work. `turn` does it `size` times."""

    @property
    def name(self) -> str: ...

    def turn(self, size: int) -> list[Sample]: ...

    def queries(self) -> int:
        """Do it once and count the statements."""

    def rss(self) -> float:
        """The largest size of the process so far, in MB."""


class Bench(Protocol):
    """What is measured: variants that do the same, and whether they did."""

    @property
    def name(self) -> str: ...

    @property
    def ours(self) -> str: ...

    @property
    def against(self) -> tuple[Against, ...]: ...

    @property
    def notes(self) -> list[str]: ...

    def setup(self, n: int, turns: int) -> int:
        """Make `n` cases, or as many as `turns` need; returns how many."""

    def variants(self) -> list[Variant]: ...

    def count_queries(self) -> dict[str, int]: ...

    def check(self) -> None:
        """Raises `AssertionError` unless all variants wrote the same."""

    def rows(self) -> dict[str, int]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Against:
    """Ours is compared with `name` and is to be at most `target` times as slow.

    A variant of another process is compared through work that both processes did: `anchor` here,
    `their_anchor` there.
    """

    name: str
    target: float | None = None
    anchor: str = ""
    their_anchor: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median of the rounds' ratios, and the distance between their quartiles."""

    value: float
    spread: float


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison, as `--json` writes it. `meets` is null where no verdict can be given."""

    bench: str
    against: str
    ratio: float | None
    target: float | None
    meets: bool | None
    spread: float | None
    queries: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What one variant took: milliseconds, statements, and megabytes of its process."""

    name: str
    median: float
    p95: float
    iqr: float
    cpu: float
    queries: int
    rss: float


def timed(act: Callable[[], object]) -> Sample:
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return Sample(time.perf_counter() - wall, time.process_time() - cpu)


def peak_rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def interleave(variants: Sequence[Variant], rounds: int, size: int) -> dict[str, Rounds]:
    """Let every variant take its turn in every round, each round beginning with another one."""
    if rounds < LEAST_ROUNDS:
        raise ValueError(f"At least {LEAST_ROUNDS} rounds: the first is dropped.")
    taken: dict[str, Rounds] = {variant.name: [] for variant in variants}
    for number in range(rounds):
        first = number % len(variants)
        for variant in (*variants[first:], *variants[:first]):
            gc.collect()
            taken[variant.name].append(variant.turn(size))
    return {name: turns[1:] for name, turns in taken.items()}


def ratio(of: Rounds, to: Rounds) -> Ratio:
    """How many times as long `of` took as `to`, round by round."""
    return _middle([_median(a) / _median(b) for a, b in zip(of, to, strict=True)])


def anchored_ratio(of: Rounds, anchor: Rounds, to: Rounds, their_anchor: Rounds) -> Ratio:
    """The same across two processes, each measured by the anchor beside it."""
    return _middle(
        [
            (_median(a) / _median(b)) / (_median(c) / _median(d))
            for a, b, c, d in zip(of, anchor, to, their_anchor, strict=True)
        ]
    )


def verdict(measured: Ratio, target: float | None) -> bool | None:
    """Is the target met? None where the spread exceeds the gap, or there is no target."""
    if target is None or measured.spread > abs(measured.value - target):
        return None
    return measured.value <= target


def summary(variant: Variant, turns: Rounds, queries: int) -> Summary:
    walls = [sample.wall * 1000 for turn in turns for sample in turn]
    cpus = [sample.cpu * 1000 for turn in turns for sample in turn]
    return Summary(
        name=variant.name,
        median=statistics.median(walls),
        p95=_quantile(walls, 0.95),
        iqr=_iqr(walls),
        cpu=statistics.median(cpus),
        queries=queries,
        rss=variant.rss(),
    )


def compare(  # noqa: PLR0913 - the facts of a comparison
    bench: str, taken: dict[str, Rounds], ours: str, against: Against, *, queries: int, n: int
) -> Line:
    """Ours against one other; without numbers where the other could not be measured."""
    needed = {ours, against.name, against.anchor, against.their_anchor} - {""}
    if not needed <= taken.keys():
        return Line(bench, against.name, None, against.target, None, None, queries, n)
    measured = (
        anchored_ratio(
            taken[ours], taken[against.anchor], taken[against.name], taken[against.their_anchor]
        )
        if against.anchor
        else ratio(taken[ours], taken[against.name])
    )
    return Line(
        bench=bench,
        against=against.name,
        ratio=round(measured.value, 3),
        target=against.target,
        meets=verdict(measured, against.target),
        spread=round(measured.spread, 3),
        queries=queries,
        n=n,
    )


def as_json(lines: Iterable[Line]) -> list[dict[str, object]]:
    return [asdict(line) for line in lines]


def _median(samples: list[Sample]) -> float:
    return statistics.median(sample.wall for sample in samples)


def _middle(ratios: list[float]) -> Ratio:
    return Ratio(statistics.median(ratios), _iqr(ratios))


def _iqr(values: list[float]) -> float:
    return _quantile(values, 0.75) - _quantile(values, 0.25)


def _quantile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie, between two neighbours linearly."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
