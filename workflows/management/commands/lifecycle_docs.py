"""Write docs/lifecycle.md from the declared lifecycles, or say that it is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.diagram import document

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Write docs/lifecycle.md. With --check write nothing, and fail when it is stale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: object, check: bool, **_options: object) -> None:
        text, page = document(), settings.BASE_DIR / "docs" / "lifecycle.md"
        if not check:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            raise CommandError("docs/lifecycle.md is stale: run manage.py lifecycle_docs.")
