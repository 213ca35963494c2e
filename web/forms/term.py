"""How is asked for a number of months, and how a case holds once it is renewed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Term
from agreements.next_term import AS_IT_IS, NextTerm
from web.forms.fields import Day, OneOf, When
from workflows import rules

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import Case, Review


class Months(forms.IntegerField):
    """A number of months, typed in."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        attrs = {"class": "short", "inputmode": "numeric"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(min_value=least, max_value=most, required=False, **options)


NEXT = "next_"
NAMES = ("basis", "term_end", "renewal_months", "notice_months", "notice_by")


def add_next_term(form: forms.Form, of: str = "", *, about: str = "") -> None:
    """Ask how it holds once it is renewed.

    Where a form asks it of many, `of` ends the names and `about` says of which in an error.
    """
    form.fields[f"{NEXT}basis{of}"] = OneOf(
        Term.Basis.choices,
        label=_("The next term holds"),
        help_text=_("When it is renewed; as it holds today, unless you change it."),
        inline=True,
    )
    form.fields[f"{NEXT}term_end{of}"] = When(
        label=_("The next term ends"), help_text=_("Not when it holds until further notice.")
    )
    form.fields[f"{NEXT}renewal_months{of}"] = Months(
        least=1, most=600, label=_("Then renews itself for, months")
    )
    form.fields[f"{NEXT}notice_months{of}"] = Months(
        least=0,
        most=120,
        label=_("Notice before the end, months"),
        help_text=_("Counted back from the end of each term."),
    )
    form.fields[f"{NEXT}notice_by{of}"] = Day(
        label=_("Notice must be given by"), help_text=_("Where the text names a day instead.")
    )
    for name in NAMES:
        form.fields[f"{NEXT}{name}{of}"].about = about  # type: ignore[attr-defined]


def known_of_next_term(
    case: Case, review: Review | None, today: date, of: str = ""
) -> dict[str, Any]:
    """What the review says of it so far, and else what holds today."""
    said = review.next_term if review else AS_IT_IS
    term = rules.next_term(case, said, today)
    known = {
        "basis": term.basis,
        "term_end": term.end,
        "renewal_months": term.renewal_months,
        "notice_months": term.notice_months,
        "notice_by": term.notice_by if term.notice_months is None else None,
    }
    return {f"{NEXT}{name}{of}": value for name, value in known.items()}


def next_term_said(data: dict[str, Any], of: str = "") -> NextTerm:
    """What the form says; of fields that do not belong to the basis, nothing."""
    said = {name: data.get(f"{NEXT}{name}{of}") for name in NAMES}
    basis = said["basis"] or ""
    ends = {} if basis == Term.Basis.OPEN else {"end": said["term_end"]}
    clause = ("renewal_months", "notice_months", "notice_by")
    renews = clause if basis == Term.Basis.SELF_RENEWING else ()
    return NextTerm(basis=basis, **ends, **{name: said[name] for name in renews})


def check_next_term(
    form: forms.Form,
    case: Case,
    today: date,
    *,
    is_whole: bool,
    of: str = "",
) -> None:
    """The rules of the step, each told at its field."""
    if {f"{NEXT}{name}{of}" for name in NAMES[:-1]} & set(form.errors):
        return  # what cannot be read says nothing
    term = rules.next_term(case, next_term_said(form.cleaned_data, of), today)
    for name, verdict in (
        ("term_end", rules.its_end_follows(term, is_whole=is_whole)),
        ("renewal_months", rules.a_clause_has_its_length(term, is_whole=is_whole)),
    ):
        if not verdict:
            form.add_error(f"{NEXT}{name}{of}", str(verdict.message))


def check_window(form: forms.Form, name: str, data: dict[str, Any], today: date) -> None:
    """The rule that the next review is to come, told at its field."""
    verdict = rules.its_window_is_to_come(data.get(name), today)
    if not verdict:
        form.add_error(name, str(verdict.message))
