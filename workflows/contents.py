"""What does a case say, as plain data that is sealed, compared and written again?

A content is a dict of JSON values, the same whatever the order of the rows: an approval seals it
(`seals`), an amendment proposes another one (`amendments`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.dates import PartialDate, display
from agreements.models import Annex, Case, Kind, Participation, Term
from workflows.content_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django_stubs_ext import StrOrPromise

Content = dict[str, Any]

FACTS: dict[str, StrOrPromise] = {
    "title": _("title"),
    "kind": _("kind of agreement"),
    "purpose": _("purpose"),
    "parties": _("parties"),
    "term": _("term"),
    "review": _("next review"),
    "focus_areas": _("focus areas"),
    "annexes": _("annexes"),
    "initiatives": _("initiatives"),
    "parts": _("description"),
    "documents": _("text of the agreement"),
}
"""What a content holds, in the order in which people read it, and what each is called."""

AMENDABLE = ("title", "purpose", "parties", "term", "review", "focus_areas", "annexes")
"""What an amendment changes: the text, not the agreement."""


@dataclass(frozen=True, slots=True)
class Change:
    """A fact before and after, as people read it."""

    fact: str
    label: StrOrPromise
    before: str
    after: str


def content_of(case: Case, on: date) -> Content:
    """What the case says on this day; what hangs on it is asked for in one query.

    Own columns are those of `case` as it stands in memory, saved or not. Commitments are left out:
    they are scaled by steps of their own, without a formal decision (R-023). So are signed copies,
    which come after the decision.
    """
    rows = rows_of(case)
    content: Content = {
        "title": _title(case),
        "purpose": case.summary,
        "parties": _parties(rows["parties"], on),
        "term": _term(rows["terms"], _term_amended(case)),
        "review": {
            "next": case.review.edtf() if case.review else "",
            "months": case.review_interval_months,
            "none": case.no_review_reason,
        },
        "documents": _documents(rows["documents"]),
    }
    if case.sort == Case.Sort.AGREEMENT:
        content["kind"] = case.agreement.kind.code
        content["focus_areas"] = [
            area["name"] for area in sorted(rows["areas"], key=lambda area: area["number"])
        ]
        content["annexes"] = _annexes(rows["annexes"])
        content["initiatives"] = sorted(
            rows["initiatives"], key=lambda i: (i["annex"], i["number"], i["title"])
        )
    else:
        initiative = case.initiative
        content["parts"] = {
            name: getattr(initiative, name)
            for name in ("description", "organisation", "timetable", "responsibilities")
        }
    return content


def _title(case: Case) -> str:
    """An amendment is a case with a title of its own; what counts is the title of the text."""
    if case.sort == Case.Sort.AGREEMENT and case.agreement.amends_id:
        return case.agreement.new_title or (case.agreement.amends_from or {}).get("title", "")
    return case.title


def changed(before: Content, after: Content, among: Iterable[str] = tuple(FACTS)) -> list[str]:
    """Which of these facts differ; one that either content does not hold is not compared."""
    return [f for f in among if f in before and f in after and before[f] != after[f]]


def told(before: Content, after: Content, facts: Iterable[str]) -> list[Change]:
    """These facts before and after, in the reader's language."""
    return [Change(f, FACTS[f], in_words(f, before[f]), in_words(f, after[f])) for f in facts]


def named(facts: Iterable[str]) -> str:
    """What these facts are called: “purpose, parties”."""
    return ", ".join(str(FACTS[fact]) for fact in facts)


# ---------------------------------------------------------------- each fact from its rows
def _parties(rows: list[dict[str, Any]], on: date) -> list[dict[str, Any]]:
    """Those that take part on this day, in an order of their own."""
    here = [row for row in rows if not row["left"] or date.fromisoformat(row["left"]) >= on]
    told = [{name: row[name] for name in ("party", "name", "country", "role")} for row in here]
    return sorted(told, key=lambda row: (row["name"], row["party"]))


def _term_amended(case: Case) -> int | None:
    """An amendment is about the term that it found, whichever that is."""
    if case.sort != Case.Sort.AGREEMENT or not case.agreement.amends_id:
        return None
    number: int | None = ((case.agreement.amends_from or {}).get("term") or {}).get("number")
    return number


def _term(rows: list[dict[str, Any]], number: int | None) -> dict[str, Any]:
    """The last term: earlier ones are over. Nothing is written of none."""
    if not rows:
        return {}
    last = max(rows, key=lambda row: row["number"])
    return {
        "number": number or last["number"],
        "basis": last["basis"],
        "start": _edtf(last, "start"),
        "end": _edtf(last, "end"),
        "renewal_months": last["renewal_months"],
        "notice_months": last["notice_months"],
        "notice_by": last["notice_by"] or "",
    }


def _edtf(row: dict[str, Any], name: str) -> str:
    if not row[f"{name}_from"]:
        return ""
    bounds = (date.fromisoformat(row[f"{name}_{end}"]) for end in ("from", "until"))
    when = replace(PartialDate.between(*bounds), approximate=bool(row[f"{name}_approximate"]))
    return when.edtf()


def _annexes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each number the version that holds, else the last; how often it was written is no fact."""
    held: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["status"] == "active", row["version"])):
        held[row["number"]] = row
    kept = ("number", "sort", "title", "text")
    return [{name: held[number][name] for name in kept} for number in sorted(held)]


def _documents(rows: list[dict[str, Any]]) -> list[str]:
    last = {row["number"]: row for row in sorted(rows, key=lambda row: row["version"])}
    return sorted(row["sha256"] for row in last.values())


# ---------------------------------------------------------------- in words
def in_words(fact: str, value: Any) -> str:
    """A fact of a content as people read it, one line to each part of it."""
    return _WORDS[fact](value) if fact in _WORDS else str(value)


def _term_words(term: dict[str, Any]) -> str:
    if not term:
        return ""
    lines = [str(Term.Basis(term["basis"]).label)]
    for key, label in (
        ("start", _t("begins")),
        ("end", _t("ends")),
        ("notice_by", _t("notice by")),
    ):
        if term[key]:
            lines.append(f"{label}: {_day(term[key])}")
    for key, label in (
        ("renewal_months", _t("renewed for, months")),
        ("notice_months", _t("notice, months")),
    ):
        if term[key]:
            lines.append(f"{label}: {term[key]}")
    return "\n".join(lines)


def _review_words(review: dict[str, Any]) -> str:
    lines = [_day(review["next"])] if review["next"] else []
    if review["months"]:
        lines.append(_t("months between reviews: %(months)d") % {"months": review["months"]})
    return "\n".join([*lines, *filter(None, [review["none"]])])


def _annex_words(annexes: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{Annex.Sort(annex['sort']).label} {annex['number']}: {annex['title']}"
        + (f"\n{annex['text']}" if annex["text"] else "")
        for annex in annexes
    )


def _party_words(parties: list[dict[str, Any]]) -> str:
    return "\n".join(
        row["name"]
        if row["role"] == Participation.Role.PARTNER
        else f"{row['name']} ({Participation.Role(row['role']).label})"
        for row in parties
    )


def _day(edtf: str) -> str:
    return display(PartialDate.from_edtf(edtf), (get_language() or "en")[:2])


_WORDS: dict[str, Callable[[Any], str]] = {
    "kind": lambda code: str(Kind.objects.filter(code=code).first() or code),
    "parties": _party_words,
    "term": _term_words,
    "review": _review_words,
    "focus_areas": "\n".join,
    "annexes": _annex_words,
    "initiatives": lambda rows: "\n".join(
        f"{row['annex']} {row['number']} {row['title']}".strip() for row in rows
    ),
    "parts": lambda parts: "\n".join(filter(None, parts.values())),
    "documents": lambda hashes: "\n".join(
        pgettext("hash of a file", "file %(start)s…") % {"start": sha[:12]} for sha in hashes
    ),
}
