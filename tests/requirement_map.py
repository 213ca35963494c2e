"""Which test proves which requirement? `make requirements` prints the answer.

`docs/requirements.md` says the same for readers; `make requirements ARGS=--write` writes it anew.

Reads the marks `requirement("R-044")` and `acceptance("P02")` of all collected tests. Fails when
something that is built and must be there (`MUST`) has no test, and when a mark of a service, which
`.ci/run` counts on, stands on no test, and when that page is out of date.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

MUST = {
    "R-001": "figures of a party with the year they are from",
    "R-002": "kinds of cooperation with rules of their own",
    "R-005": "the benefit expected for each group",
    "R-007": "who gives to whom, counted",
    "R-008": "a town inside its municipality",
    "R-009": "declared and registered are counted; a wish comes before a proposal",
    "R-010": "a party not named yet, in drafts alone",
    "R-011": "regions, countries, networks, institutions, associations, companies as parties",
    "R-018": "parties are alike and read the same record",
    "R-019": "decisions and signatures of each party on days of their own; what came before them",
    "R-020": "parties merge, split and change their names",
    "R-021": "the areas of an agreement, in order, with their initiatives",
    "R-022": "commitments in the short and the long term",
    "R-023": "initiatives and commitments come and go without a new signature",
    "R-024": "a number is never used twice",
    "R-025": "one initiative, several commitments",
    "R-026": "begin, intensify, exchange, deliver together",
    "R-027": "what may come up is never overdue",
    "R-030": "contact roles outlive the person",
    "R-034": "milestones of each party, expected and reached",
    "R-035": "commitments with a direction",
    "R-036": "the post outlives the person",
    "R-037": "no agreement without a review",
    "R-038": "agreements under a framework agreement",
    "R-039": "an area in which nothing happens is seen",
    "R-040": "initiatives outside the areas, marked",
    "R-041": "action plans with versions, approval and activation",
    "R-042": "a successor supersedes",
    "R-043": "dates that are a month or a year",
    "R-044": "in force, with its annexes, by the last signature",
    "R-045": "a day left blank is never invented",
    "R-046": "annexes with number, version and status",
    "R-047": "occasions, on the calendar too",
    "R-048": "the four parts of an initiative",
    "R-049": "a study ends with a finding",
    "R-050": "a standing cooperation is asked about once a year",
    "R-052": "updates once or twice a year",
    "R-053": "a lead of each area for each party; accounts reach their own agreements",
    "R-055": "a unit is responsible, with deputies; tasks are handed over",
    "R-058": "expected beside realised benefit",
    "R-060": "periods of years, parties not named",
    "R-061": "what ended long ago enters in its end state",
    "R-063": "a relation whose text is missing",
    "R-066": "a decision under its number",
    "R-067": "no approval without the assessment",
    "R-068": "no approval without the citizen perspective",
    "R-069": "which bodies rule, by kind",
    "R-071": "municipal companies among the units",
    "R-072": "each of many parties signs",
    "R-073": "a network has members over time",
    "R-074": "a review and what comes of it",
    "R-075": "decades, without a false day",
    "R-076": "a kind may ask for more in its assessment",
    "R-077": "what the other party gains, in its own words",
    "R-081": "each reader's own language",
    "P01": "benefit before decision",
    "P02": "four eyes",
    "P03": "sent back",
    "P04": "in force at signature",
    "P05": "day left blank",
    "P06": "review in a month",
    "P07": "succession",
    "P08": "updates once or twice a year",
    "P09": "two at once",
    "P10": "no end date",
    "P11": "a party leaves",
    "P16": "once",
    "P17": "calendar programs",
    "P19": "rights",
    "P20": "restore",
}
"""What is built of what a municipality must have; who builds more adds it here."""

PAGE = Path("docs/requirements.md")
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


HEAD = """\
# Which test proves what

Written by `make requirements ARGS=--write` from the marks of the tests; do not edit. R-numbers
are the requirements, P-numbers the acceptance scenarios; those in bold must be proven at this
stage, and `make requirements` fails without their test.

| | what | proven by |
|---|---|---|
"""


def page(found: RequirementMap) -> str:
    """The map as a table: number, what it is, tests by file."""
    rows = []
    for number in sorted(found.tests):
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in sorted(found.tests[number]):
            file, _colons, name = test.partition("::")
            by_file[file.removeprefix("tests/")].append(name.removeprefix("test_"))
        proven = "; ".join(f"`{file}`: {', '.join(names)}" for file, names in by_file.items())
        shown = f"**{number}**" if number in MUST else number
        rows.append(f"| {shown} | {MUST.get(number, '')} | {proven} |\n")
    return HEAD + "".join(rows)


def main(arguments: list[str]) -> int:
    is_writing = "--write" in arguments
    found = RequirementMap()
    rest = [argument for argument in arguments if argument != "--write"]
    failure = pytest.main(["--collect-only", "-p", "no:terminal", *rest], plugins=[found])
    if failure:
        sys.stderr.write("The tests cannot be collected: `pytest --collect-only` says why.\n")
        return failure
    sys.stdout.write(f"{found}\n")
    if is_writing:
        PAGE.write_text(page(found), encoding="utf-8")
    missing = found.missing()
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(found):
        missing.append(f"{PAGE} is out of date: make requirements ARGS=--write")
    sys.stderr.writelines(f"{sentence}\n" for sentence in missing)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
