"""What is asked of a political case about itself, its parties and who signs?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Case, Initiative, Kind
from agreements.states import IN_FORCE
from web.forms.agreements import AgreementRow
from web.forms.base import ActForm
from web.forms.fields import FromList, Line, OneOf, Row, Rows, Text
from web.forms.initiative import NATURES
from web.forms.parties import COUNTRIES, SORTS, KnownParties
from web.forms.units import units_for
from workflows.drafting import (
    NewParty,
    add_party,
    own_party,
    put_under,
    remove_party,
    write_signatories,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from people.roles import Roles
    from workflows.visit import Visit


class Section(ActForm):
    """One section: `known` fills it from the case, `write` puts it on the locked case."""

    slug: ClassVar[str]
    heading: ClassVar[StrOrPromise]
    hint: ClassVar[StrOrPromise]

    def __init__(self, data: Any = None, *, case: Case, roles: Roles) -> None:
        self.roles = roles
        super().__init__(data, case=case, initial=self.known(case))
        self.prepare(case)

    def prepare(self, case: Case) -> None:
        """Fields and choices that depend on the case."""

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def is_done(cls, case: Case) -> bool:
        return any(cls.known(case).values())

    def write(self, visit: Visit) -> None:
        raise NotImplementedError


class Basis(Section):
    slug = "basis"
    heading = _("Name and unit")
    hint = _("Title, kind, unit and contact")

    title = Line(200, label=_("Title"), needed=_("Write a title."))
    kind = Row(label=_("Kind of agreement"), queryset=Kind.objects.all(), empty_label=None)
    is_framework = forms.BooleanField(
        required=False, label=_("It is a framework agreement, under which others stand")
    )
    agreement = AgreementRow(label=_("Under which agreement?"), empty_label=_("It stands alone"))
    nature = OneOf(
        Initiative.Sort.choices,
        label=_("What sort of work is it?"),
        hints=NATURES,
    )
    unit = Row(label=_("Unit that carries the case"))
    contact = Line(150, label=_("Contact"), help_text=_("A post is enough."))
    is_wish = forms.BooleanField(
        required=False, label=_("It is a wish so far; nobody has been asked")
    )

    def prepare(self, case: Case) -> None:
        if case.sort == Case.Sort.AGREEMENT:
            del self.fields["agreement"], self.fields["nature"]
        else:
            del self.fields["kind"], self.fields["is_framework"]
            above: Any = self.fields["agreement"]
            above.offer(case, self.roles, states=IN_FORCE, kept=case.initiative.agreement)
        units = units_for(self.roles, case.owner, case)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        told = {
            "title": case.title,
            "unit": case.unit,
            "contact": case.contact,
            "is_wish": case.is_wish,
        }
        if case.sort == Case.Sort.AGREEMENT:
            known = case.agreement
            return told | {"kind": known.kind, "is_framework": known.is_framework}
        return told | {"agreement": case.initiative.agreement, "nature": case.initiative.sort}

    @classmethod
    def is_done(cls, case: Case) -> bool:
        return case.unit_id is not None

    def write(self, visit: Visit) -> None:
        case, data = visit.case, self.cleaned_data
        case.title, case.unit, case.contact = data["title"], data["unit"], data["contact"]
        case.is_wish = data["is_wish"]
        if case.sort == Case.Sort.AGREEMENT:
            case.agreement.kind = data["kind"] or case.agreement.kind
            case.agreement.is_framework = data["is_framework"]
            case.agreement.save()
            return
        case.initiative.sort = data["nature"] or case.initiative.sort
        put_under(case, data["agreement"])


class Parties(Section):
    slug = "parties"
    heading = _("Parties")
    hint = _("Who takes part. Your own municipality does so already.")

    remove = Rows(label=_("Take out"))
    name = Line(
        150,
        label=_("Add a party"),
        help_text=_("Begin to write: known parties are shown."),
        attrs={"list": "known-parties"},
    )
    sort = FromList([("", _("Choose")), *SORTS], label=_("What it is, if it is new here"))
    country = FromList(COUNTRIES, label=_("Country, if it is new here"))
    region = Line(100, label=_("Region, if it is new here"))
    within = Line(150, label=_("Municipality that it lies in, if it is a town"))
    is_placeholder = forms.BooleanField(
        required=False,
        label=_("The name only stands for a partner not found yet, such as “a town in France”"),
    )

    def prepare(self, case: Case) -> None:
        self.known_parties = KnownParties(case.owner)
        others = case.participations.select_related("party").exclude(
            party__municipality=case.owner_id
        )
        self.fields["remove"].queryset = others  # type: ignore[attr-defined]
        if not others:
            del self.fields["remove"]

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        del case
        return {}

    @classmethod
    def is_done(cls, case: Case) -> bool:
        parties = [p.party for p in case.participations.select_related("party")]
        return len(parties) > 1 and not any(party.is_placeholder for party in parties)

    def answers(self) -> list[dict[str, Any]]:
        assert self.case is not None  # a section is of a case
        rows = self.case.participations.select_related("party")
        return [{"term": _t("Parties"), "value": ", ".join(str(p.party) for p in rows)}]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        name = " ".join(data.get("name", "").split())
        data["party"] = found = self.known_parties.find(name) if name else None
        if name and found is None:
            sort = data.get("sort") or ("municipality" if data.get("is_placeholder") else "")
            if not sort and "sort" not in self.errors:
                message = _t("“%(name)s” is not known here yet. Say what it is.")
                self.add_error("sort", message % {"name": name})
            data["party"] = NewParty(
                name=name,
                sort=sort,
                country=data.get("country", ""),
                region=data.get("region", ""),
                within=data.get("within", ""),
                is_placeholder=data.get("is_placeholder", False),
            )
        return data

    def write(self, visit: Visit) -> None:
        add_party(visit.case, own_party(visit.case.owner))
        for participation in self.cleaned_data.get("remove") or ():
            remove_party(participation)
        if party := self.cleaned_data["party"]:
            add_party(visit.case, party)


_NAMED = re.compile(r"(?P<title>[^()]+?)\s*(?:\((?P<person>[^()]+)\))?")
LONGEST_POST = 150


def read_signatories(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Posts with or without a person, one on each line; and the lines that cannot be read."""
    named, unread = [], []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        found = _NAMED.fullmatch(line)
        if found is None or len(line) > LONGEST_POST:
            unread.append(line)
        else:
            named.append((found["title"].strip(), (found["person"] or "").strip()))
    return list(dict.fromkeys(named)), unread


class Signatories(Section):
    slug = "signatories"
    heading = _("Who signs")
    hint = _("The posts that sign for each party")

    def prepare(self, case: Case) -> None:
        for participation in case.participations.select_related("party"):
            self.fields[f"party_{participation.pk}"] = Text(
                2000,
                label=str(participation.party),
                help_text=_(
                    "One post on each line; a name may follow in brackets: Mayor (A. Olsen)"
                ),
                rows=3,
            )

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        told = {}
        for participation in case.participations.prefetch_related("signatories"):
            lines = [
                f"{s.title} ({s.person})" if s.person else s.title
                for s in participation.signatories.all()
            ]
            told[f"party_{participation.pk}"] = "\n".join(lines)
        return told

    @classmethod
    def is_done(cls, case: Case) -> bool:
        known = cls.known(case)
        return len(known) > 1 and all(known.values())

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        for name, text in data.items():
            if name.startswith("party_"):
                data[name] = self._read(name, text)
        return data

    def _read(self, name: str, text: str) -> list[tuple[str, str]]:
        named, unread = read_signatories(text)
        for line in unread:
            self.add_error(name, _t("This line cannot be read: %(line)s") % {"line": line})
        return named

    def answers(self) -> list[dict[str, Any]]:
        return [
            {"term": str(field.label), "value": ", ".join(field.initial.split("\n"))}
            for field in self.visible_fields()
            if field.initial
        ]

    def write(self, visit: Visit) -> None:
        for participation in visit.case.participations.select_related("party"):
            named = self.cleaned_data.get(f"party_{participation.pk}")
            if named is not None:
                write_signatories(participation, named)
