"""Does whatever goes wrong with one mail stay with that mail?"""

from __future__ import annotations

import ssl
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError, connection

from notifications import smtp
from notifications.delivery import claim, deliver, settle_expired
from notifications.models import Message
from notifications.status import status
from tests.notifications.posted import NOW, fresh, ledger, put
from tests.notifications.sink import OK, Sink
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message as Mail
    from pathlib import Path

    from pytest_django.fixtures import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.smtp]


class RefuseOnce:
    """The database fails in the first statement that adds an accepted attempt."""

    def __init__(self) -> None:
        self.has_refused = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        is_ledger = sql.startswith('INSERT INTO "notifications_deliveryattempt"')
        if is_ledger and not self.has_refused:
            self.has_refused = True
            raise DatabaseError("no room left")
        return execute(sql, params, many, context)


@pytest.mark.parametrize(
    ("guarantee", "status", "is_marked"),
    [
        (Message.Guarantee.AT_MOST_ONCE, "uncertain", False),
        (Message.Guarantee.AT_LEAST_ONCE, "pending", True),
    ],
)
def test_what_was_accepted_but_could_not_be_written_is_never_sent_again_unmarked(
    sink: Sink, guarantee: str, status: str, is_marked: bool
) -> None:
    row = put(guarantee=guarantee)

    with connection.execute_wrapper(RefuseOnce()):
        deliver(at=NOW)

    assert len(sink.mails) == 1
    assert (fresh(row).status, fresh(row).may_be_second_copy) == (status, is_marked)
    assert fresh(row).sent_at is None
    assert ledger(row) == [(1, "unknown")]


def test_a_mail_given_up_before_its_text_leaves_the_connection_to_the_next(sink: Sink) -> None:
    def give_up() -> None:
        raise DatabaseError("the lease is gone")

    with smtp.transport() as way:
        with pytest.raises(DatabaseError):
            way.post(EmailMultiAlternatives("One", "1", to=["a@example.org"]), give_up)
        way.post(EmailMultiAlternatives("Two", "2", to=["b@example.org"]), lambda: None)

    assert [mail["Subject"] for mail in sink.mails] == ["Two"]


def test_a_domain_with_letters_of_its_own_is_reached(sink: Sink) -> None:
    row = put(address="kontakt@åmål.example")

    assert deliver(at=NOW) == {"sent": 1}

    assert sink.mails[0]["To"] == "kontakt@xn--ml-xiab.example"
    assert fresh(row).status == "sent"


@pytest.mark.parametrize("address", ["ærø@example.org", "a@b@example.org", "a\n@example.org"])
def test_an_address_that_no_server_could_take_fails_at_once_and_alone(
    sink: Sink, address: str
) -> None:
    bad, good = put("bad"), put("good")
    Message.objects.filter(pk=bad.pk).update(address=address)

    assert deliver(at=NOW) == {"failed": 1, "sent": 1}

    assert ledger(bad) == [(1, "refused")]
    assert fresh(good).status == "sent"


# ---------------------------------------------------------------- no mail is to blame
@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("MAIL", "550 this sender may not"),
        ("MAIL", "421 too many of you"),
        ("RCPT", "421 closing for today"),
    ],
)
def test_a_server_that_takes_nothing_from_us_blames_no_mail(
    sink: Sink, command: str, reply: str
) -> None:
    rows = [put(f"m{n}") for n in range(3)]
    sink.replies[command] = reply

    for hour in range(20):  # more often than any mail is tried
        assert deliver(at=NOW + hour * timedelta(hours=1)) == {"unreachable": 3}

    later = NOW + timedelta(hours=20)
    assert {(fresh(row).status, fresh(row).attempts) for row in rows} == {("pending", 0)}
    assert "mail_server" in status(at=later).troubles
    sink.replies.clear()
    assert deliver(at=later) == {"sent": 3}
    assert "mail_server" not in status(at=later).troubles


def test_a_server_that_closes_after_the_text_has_refused_it_for_now(sink: Sink) -> None:
    rows = [put("first"), put("second")]
    sink.answer = Replies("421 closing", OK)

    assert deliver(at=NOW) == {"pending": 1, "sent": 1}

    assert ledger(rows[0]) == [(1, "deferred")]
    assert ledger(rows[1]) == [(1, "accepted")]
    assert len(sink.connections) == 2


class Replies:
    """One after the other."""

    def __init__(self, *replies: str) -> None:
        self._left = list(replies)

    def __call__(self, _mail: Mail) -> str:
        return self._left.pop(0)


def test_a_password_that_is_refused_blames_no_mail(sink: Sink, settings: Settings) -> None:
    row = put()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "samklang", "wrong"

    assert deliver(at=NOW) == {"unreachable": 1}

    assert (fresh(row).status, fresh(row).attempts) == ("pending", 0)
    assert "mail_server" in status(at=NOW).troubles


# ---------------------------------------------------------------- an answer that comes late
class SettledMeanwhile:
    """While the first mail is handed over, its sender is long believed dead."""

    def __init__(self) -> None:
        self.is_done = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        done = execute(sql, params, many, context)
        if not self.is_done and sql.startswith("UPDATE") and "transmitting" in params:
            self.is_done = True
            settle_expired(at=NOW + timedelta(minutes=6))
        return done


@pytest.mark.parametrize("guarantee", list(Message.Guarantee))
def test_a_mail_accepted_when_its_lease_had_run_out_is_known_to_be_sent(
    sink: Sink, guarantee: Message.Guarantee
) -> None:
    row = put(guarantee=guarantee)

    with connection.execute_wrapper(SettledMeanwhile()):
        assert deliver(at=NOW) == {"stale": 1}

    assert (fresh(row).status, fresh(row).may_be_second_copy) == ("sent", False)
    assert ledger(row) == [(1, "unknown"), (1, "accepted")]
    assert deliver(at=NOW + timedelta(hours=2)) == {}
    assert len(sink.mails) == 1


# ---------------------------------------------------------------- trust
@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that only itself vouches for, with its key in the same file."""
    made = tmp_path / "mail.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=x", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", made, "-out", tmp_path / "cert"),
        ],
        check=True,
        capture_output=True,
    )
    made.write_text(made.read_text() + (tmp_path / "cert").read_text())
    return made


@pytest.fixture
def secured(sink: Sink, certificate: Path, settings: Settings) -> Iterator[Sink]:
    """The same server behind STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    port = free_port()
    controller = Controller(
        sink, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True
    )
    controller.start()
    settings.EMAIL_PORT, settings.EMAIL_USE_TLS = port, True
    yield sink
    controller.stop()


def test_nothing_is_handed_to_a_server_whose_certificate_nobody_vouches_for(secured: Sink) -> None:
    row = put()

    assert deliver(at=NOW) == {"unreachable": 1}

    assert secured.mails == []
    assert "CERTIFICATE_VERIFY_FAILED" in fresh(row).error


def test_a_server_with_a_certificate_of_its_own_authority_is_trusted_by_name(
    secured: Sink, certificate: Path, settings: Settings
) -> None:
    settings.EMAIL_CA_FILE = str(certificate)
    put()

    assert deliver(at=NOW) == {"sent": 1}


def test_the_moment_of_sending_is_that_of_the_answer(sink: Sink) -> None:
    row = put()
    later = NOW + timedelta(minutes=1)

    deliver(at=later)

    assert (fresh(row).sent_at or NOW) >= later
    assert not claim(1, at=later)
