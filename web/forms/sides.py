"""What is asked when a party joins, leaves, or when its contacts and signatories are written?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import written
from agreements.models import ContactRole, FocusArea, Participation, Signatory
from notifications.models import SendingSettings
from web.forms.base import ActForm
from web.forms.fields import Day, FromList, Line, OneOf, Row, Text, When
from web.forms.parties import COUNTRIES, SORTS, KnownParties
from web.forms.section import read_signatories
from workflows.contacts import Contact, Signs
from workflows.drafting import NewParty

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from agreements.models import Case

REASON_NEEDED = _("Write the reason.")
ROLES = Participation.Role.choices
ROLE_HINTS: dict[str, StrOrPromise] = {
    Participation.Role.ASSOCIATED: _("Follows along: needs not sign and does not count."),
    Participation.Role.VIA: _("Works with us through one of the others: needs not sign."),
}


class NamePartyForm(ActForm):
    """Which party: one known here, or a new one with what it is."""

    name = Line(
        150,
        label=_("Name of the party"),
        help_text=_("Begin to write: known parties are shown."),
        needed=_("Write the name of the party."),
        attrs={"list": "known-parties"},
    )
    sort = FromList([("", _("Choose")), *SORTS], label=_("What it is, if it is new here"))
    country = FromList(COUNTRIES, label=_("Country, if it is new here"))
    within = Line(150, label=_("Municipality that it lies in, if it is a town"))
    role = OneOf(
        ROLES, label=_("Which part does it take?"), needed=_("Choose its part."), hints=ROLE_HINTS
    )

    def __init__(self, data: Any = None, *, case: Case, **known: Any) -> None:
        super().__init__(data, case=case, initial={"role": "partner"} | known)
        self.known = KnownParties(case.owner)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        name = " ".join(data.get("name", "").split())
        new = {key: data.pop(key, "") for key in ("sort", "country", "within")}
        data["named"] = self.known.find(name) if name else None
        if name and data["named"] is None:
            if not new["sort"] and "sort" not in self.errors:
                message = _t("“%(name)s” is not known here yet. Say what it is.")
                self.add_error("sort", message % {"name": name})
            data["named"] = NewParty(name=name, **new)
        data.pop("name", None)
        return data


class JoinForm(NamePartyForm):
    """Who joins, from when, why, and who is to sign."""

    joined = When(label=_("Takes part from"), needed=_("Write from when it takes part."))
    signatories = Text(
        2000,
        label=_("Who signs for it?"),
        help_text=_("One post on each line; a name may follow in brackets: Mayor (A. Olsen)"),
        rows=3,
    )
    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=3)

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        super().__init__(data, case=case, joined=today)
        self.fields["name"].label = _("Who joins?")
        self.fields["name"].error_messages["required"] = _("Write who joins.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        named, unread = read_signatories(data.get("signatories", ""))
        for line in unread:
            message = _t("This line cannot be read: %(line)s")
            self.add_error("signatories", message % {"line": line})
        data["signatories"] = named
        return data


class UnnamedForm(ActForm):
    """How many parties nobody has named."""

    count = forms.IntegerField(
        label=_("How many parties are not named?"),
        help_text=_("Beside those that stand on the page; 0 when all are named."),
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={
            name: _("Write a whole number from 0 to 999.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        known = {"count": case.agreement.other_parties_declared}
        super().__init__(data, case=case, initial=known)


class PartForm(ActForm):
    """Which part a party takes, and since when."""

    role = OneOf(
        ROLES, label=_("Which part does it take?"), needed=_("Choose its part."), hints=ROLE_HINTS
    )
    joined = When(label=_("Takes part from"))

    def __init__(self, data: Any = None, *, case: Case, participation: Participation) -> None:
        known = {"role": participation.role, "joined": participation.joined}
        super().__init__(data, case=case, initial=known)
        self.left = participation.left_date

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        joined = data.get("joined")
        if joined and self.left and joined.earliest > self.left:
            self.add_error("joined", _t("It cannot join after it has left."))
        return data


class SideForm(ActForm):
    """A party's own journal number, and where to write to it."""

    journal_number = Line(50, label=_("Its journal number"), short=True)
    contact = Line(
        150,
        label=_("Where to write to"),
        help_text=_("Best a shared mailbox or a post: people change more often."),
    )

    def __init__(self, data: Any = None, *, case: Case, participation: Participation) -> None:
        known = {
            "journal_number": participation.journal_number,
            "contact": participation.contact,
        }
        super().__init__(data, case=case, initial=known)


class ContactRoleForm(ActForm):
    """A role at a party, with or without a person; perhaps the lead of a focus area."""

    role = Line(
        150,
        label=_("Role"),
        help_text=_("For example coordinator, school manager, IT administrator"),
        needed=_("Write the role."),
    )
    person = Line(
        150, label=_("Name"), help_text=_("Can be left out: the role stays when a person leaves.")
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write an e-mail address, for example post@example.org.")},
    )
    phone = Line(40, label=_("Telephone"), short=True)
    focus_area = Row(label=_("Leads the focus area"), empty_label=_("None"))
    is_reminded = forms.BooleanField(
        required=False,
        label=_("Samklang may write to this address"),
        help_text=_("Reminders of what the party owes, and decisions that you send from here."),
    )
    has_ended = forms.BooleanField(required=False, label=_("This role has ended"))

    def __init__(self, data: Any = None, *, case: Case, contact: ContactRole | None = None) -> None:
        asked = ("role", "person", "email", "phone", "focus_area", "is_reminded")
        known = {name: getattr(contact, name) for name in asked} if contact else {}
        super().__init__(data, case=case, initial=known)
        areas = FocusArea.objects.filter(agreement=case.pk)
        self.fields["focus_area"].queryset = areas  # type: ignore[attr-defined]
        if case.sort != case.Sort.AGREEMENT or not areas:
            del self.fields["focus_area"]
        if contact is None:
            del self.fields["has_ended"]
        writes = SendingSettings.objects.filter(municipality=case.owner_id, partner_mail=True)
        if not writes.exists():
            del self.fields["is_reminded"]
        self._was_reminded = contact is not None and contact.is_reminded

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("is_reminded") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _t("Write the address to which Samklang may write."))
        return data

    def facts(self) -> Contact:
        data = self.cleaned_data
        asked = ("role", "person", "email", "phone")
        return Contact(
            **{name: data[name] for name in asked},
            focus_area=data.get("focus_area"),
            is_active=not data.get("has_ended", False),
            is_reminded=data.get("is_reminded", self._was_reminded),
        )


class SignatoryForm(ActForm):
    """A post that signs, with or without a person."""

    title = Line(150, label=_("Post"), needed=_("Write the post."))
    person = Line(150, label=_("Name"), help_text=_("Can be left out"))
    order = forms.IntegerField(
        label=_("Place in the order of signing"),
        required=False,
        min_value=0,
        max_value=99,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    is_required = forms.BooleanField(
        required=False, label=_("Must sign before it takes effect"), initial=True
    )
    take_out = forms.BooleanField(required=False, label=_("Take it out: it is not to sign"))

    def __init__(
        self, data: Any = None, *, case: Case, signatory: Signatory | None = None, signed: bool
    ) -> None:
        asked = ("title", "person", "order", "is_required")
        known = {name: getattr(signatory, name) for name in asked} if signatory else {}
        if signed:  # the successor in the post; the one who signed stays
            known["person"] = ""
        super().__init__(data, case=case, initial=known)
        if signed:
            del self.fields["is_required"]
        if signatory is None or signed:
            del self.fields["take_out"]

    def facts(self) -> Signs:
        data = self.cleaned_data
        return Signs(
            title=data["title"],
            person=data["person"],
            order=data["order"] or 0,
            is_required=data.get("is_required", False),
        )


class LeaveForm(ActForm):
    """When notice was received, until when it takes part, and why."""

    notice = Day(label=_("Notice received"), needed=_("Write when the notice was received."))
    effective = Day(
        label=_("Takes part until"), needed=_("Write the last day on which it takes part.")
    )
    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=3)

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        super().__init__(data, case=case, initial={"notice": today})
        self.fields["notice"].help_text = _("dd-mm-yyyy. Today: %(today)s") % {
            "today": written(today)
        }

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        notice, effective = data.get("notice"), data.get("effective")
        if notice and effective and effective < notice:
            self.add_error("effective", _t("It cannot take effect before it was received."))
        return data
