"""How are documents filed, renewed, marked, described and withdrawn?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Case, Document
from web.acts import Act, perform, posted, uploaded
from web.forms.base import ActForm
from web.forms.documents import DescribeForm, FileForm, VersionForm, suggested
from web.forms.step import ReasonForm
from web.presenters.shown import shown
from web.request import PersonRequest, signed_in
from web.views.documents import version_of, versions_of
from workflows import documents
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord
    from workflows.visit import Visit


@signed_in
def file_document(request: PersonRequest, pk: int) -> HttpResponse:
    page = shown(request, pk)
    case = page.case
    sort = Document.Sort.AGREEMENT if request.GET.get("as") == "text" else Document.Sort.LETTER
    if case.sort != Case.Sort.AGREEMENT:
        sort = Document.Sort.LETTER
    party = "" if page.is_ours else _party(request, case)
    form = FileForm(
        posted(request),
        files=uploaded(request),
        case=case,
        initial=suggested(case, sort, request.on, party),
        from_party=not page.is_ours,
    )

    def record(_data: dict[str, Any], **door: Any) -> Document:
        return documents.file_document(case, form.filing(), **door)

    act = Act(
        step="file_document",
        title=_("File a document"),
        lead=case.title,
        button=_("File the document"),
        form=form,
        case=case,
        call=record,
        done=_filed,
        then=_page_of,
        template="web/acts/file.html",
    )
    return perform(request, act)


def _party(request: PersonRequest, case: Case) -> str:
    """The party for which the reader files."""
    theirs = request.roles.municipalities()
    found = case.participations.filter(party__municipality__in=theirs).select_related("party")
    return str(found[0].party) if found else ""


def _filed(document: Document) -> str:
    if document.version > 1:
        return _("Version %(version)d is on file.") % {"version": document.version}
    return _("The document is on file as number %(number)d.") % {"number": document.number}


def _page_of(document: Document) -> str:
    return reverse("document", args=(document.case_id, document.number))


@signed_in
def add_version(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    latest = versions_of(shown(request, pk), number)[-1]
    form = VersionForm(posted(request), files=uploaded(request), case=latest.case, today=request.on)

    def record(data: dict[str, Any], **door: Any) -> Document:
        return documents.add_version(
            latest,
            upload=data["file"],
            link=data["link"],
            dated=data["dated"],
            is_signed_copy=data["is_signed_copy"],
            **door,
        )

    act = Act(
        step="add_version",
        title=_("File a new version"),
        lead=_("%(number)d %(title)s. The versions before stay on file.")
        % {"number": number, "title": latest.title},
        button=_("File the new version"),
        form=form,
        case=latest.case,
        call=record,
        done=_filed,
        then=_page_of,
        visit=_looking(request, latest),
        template="web/acts/file.html",
    )
    return perform(request, act)


@signed_in
def describe_document(request: PersonRequest, pk: int, number: int, version: int) -> HttpResponse:
    found = version_of(shown(request, pk), number, version)
    form = DescribeForm(posted(request), case=found.case, document=found)

    def record(_data: dict[str, Any], **door: Any) -> StepRecord:
        return documents.describe(found, form.description(), **door)

    act = Act(
        step="describe_document",
        title=_("Describe the document"),
        lead=_told(found),
        button=_("Save"),
        form=form,
        case=found.case,
        call=record,
        done=lambda _record: _("The description is saved."),
        then=lambda _record: _page_of(found),
        visit=_looking(request, found),
    )
    return perform(request, act)


@signed_in
def mark_signed(request: PersonRequest, pk: int, number: int, version: int) -> HttpResponse:
    found = version_of(shown(request, pk), number, version)

    def record(_data: dict[str, Any], **door: Any) -> StepRecord:
        return documents.mark_signed(found, **door)

    act = Act(
        step="mark_signed",
        title=_("Mark as the signed copy"),
        lead=_told(found),
        button=_("Mark as the signed copy"),
        form=ActForm(posted(request), case=found.case),
        case=found.case,
        call=record,
        done=lambda _record: _("It is marked as the signed copy."),
        then=lambda _record: _page_of(found),
        visit=_looking(request, found),
    )
    return perform(request, act)


@signed_in
def withdraw_document(request: PersonRequest, pk: int, number: int, version: int) -> HttpResponse:
    found = version_of(shown(request, pk), number, version)

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return documents.withdraw(found, reason=data["reason"], **door)

    act = Act(
        step="withdraw_document",
        title=_("Withdraw the document"),
        lead=_told(found),
        button=_("Withdraw"),
        form=ReasonForm(posted(request), case=found.case),
        case=found.case,
        call=record,
        done=lambda _record: _("The document is withdrawn. It stays on the list."),
        then=lambda _record: _page_of(found),
        visit=_looking(request, found),
        notices=[
            {
                "kind": "plain",
                "text": _(
                    "It stays on the list with the reason. Parties see it no more, and only "
                    "those who can withdraw it open its content."
                ),
            }
        ],
    )
    return perform(request, act)


def _told(document: Document) -> str:
    return f"{document.number}.{document.version} {document.title}"


def _looking(request: PersonRequest, document: Document) -> Visit:
    visit = look(document.case, by=request.user, at=request.at)
    visit.document = document
    return visit
