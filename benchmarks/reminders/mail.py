"""The benches `mail` and `digest`: what is handed over by STARTTLS, every state committed."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.harness import Against, Sample, peak_rss, timed
from benchmarks.reminders.scene import NOW
from benchmarks.reminders.turns import Bench
from notifications.delivery import deliver
from notifications.models import Message
from notifications.outbox import Rendered, compose, queue
from notifications.recipients import Addressee

if TYPE_CHECKING:
    from benchmarks.harness import Variant

REMINDERS = 50
TOLD_TOGETHER = 10
PATIENCE_SECONDS = 20
TEXT = "Hovedaftalen om venskabsbysamarbejde skal revurderes i august 2024.\n" * 12
_keys = count()


class HandedOver:
    """`mails` letters that tell `REMINDERS` together, `batch` of them over one connection."""

    def __init__(self, name: str, *, mails: int, batch: int) -> None:
        self.name, self._mails, self._batch = name, mails, batch

    def turn(self, size: int) -> list[Sample]:
        return [self._deliver() for _ in range(size)]

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self._deliver()
        return len(captured)

    def rss(self) -> float:
        return peak_rss()

    def _deliver(self) -> Sample:
        to = Addressee(key="u", address="a@example.org", language="da", role="responsible")
        text = TEXT * (REMINDERS // self._mails)
        words = Rendered("Revurdering", text, f"<p>{text}</p>")
        letters = [
            compose(f"bench:u:{next(_keys)}", to, words, kind=Message.Kind.NOTICE, at=NOW)
            for _ in range(self._mails)
        ]
        queue(letters)
        return timed(self._all)

    def _all(self) -> None:
        sent = 0
        while sent < self._mails:
            ended = deliver(at=NOW, batch=self._batch)
            if set(ended) != {Message.Status.SENT}:
                raise AssertionError(f"Not sent: {ended}")
            sent += ended[Message.Status.SENT]


class Mail(Bench):
    """Many mails over one connection against a connection for each."""

    name = "reminders: mail"
    ours = "one connection"
    against: tuple[Against, ...] = (Against("a connection per mail", 0.5),)
    mails = REMINDERS

    def setup(self, n: int, turns: int) -> int:  # noqa: ARG002 - it knows nothing of cases
        self._folder = tempfile.TemporaryDirectory()
        self._server = _serve(Path(self._folder.name))
        self._told = [
            HandedOver(self.ours, mails=self.mails, batch=self.mails),
            HandedOver("a connection per mail", mails=REMINDERS, batch=1),
        ]
        return REMINDERS

    def variants(self) -> list[Variant]:
        return list(self._told)

    def count_queries(self) -> dict[str, int]:
        return {variant.name: variant.queries() for variant in self._told}

    def check(self) -> None:
        """Everything has left."""
        if Message.objects.exclude(status=Message.Status.SENT).exists():
            raise AssertionError("Something was not sent.")

    def rows(self) -> dict[str, int]:
        return {"message": self.mails, "deliveryattempt": self.mails}

    def close(self) -> None:
        if hasattr(self, "_server"):
            self._server.terminate()
            self._server.wait()
            self._folder.cleanup()


class Digest(Mail):
    """Letters that tell ten reminders each against a mail and a connection for each."""

    name = "reminders: digest"
    ours = "letters of ten"
    against = (Against("a connection per mail", 0.1),)
    mails = REMINDERS // TOLD_TOGETHER


def _serve(folder: Path) -> subprocess.Popen[bytes]:
    """A mail server behind STARTTLS in a process of its own; the settings lead to it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(  # noqa: S603 - our own words
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=x", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 - our own words
        [
            *(sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"),
            *("--tlscert", certificate, "--tlskey", key, "-c", "aiosmtpd.handlers.Sink"),
        ]
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_CA_FILE = True, str(certificate)
    _wait_for(port)
    return server


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("The mail server did not start.")
