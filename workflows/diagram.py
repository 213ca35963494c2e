"""The lifecycles as Mermaid diagrams and tables, for docs/lifecycle.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from agreements.states import State
from workflows.lifecycles import LIFECYCLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.case_lifecycle import CaseLifecycle

HEAD = """# Lifecycles

Generated from the declared lifecycles by `manage.py lifecycle_docs`; a test fails when it is
stale. Steps that record something and leave the state are in the table only.
"""


def document() -> str:
    """The whole of docs/lifecycle.md; nothing in it is written by hand."""
    with translation.override("en-gb"):
        parts = [HEAD]
        for sort, lifecycle in LIFECYCLES.items():
            parts += [f"\n## {str(sort).title()}\n", _mermaid(lifecycle), _table(lifecycle)]
        return "\n".join(parts)


def declared(lifecycle: type[CaseLifecycle]) -> Iterator[tuple[str, str, list[str]]]:
    """Every declared step: its slug, the state it leads from, the states it may lead to."""
    for transitions in lifecycle.state.get_transitions().values():
        for transition in transitions:
            yield transition.slug, str(State(transition.source)), _targets(transition)


def _targets(transition: Any) -> list[str]:
    """The states that a step leads to; an ending leads to its own, on its day.

    Until then what is under review goes back into its term; taken back, into its review.
    """
    targets = [str(State(t)) for t in transition.declared_targets() if t in State.values]
    if transition.slug not in {"terminate", "give_notice", "withdraw_notice"}:
        return targets
    into = {State.TERMINATED}
    if transition.slug != "withdraw_notice" and transition.source == State.UNDER_REVIEW:
        into |= {State.ACTIVE, State.RENEWED}
    if transition.slug == "withdraw_notice" and transition.source in {State.ACTIVE, State.RENEWED}:
        into |= {State.UNDER_REVIEW}
    return [target for target in targets if target in into]


def _mermaid(lifecycle: type[CaseLifecycle]) -> str:
    edges = sorted(
        f"    {source} --> {target}: {slug}"
        for slug, source, targets in declared(lifecycle)
        for target in targets
        if slug not in {"register", "annul"}
    )
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> draft", *edges, "```", ""])


def _table(lifecycle: type[CaseLifecycle]) -> str:
    rows: dict[str, tuple[set[str], set[str], str, str]] = {}
    for transitions in lifecycle.state.get_transitions().values():
        for t in transitions:
            sources, targets, _label, _who = rows.setdefault(
                t.slug, (set(), set(), str(t.label), t.permission.__name__.replace("_", " "))
            )
            sources.add(str(State(t.source)))
            targets |= set(_targets(t))
    lines = ["| step | label | from | to | who may |", "|---|---|---|---|---|"]
    for slug, (sources, targets, label, who) in sorted(rows.items()):
        to = _names(targets) if targets else "stays"
        lines.append(f"| `{slug}` | {label} | {_names(sources)} | {to} | {who} |")
    return "\n".join([*lines, ""])


def _names(states: set[str]) -> str:
    every = 10
    return "most" if len(states) > every else ", ".join(s for s in State.values if s in states)
