"""Which party does somebody mean by a name, and what is asked of one not known yet?"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Party
from people.models import Municipality
from web.forms.base import ActForm
from web.forms.fields import FromList, Line
from workflows.drafting import NewParty

if TYPE_CHECKING:
    from agreements.models import Case

SORTS = [
    (Party.Sort.INSTITUTION, _("School or other institution")),
    (Party.Sort.TOWN, _("Town")),
    (Party.Sort.MUNICIPALITY, _("Municipality")),
    (Party.Sort.REGION, _("Region")),
    (Party.Sort.NETWORK, _("Network")),
    (Party.Sort.ASSOCIATION, _("Association")),
    (Party.Sort.COMPANY, _("Company")),
    (Party.Sort.COUNTRY, _("Country")),
]
COUNTRIES = [
    ("", _("Not said")),
    *Municipality.Country.choices,
    ("EE", _("Estonia")),
    ("LV", _("Latvia")),
    ("LT", _("Lithuania")),
    ("DE", _("Germany")),
    ("PL", _("Poland")),
    ("NL", _("Netherlands")),
    ("FR", _("France")),
    ("GB", _("United Kingdom")),
    ("CA", _("Canada")),
    ("US", _("United States")),
    ("CN", _("China")),
    ("JP", _("Japan")),
]


class KnownParties:
    """The parties that a name may mean; one name for two of them is told apart by its sort."""

    def __init__(self, owner: Municipality | None = None) -> None:
        self._owner = owner

    @cached_property
    def by_label(self) -> dict[str, Party]:
        rows = list(Party.objects.filter(is_placeholder=False))
        names = [row.name.casefold() for row in rows]
        return {
            row.name if names.count(row.name.casefold()) == 1 else self._in_full(row): row
            for row in rows
        }

    @staticmethod
    def _in_full(row: Party) -> str:
        about = ", ".join(filter(None, (row.get_sort_display(), row.country)))
        return f"{row.name} ({about})"

    @property
    def names(self) -> list[str]:
        """What a list of suggestions shows: everybody but the municipality itself."""
        own = self._owner.pk if self._owner else 0
        return [label for label, row in self.by_label.items() if row.municipality_id != own]

    def find(self, text: str) -> Party | None:
        wanted = " ".join(text.split()).casefold()
        found = (row for label, row in self.by_label.items() if label.casefold() == wanted)
        return next(found, None)


class PartnerForm(ActForm):
    """A form with a partner by name; what it is, is asked beside it, so that one save is enough."""

    partner = Line(
        150,
        label=_("Who do you cooperate with?"),
        help_text=_("Begin to write: known parties are shown."),
        attrs={"list": "known-parties"},
    )
    partner_sort = FromList(
        SORTS,
        label=_("What it is, if it is new here"),
        help_text=_("Of a party that is known this stands already."),
    )
    no_partner = _("Write who you cooperate with.")

    def __init__(
        self,
        data: Any = None,
        *,
        owner: Municipality,
        case: Case | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, case=case, initial=initial)
        self.owner = owner
        self.known = KnownParties(owner)

    def clean_partner(self) -> Party | NewParty | None:
        """The party that is meant. One not known has no sort until `clean` has seen it."""
        name = " ".join(self.cleaned_data["partner"].split())
        if not name:
            return None
        known = self.known.find(name)
        if known is not None and known.municipality_id == self.owner.pk:
            self.add_error("partner", _t("Your own municipality takes part already."))
        return known or NewParty(name=name, sort="")

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        partner = data.get("partner")
        sort = data.pop("partner_sort", "")
        if isinstance(partner, NewParty):
            if not sort and "partner_sort" not in self.errors:
                message = _t("“%(name)s” is not known here yet. Say what it is.")
                self.add_error("partner_sort", message % {"name": partner.name})
            data["partner"] = NewParty(name=partner.name, sort=sort)
        return data
