"""Is everything that names a person still right? The yearly round, and the one after an election.

Practice: a “still right?” round to owners once a year, and a round of posts and bodies in the
year of an election (practice.md, Fifteen errands; R-030, R-036).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

import clock
from agreements.models import Body, Case, Round, RoundItem
from agreements.states import ENDED, FROZEN, IN_FORCE
from audit.acting import acting
from audit.history import add, keep
from people.models import Post, Role, User
from people.roles import roles_of
from workflows.errors import NotPermitted, NotPossible
from workflows.together import enter_all
from workflows.verdict import YES, Verdict, no
from workflows.visit import Automaton

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from people.models import Municipality
    from workflows.visit import Author

ANSWERING = timedelta(weeks=6)
"""How long people have, where nobody says otherwise."""

Answers = dict[int, tuple[str, str]]
"""By the key of a question: the answer and the note."""


def may_lead_rounds(by: Author, municipality: Municipality | None, on: date) -> Verdict:
    if isinstance(by, Automaton):
        return YES
    if municipality and roles_of(by, on).has(Role.SECRETARIAT, municipality.pk):
        return YES
    return no(_("Only the council secretariat may do this."))


def open_round(
    municipality: Municipality,
    sort: str,
    *,
    year: int,
    answer_by: date,
    by: Author,
    at: datetime,
) -> Round:
    """Ask about every agreement that holds, or about every post and body; once a year each."""
    on = clock.local_date(at, municipality.time_zone)
    if not (verdict := may_lead_rounds(by, municipality, on)):
        raise NotPermitted(verdict.message)
    if answer_by <= on:
        raise NotPossible(_("Give people until a day that is still to come."))
    if Round.objects.filter(municipality=municipality, sort=sort, year=year).exists():
        raise NotPossible(_("This round was opened already."))
    asked = set(_cases(municipality)) if sort == Round.Sort.OWNERS else set()
    with enter_all(asked, by=by, at=at, attempt="ask_still_right", chosen=False) as group:
        opened = _begin(municipality, sort, year=year, answer_by=answer_by, by=by, at=at)
        if sort == Round.Sort.OWNERS:
            for visit in group.visits:
                visit.changes, visit.about = {"due": answer_by}, str(year)
            group.take("ask_still_right")
            add([RoundItem(round=opened, case=visit.case) for visit in group.visits])
        else:
            posts, bodies = _posts_and_bodies(municipality)
            add([RoundItem(round=opened, post=post) for post in posts])
            add([RoundItem(round=opened, body=body) for body in bodies])
        if not opened.items.exists():
            raise NotPossible(_("There is nothing to ask about."))
        return opened


def _begin(
    municipality: Municipality, sort: str, *, year: int, answer_by: date, by: Author, at: datetime
) -> Round:
    person = by if isinstance(by, User) else None
    try:
        with transaction.atomic(), acting(person, at=at):
            return Round.objects.create(
                municipality=municipality,
                sort=sort,
                year=year,
                answer_by_date=answer_by,
                opened_by=person,
                opened_at=at,
            )
    except IntegrityError as error:  # somebody else was faster
        raise NotPossible(_("This round was opened already.")) from error


def asks_anything(municipality: Municipality, sort: str) -> bool:
    """Is there anything that such a round would ask about?"""
    if sort == Round.Sort.OWNERS:
        return _cases(municipality).exists()
    return any(rows.exists() for rows in _posts_and_bodies(municipality))


def _posts_and_bodies(municipality: Municipality) -> tuple[QuerySet[Post], QuerySet[Body]]:
    posts = Post.objects.filter(municipality=municipality, is_active=True)
    return posts, Body.objects.filter(municipality=municipality, is_active=True)


def _cases(municipality: Municipality) -> QuerySet[Case, int]:
    """Agreements, and initiatives that stand alone, that hold or rest.

    An amendment is asked about with the agreement that it amends.
    """
    whole = Q(sort=Case.Sort.AGREEMENT, agreement__amends__isnull=True)
    alone = Q(sort=Case.Sort.INITIATIVE, initiative__agreement__isnull=True)
    held = Case.objects.filter(whole | alone, owner=municipality, state__in=[*IN_FORCE, *FROZEN])
    return held.values_list("pk", flat=True)


def answer(round_: Round, answers: Answers, *, by: User, at: datetime, anew: bool = False) -> int:
    """Answer questions of a round, many at once, all or none; how many.

    `Refused` where one of them is not this person's to answer, or is answered already and not to
    be answered `anew`.
    """
    items = {
        item.pk: item
        for item in round_.items.filter(pk__in=answers).select_related("case", "post", "body")
    }
    if not items:
        raise NotPossible(_("Answer at least one question."))
    cases = {item.case_id: answers[key] for key, item in items.items() if item.case_id}
    on = clock.local_date(at, round_.municipality.time_zone)
    verdict = may_lead_rounds(by, round_.municipality, on)
    if len(cases) < len(items) and not verdict:
        raise NotPermitted(verdict.message)
    with enter_all(cases, by=by, at=at, attempt="answer_still_right") as group:
        for visit in group.visits:
            given, note = cases[visit.case.pk]
            visit.about = note or given
        group.take("answer_still_right")
        if not anew:
            _are_open(items)
        with acting(by, at=at):
            _write(list(items.values()), answers, by, at)
    return len(items)


def _are_open(keys: Iterable[int]) -> None:
    """Nobody was faster; the questions stay locked until the answers are written."""
    locked = RoundItem.objects.select_for_update(of=("self",)).filter(pk__in=list(keys))
    for item in locked.select_related("case", "post", "body").order_by("pk"):
        if item.answer:
            raise NotPossible(_("%(what)s is answered already.") % {"what": item})


def _write(
    items: list[RoundItem], answers: Mapping[int, tuple[str, str]], by: User, at: datetime
) -> None:
    for item in items:
        item.answer, item.note = answers[item.pk]
        item.answered_by, item.answered_at = by, at
    RoundItem.objects.bulk_update(items, ["answer", "note", "answered_by", "answered_at"])
    keep(items)


def progress(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Each with `asked`, what still stands, and `answered` of that; ended cases ask no more."""
    stands = ~Q(items__answer="") | Q(items__case__isnull=True) | ~Q(items__case__state__in=ENDED)
    return rounds.annotate(
        asked=Count("items", filter=stands),
        answered=Count("items", filter=~Q(items__answer="")),
    )
