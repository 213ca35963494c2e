"""What is asked when a cooperation begins: registered, as a simple case, as a political one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Kind
from web.forms.base import ActForm
from web.forms.fields import SHORT_TEXT, Amount, Day, FromList, Line, Row, Text
from web.forms.parties import PartnerForm
from workflows.openings import Relation, SimplePage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import Unit

INITIATIVE = "initiative"


def kinds(initiative: Any) -> list[tuple[str, Any]]:
    """What a new case can be: a kind of agreement, or an initiative."""
    return [*((kind.code, str(kind)) for kind in Kind.objects.all()), (INITIATIVE, initiative)]


def kind_of(data: dict[str, Any]) -> Kind | None:
    """The kind that was chosen; none for an initiative."""
    return Kind.objects.filter(code=data.get("kind", INITIATIVE)).first()


class RegisterForm(PartnerForm):
    """Four fields, one minute."""

    title = Line(
        200,
        label=_("What is the cooperation called?"),
        help_text=_("Only this has to be filled in."),
        needed=_("Write what the cooperation is called."),
    )
    unit = Row(
        label=_("Which unit of yours?"), help_text=_("Suggested from your account."), empty_label=""
    )
    contact = Line(
        150,
        label=_("Who is the contact at your end?"),
        help_text=_("A post is enough, best the shared mailbox of the unit."),
    )
    field_order: tuple[str, ...] = ("title", "partner", "partner_sort", "unit", "contact")

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def relation(self) -> Relation:
        asked = ("title", "partner", "unit", "contact")
        return Relation(**{name: self.cleaned_data[name] for name in asked})


SEND = "send"


class SimpleForm(RegisterForm):
    """Everything of a simple case on one page. To save it only a title is needed."""

    kind = FromList(label=_("What is it?"))
    start = Day(
        label=_("Begins"),
        help_text=_("dd-mm-yyyy. Without a day it begins when you say so."),
    )
    end = Day(label=_("Ends"), help_text=_("dd-mm-yyyy"))
    amount = Amount(label=_("Cost"), help_text=_("For the whole period. Write 0 if nothing."))
    account = Line(50, label=_("Account"), short=True)
    benefit = Text(SHORT_TEXT, label=_("Benefit"), help_text=_("At most 600 characters"), rows=3)
    economy = Text(SHORT_TEXT, label=_("Economy"), help_text=_("At most 600 characters"), rows=3)
    citizens = Text(SHORT_TEXT, label=_("Citizens"), help_text=_("At most 600 characters"), rows=3)
    field_order = ("title", "partner", "partner_sort", "kind", "unit", "contact")

    def __init__(self, *args: Any, currency: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].label = _("Title")
        self.fields["title"].help_text = _("Only this has to be filled in to save a draft.")
        self.fields["amount"].label = _("Cost in %(currency)s") % {"currency": currency}
        if self.case is not None:
            del self.fields["kind"]
        else:
            choices = kinds(_("Activity or exchange, without an agreement of its own"))
            self.fields["kind"].choices = [choices[-1], *choices[:-1]]  # type: ignore[attr-defined]

    @property
    def is_sent(self) -> bool:
        """Sent for decision, not only saved."""
        return self.data.get("then") == SEND

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", _t("It cannot end before it begins."))
        if self.is_sent:
            for name, message in self._needed().items():
                if name not in self.errors and data.get(name) in (None, ""):
                    self.add_error(name, message)
        return data

    def _needed(self) -> dict[str, str]:
        return {
            "partner": _t("Write who you cooperate with."),
            "unit": _t("Choose the unit that carries the case."),
            "end": _t("Write the day on which it ends, for example 30-06-2027."),
            "amount": _t("Write the cost, 0 if it costs nothing."),
            "account": _t("Write the account."),
            "benefit": _t("Write what the benefit is."),
            "economy": _t("Write what it costs and who pays."),
            "citizens": _t("Write what the cooperation means to the citizens."),
        }

    def page(self) -> SimplePage:
        asked = SimplePage.__dataclass_fields__
        return SimplePage(**{name: self.cleaned_data[name] for name in asked})


class PoliticalForm(ActForm):
    """A title and a kind open the draft; the rest comes section by section."""

    title = Line(
        200,
        label=_("What is the cooperation called?"),
        help_text=_("You can change it later."),
        needed=_("Write what the cooperation is called."),
    )
    kind = FromList(label=_("What is it?"), needed=_("Choose what it is."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = kinds(_("Initiative, under an agreement or standing alone"))  # type: ignore[attr-defined]


class LiftForm(ActForm):
    """To a heavier handling."""

    handling = FromList(label=_("Handling"), needed=_("Choose."))

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["handling"].choices = choices  # type: ignore[attr-defined]
