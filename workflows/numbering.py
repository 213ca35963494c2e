"""Which number may an initiative under an agreement have, and which is the next?

People cite “1.1 … 3.5” for decades: a number that was ever used is never given again, also after
its initiative has ended or was renumbered (R-024). Focus areas group them: 1.x, 2.x, 3.x (R-021).
An annex numbers its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Initiative
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from agreements.models import Agreement, FocusArea

SHAPE = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")


def tidy(number: str) -> str:
    """A number as it is kept: “1.7”, whether or not somebody wrote a dot after it."""
    return number.strip().rstrip(".")


def used_numbers(agreement: Agreement, annex: str = "", but: int | None = None) -> set[str]:
    """All numbers that initiatives under the agreement or its annex have or once had.

    `but` leaves out what one initiative alone has or had: it may take an old number back.
    """
    found: set[str] = set()
    for rows in (Initiative.objects.all(), Initiative.history.all()):
        named = rows.filter(agreement_id=agreement.pk, annex=annex).exclude(number="")
        if but is not None:
            named = named.exclude(case_id=but)
        found.update(named.values_list("number", flat=True).distinct())
    return found


def next_number(
    agreement: Agreement,
    area: FocusArea | None = None,
    annex: str = "",
    used: set[str] | None = None,
) -> str:
    """The next free number: after the highest of its area (1.7), else after the highest whole.

    `used` are the used numbers where the caller knows them already.
    """
    before = f"{area.number}." if area is not None and not annex else ""
    known = used_numbers(agreement, annex) if used is None else used
    rest = (number.removeprefix(before) for number in known if number.startswith(before))
    return f"{before}{max((int(last) for last in rest if last.isdecimal()), default=0) + 1}"


def may_be_numbered(
    agreement: Agreement | None,
    number: str,
    *,
    area: FocusArea | None = None,
    annex: str = "",
    but: int | None = None,
) -> Verdict:
    """May an initiative have this number, in this area of the agreement?"""
    if area is not None and (agreement is None or area.agreement_id != agreement.pk):
        return no(_("The focus area belongs to another agreement."))
    if not number:
        return YES
    if not SHAPE.fullmatch(number):
        return no(_("Write the number with digits, letters and dots: 1.7"))
    if area is not None and not annex and not number.startswith(f"{area.number}."):
        told = {
            "area": area.name,
            "number": area.number,
            "next": next_number(area.agreement, area),
        }
        return no(_("Numbers in “%(area)s” begin with %(number)d, the next is %(next)s.") % told)
    return _was_never_used(agreement, number, area, annex, but) if agreement else YES


def _was_never_used(
    agreement: Agreement, number: str, area: FocusArea | None, annex: str, but: int | None
) -> Verdict:
    used = {one.casefold() for one in used_numbers(agreement, annex, but)}
    if number.casefold() not in used:
        return YES
    return no(
        _("The number %(number)s is or was used; the next is %(next)s.")
        % {"number": number, "next": next_number(agreement, area, annex)}
    )
