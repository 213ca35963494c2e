"""Does every line of the documents stand where docs/sources.md says, and in its words?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Annex, Case, Party
from tests.exchange.accounts import person

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


def address(page: str, where: str) -> str:
    if where == "attention":
        return reverse("attention")
    if where == "party":
        return reverse("register_party", args=[Party.objects.get(name=page).pk])
    case = Case.objects.get(title__startswith=page)
    if where == "annex":
        return reverse("annex", args=[case.pk, Annex.objects.get(agreement=case.pk).pk])
    return reverse("case" if where == "overview" else f"case_{where}", args=[case.pk])


def said(html: str) -> str:
    """What somebody reads on the page, in one line."""
    main = re.search(r"<main.*</main>", html, re.DOTALL)
    assert main
    words = re.sub(r"<(script|style).*?</\1>", " ", main[0], flags=re.DOTALL)
    words = re.sub(r"</?(a|b|span|time)\b[^>]*>", "", words)  # no spaces around these
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split())


DOCUMENTS = {row.document: source(row.document) for row in ROWS}


def test_every_line_of_the_documents_is_accounted_for() -> None:
    told = {(row.document, line) for row in ROWS for line in row.lines}
    written = {
        (number, at)
        for number, lines in DOCUMENTS.items()
        for at, line in enumerate(lines, start=1)
        if line
    }

    assert len(DOCUMENTS) == len(list(SOURCES.glob("*.txt")))
    assert written - told == set()


def test_the_table_quotes_the_documents() -> None:
    def stands_there(row: Row) -> bool:
        lines = (DOCUMENTS[row.document][at - 1] for at in row.lines)
        return row.says in " ".join(filter(None, lines))

    assert [row for row in ROWS if not stands_there(row)] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_loaded")
def test_the_pages_say_what_the_table_claims() -> None:
    """One load and one visit to each page, for all documents."""
    shown = [row for row in ROWS if row.where != NOWHERE]
    readers = {row.reader: Client() for row in shown}
    for name, client in readers.items():
        client.force_login(person(name))
    to_address = cache(address)

    @cache
    def page(reader: str, url: str) -> str:
        response = readers[reader].get(url)
        assert response.status_code == 200, url
        return said(response.content.decode())

    missing = [
        (row.document, row.page, row.where, row.words)
        for row in shown
        if row.words not in page(row.reader, to_address(row.page, row.where))
    ]

    assert missing == []


def test_what_stands_on_no_page_says_why() -> None:
    missing = [row for row in ROWS if row.where == NOWHERE]

    assert missing
    assert all(row.page == NOWHERE and len(row.shown) > 10 for row in missing)
