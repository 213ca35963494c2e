"""Templates that draw nothing, for tests that ask only for the status of an answer."""

# ruff: noqa: ARG002 - the names and arguments that Django asks for

from __future__ import annotations

from typing import Any

from django.template.backends.base import BaseEngine
from django.utils.safestring import SafeString

TEMPLATES = [{"BACKEND": "tests.web.undrawn.Undrawn", "DIRS": [], "APP_DIRS": False}]
"""The setting that lets every page be empty."""


last: dict[str, Any] = {}
"""What the last page was given to draw."""


class Page:
    def render(self, context: Any = None, request: Any = None) -> SafeString:
        last.clear()
        last.update(context or {})
        return SafeString("")


class Undrawn(BaseEngine):
    """What `TEMPLATES` names instead of Django's own engine."""

    def __init__(self, params: dict[str, Any]) -> None:
        params = params.copy()
        params.pop("OPTIONS")
        super().__init__(params)

    def get_template(self, template_name: str) -> Page:
        return Page()

    def from_string(self, template_code: str) -> Page:
        return Page()
