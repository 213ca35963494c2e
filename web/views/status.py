"""Does it run: the process, the database, the work in the background?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import clock
from notifications.status import status as status_of
from people.models import Role
from web.request import signed_in

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django_stubs_ext import StrOrPromise

    from notifications.status import Status
    from web.request import PersonRequest

WATCHING = {Role.ADMINISTRATOR, Role.AUDITOR, Role.SECRETARIAT, Role.DIRECTOR}


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers."""
    return JsonResponse({"process": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The database answers and has every migration; 503 with the reason until then."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    if missing:
        return JsonResponse({"database": "ok", "migrations": "missing"}, status=503)
    return JsonResponse({"database": "ok", "migrations": "ok"})


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponseBase:
    """For people who sign in, and for a monitor that shows the token; as JSON if asked for."""
    if not _shows_the_token(request):
        return _to_a_person(request)
    return _told(request, clock.now())


def _shows_the_token(request: HttpRequest) -> bool:
    """Compared in constant time; without STATUS_TOKEN nothing is the token."""
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    expected: str = settings.STATUS_TOKEN
    is_bearer = scheme.lower() == "bearer"
    return bool(expected) and is_bearer and constant_time_compare(shown.strip(), expected)


@signed_in
def _to_a_person(request: PersonRequest) -> HttpResponse:
    if not (request.user.is_staff or any(h.role in WATCHING for h in request.roles.held)):
        raise PermissionDenied
    return _told(request, request.at)


def _told(request: HttpRequest, at: datetime) -> HttpResponse:
    found = status_of(at=at)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"at": at, **asdict(found)})
    told = {"here": "status", "facts": _facts(found, at), "troubles": _troubles(found)}
    return render(request, "web/status.html", told)


def _facts(found: Status, at: datetime) -> list[dict[str, Any]]:
    return [
        {"term": _("Now, by this clock"), "value": at},
        {"term": _("Last sweep"), "value": found.last_sweep or _("none yet")},
        {"term": _("Oldest due and unsent"), "value": found.oldest_unsent or _("nothing waits")},
        _number(_("Waiting to be sent"), found.waiting),
        _number(_("Perhaps sent, perhaps not"), found.uncertain),
        _number(_("Failed"), found.failed),
        _number(_("Reminders that reach nobody, last week"), found.to_nobody),
        _number(_("Reminders that would reach nobody, next 30 days"), found.nobody_ahead),
        _number(_("Differences in the last check of the plan"), found.plan_differed),
        _number(_("Differences that nobody has mended"), found.plan_unmended),
        _number(_("Parts of the background work that fail"), len(found.failed_stages)),
    ]


def _number(term: str, value: int) -> dict[str, Any]:
    return {"term": term, "value": str(value), "number": True}


TROUBLES: dict[str, StrOrPromise] = {
    "nobody_ahead": gettext_lazy("Reminders of the next 30 days would reach nobody."),
    "sweep": gettext_lazy("The background work has not run lately."),
    "unsent": gettext_lazy("Something due has waited too long."),
    "uncertain": gettext_lazy("It is not certain whether some mails were sent."),
    "failed": gettext_lazy("Some mails could not be sent."),
    "stage_failed": gettext_lazy("Part of the background work fails; the log says why."),
    "mail_server": gettext_lazy("The mail server does not answer, or takes no mail from Samklang."),
    "nobody": gettext_lazy("Some reminders reach nobody: name somebody for the tasks."),
    "plan_differed": gettext_lazy("The last check of the plan found differences and mended them."),
    "plan_unmended": gettext_lazy(
        "Reminders are missing on days gone by, or the zones of the database are old; see the log."
    ),
    "digest": gettext_lazy("This week’s Monday letters were not written."),
    "clock": gettext_lazy("Something is dated in the future: a clock is or was wrong."),
}


def _troubles(found: Status) -> list[StrOrPromise]:
    """What is wrong, in words; the program's own word for one that is new."""
    return [TROUBLES.get(name, name) for name in found.troubles]
