"""How is a table given out as a file that nothing in it can run in?"""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from agreements.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http.response import HttpResponseBase

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes a formula to begin with, in its wide forms too (ASVS 1.2.10)."""


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV as Nordic spreadsheets open it: UTF-8 with its mark, semicolons between."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    writer.writerows([cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    given_out(response, name)
    return response


KEPT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def given_out(response: HttpResponseBase, name: str) -> None:
    """Let a browser keep this as a file of that name; it opens, guesses and remembers nothing."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    for header, value in KEPT.items():
        response.headers[header] = value


def cell(value: Any) -> str:
    """The value as text; one that would be a formula has a mark before it, which says: text."""
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        return value.edtf()
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(RUNS) else text
