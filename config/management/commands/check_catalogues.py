"""Are the Danish and Swedish catalogues complete?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import catalogues


class Command(BaseCommand):
    help = "Exit with 1 and a list when a text is missing, doubtful or left over in a catalogue."

    def handle(self, **_options: Any) -> None:
        told = [p for language in catalogues.LANGUAGES for p in catalogues.problems(language)]
        if told:
            raise CommandError("\n".join(told))
        self.stdout.write("The catalogues are complete.")
