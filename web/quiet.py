"""How is an address that holds a secret kept out of sessions and logs?

The address of a calendar feed is its secret (ASVS 14.2.1, the documented exception).
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_SECRET = re.compile(r"(/calendar/)[^/\s\"']+(\.ics)")
LOGS = ("django.request", "django.server", "django.security", "gunicorn.access", "gunicorn.error")


def without_cookies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware before that of sessions: a feed is nobody's visit, whatever a browser sends."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/calendar/") and request.path.endswith(".ics"):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


class HideSecrets(logging.Filter):
    """What is logged of such an address is that one was asked for."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if _SECRET.search(told):
            record.msg, record.args = _SECRET.sub(r"\1…\2", told), ()
        return True


def hide_secrets() -> None:
    """Filter what logs addresses in this process, however the server was started."""
    for name in LOGS:
        log = logging.getLogger(name)
        if not any(isinstance(one, HideSecrets) for one in log.filters):
            log.addFilter(HideSecrets())
