"""The documents of a case: the list of all, one with its versions, and their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Document
from web.presenters import documents
from web.presenters.shown import shown
from web.request import signed_in
from web.tables import csv_file, given_out

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from agreements.models import Document
    from web.presenters.shown import Shown
    from web.request import PersonRequest

log = structlog.get_logger()


def versions_of(page: Shown, number: int) -> list[Document]:
    """All versions under a number that the reader may know of, or 404."""
    found = [document for document in documents.all_of(page) if document.number == number]
    if not found:
        raise Http404
    for document in found:
        document.case = page.case
    return found


def version_of(page: Shown, number: int, version: int) -> Document:
    """One version that the reader may know of, or 404."""
    for document in versions_of(page, number):
        if document.version == version:
            return document
    raise Http404


@require_safe
@signed_in
def document(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """One document: what is told of it, its versions, and what happened to it."""
    page = shown(request, pk)
    found = versions_of(page, number)
    standing = [version for version in found if version.withdrawn_at is None]
    latest = (standing or found)[-1]
    context = {
        "here": "agreements",
        "case": page.case,
        "is_ours": page.is_ours,
        "document": latest,
        "is_withdrawn": not standing,
        "open": documents.open_action(page, latest),
        "new_version": documents.new_version(request, latest),
        "versions": documents.versions(page, found),
        "facts": documents.facts(latest),
        "feed": documents.course(found) if page.is_ours else [],
        "crumbs": [*_way(page), (latest.title, "")],
    }
    return render(request, "web/document.html", context)


@require_safe
@signed_in
def document_list(request: PersonRequest, pk: int) -> HttpResponse:
    """All documents on one page, to be printed or kept (aktliste, handlingsförteckning)."""
    page = shown(request, pk)
    context = {
        "here": "agreements",
        "case": page.case,
        "documents": documents.all_of(page),
        "crumbs": [*_way(page), (_("List of documents"), "")],
        "printed": request.at,
    }
    return render(request, "web/document_list.html", context)


@require_safe
@signed_in
def document_list_csv(request: PersonRequest, pk: int) -> HttpResponse:
    page = shown(request, pk)
    headings, rows = documents.table(page)
    return csv_file(f"{page.case.number} {_('documents')}.csv", headings, rows)


@require_safe
@signed_in
def document_file(request: PersonRequest, pk: int, number: int, version: int) -> HttpResponseBase:
    """The content as it was filed, to be kept: no browser opens it in our name."""
    page = shown(request, pk)
    found = version_of(page, number, version)
    if not documents.may_open(page, found):
        raise Http404
    if found.link:
        return redirect("document", pk, number)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        log.exception("document_file_missing", document=found.pk, stored_as=found.file.name)
        raise Http404 from error
    response = FileResponse(content, content_type=found.content_type)
    given_out(response, found.file_name)
    return response


def _way(page: Shown) -> list[tuple[str, str]]:
    case = page.case
    return [
        (_("Agreements"), reverse("agreements")),
        (case.title, reverse("case", args=(case.pk,))),
        (_("Documents"), reverse("case_documents", args=(case.pk,))),
    ]
