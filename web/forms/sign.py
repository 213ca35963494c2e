"""What is asked when parties sign, decide, decline or are written to?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import written
from agreements.dates import PartialDate
from agreements.models import Case, Participation, Signatory, Signature
from web.forms.attached import SCANS, Attached
from web.forms.base import ActForm
from web.forms.fields import Day, Line, OneOf, Row, Rows, When

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise


class Signers(Rows):
    """Who signed: each with the party below."""

    choice_hints: dict[str, StrOrPromise]

    def label_from_instance(self, obj: Signatory) -> str:
        return str(obj)


def has_left(row: Participation, on: date) -> bool:
    """Was its last day before this one?"""
    return row.left_date is not None and row.left_date < on


def _whose(row: Participation, on: date) -> str:
    """The party; of one that has left, until when it may have signed."""
    if row.left_date is None or row.left_date >= on:
        return str(row.party)
    return _t("%(party)s, took part until %(date)s") % {
        "party": row.party,
        "date": written(row.left_date),
    }


class SignForm(ActForm):
    """Who signed, when and where. Someone who signed meanwhile stays a known choice (409)."""

    signatories = Signers(label=_("Who signed?"), needed=_("Choose who signed."))
    signed = Day(label=_("Date"), needed=_("Write the day of signing."))
    place = Line(100, label=_("Place"))
    event = Line(150, label=_("Occasion"), help_text=_("Can be left out"))
    scan = Attached(
        label=_("The signed copy"),
        help_text=_("A photograph or scan; can be left out, or filed later"),
        accept=SCANS,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        today: date,
        unsigned: list[Signatory],
        files: Any = None,
    ) -> None:
        super().__init__(data, case=case, initial={"signed": today}, files=files)
        rows = Signatory.objects.filter(participation__case=case)
        field = self.fields["signatories"]
        assert isinstance(field, Signers)  # as declared above
        field.queryset = rows.select_related("participation__party")
        field.choice_hints = {str(s.pk): _whose(s.participation, today) for s in unsigned}
        field.widget.choices = [(s.pk, str(s)) for s in unsigned]
        self.fields["signed"].help_text = _("dd-mm-yyyy. Today: %(today)s") % {
            "today": written(today)
        }

    def day(self) -> PartialDate:
        return PartialDate.day(self.cleaned_data["signed"])


class SignedDayForm(ActForm):
    """On which day it was signed, where only a month, a year or nothing was known."""

    signature = OneOf(label=_("Which signature?"), needed=_("Choose the signature."))
    signed = Day(label=_("Date"), needed=_("Write the day of signing."))

    def __init__(self, data: Any = None, *, case: Case, undated: list[Signature]) -> None:
        first = {"signature": undated[0].pk} if len(undated) == 1 else {}
        super().__init__(data, case=case, initial=first)
        field = self.fields["signature"]
        assert isinstance(field, OneOf)  # as declared above
        field.choices = [(str(row.pk), _whose_signature(row)) for row in undated]
        self.undated = {str(row.pk): row for row in undated}

    def which(self) -> Signature:
        return self.undated[self.cleaned_data["signature"]]


def _whose_signature(row: Signature) -> str:
    party, known = row.signatory.participation.party, row.signed
    told = f", {written(known)}" if known else ""
    return f"{row.signatory}, {party}{told}"


class PartyDecisionForm(ActForm):
    """What a party's own body decided: information, never a condition."""

    answer = OneOf(
        [("decided", _("It has decided to take part")), ("declined", _("It has declined"))],
        label=_("What did the party say?"),
        needed=_("Choose what the party said."),
    )
    decided = When(label=_("Date"))
    body = Line(150, label=_("Body"))
    number = Line(50, label=_("Number"), short=True)
    note = Line(
        200, label=_("Letter"), help_text=_("Needed when it declined: letter or journal number")
    )

    def __init__(self, data: Any = None, *, case: Case, participation: Participation) -> None:
        known = {
            "answer": "declined" if participation.has_declined else "decided",
            "decided": participation.decided,
            "body": participation.decision_body,
            "number": participation.decision_number,
            "note": participation.declined_note,
        }
        super().__init__(data, case=case, initial=known)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("answer") == "declined":
            if not data.get("decided") and "decided" not in self.errors:
                self.add_error("decided", _t("Write when it declined."))
            if not data.get("note"):
                self.add_error("note", _t("Write by which letter it declined."))
        return data


class ContactForm(ActForm):
    """The partner was written to or invited."""

    participation = Row(label=_("To whom?"), needed=_("Choose the party."), empty_label=None)
    what = Line(
        200,
        label=_("What was sent or said?"),
        help_text=_("An invitation, a letter, a call; best with its journal number."),
        needed=_("Write what was sent or said."),
    )
    happened = When(label=_("Date"), needed=_("Write the date."))

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        super().__init__(data, case=case, initial={"happened": today})
        others = case.participations.staying(today).exclude(party__municipality=case.owner_id)
        self.fields["participation"].queryset = others.select_related("party")  # type: ignore[attr-defined]
