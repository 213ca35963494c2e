"""Which bench is run, on which database, and what did it find?"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import database, harness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.harness import Bench, Line, Summary

BENCHES = ("decision", "reminders")


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    database.choose(asked.db, asked.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django

    django.setup()
    _make_tables()
    print(_versions())
    lines = [line for bench in _benches(asked) for line in measure(bench, asked)]
    if asked.json:
        asked.json.write_text(json.dumps(harness.as_json(lines), indent=2) + "\n")
    return 0


def _make_tables() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # the peer's tables name the product's


def _benches(asked: argparse.Namespace) -> Iterator[Bench]:
    """The benches asked for, each on empty tables of the product."""
    from django.db import connections

    from benchmarks.decision.bench import Decision
    from benchmarks.reminders.claim import CatchUp, Claim
    from benchmarks.reminders.mail import Digest, Mail
    from benchmarks.reminders.plan import Plan

    every: dict[str, tuple[Callable[..., Bench], ...]] = {
        "decision": (Decision,),
        "reminders": (Claim, CatchUp, Plan, Mail, Digest),
    }
    makers = [bench for name in asked.only or BENCHES for bench in every[name]]
    for place, make in enumerate(makers):
        if place:
            connections.close_all()
            database.choose(asked.db, asked.folder)
            _make_tables()
        yield make(without=frozenset(asked.without))


def measure(bench: Bench, asked: argparse.Namespace) -> list[Line]:
    """Run one bench and print what it found."""
    name = bench.name
    try:
        n = bench.setup(asked.n, asked.rounds * asked.size)
        queries = bench.count_queries()
        variants = bench.variants()
        taken = harness.interleave(variants, asked.rounds, asked.size)
        bench.check()
        summaries = [harness.summary(v, taken[v.name], queries[v.name]) for v in variants]
    finally:
        bench.close()
    lines = [
        harness.compare(name, taken, bench.ours, against, queries=queries[bench.ours], n=n)
        for against in bench.against
    ]
    print(f"\n{name}: n={n}, {asked.rounds} rounds of {asked.size}, the first dropped")
    for note in bench.notes:
        print(note)
    print("Rows written by each: ", ", ".join(f"{t} {c}" for t, c in bench.rows().items()))
    _print_summaries(summaries)
    _print_lines(lines)
    return lines


def _print_summaries(summaries: list[Summary]) -> None:
    print(f"\n{'':22}{'median':>11}{'p95':>11}{'IQR':>11}{'CPU':>11}  queries   RSS")
    for row in summaries:
        times = "".join(f"{value:>8.2f} ms" for value in (row.median, row.p95, row.iqr, row.cpu))
        print(f"{row.name:22}{times}{row.queries:>9}{row.rss:>5.0f} MB")


def _print_lines(lines: list[Line]) -> None:
    print(f"\n{'ours against':22}{'ratio':>9}{'spread':>9}{'target':>9}  verdict")
    for line in lines:
        numbers = "".join(f"{_number(v):>9}" for v in (line.ratio, line.spread, line.target))
        print(f"{line.against:22}{numbers}  {_verdict(line)}")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _verdict(line: Line) -> str:
    if line.target is None:
        return "no target"
    if line.ratio is None:
        return "not measured"
    if line.meets is None:
        return "none: the spread exceeds the gap"
    return "met" if line.meets else "NOT met"


def _versions() -> str:
    from importlib.metadata import version

    from django.db import connection

    connection.ensure_connection()
    engine: Any = connection
    server = (
        f"PostgreSQL {engine.pg_version // 10000}.{engine.pg_version % 10000}"
        if connection.vendor == "postgresql"
        else f"SQLite {'.'.join(map(str, engine.Database.sqlite_version_info))}"
    )
    packages = ("Django", "psycopg", "django-viewflow", "django-simple-history")
    return ", ".join(
        [f"Python {platform.python_version()}", server]
        + [f"{package} {version(package)}" for package in packages]
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--db", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--n", type=int, default=500, help="cases that stand in the database")
    parser.add_argument("--rounds", type=int, default=7, help="the first is dropped")
    parser.add_argument("--size", type=int, default=10, help="how often a turn does the work")
    parser.add_argument("--only", action="append", choices=BENCHES)
    parser.add_argument(
        "--without", action="append", choices=("wagtail",), default=[], help="leave a peer out"
    )
    parser.add_argument(
        "--folder", type=Path, default=database.FOLDER, help="where SQLite's files go"
    )
    parser.add_argument("--json", type=Path, help="write the comparisons here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
