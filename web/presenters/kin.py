"""May a page name another case than the one that it is about?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import Case
from web.presenters.expressions import left_on
from web.presenters.then import as_left

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.request import PersonRequest


def titles_of(request: PersonRequest, keys: Iterable[int | None]) -> dict[int, str]:
    """The titles of those of these cases that the reader may know of; one query, or none.

    Of a case that the reader's municipality has left, the title that it then had.
    """
    asked = set(filter(None, keys))
    if not asked:
        return {}
    visible = Case.objects.visible_to(request.roles).filter(pk__in=asked)
    cases = list(visible.annotate(left_on=left_on(request)).select_related("owner").order_by())
    as_left(request, cases)
    return {case.pk: case.title for case in cases}
