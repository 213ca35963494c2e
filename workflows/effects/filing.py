"""The text of an agreement comes on file, or goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from agreements.models import Case, Document

if TYPE_CHECKING:
    from workflows.visit import Matter

IS_TEXT = Q(sort=Document.Sort.AGREEMENT) | Q(is_signed_copy=True)


def document_filed(matter: Matter) -> None:
    """With its text or its signed copy an agreement is no longer without text (R-063)."""
    if _is_text(matter):
        _tell_that_there_is_a_text(matter.case, there_is=True)


def document_marked_signed(matter: Matter) -> None:
    if matter.visit.document is not None and matter.case.sort == Case.Sort.AGREEMENT:
        _tell_that_there_is_a_text(matter.case, there_is=True)


def document_withdrawn(matter: Matter) -> None:
    """Unless another document has the text, it is missing again."""
    document = matter.visit.document
    others = matter.case.documents.filter(IS_TEXT, withdrawn_at=None)
    if document is not None and _is_text(matter) and not others.exclude(pk=document.pk).exists():
        _tell_that_there_is_a_text(matter.case, there_is=False)


def _is_text(matter: Matter) -> bool:
    document = matter.visit.document
    if document is None or matter.case.sort != Case.Sort.AGREEMENT:
        return False
    return document.sort == Document.Sort.AGREEMENT or document.is_signed_copy


def _tell_that_there_is_a_text(case: Case, *, there_is: bool) -> None:
    if case.agreement.has_text != there_is:
        case.agreement.has_text = there_is
        case.agreement.save()
