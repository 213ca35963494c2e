"""Who takes over, and is everything that names a person still right?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Round, RoundItem
from people import seats
from people.models import Unit, User
from web.forms.base import ActForm
from web.forms.fields import Day, FromList, Line, OneOf, Row, Text
from web.keys import key_of
from web.presenters.rounds import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.http import QueryDict

    from agreements.models import Case
    from people.models import Actor, Deputy, Municipality

PERSON, UNIT = "person", "unit"
Options = list[tuple[str, list[tuple[str, str]]]]


def takers(municipality: Municipality, *, but: User | None, deputies: Sequence[Deputy]) -> Options:
    """Deputies first, then units, then everybody else who works there."""
    first = {row.deputy_id: row.deputy for row in deputies}
    units = Unit.objects.filter(municipality=municipality, is_active=True)
    people = User.objects.filter(municipality=municipality, is_active=True).select_related("unit")
    others = people.exclude(pk__in=[*first, but.pk if but else 0])
    found = [
        (_t("Deputies"), [(f"{PERSON}{key}", str(user)) for key, user in first.items()]),
        (_t("Units"), [(f"{UNIT}{unit.pk}", unit.name) for unit in units]),
        (_t("People"), [(f"{PERSON}{user.pk}", str(user)) for user in others]),
    ]
    return [("", [("", _t("Choose"))])] + [(name, rows) for name, rows in found if rows]


def taker_named(value: str) -> Actor:
    """The actor that a chosen option means."""
    if value.startswith(UNIT):
        return seats.asked_unit(Unit.objects.get(pk=int(value.removeprefix(UNIT))))
    key = int(value.removeprefix(PERSON))
    return seats.asked_person(User.objects.get(pk=key))


class HandOverForm(ActForm):
    """To whom, why, and whether the posts go along and the sign-in is closed."""

    taker = FromList(label=_("Who takes over"), needed=_("Say who takes over."))
    reason = Text(label=_("Reason"), needed=_("Write the reason."), rows=2, max_length=200)
    posts = forms.BooleanField(
        label=_("The posts go over, too, to a person from today on"), required=False
    )
    close = forms.BooleanField(label=_("Close the sign-in: the person has left"), required=False)

    def __init__(
        self, data: Any = None, *, options: Options, has_posts: bool, may_close: bool, first: str
    ) -> None:
        super().__init__(data, initial={"taker": first})
        self.fields["taker"].choices = options  # type: ignore[attr-defined]
        if not has_posts:
            del self.fields["posts"]
        if not may_close:
            del self.fields["close"]


class ResponsibleForm(ActForm):
    """Who answers for a case: a unit or a person."""

    taker = FromList(label=_("Responsible"), needed=_("Say who answers for it."))

    def __init__(self, data: Any = None, *, case: Case, options: Options) -> None:
        super().__init__(data, case=case, initial={"taker": _value(case.responsible)})
        self.fields["taker"].choices = options  # type: ignore[attr-defined]


def _value(actor: Actor | None) -> str:
    if actor is None or not (actor.person_id or actor.unit_id):
        return ""
    return f"{PERSON}{actor.person_id}" if actor.person_id else f"{UNIT}{actor.unit_id}"


class NewRoundForm(ActForm):
    """What is asked about, and until when."""

    sort = OneOf(
        Round.Sort.choices,
        label=_("What is asked about?"),
        needed=_("Say what is asked about."),
        hints={
            Round.Sort.OWNERS: _(
                "Whoever answers for an agreement is asked about its owner and contacts."
            ),
            Round.Sort.ELECTION: _("You go through posts and bodies yourself."),
        },
    )
    answer_by = Day(label=_("Answer by"), needed=_("Write the day by which they answer."))

    def __init__(self, data: Any = None, *, answer_by: date) -> None:
        super().__init__(data, initial={"sort": Round.Sort.OWNERS, "answer_by": answer_by})


class AnswersForm(ActForm):
    """Many questions on one page: still right or changed, and a note; blank stays open."""

    def __init__(
        self, data: Any = None, *, items: Iterable[RoundItem], overtaken: bool = False
    ) -> None:
        super().__init__(data)
        self.items, self.overtaken = list(items), overtaken
        for item in self.items:
            self.fields[f"answer_{item.pk}"] = OneOf(
                RoundItem.Answer.choices, label=_("Is it still right?"), inline=True
            )
            self.fields[f"note_{item.pk}"] = Line(200, label=_("What has changed"))
        self.fields["rest"] = forms.BooleanField(
            label=_("All others on this page are still right"), required=False
        )

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        rest = RoundItem.Answer.RIGHT.value if data.get("rest") else ""
        answers = {}
        for item in self.items:
            given = data.get(f"answer_{item.pk}") or rest
            note = data.get(f"note_{item.pk}") or ""
            if note and given != RoundItem.Answer.CHANGED:
                given = RoundItem.Answer.CHANGED.value  # whoever writes what changed has said so
            if given:
                answers[item.pk] = (given, note)
        if not answers and not self.errors and not self.overtaken:
            raise forms.ValidationError(_t("Answer at least one question."))
        return {"answers": answers}


def told_in(data: QueryDict) -> dict[int, Told]:
    """By the key of a question: what was sent about each that stood on the page."""
    found = {}
    rest = RoundItem.Answer.RIGHT.value if data.get("rest") else ""
    for name in data:
        field, _mark, text = name.partition("_")
        if field in {"answer", "note"} and (key := key_of(text)) is not None:
            answer, note = data.get(f"answer_{key}", ""), data.get(f"note_{key}", "").strip()
            found[key] = Told(answer or ("" if note else rest), note)
    return found


class HolderForm(ActForm):
    """Who holds a post from which day on; nobody is an answer, too."""

    user = Row(label=_("Who holds it"), empty_label=_("Nobody yet"))
    first = Day(label=_("From"), needed=_("Write the day from which it is so."))

    def __init__(self, data: Any = None, *, municipality: Municipality, today: date) -> None:
        super().__init__(data, initial={"first": today})
        people = User.objects.filter(municipality=municipality, is_active=True)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
