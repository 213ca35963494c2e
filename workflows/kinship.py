"""How is it written which agreement stands above this one, and which one it replaces?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from people.models import Municipality
from workflows.door import advance, enter
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.models import Agreement, Case, StepRecord
    from people.models import User
    from workflows.visit import Visit


def place_under(
    case: Case,
    above: Agreement | None,
    *,
    inherits_validity: bool = False,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Put an agreement under a framework agreement, or let it stand alone (R-038)."""
    also = {above.pk} if above else ()  # it may be about to end, and would leave this one behind
    with enter(case, by=by, at=at, seen=seen, attempt="place_under", also=also) as visit:
        return write_place(visit, above, inherits_validity=inherits_validity)


def write_place(visit: Visit, above: Agreement | None, *, inherits_validity: bool) -> StepRecord:
    """The same inside a visit. A municipality's tree changes at one place at a time.

    Two who put each above the other, or three in a ring, have locked different cases: the second
    waits here and is then refused by the rule that reads the whole line above.
    """
    Municipality.objects.select_for_update().get(pk=visit.case.owner_id)
    visit.changes = {"parent": above, "inherits_validity": inherits_validity}
    visit.about = str(above) if above else _("stands alone")
    return advance(visit, "place_under")


def name_predecessor(
    case: Case, replaced: Agreement | None, *, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Say which agreement this draft replaces when it comes into force, or that it does not."""
    with enter(case, by=by, at=at, seen=seen, attempt="name_predecessor") as visit:
        return write_predecessor(visit, replaced)


def write_predecessor(visit: Visit, replaced: Agreement | None) -> StepRecord:
    """The same inside a visit. Two who name the same one at once: the second is refused."""
    visit.changes = {"replaces": replaced}
    visit.about = str(replaced) if replaced else _("replaces nothing")
    try:
        with transaction.atomic():
            return advance(visit, "name_predecessor")
    except IntegrityError as error:
        raise NotPossible(_("Another agreement replaces it already.")) from error
