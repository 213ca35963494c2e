"""Does every line of the documents stand where docs/sources.md says, and in its words?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Annex, Case, Party
from tests.exchange.accounts import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]

SOURCES = Path(__file__).parent / "sources"
TABLE = Path(__file__).parents[2] / "docs" / "sources.md"
SHAPE = re.compile(r"\| (\S+) \| «(.+)» \| (.+?) \| (\w+|–) \| (.+) \|$")
NOWHERE = "–"


class Row(NamedTuple):
    """One line of the table."""

    document: str
    reader: str
    lines: range
    says: str
    page: str
    where: str
    shown: str

    @property
    def words(self) -> str:
        """What the page says: the words in quotes, else those of the document."""
        return self.says if self.shown == "=" else self.shown[1:-1]


def rows() -> Iterator[Row]:
    document = reader = ""
    for line in TABLE.read_text("utf-8").splitlines():
        if found := re.match(r"## (\d{3}) ", line):
            document = found[1]
        elif found := re.match(r"Read as `(.+)`\.", line):
            reader = found[1]
        elif document and line.startswith("|") and not re.match(r"\|(-| line )", line):
            found = SHAPE.match(line)
            assert found, f"This row cannot be read: {line}"
            first, _dash, last = found[1].partition("–")
            lines = range(int(first), int(last or first) + 1)
            yield Row(document, reader, lines, *found.group(2, 3, 4, 5))


ROWS = list(rows())


def source(number: str) -> list[str]:
    [path] = SOURCES.glob(f"{number}_*.txt")
    return [" ".join(line.split()) for line in path.read_text("utf-8").splitlines()]


def address(row: Row) -> str:
    if row.where == "attention":
        return reverse("attention")
    if row.where == "party":
        return reverse("register_party", args=[Party.objects.get(name=row.page).pk])
    case = Case.objects.get(title__startswith=row.page)
    if row.where == "annex":
        return reverse("annex", args=[case.pk, Annex.objects.get(agreement=case.pk).pk])
    return reverse("case" if row.where == "overview" else f"case_{row.where}", args=[case.pk])


def said(html: str) -> str:
    """What somebody reads on the page, in one line."""
    main = re.search(r"<main.*</main>", html, re.DOTALL)
    assert main
    words = re.sub(r"<(script|style).*?</\1>", " ", main[0], flags=re.DOTALL)
    words = re.sub(r"</?(a|b|span|time)\b[^>]*>", "", words)  # no spaces around these
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split())


DOCUMENTS = sorted({row.document for row in ROWS})


@pytest.mark.parametrize("number", DOCUMENTS)
def test_every_line_of_a_document_is_accounted_for(number: str) -> None:
    told = {line for row in ROWS if row.document == number for line in row.lines}

    assert {at for at, line in enumerate(source(number), start=1) if line} - told == set()


@pytest.mark.parametrize("number", DOCUMENTS)
def test_the_table_quotes_the_document(number: str) -> None:
    document = source(number)
    wrong = [
        row
        for row in ROWS
        if row.document == number
        and row.says not in " ".join(filter(None, (document[at - 1] for at in row.lines)))
    ]

    assert wrong == []


@pytest.mark.parametrize("number", DOCUMENTS)
def test_the_pages_say_what_the_table_claims(number: str) -> None:
    shown = [row for row in ROWS if row.document == number and row.where != NOWHERE]
    pages = {address(row): "" for row in shown}
    client = Client()
    client.force_login(person(shown[0].reader))
    for url in pages:
        response = client.get(url)
        assert response.status_code == 200
        pages[url] = said(response.content.decode())

    assert [
        (row.page, row.where, row.words) for row in shown if row.words not in pages[address(row)]
    ] == []


def test_what_stands_on_no_page_says_why() -> None:
    missing = [row for row in ROWS if row.where == NOWHERE]

    assert missing
    assert all(row.page == NOWHERE and len(row.shown) > 10 for row in missing)
