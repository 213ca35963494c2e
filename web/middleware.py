"""What does every request know: the moment, the person, the roles, the language?"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils import timezone, translation

import clock
from audit.acting import acting
from people.models import User
from people.roles import roles_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from web.request import PersonRequest

NOWHERE = "Europe/Copenhagen"
"""Time zone of people without a municipality, such as an installation's administrator."""


def person(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Set `at`, `on` and `roles` on the request, and the person's language and name in history."""

    def middleware(request: HttpRequest) -> HttpResponse:
        moment = clock.now()
        user = request.user
        if not isinstance(user, User):
            language = translation.get_language_from_request(request)
            with translation.override(language):
                return _with_language(get_response(request), language)
        told = cast("PersonRequest", request)
        zone = user.municipality.time_zone if user.municipality else NOWHERE
        told.at, told.on = moment, clock.local_date(moment, zone)
        told.roles = roles_of(user, told.on)
        with (
            translation.override(user.language),
            timezone.override(zone),
            acting(user, at=moment),
        ):
            return _with_language(get_response(request), user.language)

    return middleware


def _with_language(response: HttpResponse, language: str) -> HttpResponse:
    response.headers.setdefault("Content-Language", language)
    return response
