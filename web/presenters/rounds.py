"""What does a round ask, of whom, and what stands there now?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Case, Duty, Round, RoundItem, Signatory
from agreements.states import ENDED
from people.models import Role
from people.seats import actors_of
from web.presenters.offers import looking, may_begin
from web.presenters.people import posts_held
from web.presenters.words import actor_name, joined
from workflows import rounds as workflow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from django.forms import Form

    from web.request import PersonRequest

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What was sent about one question: an answer, a note, or neither."""

    answer: str
    note: str

    def __bool__(self) -> bool:
        return bool(self.answer or self.note)


@dataclass(slots=True)
class Question:
    """One thing that is asked about: what stands there, its fields, where it is changed."""

    title: str
    url: str
    facts: list[tuple[str, str]]
    answer: Any
    note: Any
    changes: list[tuple[str, str]] = field(default_factory=list)


def waiting(request: PersonRequest) -> list[Round]:
    """Rounds of posts and bodies that the reader leads, and that are not answered yet."""
    home = request.user.municipality
    if home is None or not request.roles.has(Role.SECRETARIAT, home.pk):
        return []
    rows = Round.objects.filter(municipality=home, sort=Round.Sort.ELECTION)
    counted: Any = workflow.progress(rows)
    return list(counted.filter(answered__lt=F("asked")))


def open_items(request: PersonRequest, row: Round, *, everybody: bool) -> QuerySet[RoundItem]:
    """What is not answered yet: asked of the reader, or all that they may read."""
    items = _readable(request, row, everybody=everybody).filter(answer="")
    items = items.exclude(case__state__in=ENDED).order_by("case__title", "post__title", "pk")
    if everybody or row.sort == Round.Sort.ELECTION:
        return items
    asked = Duty.objects.filter(
        case=OuterRef("case"),
        kind="still_right",
        status=Duty.Status.OPEN,
        responsible__in=actors_of(request.user, request.on),
    )
    of_officers = Q()
    if request.roles.has(Role.OFFICER, row.municipality_id) and request.GET.get("case"):
        of_officers = Q(case__owner=row.municipality_id)  # an officer may answer any one
        return items.filter(Q(Exists(asked)) | of_officers)
    return items.filter(Exists(asked))


def why_nothing(request: PersonRequest, row: Any, *, leads: bool) -> str:
    """Why the reader has nothing to answer: it is done, or others are asked.

    `row` is a round with its `progress`.
    """
    if row.answered >= row.asked:
        return _("All questions of this round are answered.")
    if row.sort == Round.Sort.ELECTION:
        return _("The council secretariat answers what a round of posts and bodies asks.")
    mine = Duty.objects.filter(
        case__in=row.items.values("case"),
        kind="still_right",
        opened_at__gte=row.opened_at,
        responsible__in=actors_of(request.user, request.on),
    )
    if mine.exists():
        return _("All your questions of this round are answered.")
    why = _(
        "Each question is asked of whoever answers for the agreement, and none is asked of you."
    )
    also = _("Everybody's open questions are shown to you above.") if leads else ""
    return f"{why} {also}".strip()


def _readable(request: PersonRequest, row: Round, *, everybody: bool) -> QuerySet[RoundItem]:
    """The questions that the reader may know of."""
    if row.sort == Round.Sort.ELECTION:
        return row.items.all() if everybody else row.items.none()
    return row.items.filter(case__in=Case.objects.visible_to(request.roles).values("pk"))


def overtaken(
    request: PersonRequest, row: Round, told: Mapping[int, Told], *, everybody: bool
) -> list[dict[str, str]]:
    """Notices of what the reader answered that is not asked any more, with their own words."""
    items = _readable(request, row, everybody=everybody).select_related(
        "case", "post", "body", "answered_by"
    )
    known = items.in_bulk(list(told))
    return [_overtaken(known.get(key), yours) for key, yours in sorted(told.items())]


def _overtaken(item: RoundItem | None, yours: Told) -> dict[str, str]:
    labels = {str(value): str(label) for value, label in RoundItem.Answer.choices}
    words = joined(labels.get(yours.answer, ""), yours.note)
    now = _("This is not asked of you any more.")
    if item is not None and item.answer:
        who = item.answered_by.name if item.answered_by else ""
        answer = joined(labels[item.answer], item.note)
        now = _("Answered meanwhile by %(who)s: %(answer)s.") % {"who": who, "answer": answer}
    unsaved = _("Yours, which is not saved: %(words)s") % {"words": words}
    title = str(item) if item is not None else _("A question that is not there any more")
    return {"kind": "warn", "title": title, "text": f"{now} {unsaved}"}


def questions(request: PersonRequest, items: Sequence[RoundItem], form: Form) -> list[Question]:
    """What the form asks about the items, with what stands on file now.

    In a number of queries that does not grow with them.
    """
    keys = [item.case_id for item in items if item.case_id]
    cases: dict[int, Any] = {
        case.pk: case
        for case in Case.objects.filter(pk__in=keys)
        .select_related("unit", "owner", "agreement__kind", "initiative", *ACTOR)
        .prefetch_related("participations__party", "participations__contact_roles")
    }
    posts = [item.post for item in items if item.post]
    held = posts_held(posts, request.on) if posts else {}
    signing = dict(
        Signatory.objects.filter(post__in=posts)
        .order_by()
        .values_list("post")
        .annotate(number=Count("participation__case", distinct=True))
    )
    found = []
    for item in items:
        fields = {"answer": form[f"answer_{item.pk}"], "note": form[f"note_{item.pk}"]}
        if item.case_id:
            found.append(_of_case(cases[item.case_id], request, fields))
        elif item.post:
            found.append(_of_post(item, held, signing, fields))
        else:
            found.append(_of_body(item, fields))
    return found


ACTOR = (
    "responsible__person",
    "responsible__post",
    "responsible__unit",
    "responsible__municipality",
)


def _of_case(case: Any, request: PersonRequest, fields: dict[str, Any]) -> Question:
    facts = [
        (_("Responsible"), actor_name(case.responsible, case.owner_id) or _("nobody")),
        (_("Unit"), str(case.unit or "–")),
        (_("Contact"), case.contact or _("nobody")),
    ]
    for part in case.participations.all():
        if part.party.municipality_id == case.owner_id:
            continue
        people = [str(role) for role in part.contact_roles.all() if role.is_active]
        facts.append((str(part.party), joined(part.contact, *people) or _("no contact")))
    changes = []
    keeps = request.roles.has_any({Role.OFFICER, Role.CONTRIBUTOR}, case.owner_id, case.unit_id)
    if keeps and may_begin("edit", case, looking(request, case)):
        changes = [
            (_("Change who answers for it"), reverse("responsible", args=(case.pk,))),
            (_("Change the contact"), reverse("draft_section", args=(case.pk, "contact"))),
        ]
    return Question(case.title, reverse("case", args=(case.pk,)), facts, **fields, changes=changes)


def _of_post(
    item: RoundItem, held: dict[int, list[str]], signing: dict[int, int], fields: dict[str, Any]
) -> Question:
    post = item.post
    assert post is not None  # the caller has asked
    facts = [(_("Held by"), ", ".join(held.get(post.pk, [])) or _("nobody"))]
    if number := signing.get(post.pk):
        facts.append((_("Signs for"), _("agreements: %(number)d") % {"number": number}))
    url = reverse("round_holder", args=(item.round_id, item.pk))
    return Question(post.title, "", facts, **fields, changes=[(_("Change the holder"), url)])


def _of_body(item: RoundItem, fields: dict[str, Any]) -> Question:
    body = item.body
    assert body is not None  # nothing else is left
    facts = [(_("Sort"), str(body.get_level_display()))]
    return Question(str(body), "", facts, **fields)


def answered(request: PersonRequest, row: Round) -> list[dict[str, Any]]:
    """The latest answers, for whoever leads the round."""
    visible = Case.objects.visible_to(request.roles).values("pk")
    items = row.items.exclude(answer="").filter(Q(case=None) | Q(case__in=visible))
    return [
        {
            "title": str(item),
            "answer": item.get_answer_display(),
            "is_changed": item.answer == RoundItem.Answer.CHANGED,
            "note": joined(item.note, item.answered_by.name if item.answered_by else ""),
            "at": item.answered_at,
        }
        for item in items.select_related("case", "post", "body", "answered_by").order_by(
            "-answered_at", "-pk"
        )[:SHOWN]
    ]
