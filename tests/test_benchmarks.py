"""Is what the benches say worth believing?"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from benchmarks import harness
from benchmarks.harness import Against, Ratio, Sample
from config.settings import BASE_DIR

if TYPE_CHECKING:
    from pathlib import Path


def turns(*walls: float) -> harness.Rounds:
    """One turn of one sample for each number."""
    return [[Sample(wall, wall / 2)] for wall in walls]


@dataclass
class Clockwork:
    """A variant that takes as long as it is told, in order."""

    name: str
    walls: list[float]
    log: list[str]

    def turn(self, size: int) -> list[Sample]:
        self.log.append(self.name)
        wall = self.walls.pop(0)
        return [Sample(wall, wall)] * size

    def queries(self) -> int:
        return 1

    def rss(self) -> float:
        return 10.0


# ---------------------------------------------------------------- statistics
def test_ratio_is_taken_within_each_round_so_that_drift_cancels_out() -> None:
    ours, theirs = turns(1, 2, 3, 30), turns(2, 4, 6, 60)

    assert harness.ratio(ours, theirs) == Ratio(0.5, 0.0)


def test_ratio_is_the_median_and_the_spread_the_quartiles_of_the_rounds() -> None:
    measured = harness.ratio(turns(1, 2, 3, 4, 5), turns(1, 1, 1, 1, 1))

    assert measured == Ratio(3.0, 2.0)


def test_peer_of_another_process_is_compared_through_the_anchor_of_each() -> None:
    ours, anchor = turns(10, 10), turns(1, 1)
    theirs, their_anchor = turns(60, 60), turns(3, 3)

    assert harness.anchored_ratio(ours, anchor, theirs, their_anchor) == Ratio(0.5, 0.0)


def test_summary_is_in_milliseconds() -> None:
    samples = [[Sample(n / 1000, n / 2000) for n in range(1, 102)]]

    row = harness.summary(Clockwork("ours", [], []), samples, 7)

    assert [round(value, 6) for value in (row.median, row.p95, row.iqr, row.cpu)] == [
        51,
        96,
        50,
        25.5,
    ]
    assert (row.name, row.queries, row.rss) == ("ours", 7, 10.0)


# ---------------------------------------------------------------- verdict
def test_target_is_met_or_missed_where_the_spread_is_smaller_than_the_gap() -> None:
    assert harness.verdict(Ratio(0.5, 0.1), 0.65) is True
    assert harness.verdict(Ratio(0.8, 0.1), 0.65) is False


def test_no_verdict_where_the_spread_exceeds_the_gap() -> None:
    assert harness.verdict(Ratio(0.6, 0.1), 0.65) is None
    assert harness.verdict(Ratio(0.7, 0.1), 0.65) is None


def test_no_verdict_without_a_target() -> None:
    assert harness.verdict(Ratio(0.5, 0.0), None) is None


# ---------------------------------------------------------------- rounds
def test_variants_take_turns_and_the_first_round_is_dropped() -> None:
    log: list[str] = []
    variants = [Clockwork("a", [9, 1, 1], log), Clockwork("b", [9, 2, 2], log)]

    taken = harness.interleave(variants, rounds=3, size=2)

    assert log == ["a", "b", "b", "a", "a", "b"]
    assert [[s.wall for s in turn] for turn in taken["a"]] == [[1, 1], [1, 1]]
    assert [[s.wall for s in turn] for turn in taken["b"]] == [[2, 2], [2, 2]]


def test_one_round_is_refused() -> None:
    with pytest.raises(ValueError, match="At least 2 rounds"):
        harness.interleave([], rounds=1, size=1)


# ---------------------------------------------------------------- the JSON form
def test_comparison_has_the_agreed_form() -> None:
    taken = {"ours": turns(1, 1), "peer": turns(2, 2)}

    line = harness.compare("decision", taken, "ours", Against("peer", 0.65), queries=14, n=500)

    assert harness.as_json([line]) == [
        {
            "bench": "decision",
            "against": "peer",
            "ratio": 0.5,
            "target": 0.65,
            "meets": True,
            "spread": 0.0,
            "queries": 14,
            "n": 500,
        }
    ]


def test_peer_that_could_not_be_measured_gets_no_verdict() -> None:
    line = harness.compare(
        "decision", {"ours": turns(1)}, "ours", Against("w", 0.5), queries=1, n=1
    )

    assert (line.ratio, line.meets, line.target) == (None, None, 0.5)


# ---------------------------------------------------------------- a run
def test_tiny_run_measures_variants_that_wrote_the_same_rows(tmp_path: Path) -> None:
    """A process of its own: its settings have the peer's tables. It fails where rows differ."""
    found = tmp_path / "found.json"

    run = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks", "--only", "decision", "--without", "wagtail"),
            *("--n", "5", "--rounds", "2", "--size", "1"),
            *("--folder", str(tmp_path), "--json", str(found)),
        ],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert "agreements_historicalcase 1" in run.stdout
    lines = {line["against"]: line for line in json.loads(found.read_text())}
    assert lines.keys() == {"viewflow", "viewflow, in bulk", "wagtail", "limit"}
    assert lines["wagtail"]["ratio"] is None
    assert lines["limit"]["ratio"] > 0
    assert lines["viewflow"]["queries"] > 0


def test_tiny_run_of_reminders_tells_plans_and_hands_over_the_same(tmp_path: Path) -> None:
    found = tmp_path / "found.json"

    run = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks", "--only", "reminders"),
            *("--n", "40", "--rounds", "2", "--size", "1"),
            *("--folder", str(tmp_path), "--json", str(found)),
        ],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert [(line["bench"], line["target"]) for line in json.loads(found.read_text())] == [
        ("reminders: claim", 1 / 20),
        ("reminders: claim", 5.0),
        ("reminders: catch-up", 1.2),
        ("reminders: plan", 1 / 40),
        ("reminders: plan", 2.0),
        ("reminders: mail", 0.5),
        ("reminders: digest", 0.1),
    ]
