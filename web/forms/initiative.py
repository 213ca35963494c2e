"""What is asked when an initiative is added under an agreement that is in force?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from agreements.models import Case
from web.forms.base import ActForm
from web.forms.fields import SHORT_TEXT, Line, OneOf, Row, Text
from workflows.cases import NewCase

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import Unit

HANDLINGS = [
    (Case.Handling.SIMPLE, _("A delegate decides it")),
    (Case.Handling.REGISTERED, _("It is only registered")),
]


class InitiativeForm(ActForm):
    """What it is, who carries it, and why now; a heavier one is proposed as a case of its own."""

    title = Line(
        200,
        label=_("What is the initiative called?"),
        needed=_("Write what the initiative is called."),
    )
    summary = Text(SHORT_TEXT, label=_("What is it about?"), rows=3)
    unit = Row(label=_("Which unit of yours?"), empty_label="")
    contact = Line(
        150, label=_("Who is the contact at your end?"), help_text=_("A post is enough.")
    )
    handling = OneOf(
        HANDLINGS,
        label=_("How much does it take?"),
        needed=_("Choose how much it takes."),
        hints={
            Case.Handling.SIMPLE: _("It costs something, or has to be decided: one page."),
            Case.Handling.REGISTERED: _("It costs nothing new: it is asked once a year."),
        },
    )
    reason = Text(SHORT_TEXT, label=_("Why is it added?"), needed=_("Write the reason."), rows=3)

    def __init__(self, data: Any = None, *, case: Case, units: QuerySet[Unit]) -> None:
        super().__init__(data, case=case, initial={"unit": case.unit})
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def new(self) -> NewCase:
        """The initiative with the parties of its agreement."""
        assert self.case is not None  # always under an agreement
        parties = self.case.participations.select_related("party")
        asked = ("title", "summary", "unit", "contact", "handling")
        return NewCase(
            parties=[row.party for row in parties],
            **{name: self.cleaned_data[name] for name in asked},
        )
