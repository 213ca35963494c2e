"""Choosing a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from people.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language with the person, or in a cookie for nobody in particular."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    response = HttpResponseRedirect(_next(request))
    if isinstance(request.user, User):
        if request.user.language != language:
            request.user.language = language
            request.user.save(update_fields=["language"])
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _next(request: HttpRequest) -> str:
    """Back to where the person was, and nowhere outside."""
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure())
    return target if safe else "/"
