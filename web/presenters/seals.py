"""Does the agreement still say what was decided, what does an amendment change, and who amends?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.labels import state_label
from agreements.states import BEFORE_FORCE
from web.presenters.kin import titles_of
from web.presenters.offers import looking, may_begin
from web.presenters.rulings import where_decided
from web.presenters.words import day
from workflows import amendments, seals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agreements.models import Case, Ruling
    from web.presenters.shown import Shown
    from workflows.contents import Change


def difference(page: Shown, found: list[Ruling]) -> dict[str, Any] | None:
    """A notice where the case differs from what was decided, or its seal is broken.

    `found` are the rulings that `rulings.read` found for the page.
    """
    case = page.case
    ruling = seals.standing_among(found) if page.is_ours else None
    if ruling is None:
        return None
    decided = f"{where_decided(ruling.decision)}, {day(ruling.decision.date)}"
    if not seals.is_whole(ruling):
        title = _("The seal is broken: what was kept as decided has been changed (%(decided)s)")
        return {"kind": "bad", "title": title % {"decided": decided}, "rows": []}
    rows = rows_of(seals.departures(case, ruling, page.request.on))
    if not rows:
        return None
    title = _("Differs from what was decided: %(decided)s") % {"decided": decided}
    return {"kind": "warn", "title": title, "rows": rows}


def rows_of(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """What stands on either side, for web/parts/compared.html."""
    return [
        {"label": capfirst(str(change.label)), "before": change.before, "after": change.after}
        for change in changes
    ]


def amendment(page: Shown) -> dict[str, Any] | None:
    """The same on the page of the amendment, with the way to look anew for who may."""
    told = amended_text(page.case, page.request.on) if page.is_ours else None
    if told and may_begin("look_anew", page.case, looking(page.request, page.case)):
        told["look_url"] = reverse("step", args=(page.case.pk, "look_anew"))
    return told


def amended_text(case: Case, on: date) -> dict[str, Any] | None:
    """What an amendment changes, side by side; what changed under it since."""
    if case.sort != case.Sort.AGREEMENT or case.agreement.amends_id is None:
        return None
    compared = amendments.compare(case, on)
    assert compared is not None  # it amends
    waits = case.state in BEFORE_FORCE
    return {
        "title": compared.amended.title,
        "number": compared.amended.number,
        "url": reverse("case", args=(compared.amended.pk,)),
        "rows": rows_of(compared.changes),
        "meanwhile": rows_of(compared.meanwhile) if waits else [],
    }


def chain(page: Shown) -> list[dict[str, Any]]:
    """The amendments of an agreement, oldest first, each with its state."""
    rows = (page.case.amended_by or []) if page.is_ours else []
    titles = titles_of(page.request, [row["key"] for row in rows])
    return [
        {
            "label": titles[row["key"]],
            "url": reverse("case", args=(row["key"],)),
            "state": row["state"],
            "state_label": state_label(page.case, row["state"]),
        }
        for row in sorted(rows, key=lambda row: row["key"])
        if row["key"] in titles
    ]
