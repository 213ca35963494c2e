"""The request after `signed_in`: there is a person behind it, with roles."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.http.response import HttpResponseBase

    from people.models import User
    from people.roles import Roles


class PersonRequest(HttpRequest):
    """`at` is the moment of the request (UTC), `on` the day where the person works."""

    user: User
    at: datetime
    on: date
    roles: Roles


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for people who have signed in; others are led to the sign-in page."""

    @wraps(view)
    @login_required
    def guarded(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return guarded
