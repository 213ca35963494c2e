"""What does a department write of its part of the assessment?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models.kinds import Gate
from web.forms.benefit import BenefitForm
from web.forms.fields import Amount, Line, OneOf, Text
from workflows.assessments import PartText
from workflows.rules import asks_mutual_benefit, gate_of

if TYPE_CHECKING:
    from django.forms import BoundField

    from agreements.models import Case, Participation, PartyBenefit

HINTS = {
    "benefit": _("Who gains what, and how it shows."),
    "economy": _("What it costs, who pays, and what it commits the municipality to."),
    "citizens": _("What it means to the citizens."),
}
HEADINGS = {
    "benefit": _("The total benefit"),
    "economy": _("Economic commitments"),
    "citizens": _("Citizen perspective"),
}
NEEDED = {
    "benefit": _("Write what the benefit is."),
    "economy": _("Write what it costs and who pays."),
    "citizens": _("Write what the cooperation means to the citizens."),
}
YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class AssessForm(BenefitForm):
    """One part: a text; for economy sums; where the gate is full, levels and a judgement."""

    def __init__(self, data: Any = None, *, case: Case, part: str) -> None:
        super().__init__(data, case=case, initial=_known(case, part))
        self.part = part
        self.is_full = gate_of(case) == Gate.FULL
        self.fields["text"] = Text(
            label=HEADINGS[part], help_text=HINTS[part], needed=NEEDED[part], rows=8
        )
        if part == "economy":
            self._ask_for_sums()
        if part == "benefit" and self.is_full:
            self.add_groups()
        self.others = other_parties(case) if part == "benefit" else []
        for participation in self.others:
            self._ask_what_it_gains(participation)
        if least := _least_of(case):
            self.fields["text"].help_text = _("%(hint)s At least %(count)d characters.") % {
                "hint": HINTS[part],
                "count": least,
            }

    def _ask_what_it_gains(self, participation: Participation) -> None:
        """What the other party gains; what it has written itself is only shown (R-077)."""
        assert self.case is not None  # a part is always of a case
        known = getattr(participation, "benefit", None)
        about = {"party": participation.party}
        if known is not None and known.is_own:
            return
        self.fields[f"party_{participation.pk}"] = Text(
            label=_("What does %(party)s gain?") % about,
            help_text=_("The mutual benefit; the party may write it itself."),
            needed=_("Write what %(party)s gains.") % about
            if asks_mutual_benefit(self.case)
            else "",
            rows=4,
        )
        self.initial[f"party_{participation.pk}"] = known.text if known else ""

    def party_fields(self) -> list[BoundField]:
        return [self[f"party_{p.pk}"] for p in self.others if f"party_{p.pk}" in self.fields]

    def own_words(self) -> list[PartyBenefit]:
        """What parties have written themselves."""
        known = [getattr(participation, "benefit", None) for participation in self.others]
        return [row for row in known if row is not None and row.is_own]

    def _ask_for_sums(self) -> None:
        self.fields["amount"] = Amount(label=_("Cost"), help_text=_("For the whole period"))
        self.fields["account"] = Line(50, label=_("Account"), short=True)
        if self.is_full:
            self.fields["is_reasonable"] = OneOf(
                YES_OR_NO,
                label=_("Are the commitments reasonable and defensible?"),
                needed=_("Say whether the commitments are reasonable and defensible."),
                inline=True,
                help_text=_("The reason stands in the text above."),
            )

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if self.part == "benefit" and self.is_full:
            self.check_groups(data, whole=True)
        return data

    def facts(self) -> PartText:
        data = self.cleaned_data
        judged = data.get("is_reasonable")
        return PartText(
            text=data["text"],
            amount=data.get("amount"),
            account=data.get("account", ""),
            is_reasonable=None if not judged else judged == "yes",
            benefits=self.benefits(),
            parties={p.pk: data[f"party_{p.pk}"] for p in self.others if data.get(f"party_{p.pk}")},
        )


def other_parties(case: Case) -> list[Participation]:
    """Those that take part besides the owner, each with what it gains; of agreements."""
    if case.sort != case.Sort.AGREEMENT:
        return []
    others = case.participations.filter(left_date=None, has_declined=False)
    others = others.exclude(party__municipality=case.owner_id)
    return list(others.select_related("party", "benefit"))


def _least_of(case: Case) -> int:
    """How many characters the kind asks for at least (R-076)."""
    return case.agreement.kind.minimum_text if case.sort == case.Sort.AGREEMENT else 0


def _known(case: Case, part: str) -> dict[str, Any]:
    row = case.assessment_parts.filter(part=part).first()
    told: dict[str, Any] = {}
    if row is not None:
        told = {"text": row.text, "amount": row.amount, "account": row.account}
        if row.is_reasonable is not None:
            told["is_reasonable"] = "yes" if row.is_reasonable else "no"
    if part == "benefit":
        told |= BenefitForm.groups_known(case.expected_benefits.all())
    return told


def part_title(part: str) -> str:
    """What the page of a part is called."""
    return {
        "benefit": _t("Assess the benefit"),
        "economy": _t("Assess the economy"),
        "citizens": _t("Assess the citizen perspective"),
    }[part]
