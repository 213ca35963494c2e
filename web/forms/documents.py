"""What is asked when something is put on file?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Annex, Case, Document
from web.forms.attached import Attached
from web.forms.base import ActForm
from web.forms.fields import FromList, Line, OneOf, Row, When
from workflows import documents
from workflows.documents import LONGEST_COUNTERPART, Description, Filing

if TYPE_CHECKING:
    from datetime import date

NEITHER = _("Choose a file, or write a link to where it is kept; not both.")


class DescribeForm(ActForm):
    """What is told of a document."""

    title = Line(200, label=_("Title"), needed=_("Write a title."))
    public_title = Line(
        200,
        label=_("Public title"),
        help_text=_("For lists that everybody may read, without names of people. Can be left out"),
    )
    sort = FromList(Document.Sort.choices, label=_("What is it?"), needed=_("Choose what it is."))
    dated = When(label=_("Dated"), help_text=_("As far as it is known: 2019, May 2019, 18-05-2019"))
    counterpart = Line(LONGEST_COUNTERPART, label=_("From or to whom"))
    language = FromList(
        Document.Language.choices, label=_("Language"), needed=_("Choose the language.")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        document: Document | None = None,
        initial: dict[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        names = ("title", "public_title", "sort", "dated", "counterpart", "language")
        known = {name: getattr(document, name) for name in names} if document else {}
        super().__init__(data, case=case, initial=known | (initial or {}), files=files)

    def description(self) -> Description:
        data = self.cleaned_data
        return Description(
            title=data["title"],
            public_title=data["public_title"],
            sort=data["sort"],
            dated=data["dated"],
            counterpart=data["counterpart"],
            language=data["language"],
        )


class FileForm(DescribeForm):
    """A new document. A party files what it sends: its side and name are known."""

    field_order = ("file", "link", "direction")

    file = Attached(label=_("File"))
    link = Line(
        500,
        label=_("Or a link to the journal"),
        help_text=_("When it is kept in the municipality's own journal: nothing is filed twice"),
    )
    direction = OneOf(
        Document.Direction.choices,
        label=_("Incoming, outgoing or internal?"),
        needed=_("Choose whether it came in, went out or is internal."),
        hints={
            Document.Direction.IN: _("The parties that work here see it"),
            Document.Direction.OUT: _("The parties that work here see it"),
            Document.Direction.INTERNAL: _("Only our own municipality sees it"),
        },
    )
    is_signed_copy = forms.BooleanField(required=False, label=_("This is the signed copy"))
    annex = Row(label=_("Belongs to"), empty_label=_("the agreement itself"))

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        initial: dict[str, Any],
        files: Any = None,
        from_party: bool = False,
    ) -> None:
        super().__init__(data, case=case, initial=initial, files=files)
        annexes = Annex.objects.filter(agreement=case.pk)
        if from_party:
            del self.fields["direction"]
        if annexes.exists():
            self.fields["annex"].queryset = annexes  # type: ignore[attr-defined]
        else:
            del self.fields["annex"]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        one_of_both(self, data)
        is_internal = data.get("direction") == Document.Direction.INTERNAL
        if not is_internal and not data.get("counterpart") and "counterpart" not in self.errors:
            self.add_error("counterpart", _t("Write from whom it came or to whom it went."))
        return data

    def filing(self) -> Filing:
        data = self.cleaned_data
        return Filing(
            about=self.description(),
            direction=data.get("direction", Document.Direction.IN),
            upload=data["file"],
            link=data["link"],
            is_signed_copy=data["is_signed_copy"],
            annex=data.get("annex"),
        )


def suggested(case: Case, sort: str, today: date, party: str = "") -> dict[str, Any]:
    """What is most likely filed: the text of the agreement where it is missing, else a letter."""
    is_text = sort == Document.Sort.AGREEMENT
    return {
        "sort": sort,
        "title": case.title if is_text else "",
        "direction": Document.Direction.IN if is_text else "",
        "dated": case.agreement.dated if is_text else today,
        "counterpart": party or documents.others(case, today),
        "language": case.owner.language[:2],
    }


class VersionForm(ActForm):
    """A new version: described as the one before."""

    file = Attached(label=_("File"))
    link = Line(500, label=_("Or a link to the journal"))
    dated = When(label=_("Dated"))
    is_signed_copy = forms.BooleanField(required=False, label=_("This is the signed copy"))

    def __init__(self, data: Any = None, *, case: Case, today: date, files: Any = None) -> None:
        super().__init__(data, case=case, initial={"dated": today}, files=files)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        one_of_both(self, data)
        return data


def one_of_both(form: ActForm, data: dict[str, Any]) -> None:
    """A file or a link; said at the file, unless something is wrong there already."""
    if {"file", "link"} & set(form.errors):
        return
    if bool(data.get("file")) == bool(data.get("link")):
        form.add_error("file", str(NEITHER))
