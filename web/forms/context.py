"""What is asked when an agreement is put under or after another, and when an occasion is told?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Case, Event
from agreements.states import BEFORE_FORCE, ENDED, State
from web.forms.agreements import AgreementRow
from web.forms.base import ActForm
from web.forms.fields import Day, FromList, Line, Row, Text, When
from web.forms.rest import NoticeMonths
from web.forms.section import Section
from workflows.kinship import write_place, write_predecessor
from workflows.occasions import Occasion

if TYPE_CHECKING:
    from datetime import date

    from people.roles import Roles
    from workflows.visit import Visit

MAY_STAND_ABOVE = set(State) - ENDED
HAVE_HELD = set(State) - BEFORE_FORCE - {State.REJECTED, State.WITHDRAWN}


class Above(forms.Form):
    """Under which framework agreement."""

    above = AgreementRow(
        label=_("Under which framework agreement?"),
        queryset=None,
        empty_label=_("It stands alone"),
    )
    inherits_validity = forms.BooleanField(
        required=False, label=_("It holds only as long as the agreement above it")
    )


class PlaceUnderForm(ActForm, Above):
    """The tree, written while the agreement lives."""

    def __init__(self, data: Any = None, *, case: Case, roles: Roles) -> None:
        agreement = case.agreement
        known = {
            "above": agreement.parent,
            "inherits_validity": agreement.inherits_validity,
        }
        super().__init__(data, case=case, initial=known)
        above: Any = self.fields["above"]
        above.offer(case, roles, kept=agreement.parent, states=MAY_STAND_ABOVE)


class ContextSection(Section, Above):
    """Which agreement this draft replaces, and which stands above it."""

    slug = "context"
    heading = _("Beside other agreements")
    hint = _("What it replaces, and the framework it stands under")

    replaces = AgreementRow(
        label=_("Which agreement does it replace?"),
        queryset=None,
        empty_label=_("None"),
        help_text=_("That one is superseded on the day when this one takes effect."),
    )
    field_order = ("replaces", "above", "inherits_validity")

    def prepare(self, case: Case) -> None:
        agreement, asked = case.agreement, dict[str, Any](self.fields)
        asked["replaces"].offer(case, self.roles, states=HAVE_HELD, kept=agreement.replaces)
        asked["above"].offer(case, self.roles, states=MAY_STAND_ABOVE, kept=agreement.parent)

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        agreement = case.agreement
        return {
            "replaces": agreement.replaces,
            "above": agreement.parent,
            "inherits_validity": agreement.inherits_validity,
        }

    def write(self, visit: Visit) -> None:
        """Each is a step of its own with rules of its own; unchanged it is no step."""
        agreement, data, about = visit.case.agreement, self.cleaned_data, visit.about
        if data["replaces"] != agreement.replaces:
            write_predecessor(visit, data["replaces"])
        told = (data["above"], bool(data["above"]) and data["inherits_validity"])
        if told != (agreement.parent, agreement.inherits_validity):
            write_place(visit, told[0], inherits_validity=told[1])
        visit.about = about


class NoticeForm(ActForm):
    """Whose notice came when, and from which day it ends."""

    party = Row(label=_("Which party gave notice?"), needed=_("Choose the party that gave notice."))
    notice = Day(label=_("Notice received"), needed=_("Write when the notice was received."))
    effective = Day(label=_("No longer in force from"))
    notice_months = NoticeMonths()
    reason = Text(
        label=_("How, and why?"),
        help_text=_("Letter or journal number"),
        needed=_("Write how notice was given."),
        rows=3,
    )

    def __init__(
        self, data: Any = None, *, case: Case, today: date, has_clause: bool, over: date | None
    ) -> None:
        super().__init__(data, case=case, initial={"notice": today, "effective": over})
        staying = case.participations.filter(left_date=None, has_declined=False)
        party: Any = self.fields["party"]
        party.queryset = staying.exclude(party__municipality=case.owner_id).select_related("party")
        if has_clause:
            del self.fields["notice_months"]  # the clause says it
            self.fields["effective"].initial = None
            self.fields["effective"].help_text = _(
                "Left empty, the clause says: the end of this term, or of the next where notice "
                "came too late."
            )
        else:
            self.fields["effective"].required = True


class OccasionForm(ActForm):
    """A visit, a joint meeting: an occasion, never a condition."""

    sort = FromList(Event.Sort.choices, label=_("What was it?"), needed=_("Choose."))
    name = Line(200, label=_("Name"), needed=_("Write what it was."))
    begins = When(label=_("From"), needed=_("Write when it was."))
    ends = When(label=_("To"), help_text=_("Can be left out"))
    place = Line(100, label=_("Place"))
    who = Text(2000, label=_("Who took part?"), rows=2)
    outcome = Text(label=_("What came of it?"), rows=4)

    def __init__(self, data: Any = None, *, case: Case, event: Event | None = None) -> None:
        names = [name for name in self.base_fields if name != "seen"]
        known = {name: getattr(event, name) for name in names} if event else {}
        super().__init__(data, case=case, initial=known)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        begins, ends = data.get("begins"), data.get("ends")
        if begins and ends and ends.latest < begins.earliest:
            self.add_error("ends", _t("It cannot end before it begins."))
        return data

    def facts(self) -> Occasion:
        data = {name: self.cleaned_data[name] for name in Occasion.__dataclass_fields__}
        return Occasion(**data)
