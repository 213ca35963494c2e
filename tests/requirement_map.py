"""Which test proves which requirement? `make requirements` prints the answer.

Reads the marks `requirement("R-044")` and `acceptance("P02")` of all collected tests.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import pytest


class RequirementMap:
    """A pytest plugin that notes what the collected tests say they prove."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            test = item.nodeid.partition("[")[0]
            for mark in (*item.iter_markers("requirement"), *item.iter_markers("acceptance")):
                for number in mark.args:
                    self.tests[number].add(test)

    def __str__(self) -> str:
        lines = [
            line
            for number in sorted(self.tests)
            for line in (number, *(f"  {test}" for test in sorted(self.tests[number])))
        ]
        tests = set[str]().union(*self.tests.values())
        return "\n".join([*lines, f"{len(self.tests)} proven by {len(tests)} tests"])


def main() -> int:
    found = RequirementMap()
    failure = pytest.main(["--collect-only", "-p", "no:terminal"], plugins=[found])
    if failure:
        sys.stderr.write("The tests cannot be collected: `pytest --collect-only` says why.\n")
    else:
        sys.stdout.write(f"{found}\n")
    return failure


if __name__ == "__main__":
    sys.exit(main())
