"""How is a content written on a case: what an amendment begins with, and what it brings about?

Everything here runs inside a visit, on the locked case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.dates import PartialDate
from agreements.models import Annex, Case, Participation, Party, Term
from agreements.states import BEFORE_FORCE
from workflows.contents import content_of
from workflows.drafting import remove_party, write_focus_areas
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agreements.models import Ruling
    from workflows.contents import Content


@dataclass(frozen=True, slots=True)
class Writing:
    """On which case a content is written, from which day it holds, and on which ruling.

    Before it is in force a draft is written anew; afterwards a party that goes leaves on the day
    before and an annex gets a new version. `takes_back`: what an annulled amendment had brought.
    """

    case: Case
    day: date
    ruling: Ruling | None = None
    takes_back: bool = False

    @property
    def is_draft(self) -> bool:
        return self.case.state in BEFORE_FORCE


def write(writing: Writing, content: Content, facts: Iterable[str]) -> None:
    """Write these facts of a content on the case."""
    for fact in facts:
        _WRITERS[fact](writing, content[fact])


def _title(writing: Writing, title: str) -> None:
    if writing.case.agreement.amends_id:
        writing.case.agreement.new_title = title
        writing.case.agreement.save()
    else:
        writing.case.title = title


def _purpose(writing: Writing, text: str) -> None:
    writing.case.summary = text


def _parties(writing: Writing, wanted: list[dict[str, Any]]) -> None:
    case, names = writing.case, {row["party"]: row for row in wanted}
    present = _present(writing)
    for participation in present.values():
        if participation.party_id not in names:
            _take_out(writing, participation)
    last = case.participations.aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    known = Party.objects.in_bulk([key for key in names if key not in present])
    for key, row in names.items():
        joins = None if writing.is_draft else PartialDate.day(writing.day)
        participation = present.get(key) or Participation(
            case=case, party=known[key], order=order, joined=joins
        )
        order += 1
        participation.role = row["role"]
        if key in present and writing.takes_back and not _has_given_notice(participation):
            participation.left_date = None
        participation.save()


def _present(writing: Writing) -> dict[int, Participation]:
    """The part that each party takes; one that has left stays as it was, also if it comes back.

    When an amendment is taken back, the last part of each: it may be the one that it ended.
    """
    rows = writing.case.participations.select_related("party").order_by("pk")
    if not (writing.is_draft or writing.takes_back):
        rows = rows.staying(writing.day)
    return {row.party_id: row for row in rows}


def _has_given_notice(participation: Participation) -> bool:
    return participation.leavings.filter(withdrawn_at=None).exists()


def _take_out(writing: Writing, participation: Participation) -> None:
    last = participation.left_date
    if last is not None and last < writing.day:
        return  # it has left, whoever amends
    if writing.is_draft or writing.takes_back:
        remove_party(participation)
    else:
        participation.left_date = writing.day - timedelta(days=1)
        participation.save()


def _term(writing: Writing, facts: dict[str, Any]) -> None:
    case = writing.case
    term = case.terms.order_by("-number").first()
    if not facts:
        if term is not None and writing.is_draft:
            term.delete()
        return
    term = term or Term(case=case)
    term.basis = facts["basis"]
    term.start, term.end = (
        PartialDate.from_edtf(facts[name]) if facts[name] else None for name in ("start", "end")
    )
    term.renewal_months, term.notice_months = facts["renewal_months"], facts["notice_months"]
    term.notice_by_date = date.fromisoformat(facts["notice_by"]) if facts["notice_by"] else None
    term.save()


def _review(writing: Writing, facts: dict[str, Any]) -> None:
    case = writing.case
    case.review = PartialDate.from_edtf(facts["next"]) if facts["next"] else None
    case.review_interval_months, case.no_review_reason = facts["months"], facts["none"]


def _focus_areas(writing: Writing, names: list[str]) -> None:
    going = writing.case.agreement.focus_areas.filter(number__gt=len(names))
    held = going.filter(initiatives__isnull=False).first()
    if held is not None:
        raise NotPossible(
            _("Initiatives stand in the focus area “%(name)s”: move them first.")
            % {"name": held.name}
        )
    write_focus_areas(writing.case, names)


def _annexes(writing: Writing, wanted: list[dict[str, Any]]) -> None:
    agreement, day = writing.case.agreement, PartialDate.day(writing.day)
    have = {row["number"]: row for row in content_of(writing.case, writing.day)["annexes"]}
    want = {row["number"]: row for row in wanted}
    for number in sorted(have.keys() | want.keys()):
        if have.get(number) == want.get(number):
            continue
        rows = agreement.annexes.filter(number=number)
        for old in rows.exclude(status__in=["replaced", "ended"]):
            if writing.is_draft:
                old.delete()
            else:
                old.status = "replaced" if number in want else "ended"
                old.active_until = day
                old.save()
        if number in want:
            last = rows.aggregate(last=Max("version"))["last"] or 0
            Annex.objects.create(
                agreement=agreement,
                version=last + 1,
                status="draft" if writing.is_draft else "active",
                ruling=None if writing.is_draft else writing.ruling,
                active_from=None if writing.is_draft else day,
                **want[number],
            )


_WRITERS: dict[str, Callable[[Writing, Any], None]] = {
    "title": _title,
    "purpose": _purpose,
    "parties": _parties,
    "term": _term,
    "review": _review,
    "focus_areas": _focus_areas,
    "annexes": _annexes,
}
