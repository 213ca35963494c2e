"""How does a peer take part that must not be installed beside the product?

Wagtail gets a virtual environment of its own under `var/bench-wagtail`, made when first asked
for, and answers from a process of its own (`wagtail_worker`).
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from django.conf import settings

from benchmarks import apart
from benchmarks.apart import NotAvailableError
from benchmarks.harness import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def environment() -> str:
    """The peer's Python."""
    return str(apart.environment("bench-wagtail", "bench.txt") / "python")


class Worker:
    """A process that answers one JSON line to each."""

    def __init__(self, python: str, module: str, given: Mapping[str, Any]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [python, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=settings.BASE_DIR,
        )
        self._send(given)

    def ask(self, do: str, **what: Any) -> Any:
        self._send({"do": do, **what})
        assert self.process.stdout is not None  # it is a pipe
        line = self.process.stdout.readline()
        if not line:
            raise NotAvailableError(f"The peer ended with {self.process.wait()}.")
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin is not None  # it is a pipe
        self.process.stdin.close()
        self.process.wait(timeout=10)

    def _send(self, what: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None  # it is a pipe
        try:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise NotAvailableError("The peer has ended.") from error


class Wagtail:
    """Wagtail's own rows alone, which are fewer than ours: the first of two group approvals."""

    name = "wagtail"

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def turn(self, size: int) -> list[Sample]:
        return [Sample(*pair) for pair in self.worker.ask("approve", size=size)]

    def queries(self) -> int:
        return int(self.worker.ask("queries"))

    def rss(self) -> float:
        return float(self.worker.ask("rss"))


class WagtailLimit:
    """The anchor: our limit, written by Wagtail's process."""

    name = "limit beside wagtail"

    def __init__(self, worker: Worker, copies: Iterator[int], statements: int) -> None:
        self.worker = worker
        self.copies = copies
        self.statements = statements
        self.decided: list[int] = []

    def turn(self, size: int) -> list[Sample]:
        copies = [next(self.copies) for _ in range(size)]
        self.decided += copies
        return [Sample(*pair) for pair in self.worker.ask("limit", copies=copies)]

    def queries(self) -> int:
        return self.statements

    def rss(self) -> float:
        return float(self.worker.ask("rss"))
