"""Bring the catalogues up to date with what code and templates show."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config import catalogues


class Command(BaseCommand):
    help = "Add new texts to the Danish and Swedish catalogues and drop those no longer shown."

    def handle(self, **_options: Any) -> None:
        for language in catalogues.LANGUAGES:
            catalogues.update(language)
            missing = len(catalogues.problems(language))
            self.stdout.write(f"{catalogues.path_of(language)}: {missing} to do")
