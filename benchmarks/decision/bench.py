"""The bench `decision`: the last ruling on a case, with all that is written for it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import Permission

from agreements.models import Case, Duty
from benchmarks import database
from benchmarks.apart import NotAvailableError
from benchmarks.decision import rows, scene
from benchmarks.decision.cloning import STRIDE, clone
from benchmarks.decision.limit import limit_of
from benchmarks.decision.peer import (
    Wagtail,
    WagtailLimit,
    Worker,
    environment,
)
from benchmarks.decision.variants import Given, OnlyRows, Ours, Viewflow
from benchmarks.harness import Against
from people.models import User

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from benchmarks.decision.variants import Here
    from benchmarks.harness import Variant

WORKER = "benchmarks.decision.wagtail_worker"


class Decision:
    """Sets the scene, hands out the variants and checks that they wrote the same."""

    name = "decision"
    ours = "ours"
    against = (
        Against("viewflow", 0.65),
        Against("viewflow, in bulk"),
        Against("wagtail", 0.5, anchor="limit", their_anchor="limit beside wagtail"),
        Against("limit", 6.0),
    )

    def __init__(self, *, without: frozenset[str] = frozenset()) -> None:
        self.without = without
        self.here: list[Here] = []
        self.away: list[Wagtail | WagtailLimit] = []
        self.wrote: dict[str, Counter[str]] = {}
        self.notes: list[str] = []
        self.worker: Worker | None = None

    # ------------------------------------------------------------ before
    def setup(self, n: int, turns: int) -> int:
        """Make `n` cases, or as many as `turns` of all variants need; returns how many."""
        first = scene.prepare()
        one = Ours(iter(()), first)
        written = rows.recorded(lambda: one.decide(0))
        given = Given(first, written, limit_of(written))
        copies = count(1)
        self.here = [
            Ours(copies, first),
            Viewflow(copies, given, in_bulk=False),
            Viewflow(copies, given, in_bulk=True),
            OnlyRows(copies, given),
        ]
        made = max(n - 1, (len(self.here) + 1) * (turns + 1))
        clone(made)
        secretary = User.objects.get(pk=first.secretary)
        secretary.user_permissions.add(Permission.objects.get(codename="can_rule_decisionprocess"))
        if "wagtail" not in self.without:
            self._invite(given, copies)
        return made + 1

    def _invite(self, given: Given, copies: Iterator[int]) -> None:
        try:
            self.worker = Worker(
                environment(),
                WORKER,
                {"databases": _databases(), "limit": given.limit},
            )
            self.notes.append(self.worker.ask("ready"))
        except NotAvailableError as error:
            self.notes.append(f"No verdict for Wagtail. {error}")
            return
        statements = len(given.limit["statements"]) + bool(given.limit["keys"])
        self.away = [Wagtail(self.worker), WagtailLimit(self.worker, copies, statements)]

    # ------------------------------------------------------------ variants
    def variants(self) -> list[Variant]:
        return [*self.here, *self.away]

    def count_queries(self) -> dict[str, int]:
        """Each variant decides once, uncounted in time; what it wrote is kept for `check`."""
        queries = {}
        for variant in self.here:
            before = rows.counts()
            queries[variant.name] = variant.queries()
            self.wrote[variant.name] = rows.counts() - before
        try:
            return queries | {variant.name: variant.queries() for variant in self.away}
        except NotAvailableError as error:
            self.away = []
            self.notes.append(f"No verdict for Wagtail. {error}")
            return queries

    # ------------------------------------------------------------ after
    def check(self) -> None:
        """Every variant wrote as many rows into each table and left every case the same."""
        if differing := [name for name, wrote in self.wrote.items() if wrote != self.wrote["ours"]]:
            raise AssertionError(
                "\n".join(f"{name}: {dict(self.wrote[name])}" for name in ["ours", *differing])
            )
        for variant in self.here:
            left = {_left(copy) for copy in variant.decided}
            if len(left) != 1 or left != {_left(self.here[0].decided[0])}:
                raise AssertionError(f"{variant.name} left: {left}")

    def rows(self) -> dict[str, int]:
        return dict(self.wrote["ours"])

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()


def _left(copy: int) -> tuple[Any, ...]:
    """What a decided case looks like."""
    case = Case.objects.get(pk=copy * STRIDE + _first_case())
    duties = Duty.objects.filter(case=case).order_by("kind_id", "subject")
    return (
        case.state,
        case.version,
        case.steps.count(),
        case.rulings.count(),
        tuple(duties.values_list("kind_id", "subject", "status")),
    )


def _first_case() -> int:
    return int(Case.objects.order_by("pk").values_list("pk", flat=True)[0])


def _databases() -> dict[str, dict[str, Any]]:
    ours = {
        key: settings.DATABASES["default"].get(key, "")
        for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    }
    theirs = database.beside(str(ours["NAME"]))
    return {"default": ours | {"NAME": theirs}, "samklang": ours}
