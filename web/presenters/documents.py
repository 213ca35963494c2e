"""Which documents does a case have, as the reader may know of them?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.models import Document
from people.models import Role
from web.presenters.actions import Action
from web.presenters.changes import differences
from web.presenters.history import Item
from web.presenters.offers import looking, may_begin
from web.presenters.words import joined, person_name

if TYPE_CHECKING:
    from agreements.models import Case
    from web.presenters.shown import Shown
    from web.request import PersonRequest
    from workflows.visit import Visit

SEE_WITHDRAWN = (Role.OFFICER, Role.CONTRIBUTOR, Role.SECRETARIAT, Role.AUDITOR)
"""Who still opens what was withdrawn: those who withdraw, and who checks them."""


@dataclass(slots=True)
class Row:
    """One version, or in the list of the tab the latest that stands, with the number of all."""

    document: Document
    versions: int = 1
    open: Action | None = None
    actions: list[Action] = field(default_factory=list)

    @property
    def number(self) -> str:
        return str(self.document.number)

    @property
    def kind(self) -> str:
        """What it is, and as which file: “letter or e-mail · svar.pdf · 120 KB”."""
        document = self.document
        size = filesizeformat(document.size) if document.size else ""
        return joined(capfirst(document.get_sort_display()), document.file_name, size)

    @property
    def recorded(self) -> str:
        return person_name(self.document.recorded_by)


def all_of(page: Shown) -> list[Document]:
    """Every version that the reader may know of, in the order of the list of documents."""
    found = (
        Document.objects.filter(case=page.case)
        .on_the_side_of(page.request.roles)
        .select_related("recorded_by", "annex")
        .order_by("number", "version")
    )
    return page.restore(list(found))


def rows(page: Shown) -> list[Row]:
    """One row for each number: its latest version that stands, else the latest; newest first."""
    by_number: dict[int, list[Document]] = {}
    for document in all_of(page):
        by_number.setdefault(document.number, []).append(document)
    found = []
    for versions in reversed(by_number.values()):
        standing = [document for document in versions if document.withdrawn_at is None]
        latest = (standing or versions)[-1]
        found.append(Row(latest, len(versions), open_action(page, latest)))
    return found


def versions(page: Shown, documents: list[Document]) -> list[Row]:
    """The versions under one number, the newest first, each with what the reader may do with it."""
    visit = looking(page.request, page.case)
    return [
        Row(document, 1, open_action(page, document), _acts(document, visit))
        for document in reversed(documents)
    ]


def may_open(page: Shown, document: Document) -> bool:
    """Is its content the reader's to see? What was withdrawn only theirs who may withdraw."""
    return document.withdrawn_at is None or page.may(*SEE_WITHDRAWN)


def open_action(page: Shown, document: Document) -> Action | None:
    """Get the file, or go to the journal."""
    if not may_open(page, document):
        return None
    told = f"{document.number}.{document.version} {document.title}"
    if document.link:
        return Action(_("In the journal"), document.link, about=told)
    return Action(_("Download"), address("document_file", document), about=told)


def address(name: str, document: Document) -> str:
    return reverse(name, args=(document.case_id, document.number, document.version))


def _acts(document: Document, visit: Visit) -> list[Action]:
    """What can be done with one version; the newest standing one is described."""
    if document.withdrawn_at is not None or visit.case.is_closed:
        return []
    offered = [
        ("describe_document", _("Describe"), True),
        ("mark_signed", _("Mark as the signed copy"), not document.is_signed_copy),
        ("withdraw_document", _("Withdraw"), True),
    ]
    visit.document = document
    return [
        Action(label, address(step, document), about=f"{document.number}.{document.version}")
        for step, label, is_possible in offered
        if is_possible and may_begin(step, visit.case, visit)
    ]


def new(request: PersonRequest, case: Case) -> Action | None:
    """The way to file one, for those who may."""
    if case.is_closed or not may_begin("file_document", case, looking(request, case)):
        return None
    return Action(_("File a document"), reverse("file_document", args=(case.pk,)), primary=True)


def new_version(request: PersonRequest, document: Document) -> Action | None:
    """The way to file a new version of it, for those who may."""
    visit = looking(request, document.case)
    visit.document = document
    if document.case.is_closed or not may_begin("add_version", document.case, visit):
        return None
    url = reverse("add_version", args=(document.case_id, document.number))
    return Action(_("File a new version"), url, primary=True)


def facts(document: Document) -> list[dict[str, Any]]:
    """What is told of a document; its title stands above."""
    rows: list[tuple[str, Any]] = [
        (_("Public title"), document.public_title),
        (_("What it is"), capfirst(document.get_sort_display())),
        (_("Belongs to"), str(document.annex) if document.annex else ""),
        (_("Direction"), capfirst(document.get_direction_display())),
        (_("From or to whom"), document.counterpart),
        (_("Dated"), document.dated or _("Not known")),
        (_("Language"), document.get_language_display()),
        (_("File"), document.file_name),
        (_("Recorded"), document.recorded_at),
        (_("Fingerprint (SHA-256)"), document.sha256),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


# ---------------------------------------------------------------- what happened to it
def course(documents: list[Document]) -> list[Item]:
    """Each version filed, changed and withdrawn: by whom, when, why; newest first."""
    items = []
    keys = {document.pk: document for document in documents}
    history = Document.history.filter(id__in=keys).select_related("history_user")
    before: dict[int, Any] = {}
    for row in history.order_by("history_date", "history_id"):
        older = before.get(row.id)
        before[row.id] = row
        item = Item("", person_name(row.history_user), _what(older, row), row.history_date)
        item.text = row.history_change_reason or ""
        item.changes = list(differences("document", older, row)) if older else []
        items.append(item)
    return list(reversed(items))


def _what(older: Any, row: Any) -> str:
    told = {"version": row.version}
    if older is None:
        return _("filed version %(version)d") % told
    if row.withdrawn_at and not older.withdrawn_at:
        return _("withdrew version %(version)d") % told
    if row.is_signed_copy and not older.is_signed_copy:
        return _("marked version %(version)d as the signed copy") % told
    return _("described version %(version)d anew") % told


# ---------------------------------------------------------------- as a table to take along
def table(page: Shown) -> tuple[list[str], list[list[Any]]]:
    """The list of documents (aktliste, handlingsförteckning): headings, and a row per version."""
    headings = [
        _("Number"),
        _("Version"),
        _("Title"),
        _("Public title"),
        _("What it is"),
        _("Direction"),
        _("Dated"),
        _("From or to whom"),
        _("Language"),
        _("Signed copy"),
        _("Recorded by"),
        _("Recorded"),
        _("Withdrawn"),
        _("File or link"),
        "SHA-256",
    ]
    return [capfirst(heading) for heading in headings], [_cells(d) for d in all_of(page)]


def _cells(document: Document) -> list[Any]:
    return [
        document.number,
        document.version,
        document.title,
        document.public_title,
        document.get_sort_display(),
        document.get_direction_display(),
        document.dated,
        document.counterpart,
        document.get_language_display(),
        _("yes") if document.is_signed_copy else "",
        person_name(document.recorded_by),
        document.recorded_at,
        document.withdrawn_at,
        document.file_name or document.link,
        document.sha256,
    ]
