"""What is asked of somebody who sends a decision to the other parties?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from web.forms.fields import Rows
from web.forms.step import SentForm

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreements.models import Case, ContactRole

LONGEST_ABOUT = 200


class MailedForm(SentForm):
    """To whom Samklang mails it, where somebody may be written to; and how else it went out."""

    contacts = Rows(
        label=_("Send it by mail from here to"),
        help_text=_("Once. Should it be uncertain whether it arrived, a person is asked."),
    )
    field_order = ("contacts", "note", "letter", "seen")

    def __init__(
        self, data: Any = None, *, files: Any, case: Case, contacts: QuerySet[ContactRole]
    ) -> None:
        super().__init__(data, files=files, case=case)
        self.may_write = contacts.exists()
        if not self.may_write:
            del self.fields["contacts"]
            return
        field = self.fields["contacts"]
        field.queryset = contacts  # type: ignore[attr-defined]
        field.label_from_instance = addressed  # type: ignore[attr-defined]


def addressed(contact: ContactRole) -> str:
    """“Gentofte: Koordinator, Bo Holm (bo@example.dk)”."""
    return f"{contact.participation.party}: {contact} ({contact.email})"


def told_to(note: str, contacts: list[ContactRole]) -> str:
    """What the step keeps: to whom it was mailed, and what was written beside it."""
    names = ", ".join(f"{one.participation.party} ({one})" for one in contacts)
    mailed = _("By mail: %(names)s") % {"names": names} if names else ""
    return ". ".join(part for part in (str(mailed), note.strip()) if part)[:LONGEST_ABOUT]
