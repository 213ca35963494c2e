"""Does the code keep to the house rules that no linter knows?"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from django.apps import apps

from agreements.date_fields import PartialDateField

ROOT = Path(__file__).parents[1]
PACKAGES = (
    *("config", "web", "reports", "exchange", "notifications"),
    *("workflows", "agreements", "people", "audit"),
)
LONGEST = 400


@cache
def modules() -> tuple[Path, ...]:
    """The product's own modules; migrations are generated."""
    found = [ROOT / "clock.py", ROOT / "manage.py"]
    for package in PACKAGES:
        found += (ROOT / package).rglob("*.py")
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(text(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a module's syntax, walked once for all rules."""
    return tuple(ast.walk(parsed(path)))


def told(path: Path) -> str:
    return str(path.relative_to(ROOT))


def where(pattern: str, *, but: set[str], among: tuple[Path, ...] | None = None) -> list[str]:
    """Files with a line that matches, other than these; their docstrings and all."""
    search = re.compile(pattern, re.MULTILINE).search
    return [
        told(path) for path in among or modules() if told(path) not in but and search(text(path))
    ]


# ---------------------------------------------------------------- who does what
def test_only_the_lifecycle_writes_state() -> None:
    writes_state = []
    for path in modules():
        for node in nodes(path):
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign | ast.AugAssign)
                else []
            )
            attributes = [e for t in targets for e in ast.walk(t) if isinstance(e, ast.Attribute)]
            if any(a.attr == "state" and isinstance(a.ctx, ast.Store) for a in attributes):
                writes_state.append(told(path))

    assert writes_state == ["workflows/proposal_lifecycle.py"]


def test_no_statement_writes_state_behind_its_back() -> None:
    assert where(r"\.update\([^)]*\bstate=|setattr\([^)]*[\"']state[\"']", but=set()) == []
    # The door for many cases at once writes what their lifecycles have moved.
    assert where(r"bulk_update\([^)]*[\"']state[\"']", but={"workflows/together.py"}) == []


def test_only_the_clock_reads_the_clock() -> None:
    reads = r"timezone\.now\(|datetime\.now\(|utcnow\(|date\.today\(|time\.time\(|\bNow\(\)"

    assert where(reads, but={"clock.py"}) == []


#: Where a moment is asked for; everything below is told it (`at=`, `on=`).
ASKS_THE_CLOCK = ("config/", "web/", "notifications/", "exchange/", "reports/", "audit/history.py")


def test_the_domain_is_told_what_time_it_is() -> None:
    asking = where(r"clock\.(now|today|shift)\(", but={"clock.py"})

    assert [path for path in asking if not path.startswith(ASKS_THE_CLOCK)] == []


def test_roles_are_granted_in_one_place() -> None:
    gives = r"RoleGrant\(|RoleGrant\.objects\.(get_or_)?create|RoleGrant\.objects\.bulk_create"

    assert where(gives, but={"people/roles.py", "people/models/users.py"}) == []


def test_nothing_waits_in_the_broker() -> None:
    later = r"\beta=|\bcountdown=|\.apply_async\("

    assert where(later, but={"notifications/dispatch.py"}) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "helpers", "common", "services", "core", "misc", "managers", "handlers"}

    assert [told(path) for path in modules() if {path.stem, *path.parts} & nothing] == []


# ---------------------------------------------------------------- how it reads
def test_a_module_is_short() -> None:
    assert [told(path) for path in modules() if text(path).count("\n") > LONGEST] == []


def test_a_module_says_what_it_answers() -> None:
    silent = [
        told(path)
        for path in modules()
        if path.name != "manage.py" and text(path).strip() and not ast.get_docstring(parsed(path))
    ]

    assert silent == []


def test_no_import_hides_in_a_function() -> None:
    """Except where an app is made ready, and where a library may be absent."""
    hidden = []
    for path in modules():
        if path.name in {"apps.py", "manage.py"}:
            continue
        for function in nodes(path):
            if isinstance(function, ast.FunctionDef):
                inside = ast.walk(function)
                if any(isinstance(node, ast.Import | ast.ImportFrom) for node in inside):
                    hidden.append(f"{told(path)}: {function.name}")

    assert hidden == []


# ---------------------------------------------------------------- models
def test_every_date_with_precision_is_constrained() -> None:
    unguarded = []
    for model in apps.get_models():
        if model.__module__.startswith("tests") or model.__name__.startswith("Historical"):
            continue
        meta = model._meta
        names = {constraint.name for constraint in meta.constraints}
        unguarded += [
            f"{model.__name__}.{field.name}"
            for field in meta.private_fields
            if isinstance(field, PartialDateField)
            and f"{meta.model_name}_{field.name}_in_order" not in names
        ]

    assert unguarded == []


# ---------------------------------------------------------------- templates
TEMPLATES = tuple(sorted((ROOT / "templates").rglob("*.html")))

#: Pieces that pages include, mails, and what Django and allauth include by name.
PIECES = ("components/", "mail/", "allauth/elements/", "django/", "web/parts/", "web/acts/")
LAYOUTS = {"base.html"}


def test_every_page_extends_the_base() -> None:
    alone = []
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        first = text(path).lstrip()
        if name in LAYOUTS or name.startswith(PIECES) or "/email/" in name:
            continue
        if not re.match(r"{% extends |{% comment|{#", first) and "{% include" not in first:
            alone.append(name)

    assert [name for name in alone if name != "account/password_reset_help_text.html"] == []


def test_nothing_is_marked_safe_by_hand() -> None:
    assert where(r"\|\s*safe\b|{% autoescape off", but=set(), among=TEMPLATES) == []
    assert where(r"mark_safe|SafeString\(", but=set()) == []
