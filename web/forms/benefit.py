"""How much is the benefit for each group, low, middle or high, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models.assessment import Group, Level
from web.forms.base import ActForm
from web.forms.fields import FromList, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.forms import BoundField

    from agreements.models import ExpectedBenefit, RealisedBenefit

NOT_TOLD = [("", _("Not said")), *Level.choices]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group on the page; at a review with what was expected of it."""

    label: str
    level: BoundField
    reason: BoundField
    expected: ExpectedBenefit | None = None


class BenefitForm(ActForm):
    """A form with a level and a reason for each group; never a sum or score."""

    def add_groups(self) -> None:
        for group, label in Group.choices:
            self.fields[f"level_{group}"] = FromList(
                NOT_TOLD, label=_("Benefit: %(group)s") % {"group": label}
            )
            self.fields[f"reason_{group}"] = Line(
                500, label=_("Reason: %(group)s") % {"group": label}
            )

    @staticmethod
    def groups_known(rows: Iterable[ExpectedBenefit | RealisedBenefit]) -> dict[str, str]:
        told = {}
        for row in rows:
            told[f"level_{row.group}"], told[f"reason_{row.group}"] = row.level, row.reason
        return told

    def group_rows(self, expected: Mapping[str, ExpectedBenefit] | None = None) -> list[GroupRow]:
        return [
            GroupRow(
                str(label),
                self[f"level_{group}"],
                self[f"reason_{group}"],
                (expected or {}).get(group),
            )
            for group, label in Group.choices
            if f"level_{group}" in self.fields
        ]

    def check_groups(self, data: dict[str, Any], *, whole: bool) -> None:
        """A level goes with its reason; when it is to be `whole`, one group at least is told."""
        for group in Group.values:
            level, reason = data.get(f"level_{group}"), data.get(f"reason_{group}")
            if reason and not level:
                self.add_error(f"level_{group}", _t("Choose low, middle or high."))
            if level and not reason and f"reason_{group}" not in self.errors:
                self.add_error(f"reason_{group}", _t("Give the reason for this level."))
        told = any(data.get(f"level_{group}") for group in Group.values)
        if whole and not told and not self.errors:
            first = f"level_{Group.values[0]}"
            self.add_error(first, _t("Give the benefit for at least one group."))

    def benefits(self) -> dict[str, tuple[str, str]]:
        return {
            group: (level, self.cleaned_data[f"reason_{group}"])
            for group in Group.values
            if (level := self.cleaned_data.get(f"level_{group}"))
        }
