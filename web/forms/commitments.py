"""What is asked when a commitment or milestone comes, changes or ends?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Case, Commitment, Party
from agreements.states import State
from web.forms.base import ActForm
from web.forms.fields import Line, OneOf, Row, Text, When
from web.forms.step import REASON_NEEDED
from workflows.commitments import Aim, Promise
from workflows.rules import parties_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from agreements.models import Milestone

A_MONTH_IS_ENOUGH = _("A month or a year is enough: August 2026.")

MODES: dict[str, StrOrPromise] = {
    Commitment.Mode.CONDITIONAL: _("It is never overdue; each review asks about it."),
}


def _parties(case: Case, today: date, *known: int | None) -> QuerySet[Party]:
    """Those that take part, and those that stand there already."""
    return Party.objects.filter(pk__in=parties_of(case, today).union(filter(None, known)))


class CommitmentForm(ActForm):
    """What is promised, who gives it to whom, in which way and by when."""

    text = Text(label=_("What is to be done?"), needed=_("Write what is to be done."), rows=3)
    horizon = OneOf(
        Commitment.Horizon.choices,
        label=_("When is it meant for?"),
        needed=_("Choose one."),
        inline=True,
    )
    mode = OneOf(
        Commitment.Mode.choices,
        label=_("In which way?"),
        needed=_("Choose in which way."),
        hints=MODES,
    )
    giver = Row(label=_("Who gives?"), empty_label=_("All together"))
    receiver = Row(label=_("Who receives?"), empty_label=_("All the others"))
    gives = Line(200, label=_("What is given?"), help_text=_("Can be left out"))
    in_return = Line(200, label=_("What is given in return?"), help_text=_("Can be left out"))
    extent = Line(
        200, label=_("How much?"), help_text=_("Can be left out: two schools, ten days a year")
    )
    due = When(label=_("By when?"), help_text=_("Can be left out. A month or a year is enough."))
    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=2)

    def __init__(
        self, data: Any = None, *, case: Case, today: date, commitment: Commitment | None = None
    ) -> None:
        super().__init__(data, case=case, initial=self._known(case, commitment))
        known = (commitment.giver_id, commitment.receiver_id) if commitment else ()
        for name in ("giver", "receiver"):
            self.fields[name].queryset = _parties(case, today, *known)  # type: ignore[attr-defined]
        if commitment is not None:
            del self.fields["horizon"]

    @staticmethod
    def _known(case: Case, commitment: Commitment | None) -> dict[str, Any]:
        if commitment is None:
            is_draft = case.state == State.DRAFT
            return {"reason": _t("Part of the proposal") if is_draft else ""}
        asked = set(Promise.__dataclass_fields__) - {"horizon"}
        return {name: getattr(commitment, name) for name in asked}

    def promise(self) -> Promise:
        asked = Promise.__dataclass_fields__
        return Promise(**{name: self.cleaned_data[name] for name in asked if name in self.fields})


class ProgressForm(ActForm):
    """How far it is, in the words of its mode, and what has happened."""

    progress = OneOf(label=_("How far is it?"), needed=_("Choose how far it is."))
    reason = Text(label=_("What has happened?"), needed=_("Write what has happened."), rows=3)

    def __init__(self, data: Any = None, *, case: Case, commitment: Commitment) -> None:
        super().__init__(data, case=case, initial={"progress": commitment.progress})
        self.fields["progress"].choices = [  # type: ignore[attr-defined]
            (step.value, capfirst(str(step.label))) for step in commitment.scale
        ]


class PromoteForm(ActForm):
    """From the long to the short term: by when, and why now."""

    due = When(label=_("By when?"), help_text=_("Can be left out. A month or a year is enough."))
    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=3)

    def __init__(self, data: Any = None, *, case: Case, commitment: Commitment) -> None:
        super().__init__(data, case=case, initial={"due": commitment.due})


class TurnForm(ActForm):
    """Nothing but the reason; of what is done, what came of it."""

    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=3)

    def __init__(self, data: Any = None, *, case: Case, step: str) -> None:
        super().__init__(data, case=case)
        if step == "finish_commitment":
            self.fields["reason"].label = _("What came of it?")


class MilestoneForm(ActForm):
    """What is expected of whom by when; or what was reached already."""

    name = Line(200, label=_("What is to be reached?"), needed=_("Write what is to be reached."))
    party = Row(label=_("By which party?"), empty_label=_("All together"))
    commitment = Row(label=_("Of which commitment?"), empty_label=_("The initiative as a whole"))
    expected = When(label=_("Expected"), help_text=A_MONTH_IS_ENOUGH)
    reached = When(label=_("Reached"), help_text=_("Only if it was reached already."))

    def __init__(self, data: Any = None, *, case: Case, today: date, commitment: str = "") -> None:
        super().__init__(data, case=case, initial={"commitment": commitment})
        self.fields["party"].queryset = _parties(case, today)  # type: ignore[attr-defined]
        self.fields["commitment"].queryset = case.commitments.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if not self.errors and data["expected"] is None and data["reached"] is None:
            self.add_error("expected", _t("Write when it is expected, or when it was reached."))
        return data

    def aim(self) -> Aim:
        return Aim(**{name: self.cleaned_data[name] for name in Aim.__dataclass_fields__})


class ReachedForm(ActForm):
    """The true day."""

    reached = When(
        label=_("Reached"), help_text=A_MONTH_IS_ENOUGH, needed=_("Write when it was reached.")
    )

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        super().__init__(data, case=case, initial={"reached": today})


class MoveForm(ActForm):
    """The new day, and why."""

    expected = When(
        label=_("Expected"), help_text=A_MONTH_IS_ENOUGH, needed=_("Write when it is expected.")
    )
    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=3)

    def __init__(self, data: Any = None, *, case: Case, milestone: Milestone) -> None:
        super().__init__(data, case=case, initial={"expected": milestone.expected})
