"""Help, accessibility and the source code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/help.html", {"here": "help"})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """Where the source code of this very version is offered (AGPL, section 13)."""
    return render(request, "web/source.html", {"repository": settings.SOURCE_URL})
