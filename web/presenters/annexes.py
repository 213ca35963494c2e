"""Which annexes does an agreement have, in which versions, and what changed between two of them?"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Length
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.labels import state_label
from agreements.models import Annex, Case
from people.models import Role
from web.presenters.actions import Action
from web.presenters.expressions import left_on
from web.presenters.initiatives import joined_number
from web.presenters.offers import looking, may_begin
from web.presenters.then import as_left
from web.presenters.words import day, joined

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from web.presenters.shown import Shown

KINDS = {
    Annex.Status.DRAFT: ("", "dot"),
    Annex.Status.ADOPTED: ("info", "gavel"),
    Annex.Status.ACTIVE: ("ok", "check"),
    Annex.Status.REPLACED: ("", "loop"),
    Annex.Status.ENDED: ("", "x"),
}


@dataclass(slots=True)
class Row:
    """One version of an annex; on the list the one that matters most."""

    annex: Annex
    url: str
    heading: str
    tag: dict[str, str]
    about: str
    others: int = 0
    actions: list[Action] = field(default_factory=list)


def rows(page: Shown) -> list[Row]:
    """Each annex once: the version in force, else the newest; in one query."""
    versions: dict[str, list[Annex]] = {}
    for annex in _versions(page):
        versions.setdefault(annex.number, []).append(annex)
    found = []
    for same in versions.values():
        shown = next((a for a in same if a.status == Annex.Status.ACTIVE), same[-1])
        row = _row(page.case, shown)
        row.others = len(same) - 1
        found.append(row)
    return found


def _versions(page: Shown, **narrowed: Any) -> list[Annex]:
    """Oldest version first; a party that has left is told nothing later."""
    by = ("ruling__decision__body", "ruling__decision__delegate")
    found = page.those(Annex, *by, agreement_id=page.case.pk, **narrowed)
    if page.until:
        found = [a for a in found if a.active_from and a.active_from.earliest <= page.until]
    return sorted(found, key=lambda annex: (annex.number, annex.version))


def _row(case: Case, annex: Annex) -> Row:
    kind, icon = KINDS[Annex.Status(annex.status)]
    return Row(
        annex=annex,
        url=reverse("annex", args=(case.pk, annex.pk)),
        heading=heading(annex),
        tag={"kind": kind, "icon": icon, "text": capfirst(str(annex.get_status_display()))},
        about=about(annex),
    )


def heading(annex: Annex) -> str:
    """“Annex 1: Initiatives”."""
    return capfirst(f"{annex.get_sort_display()} {annex.number}: {annex.title}")


def about(annex: Annex) -> str:
    """From when until when, adopted by whom."""
    since = ""
    if annex.active_from and annex.status in {Annex.Status.DRAFT, Annex.Status.ADOPTED}:
        since = _("to be in force from %(date)s") % {"date": day(annex.active_from)}
    elif annex.active_from and annex.active_until:
        since = _("in force %(start)s to %(end)s") % {
            "start": day(annex.active_from),
            "end": day(annex.active_until),
        }
    elif annex.active_from:
        since = _("in force from %(date)s") % {"date": day(annex.active_from)}
    elif annex.follows_agreement and annex.status in {Annex.Status.DRAFT, Annex.Status.ADOPTED}:
        since = _("takes effect with the agreement")
    adopted = str(annex.ruling.decision) if annex.ruling else ""
    return joined(since, adopted)


def new(page: Shown) -> Action | None:
    """The way to a further annex, for officers of both sides."""
    if page.case.sort != Case.Sort.AGREEMENT or not _may_write(page):
        return None
    return Action(_("New annex"), reverse("new_annex", args=(page.case.pk,)))


def _may_write(page: Shown) -> bool:
    """Officers only are asked for at all: a page asks few policies."""
    if page.until or not any(held.role == Role.OFFICER for held in page.request.roles.held):
        return False
    return bool(may_begin("write_annex", page.case, looking(page.request, page.case)))


# ---------------------------------------------------------------- the page of one annex
def told(page: Shown, annex: Annex) -> dict[str, Any]:
    """Its versions, what each changed, who adopted it, and the initiatives under it.

    Nothing of one that came after the reader's municipality had left.
    """
    versions = _versions(page, number=annex.number)
    shown = next((a for a in versions if a.pk == annex.pk), None)
    if shown is None:
        return {}
    before = next((a for a in versions if a.version == shown.version - 1), None)
    return {
        "row": _row(page.case, shown),
        "annex": shown,
        "versions": [_row(page.case, version) for version in reversed(versions)],
        "before": before,
        "lines": differences(before.text, shown.text) if before else [],
        "initiatives": _initiatives(page, annex.number),
        "actions": _actions(page, shown, is_last=shown.pk == versions[-1].pk),
    }


def _initiatives(page: Shown, number: str) -> list[dict[str, Any]]:
    """Those that the reader may see, in the order of their numbers."""
    found = (
        Case.objects.visible_to(page.request.roles)
        .filter(initiative__agreement=page.case.pk, initiative__annex=number)
        .annotate(left_on=left_on(page.request))
        .select_related("owner", "initiative")
        .order_by(Length("initiative__number"), "initiative__number", "pk")
    )
    cases: list[Any] = list(found)
    as_left(page.request, cases)
    return [
        {
            "title": joined_number(case.initiative, case),
            "url": reverse("case", args=(case.pk,)),
            "state": case.state,
            "state_label": state_label(case),
        }
        for case in cases
    ]


def _actions(page: Shown, annex: Annex, *, is_last: bool) -> list[Action]:
    """What this reader may do with this version now."""
    status, case = annex.status, page.case
    asked: list[tuple[str, str, StrOrPromise, bool]] = [
        ("write_annex", "write_annex", _("Write"), status == Annex.Status.DRAFT),
        ("adopt_annex", "adopt_annex", _("Adopt"), status == Annex.Status.DRAFT),
        ("activate_annex", "activate_annex", _("Bring into force"), status == "adopted"),
        (
            "write_annex",
            "revise_annex",
            _("New version"),
            is_last and status not in {Annex.Status.DRAFT, Annex.Status.ADOPTED},
        ),
        ("end_annex", "end_annex", _("End the annex"), status in {"draft", "adopted", "active"}),
    ]
    visit = looking(page.request, case)
    visit.annex = annex
    return [
        Action(label, reverse(name, args=(case.pk, annex.pk)), primary=name == "write_annex")
        for step, name, label, fits in asked
        if fits and not page.until and may_begin(step, case, visit)
    ]


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Line by line: what stayed (same), went (del) and came (ins)."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            lines += [("same", line) for line in old[a:b]]
            continue
        lines += [("del", line) for line in old[a:b]]
        lines += [("ins", line) for line in new[c:d]]
    return lines
