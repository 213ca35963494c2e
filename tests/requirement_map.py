"""Which test proves which requirement? `make requirements` prints the answer.

Reads the marks `requirement("R-044")` and `acceptance("P02")` of all collected tests. Fails when
something that is built and must be there (`MUST`) has no test, and when a mark of a service, which
`.ci/run` counts on, stands on no test.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict

import pytest

MUST = {
    "R-002": "kinds of cooperation with rules of their own",
    "R-005": "the benefit expected for each group",
    "R-007": "what each party gives and receives",
    "R-008": "a town inside its municipality",
    "R-009": "declared and registered are counted",
    "R-018": "parties are alike and read the same record",
    "R-019": "decisions and signatures of each party on days of their own",
    "R-021": "the areas of an agreement, in order",
    "R-022": "commitments for the long and the short term, the one brought forward to the other",
    "R-023": "initiatives come and go without a new signature",
    "R-024": "a number is never used twice",
    "R-025": "one or more commitments in each initiative",
    "R-036": "the post outlives the person",
    "R-037": "no agreement without a review",
    "R-042": "a successor supersedes",
    "R-043": "dates that are a month or a year",
    "R-044": "in force, with its annexes, by the last signature",
    "R-045": "a day left blank is never invented",
    "R-048": "the four parts of an initiative",
    "R-052": "updates once or twice a year",
    "R-055": "a unit is responsible, with deputies",
    "R-058": "expected beside realised benefit",
    "R-060": "periods of years, parties not named",
    "R-063": "a relation whose text is missing",
    "R-066": "a decision under its number",
    "R-067": "no approval without the assessment",
    "R-068": "no approval without the citizen perspective",
    "R-069": "which bodies rule, by kind",
    "R-071": "municipal companies among the units",
    "R-072": "each of many parties signs",
    "R-074": "a review and what comes of it",
    "R-081": "each reader's own language",
    "P01": "benefit before decision",
    "P02": "four eyes",
    "P03": "sent back",
    "P05": "day left blank",
    "P06": "review in a month",
    "P09": "two at once",
    "P10": "no end date",
    "P16": "once",
    "P19": "rights",
    "P20": "restore",
}
"""What is built of what a municipality must have; who builds more adds it here."""

SERVICES = ("postgres", "redis", "smtp", "browser")


class RequirementMap:
    """A pytest plugin that notes what the collected tests say they prove."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = defaultdict(set)
        self.services = Counter[str]()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            test = item.nodeid.partition("[")[0]
            for mark in (*item.iter_markers("requirement"), *item.iter_markers("acceptance")):
                for number in mark.args:
                    self.tests[number].add(test)
            self.services.update(name for name in SERVICES if item.get_closest_marker(name))

    def missing(self) -> list[str]:
        """What must be proven and is not, a sentence for each."""
        unproven = [
            f"{number} ({words}) has no test"
            for number, words in MUST.items()
            if number not in self.tests
        ]
        return unproven + [
            f"no test is marked {name}" for name in SERVICES if not self.services[name]
        ]

    def __str__(self) -> str:
        lines = [
            line
            for number in sorted(self.tests)
            for line in (number, *(f"  {test}" for test in sorted(self.tests[number])))
        ]
        tests = set[str]().union(*self.tests.values())
        marked = ", ".join(f"{name} {self.services[name]}" for name in SERVICES)
        return "\n".join([*lines, f"{len(self.tests)} proven by {len(tests)} tests; {marked}"])


def main(arguments: list[str]) -> int:
    found = RequirementMap()
    failure = pytest.main(["--collect-only", "-p", "no:terminal", *arguments], plugins=[found])
    if failure:
        sys.stderr.write("The tests cannot be collected: `pytest --collect-only` says why.\n")
        return failure
    sys.stdout.write(f"{found}\n")
    missing = found.missing()
    sys.stderr.writelines(f"{sentence}\n" for sentence in missing)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
