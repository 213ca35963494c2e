"""Which case does this address name, for this person?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from agreements.models import Case
from web.presenters.expressions import left_on
from web.presenters.then import as_left

if TYPE_CHECKING:
    from web.request import PersonRequest


def visible_case(request: PersonRequest, pk: int) -> Case:
    """The case, or 404 when it does not exist or the person may not know that it does.

    To whoever has left it, as it was then: even a page that refuses an act names it.
    """
    cases = Case.objects.visible_to(request.roles).annotate(left_on=left_on(request))
    cases = cases.select_related(
        "owner", "unit", "agreement__kind", "initiative__agreement__case", "responsible"
    )
    case: Case = get_object_or_404(cases, pk=pk)
    as_left(request, [case])
    return case
