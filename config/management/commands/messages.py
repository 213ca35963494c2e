"""Bring the catalogues up to date with what code and templates show."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import catalogues


class Command(BaseCommand):
    help = "Add new texts to the Danish and Swedish catalogues and drop those no longer shown."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("languages", nargs="*", default=catalogues.LANGUAGES)

    def handle(self, *, languages: list[str], **_options: Any) -> None:
        for language in languages:
            catalogues.update(language)
            missing = len(catalogues.problems(language))
            self.stdout.write(f"{catalogues.path_of(language)}: {missing} to do")
