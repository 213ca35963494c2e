"""Does each role get the answer of rights_matrix.py, and does what is refused change nothing?

P19: known and guessed keys, every method; refused calls are not taken back, so that whatever they
had written would show in the contents of the tables before and after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from http import HTTPStatus
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from pytest_django.fixtures import Settings

from agreements.models import Case
from people.models import User
from tests.web import undrawn
from tests.web.rights_matrix import ADMIN, MATRIX, READ_ONLY, ROLES, Page, Statuses
from tests.web.rights_world import address

INSIGHT = ("reader", "partner", "stranger")
OUTSIDERS = ("anonymous", "officer", *INSIGHT)
"""Those of P19. The officer works in another department than the one that the cases belong to."""

NO_METHODS = ("put", "patch", "delete", "options", "trace")
GUESSED = 987_654
HIDDEN = {403, 404}


# ---------------------------------------------------------------- the world
NOT_COMPARED = {"django_session", "audit_securityevent"}
"""Every attempt that is refused is kept."""

TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model._meta.db_table not in NOT_COMPARED
)


def contents() -> dict[str, str]:
    """What stands in the tables, a digest for each."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = sha256("\n".join(rows).encode()).hexdigest()
    return found


class Call(NamedTuple):
    """What is called, and the answers that are right."""

    name: str
    method: str
    url: str
    expected: set[int]


class Asked:
    """Who calls an address. The full proof has everybody call it, and draws the pages."""

    def __init__(self, *, is_full: bool) -> None:
        self.is_full = is_full

    def some(self, roles: tuple[str, ...], turn: int) -> tuple[str, ...]:
        return roles if self.is_full else (roles[turn % len(roles)],)

    def to_answer(self, answers: Statuses, turn: int) -> list[str]:
        """Those of P19, and of the others one for each answer that the matrix gives them."""
        others: dict[int, list[str]] = defaultdict(list)
        for role in ROLES:
            if role not in OUTSIDERS:
                others[answers[role]].append(role)
        return [*OUTSIDERS, *(r for same in others.values() for r in self.some(tuple(same), turn))]


@pytest.fixture(params=["in turn", pytest.param("everybody", marks=pytest.mark.slow)])
def asked(request: pytest.FixtureRequest, settings: Settings) -> Asked:
    is_full = request.param == "everybody"
    if not is_full:
        settings.TEMPLATES = undrawn.TEMPLATES  # what is drawn for whom: test_act_links.py
    return Asked(is_full=is_full)


class Caller(RequestFactory):
    """Somebody who calls addresses, each time as if they had just signed in.

    Asks the application as Django's test client does, without keeping every template's context.
    """

    handler = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, user: User | None) -> None:
        client = Client()
        if user is not None:
            client.force_login(user)
        super().__init__()
        self.cookies = client.cookies

    def request(self, **facts: Any) -> Any:
        return self.handler(super().request(**facts).environ)

    def status(self, method: str, url: str) -> int:
        """The status of the answer. What a form has done is taken back, nothing else is."""
        with transaction.atomic():
            response = getattr(self, method)(url)
            status = int(response.status_code)
            if response.streaming:
                list(response.streaming_content)  # read to the end, which closes the file
            if method == "post" and status < HTTPStatus.BAD_REQUEST:
                transaction.set_rollback(True)
        return status


def wrong_answers(user: User | None, calls: Iterable[Call]) -> list[str]:
    """The calls that a person got another answer to than expected, and what they changed."""
    caller, before = Caller(user), contents()
    told = []
    for call in calls:
        status = caller.status(call.method, call.url)
        if status not in call.expected:
            told.append(f"{call.method} {call.name}: {status}, not {sorted(call.expected)}")
    changed = {table for table, rows in contents().items() if rows != before[table]}
    return told + [f"something changed in {table}" for table in sorted(changed)]


def as_told(wrong: dict[str, list[str]]) -> str:
    return "\n".join(f"{role} {line}" for role, lines in wrong.items() for line in lines)


# ---------------------------------------------------------------- known keys
@pytest.mark.acceptance("P19")
def test_every_role_gets_the_answer_of_the_matrix(
    asked: Asked, people: dict[str, User], cases: dict[str, Case]
) -> None:
    calls: dict[str, list[Call]] = {role: [] for role in ROLES}
    for turn, (name, page) in enumerate(MATRIX.items()):
        url = address(name, page, cases)
        for method, answers in (("get", page.get), ("post", page.post)):
            for role in asked.to_answer(answers, turn):
                calls[role].append(Call(name, method, url, {answers[role]}))
        for role in asked.some(OUTSIDERS, turn):
            calls[role].append(Call(name, "head", url, {page.get[role]}))
        for role in OUTSIDERS:
            calls[role] += [Call(name, method, url, {405}) for method in NO_METHODS]

    wrong = {role: wrong_answers(people.get(role), made) for role, made in calls.items()}

    assert not as_told(wrong)


# ---------------------------------------------------------------- guessed keys
@pytest.mark.acceptance("P19")
def test_what_does_not_exist_looks_like_what_is_hidden(
    asked: Asked, people: dict[str, User], cases: dict[str, Case]
) -> None:
    """Keys that nobody has, of the case and of what stands on it; and keys of another case."""
    calls: dict[str, list[Call]] = {role: [] for role in ("officer", "secretariat", *INSIGHT)}
    for turn, (name, page) in enumerate(MATRIX.items()):
        for url, hidden in guesses(name, page, cases):
            for role in {"officer", *asked.some(tuple(calls), turn)}:
                calls[role] += [Call(name, method, url, hidden) for method in page.methods]

    wrong = {role: wrong_answers(people[role], made) for role, made in calls.items()}

    assert not as_told(wrong)


def guesses(name: str, page: Page, cases: dict[str, Case]) -> Iterator[tuple[str, set[int]]]:
    """Addresses of a page that name nothing, and the answers that tell nothing."""
    true = resolve(address(name, page, cases)).kwargs
    numbers = [key for key, value in true.items() if isinstance(value, int)]
    for key in numbers:
        hidden = {404} if page.at and key == "pk" else HIDDEN
        yield reverse(name, kwargs=true | {key: GUESSED}), hidden
    if page.at and len(numbers) > 1:
        other = cases["proposed" if page.at == "active" else "active"]
        yield reverse(name, kwargs=true | {"pk": other.pk}), HIDDEN


@pytest.mark.acceptance("P19")
def test_what_is_kept_to_a_department_does_not_exist_for_others(
    asked: Asked, people: dict[str, User], cases: dict[str, Case]
) -> None:
    Case.objects.update(confidentiality="unit")
    calls: dict[str, list[Call]] = {role: [] for role in ("officer", *INSIGHT)}
    for turn, (name, page) in enumerate(MATRIX.items()):
        if page.at:
            url = address(name, page, cases)
            for role in {"officer", *asked.some(tuple(calls), turn)}:
                calls[role] += [Call(name, method, url, {404}) for method in page.methods]

    wrong = {role: wrong_answers(people[role], made) for role, made in calls.items()}

    assert not as_told(wrong)
    assert Caller(people["head"]).status("get", reverse("case", args=[cases["active"].pk])) == 200


# ---------------------------------------------------------------- the administration
def test_the_administration_is_closed_to_all_but_administrators(people: dict[str, User]) -> None:
    """Every role at the doors, and the one with most rights at every page behind them."""
    doors = [reverse("admin:index"), *(reverse(f"admin:{name}_changelist") for name in ADMIN)]
    pages = [reverse(f"admin:{name}_add") for name in ADMIN] + [
        reverse(f"admin:{name}_{page}", args=(1,))
        for name in ADMIN
        for page in ("change", "delete", "history")
    ]

    def calls(role: str) -> Iterator[Call]:
        for url in doors + (pages if role == "secretariat" else []):
            for method in ("get", "head", "post"):
                yield Call(url, method, url, {302})
            for method in NO_METHODS:
                yield Call(url, method, url, {405})

    others = set(ROLES) - {"administrator"}
    wrong = {role: wrong_answers(people.get(role), calls(role)) for role in sorted(others)}

    assert not as_told(wrong)


def test_administrators_edit_rows_and_only_look_at_cases(
    people: dict[str, User], cases: dict[str, Case]
) -> None:
    case = cases["active"]
    change = reverse("admin:agreements_case_change", args=(case.pk,))
    calls = [Call("case", "get", change, {200}), Call("case", "post", change, {403})]
    for name in ADMIN:
        calls.append(Call(name, "get", reverse(f"admin:{name}_changelist"), {200}))
        added = 403 if name in READ_ONLY else 200
        calls.append(Call(f"new {name}", "get", reverse(f"admin:{name}_add"), {added}))
    for name, row in (("agreements_case", case), ("people_user", people["officer"])):
        delete = reverse(f"admin:{name}_delete", args=(row.pk,))
        calls.append(Call(f"delete {name}", "post", delete, {403}))

    wrong = wrong_answers(people["administrator"], calls)

    assert not wrong


# ---------------------------------------------------------------- nothing is left out
def test_every_address_stands_in_the_matrix() -> None:
    named = set(names_of(get_resolver().url_patterns))
    ours = {name for name in named if not name.startswith("admin:")}
    assert ours == set(MATRIX)
    rows = {
        name.removeprefix("admin:").rsplit("_", 1)[0]
        for name in named
        if name.startswith("admin:") and name.endswith("_changelist")
    }
    assert rows == set(ADMIN)


def names_of(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names_of(pattern.url_patterns, prefix + space)
        else:
            assert pattern.name or prefix, f"{pattern} has no name"
            yield f"{prefix}{pattern.name}"
