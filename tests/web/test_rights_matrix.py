"""Does each role get the answer of rights_matrix.py, and does what is refused change nothing?

P19: known and guessed keys, every method; refused calls are not taken back, so that whatever they
had written would show in the contents of the tables before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from agreements.models import Case
from people.models import Municipality, Unit, User
from tests.web.lives import Cast
from tests.web.rights_matrix import ADMIN, MATRIX, READ_ONLY, ROLES, Page
from tests.web.rights_world import address, cases_of, people_of

OUTSIDERS = ("anonymous", "reader", "officer", "partner", "stranger")
"""Those of P19: an officer of another department is one to whom no unit of the cases is theirs."""

READING = ("get", "head")
NO_METHODS = ("put", "patch", "delete", "options", "trace")
GUESSED = 987_654
HIDDEN = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


# ---------------------------------------------------------------- the world
@pytest.fixture
def people(
    cast: Cast,
    arvika: Municipality,
    aalborg: Municipality,
    culture: Unit,
    person: Callable[..., User],
) -> dict[str, User]:
    return people_of(cast, arvika, aalborg, culture, person)


@pytest.fixture
def cases(cast: Cast) -> dict[str, Case]:
    return cases_of(cast)


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
        return self.handler(self._base_environ(**facts))

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


def wrong_answers(user: User | None, calls: Iterable[tuple[str, str, str, set[int]]]) -> list[str]:
    """The calls (name, method, address) that a person got another answer to than expected."""
    caller, before = Caller(user), contents()
    told = []
    for name, method, url, expected in calls:
        status = caller.status(method, url)
        if status not in expected:
            told.append(f"{method} {name}: {status}, not {sorted(expected)}")
    changed = {table for table, rows in contents().items() if rows != before[table]}
    return told + [f"something changed in {table}" for table in sorted(changed)]


def as_told(wrong: dict[str, list[str]]) -> str:
    return "\n".join(f"{role} {line}" for role, lines in wrong.items() for line in lines)


# ---------------------------------------------------------------- known keys
@pytest.mark.acceptance("P19")
def test_every_role_gets_the_answer_of_the_matrix(
    people: dict[str, User], cases: dict[str, Case]
) -> None:
    urls = {name: address(name, page, cases) for name, page in MATRIX.items()}

    def calls(role: str) -> Iterator[tuple[str, str, str, set[int]]]:
        for name, page in MATRIX.items():
            yield name, "get", urls[name], {page.get[role]}
            yield name, "post", urls[name], {page.post[role]}
            if role in OUTSIDERS:
                yield name, "head", urls[name], {page.get[role]}

    wrong = {role: wrong_answers(people.get(role), calls(role)) for role in ROLES}

    assert not as_told(wrong)


@pytest.mark.acceptance("P19")
def test_no_address_has_a_method_but_reading_and_sending(
    people: dict[str, User], cases: dict[str, Case]
) -> None:
    urls = {name: address(name, page, cases) for name, page in MATRIX.items()}
    calls = [(name, method, url, {405}) for name, url in urls.items() for method in NO_METHODS]

    wrong = {role: wrong_answers(people.get(role), calls) for role in OUTSIDERS}

    assert not as_told(wrong)


# ---------------------------------------------------------------- guessed keys
@pytest.mark.acceptance("P19")
def test_what_does_not_exist_looks_like_what_is_hidden(
    people: dict[str, User], cases: dict[str, Case]
) -> None:
    """Keys that nobody has, of the case and of what stands on it; and keys of another case."""
    calls = [
        (name, method, url, hidden)
        for name, page in MATRIX.items()
        for url, hidden in guesses(name, page, cases)
        for method in ("get", "head", "post")
        if not (method == "post" and page.is_read_only)
    ]
    signed_in = ("secretariat", *OUTSIDERS[1:])

    wrong = {role: wrong_answers(people[role], calls) for role in signed_in}

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
    people: dict[str, User], cases: dict[str, Case]
) -> None:
    Case.objects.update(confidentiality="unit")
    calls = [
        (name, method, address(name, page, cases), {404})
        for name, page in MATRIX.items()
        if page.at
        for method in ("get", "head", "post")
        if not (method == "post" and page.is_read_only)
    ]

    wrong = {role: wrong_answers(people[role], calls) for role in OUTSIDERS[1:]}

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

    def calls(role: str) -> Iterator[tuple[str, str, str, set[int]]]:
        for url in doors + (pages if role == "secretariat" else []):
            for method in ("get", "head", "post"):
                yield url, method, url, {302}
            for method in NO_METHODS:
                yield url, method, url, {405}

    others = set(ROLES) - {"administrator"}
    wrong = {role: wrong_answers(people.get(role), calls(role)) for role in sorted(others)}

    assert not as_told(wrong)


def test_administrators_edit_rows_and_only_look_at_cases(
    people: dict[str, User], cases: dict[str, Case]
) -> None:
    case = cases["active"]
    change = reverse("admin:agreements_case_change", args=(case.pk,))
    calls = [("case", "get", change, {200}), ("case", "post", change, {403})]
    for name in ADMIN:
        calls.append((name, "get", reverse(f"admin:{name}_changelist"), {200}))
        added = 403 if name in READ_ONLY else 200
        calls.append((f"new {name}", "get", reverse(f"admin:{name}_add"), {added}))
    for name, row in (("agreements_case", case), ("people_user", people["officer"])):
        delete = reverse(f"admin:{name}_delete", args=(row.pk,))
        calls.append((f"delete {name}", "post", delete, {403}))

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
