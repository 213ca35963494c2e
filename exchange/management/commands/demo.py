"""manage.py demo: load the demonstration, or close its sign-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

import clock
from exchange.demo.loading import DemoRefusedError, close_sign_ins, is_free, load

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Load the demonstration once: real agreements, and examples of every stage."
    requires_system_checks = ()  # one of them asks for this very command

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--close", action="store_true", help="deactivate the sign-ins of the demonstration"
        )

        parser.add_argument(
            "--if-asked",
            action="store_true",
            help="only where DEMO=1 and nobody has an account yet",
        )

    def handle(self, *, close: bool, if_asked: bool, **_options: Any) -> None:
        if if_asked and not (settings.DEMO and (settings.PRODUCTION or is_free())):
            return
        if close:
            self.stdout.write(f"{close_sign_ins(at=clock.now())} sign-ins were closed.")
            return
        if settings.PRODUCTION:
            raise CommandError("The demonstration is not loaded in production.")
        try:
            loaded = load(at=clock.now())
        except DemoRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            "The demonstration is loaded." if loaded else "The demonstration was there."
        )
