"""Which case does this address name, for this person?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from agreements.models import Case

if TYPE_CHECKING:
    from web.request import PersonRequest


def visible_case(request: PersonRequest, pk: int) -> Case:
    """The case, or 404 when it does not exist or the person may not know that it does."""
    cases = Case.objects.visible_to(request.roles).select_related(
        "owner", "unit", "agreement__kind", "initiative__agreement__case", "responsible"
    )
    case: Case = get_object_or_404(cases, pk=pk)
    return case
