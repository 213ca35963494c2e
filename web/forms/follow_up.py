"""What is asked about windows, cadence, updates, answers at a review, and what a party gains?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.dates import display
from agreements.models import Case, Document, InitiativeAnswer, Recurrence
from agreements.states import IN_FORCE
from people import seats
from people.models import Post
from web.forms.agreements import AgreementRow
from web.forms.base import ActForm
from web.forms.fields import Line, OneOf, Row, Rows, Text, When
from web.forms.step import REASON_NEEDED
from workflows.cadence import Cadence
from workflows.windows import default_review

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from agreements.models import Participation
    from people.roles import Roles

Answer = InitiativeAnswer.Answer


def number_field(label: Any, *, low: int, high: int, **options: Any) -> forms.IntegerField:
    """A small whole number."""
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=options.pop("required", False),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        **options,
    )


class SetReviewForm(ActForm):
    """The next window; or every so many months; or why there is none (R-037)."""

    review = When(label=_("Next review"), help_text=_("A month and a year are enough."))
    interval = number_field(_("Months between reviews"), low=1, high=600)
    no_review_reason = Line(200, label=_("If it is never reviewed: why"))

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        known = {
            "review": case.review,
            "interval": case.review_interval_months,
            "no_review_reason": case.no_review_reason,
        }
        super().__init__(data, case=case, initial=known)
        self.fields["interval"].help_text = _(
            "Without it the rule of its kind holds: the next would be %(window)s."
        ) % {"window": display(default_review(case, today), (get_language() or "en")[:2])}


class CadenceForm(ActForm):
    """Which posts are asked, how often, and why it is so (R-052)."""

    posts = Rows(
        label=_("Whose duty is it?"),
        help_text=_("Posts of the parties that work here. Nobody: no update is asked for."),
    )
    cadence = OneOf(
        Recurrence.Cadence.choices,
        label=_("How is it counted?"),
        needed=_("Choose how it is counted."),
        hints={
            "calendar_year": _("The least number must be there by 31 December"),
            "rolling": _("So many months after the last"),
        },
    )
    minimum = number_field(_("At least"), low=1, high=52, required=True)
    maximum = number_field(
        _("At most"), low=1, high=52, help_text=_("More is welcome; nobody is asked for more.")
    )
    months = number_field(_("Months, when counted since the last"), low=1, high=120)
    reason = Text(label=_("Reason"), help_text=_("Such as the clause that says so"),
                  needed=REASON_NEEDED, rows=2)  # fmt: skip

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        rows = list(case.recurrences.filter(kind="update", is_active=True).select_related(
            "responsible"
        ))  # fmt: skip
        first = rows[0] if rows else Recurrence(case=case)
        known = {
            "posts": [row.responsible.post_id for row in rows],
            "cadence": first.cadence,
            "minimum": first.minimum,
            "maximum": first.maximum,
            "months": first.months,
        }
        super().__init__(data, case=case, initial=known)
        field: Any = self.fields["posts"]
        field.queryset = posts_of(case, today)
        field.label_from_instance = _in_full
        asked = Post.objects.filter(pk__in=[row.responsible.post_id for row in rows])
        gone = asked.exclude(pk__in=field.queryset.values("pk")).select_related("municipality")
        if names := "; ".join(map(_in_full, gone)):
            told = _t("Saving ends what is asked of %(posts)s: the party has left.")
            field.help_text = f"{field.help_text} {told % {'posts': names}}"

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        least, most = data.get("minimum"), data.get("maximum")
        if least and most and most < least:
            self.add_error("maximum", _t("The most cannot be fewer than the least."))
        if data.get("cadence") == Recurrence.Cadence.ROLLING and not data.get("months"):
            self.add_error("months", _t("Write within how many months."))
        return data

    def told(self) -> Cadence:
        data = self.cleaned_data
        return Cadence(
            asked=[seats.asked_post(post.pk) for post in data["posts"]],
            cadence=data["cadence"],
            months=data["months"] or Recurrence._meta.get_field("months").default,
            minimum=data["minimum"],
            maximum=data["maximum"],
        )


def _in_full(post: Post) -> str:
    return f"{post.title}, {post.municipality}"


def posts_of(case: Case, on: date) -> QuerySet[Post]:
    """The posts of the owner and of the parties on this day that work here."""
    tenants = case.participations.staying(on).values_list("party__municipality", flat=True)
    towns = [case.owner_id, *filter(None, tenants)]
    return Post.objects.filter(municipality__in=towns).select_related("municipality").order_by(
        "municipality", "title"
    )  # fmt: skip


class UpdateForm(ActForm):
    """One click; a text, a focus area and the evidence when something was done."""

    text = Text(label=_("What was done?"), help_text=_("Can be left out"), rows=3)
    happened = When(label=_("Date"), needed=_("Write the date."))
    focus_area = Row(label=_("Focus area"), empty_label=_("The agreement as a whole"))
    evidence = Row(label=_("Evidence on file"), empty_label=_("None"))
    link = forms.URLField(
        label=_("Link to the evidence"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("In the journal; it is put on file."),
    )

    def __init__(self, data: Any = None, *, case: Case, today: date, roles: Roles) -> None:
        super().__init__(data, case=case, initial={"happened": today})
        areas = case.agreement.focus_areas.all() if case.sort == Case.Sort.AGREEMENT else None
        self._offer("focus_area", areas)
        papers = Document.objects.on_the_side_of(roles).filter(case=case, withdrawn_at=None)
        self._offer("evidence", papers)
        if not self.may_file(roles):
            del self.fields["link"]

    def _offer(self, name: str, rows: QuerySet[Any] | None) -> None:
        """A list with nothing to choose from is left out."""
        if rows is None or not rows.exists():
            del self.fields[name]
        else:
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def may_file(self, roles: Roles) -> bool:
        """Evidence is put on file by those who keep the file."""
        assert self.case is not None  # an update is always of a case
        return self.case.owner_id in roles.municipalities()


class WithdrawForm(ActForm):
    """Why an update is taken back."""

    reason = Text(label=_("Reason"), help_text=_("What was wrong"), needed=REASON_NEEDED, rows=2)


class AnswerForm(ActForm):
    """Does an initiative go on, end or move? What may come up is given up or not."""

    answer = OneOf(label=_("What becomes of it?"), needed=_("Choose what becomes of it."))
    moved_to = AgreementRow(label=_("Moves to"), help_text=_("Only where it moves"))
    reason = Text(label=_("Reason"), help_text=_("Where it does not simply go on"), rows=2)

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        known: InitiativeAnswer | None,
        may_move: bool,
        roles: Roles,
    ) -> None:
        told = (
            {"answer": known.answer, "moved_to": known.moved_to_id, "reason": known.reason}
            if known
            else {"answer": Answer.CONTINUE}
        )
        super().__init__(data, case=case, initial=told)
        field: Any = self.fields["answer"]
        field.choices = [
            (value, label) for value, label in Answer.choices if may_move or value != Answer.MOVE
        ]
        if not may_move:
            del self.fields["moved_to"]
            return
        aims: Any = self.fields["moved_to"]
        aims.offer(case, roles, states=IN_FORCE, kept=known.moved_to if known else None)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        what = data.get("answer")
        if what == Answer.MOVE and not data.get("moved_to"):
            self.add_error("moved_to", _t("Choose the agreement that it moves to."))
        if what in {Answer.CLOSE, Answer.MOVE} and not data.get("reason"):
            self.add_error("reason", _t("Write the reason."))
        return data


class PartyBenefitForm(ActForm):
    """What one party gains."""

    text = Text(
        label=_("What does the party gain?"), needed=_("Write what the party gains."), rows=6
    )

    def __init__(self, data: Any = None, *, case: Case, participation: Participation) -> None:
        known = getattr(participation, "benefit", None)
        super().__init__(data, case=case, initial={"text": known.text if known else ""})
