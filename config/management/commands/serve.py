"""manage.py serve: set up what is missing and serve, embedded or in full."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections

import clock
from config.checks import refuse_demo_sign_ins
from config.processes import PROCESSES
from config.serving import Children, stop_on_signals
from exchange.demo.accounts import PASSWORD, working_sign_ins
from exchange.demo.loading import is_free, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOST = "127.0.0.1"
LAST_PORT = 65535


class Command(BaseCommand):
    help = "Serve Samklang on this machine; PORT, DATABASE_URL and REDIS_URL say where and how."
    requires_system_checks = ()  # `migrate` asks them

    def handle(self, **_options: Any) -> None:
        stop_on_signals()
        try:
            self.serve(_port())
        except KeyboardInterrupt:
            self.say("Stopped.")

    def serve(self, port: int) -> None:
        _refuse_taken(port)
        self.prepare()
        children = Children(_commands(port))
        try:
            _wait_for(port, children)
            self.welcome(port)
            dead = children.watch()
        finally:
            children.stop()
        raise CommandError(f"{dead} has ended, so everything was stopped.")

    def prepare(self) -> None:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        _reach_database()
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if settings.PRODUCTION:
            refuse_demo_sign_ins()
            call_command("collectstatic", interactive=False, verbosity=0)
            if settings.DEMO:
                raise CommandError("The demonstration is not loaded in production: unset DEMO.")
        elif settings.DEMO and is_free():
            self.say("Loading the demonstration ...")
            load(at=clock.now())
        connections.close_all()

    def welcome(self, port: int) -> None:
        accounts = list(working_sign_ins().select_related("municipality", "unit").order_by("pk"))
        connections.close_all()
        self.say(f"\nSamklang serves http://{HOST}:{port} (Ctrl-C stops it).")
        if not settings.EMAIL_URL:
            self.say(f"Its mails can be read at http://{HOST}:{port}/mail/.")
        if accounts:
            self.say(f"Sign in to the demonstration with the password “{PASSWORD}” as")
        heading = ""
        for account in accounts:
            if heading != str(account.municipality):
                heading = str(account.municipality)
                self.say(f"  {heading}")
            self.say(f"    {account.email:<32}{account}")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) <= LAST_PORT:
        raise CommandError(f"PORT must be a number from 1 to {LAST_PORT}, not {given!r}.")
    return int(given)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: "
                f"PORT={port + 1} make run"
            ) from error


def _reach_database() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        why = str(error).splitlines()[0]
        raise CommandError(f"The database of DATABASE_URL does not answer: {why}") from error


def _commands(port: int) -> Mapping[str, Sequence[str]]:
    """In full, the very processes of the containers; embedded, the web and a loop."""
    published = [part.replace("0.0.0.0:8000", f"{HOST}:{port}") for part in PROCESSES["web"]]
    if settings.FULL:
        return {**PROCESSES, "web": published}
    return {"web": published, "run_due": ["python", "manage.py", "run_due", "--watch"]}


def _wait_for(port: int, children: Children) -> None:
    """Until the web answers, or a process has ended."""
    while children.the_dead() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
