"""In which ways is the last ruling recorded?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.models import Case
from benchmarks.decision import anchor, replay
from benchmarks.decision.cloning import STRIDE
from benchmarks.decision.scene import NOW, TODAY
from benchmarks.harness import Sample, peak_rss, timed
from people.models import User
from workflows.rulings import Minutes, record_ruling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.decision.limit import Limit
    from benchmarks.decision.rows import Written
    from benchmarks.decision.scene import Scene


class Here:
    """A variant that runs in this process. Each decision is taken on a case of its own."""

    name: str

    def __init__(self, copies: Iterator[int]) -> None:
        self.copies = copies
        self.decided: list[int] = []

    def prepare(self, copy: int) -> None:
        """What stands before the decision and is not measured."""

    def decide(self, copy: int) -> None:
        raise NotImplementedError

    def turn(self, size: int) -> list[Sample]:
        copies = [self._next() for _ in range(size)]
        return [timed(partial(self.decide, copy)) for copy in copies]

    def queries(self) -> int:
        copy = self._next()
        with CaptureQueriesContext(connection) as captured:
            self.decide(copy)
        return sum(not q["sql"].startswith(("BEGIN", "COMMIT")) for q in captured)

    def rss(self) -> float:
        return peak_rss()

    def _next(self) -> int:
        copy = next(self.copies)
        self.prepare(copy)
        self.decided.append(copy)
        return copy


@dataclass(frozen=True, slots=True)
class Given:
    """What all variants know before they begin."""

    scene: Scene
    written: Written
    limit: Limit


class Ours(Here):
    """The real door: permission, lock, rules, duties, plan, history, step record, outbox."""

    name = "ours"

    def __init__(self, copies: Iterator[int], scene: Scene) -> None:
        super().__init__(copies)
        self.scene = scene

    def decide(self, copy: int) -> None:
        case = Case.objects.get(pk=self.scene.case + STRIDE * copy)
        record_ruling(
            case,
            Minutes(body=self.scene.council, date=TODAY, number=f"12-{copy}"),
            "approved",
            by=User.objects.get(pk=self.scene.secretary),
            at=NOW,
            seen=self.scene.version,
        )


class Viewflow(Here):
    """Stock viewflow: assign, start, execute, and the same rows in the task's transaction.

    It asks for the permission of the task and for nothing else: no rule, route, role or version.
    """

    def __init__(self, copies: Iterator[int], given: Given, *, in_bulk: bool) -> None:
        super().__init__(copies)
        self.name = "viewflow, in bulk" if in_bulk else "viewflow"
        self.given = given
        self.in_bulk = in_bulk
        self.tasks: dict[int, int] = {}

    def prepare(self, copy: int) -> None:
        from benchmarks.decision.flows import DecisionFlow

        case = Case.objects.get(pk=self.given.scene.case + STRIDE * copy)
        process = DecisionFlow.start.run(case=case)
        self.tasks[copy] = process.task_set.get(flow_task_type="HUMAN").pk

    def decide(self, copy: int) -> None:
        from viewflow.workflow.models import Task

        user = User.objects.get(pk=self.given.scene.secretary)
        task = Task.objects.get(pk=self.tasks[copy])
        with transaction.atomic(), task.activation() as activation:
            if not activation.assign.has_perm(user):
                raise PermissionError(user)
            activation.assign(user)
            activation.start(user)
            replay.write(self.given.written, copy, by=user, in_bulk=self.in_bulk)
            activation.execute()


class OnlyRows(Here):
    """Nothing but the rows."""

    name = "limit"

    def __init__(self, copies: Iterator[int], given: Given) -> None:
        super().__init__(copies)
        self.given = given

    def decide(self, copy: int) -> None:
        anchor.write(connection, self.given.limit, copy)
