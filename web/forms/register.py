"""What is asked when the register of parties is kept: facts, names, members, mergers?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Kind, Succession
from web.forms.base import ActForm
from web.forms.fields import FromList, Line, OneOf, Row, Text, When
from web.forms.parties import COUNTRIES, SORTS, KnownParties
from workflows.drafting import NewParty

if TYPE_CHECKING:
    from agreements.models import Case, DeclaredCount, Party

REASON_NEEDED = _("Write the reason.")
SUGGESTED = _("Begin to write: known parties are shown.")
KNOWN = {"list": "known-parties"}


class FactForm(ActForm):
    """A figure or another fact, with the year it is from."""

    name = Line(80, label=_("Fact"), needed=_("Write what it is: inhabitants, area."))
    value = Line(80, label=_("Value"), needed=_("Write the value."), short=True)
    as_of = When(label=_("As of"), needed=_("Write the year it is from."))
    source = Line(200, label=_("Source"))


class DeclaredForm(ActForm):
    """How many of a kind a source says there are, and as of when."""

    kind = Row(label=_("Kind of agreement"), needed=_("Choose the kind."))
    count = forms.IntegerField(
        label=_("How many the source says there are"),
        min_value=0,
        max_value=9999,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={
            name: _("Write a whole number from 0 to 9999.")
            for name in ("invalid", "min_value", "max_value")
        },
    )
    as_of = When(label=_("As of"))
    source = Line(200, label=_("Source"))
    take_back = forms.BooleanField(
        required=False, label=_("No source says so: take the number back")
    )

    def __init__(self, data: Any = None, *, row: DeclaredCount | None = None) -> None:
        known = {}
        if row is not None:
            known = {name: getattr(row, name) for name in ("kind", "count", "as_of", "source")}
        super().__init__(data, initial=known)
        self.fields["kind"].queryset = Kind.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("take_back"):
            return data
        if data.get("count") is None and "count" not in self.errors:
            self.add_error("count", _t("Write a whole number from 0 to 9999."))
        for name, message in (
            ("as_of", _t("Write the year it is from.")),
            ("source", _t("Write which source says so.")),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        return data


class RenameForm(ActForm):
    """Another name; the former one is kept."""

    name = Line(150, label=_("New name"), needed=_("Write the new name."))
    until = When(label=_("The former name held until"))
    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=2)


class SuccessionForm(ActForm):
    """What became of a party."""

    sort = OneOf(
        Succession.Sort.choices,
        label=_("What happened?"),
        needed=_("Choose what happened."),
        hints={
            "merger": _("It goes on in one party."),
            "split": _("It goes on in several; each takes its place until somebody says which."),
        },
    )
    first = Line(
        150,
        label=_("It goes on as"),
        help_text=_("Begin to write: known parties are shown. A new name is added to them."),
        needed=_("Write as what it goes on."),
        attrs=KNOWN,
    )
    second = Line(150, label=_("and as"), attrs=KNOWN)
    third = Line(150, label=_("and as"), attrs=KNOWN)
    happened = When(label=_("Date"), needed=_("Write when it happened."))
    note = Text(200, label=_("Reason"), needed=REASON_NEEDED, rows=2)

    def __init__(self, data: Any = None, *, party: Party) -> None:
        super().__init__(data)
        self.party, self.known = party, KnownParties()

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        told = [" ".join(data.pop(name, "").split()) for name in ("first", "second", "third")]
        data["successors"] = [
            self.known.find(name)
            or NewParty(name=name, sort=self.party.sort, country=self.party.country)
            for name in dict.fromkeys(told)
            if name
        ]
        return data


class MemberForm(ActForm):
    """Who is a member of a network, from when."""

    name = Line(
        150, label=_("Member"), help_text=SUGGESTED, needed=_("Write who is a member."), attrs=KNOWN
    )
    sort = FromList([("", _("Choose")), *SORTS], label=_("What it is, if it is new here"))
    country = FromList(COUNTRIES, label=_("Country, if it is new here"))
    start = When(label=_("Member from"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.known = KnownParties()

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        name = " ".join(data.pop("name", "").split())
        new = {key: data.pop(key, "") for key in ("sort", "country")}
        data["member"] = self.known.find(name) or NewParty(name=name, **new)
        if name and isinstance(data["member"], NewParty) and not new["sort"]:
            message = _t("“%(name)s” is not known here yet. Say what it is.")
            self.add_error("sort", message % {"name": name})
        return data


class MemberEndsForm(ActForm):
    """When a member left."""

    end = When(label=_("Member until"), needed=_("Write until when it was a member."))


class ConfirmPartyForm(ActForm):
    """Is the party that was carried over right?"""

    answer = OneOf(
        (
            ("right", _("It takes part in its place")),
            ("wrong", _("It does not take part")),
        ),
        label=_("Is it right?"),
        needed=_("Choose an answer."),
    )
    reason = Text(label=_("Reason, if it does not take part"), rows=2)

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data, case=case)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("answer") == "wrong" and not data.get("reason", "").strip():
            self.add_error("reason", _t("Write the reason."))
        return data
