"""What becomes of a message, whatever the mail server does?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from notifications import delivery
from notifications.delivery import MOST_ATTEMPTS, claim, deliver, deliver_all, settle_expired
from notifications.models import DeliveryAttempt, Message
from notifications.outbox import Rendered, Settled, compose, queue, send_again, was_received
from tests.notifications.posted import NOW, TO, fresh, ledger, put
from tests.notifications.sink import DROP, OK, Sink

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message as Mail
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from people.models import User

LETTER = Message.Guarantee.AT_MOST_ONCE
A_LEASE = timedelta(minutes=5, seconds=1)

pytestmark = pytest.mark.django_db


def parts(mail: Mail) -> dict[str, str]:
    """What each part says, by its type."""
    leaves = [part for part in mail.walk() if not part.is_multipart()]
    return {
        part.get_content_type(): bytes(part.get_payload(decode=True)).decode() for part in leaves
    }


@pytest.mark.smtp
def test_a_message_arrives_as_it_was_written(sink: Sink) -> None:
    row = put()

    assert deliver(at=NOW) == {"sent": 1}

    [mail] = sink.mails
    assert mail["Message-ID"] == row.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Mon, 02 Mar 2026 12:00:00 +0000"
    assert parts(mail) == {
        "text/plain": "Hej\r\n.\r\nslut",
        "text/html": "<p>Hej</p><!-- second copy -->",
    }
    assert fresh(row).status == "sent"
    assert ledger(row) == [(1, "accepted")]


@pytest.mark.smtp
def test_a_message_refused_for_now_waits_longer_each_time(sink: Sink) -> None:
    row, moment = put(), NOW
    sink.answer = lambda _mail: "451 later"

    waits = []
    for _ in range(3):
        deliver(at=moment)
        assert deliver(at=moment) == {}
        waits.append(round((fresh(row).available_at - moment).total_seconds() / 60))
        moment = fresh(row).available_at
    sink.answer = lambda _mail: OK
    deliver(at=moment)

    assert waits == [1, 5, 30]
    assert fresh(row).status == "sent"
    assert not fresh(row).may_be_second_copy
    assert ledger(row) == [(1, "deferred"), (2, "deferred"), (3, "deferred"), (4, "accepted")]


@pytest.mark.smtp
@pytest.mark.parametrize("guarantee", list(MOST_ATTEMPTS))
def test_after_the_last_attempt_a_message_is_failed(
    sink: Sink, guarantee: Message.Guarantee
) -> None:
    row, moment = put(guarantee=guarantee), NOW
    sink.answer = lambda _mail: "451 later"

    while fresh(row).status == "pending":
        deliver(at=moment)
        moment = fresh(row).available_at

    assert fresh(row).status == "failed"
    assert len(ledger(row)) == MOST_ATTEMPTS[guarantee]


@pytest.mark.smtp
def test_a_message_refused_for_good_is_failed_at_once(sink: Sink) -> None:
    row = put()
    sink.answer = lambda _mail: "550 never"

    deliver(at=NOW)

    assert (fresh(row).status, fresh(row).error) == ("failed", "550 never")
    assert ledger(row) == [(1, "refused")]


@pytest.mark.smtp
def test_an_unknown_recipient_does_not_hold_up_the_others(sink: Sink) -> None:
    gone, other = put("gone", address="gone@example.org"), put("other")
    sink.refused_recipients = {"gone@example.org"}

    deliver(at=NOW)

    assert (fresh(gone).status, fresh(other).status) == ("failed", "sent")


@pytest.mark.smtp
@pytest.mark.parametrize("fault", [DROP, 3.0])
def test_a_reminder_broken_off_in_mid_handover_is_sent_again_and_says_so(
    sink: Sink, fault: str | float
) -> None:
    row = put()
    sink.answer = lambda _mail: fault
    deliver(at=NOW)
    assert fresh(row).status == "pending"
    sink.answer = lambda _mail: OK
    deliver(at=fresh(row).available_at)

    mail = sink.mails[-1]
    assert mail["Message-ID"] == row.message_id
    assert mail["X-Samklang-Second-Copy"] == "possible"
    for words in parts(mail).values():
        assert "received this letter before" in words
    assert ledger(row) == [(1, "unknown"), (2, "accepted")]


@pytest.mark.smtp
def test_a_letter_broken_off_in_mid_handover_is_left_to_a_person(sink: Sink) -> None:
    row = put(guarantee=LETTER)
    sink.answer = lambda _mail: DROP

    deliver(at=NOW)

    assert fresh(row).status == "uncertain"
    assert deliver_all(at=NOW + timedelta(days=9)) == {}
    assert ledger(row) == [(1, "unknown")]


@pytest.mark.smtp
def test_a_person_has_an_uncertain_letter_sent_again(sink: Sink, officer: User) -> None:
    row = put(guarantee=LETTER)
    sink.answer = lambda _mail: DROP
    deliver(at=NOW)
    sink.answer = lambda _mail: OK

    send_again(row, by=officer, at=NOW, words="Rang: nothing came")
    deliver(at=NOW)

    assert fresh(row).status == "sent"
    assert ledger(row) == [(1, "unknown"), (1, "released"), (2, "accepted")]
    released = DeliveryAttempt.objects.get(end="released")
    assert (released.by, released.detail) == (officer, "Rang: nothing came")


@pytest.mark.smtp
def test_a_person_says_that_an_uncertain_letter_arrived(sink: Sink, officer: User) -> None:
    row = put(guarantee=LETTER)
    sink.answer = lambda _mail: DROP
    deliver(at=NOW)

    was_received(row, by=officer, at=NOW)

    assert (fresh(row).status, fresh(row).sent_at) == ("sent", NOW)


def test_one_that_is_sent_again_has_all_its_attempts_anew(officer: User) -> None:
    row = put()
    Message.objects.filter(pk=row.pk).update(status="failed", attempts=12)

    send_again(row, by=officer, at=NOW)
    claim(1, at=NOW)
    settle_expired(at=NOW + A_LEASE)

    assert (fresh(row).status, fresh(row).attempts) == ("pending", 13)
    assert ledger(row) == [(12, "released"), (13, "broken")]


@pytest.mark.parametrize("settle", [send_again, was_received])
@pytest.mark.parametrize(("status", "fence"), [("sent", 1), ("pending", 1), ("failed", 2)])
def test_what_somebody_settled_meanwhile_is_not_settled_again(
    settle: Callable[..., None], status: str, fence: int, officer: User
) -> None:
    row = put()
    Message.objects.filter(pk=row.pk).update(status=status, fence=fence, sent_at=NOW)

    with pytest.raises(Settled):
        settle(row, by=officer, at=NOW, seen=1)

    assert (fresh(row).status, ledger(row)) == (status, [])


def test_without_a_server_nothing_is_counted_against_a_message(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    rows = [put("a"), put("b")]

    assert deliver_all(at=NOW) == {"unreachable": 2}

    for row in map(fresh, rows):
        assert (row.status, row.attempts, ledger(row)) == ("pending", 0, [])
        assert row.available_at > NOW


# ---------------------------------------------------------------- killed senders
def test_a_sender_that_died_before_handing_over_leaves_no_doubt() -> None:
    row = put()
    claim(1, at=NOW)

    assert deliver(at=NOW + timedelta(minutes=1)) == {}
    assert deliver(at=NOW + A_LEASE) == {"sent": 1}

    assert not fresh(row).may_be_second_copy
    assert ledger(row) == [(1, "broken"), (2, "accepted")]


def test_a_sender_that_died_in_mid_handover_leaves_doubt() -> None:
    reminder, letter = put("reminder"), put("letter", guarantee=LETTER)
    for message in claim(2, at=NOW):
        delivery._transmitting(message, NOW)  # noqa: SLF001 - the moment of the kill

    deliver(at=NOW + A_LEASE)

    assert (fresh(reminder).status, fresh(reminder).may_be_second_copy) == ("sent", True)
    assert ledger(reminder) == [(1, "unknown"), (2, "accepted")]
    assert fresh(letter).status == "uncertain"


def test_a_sender_whose_lease_ran_out_writes_nothing() -> None:
    row = put()
    [held] = claim(1, at=NOW)
    settle_expired(at=NOW + A_LEASE)

    with pytest.raises(delivery.StaleError):
        delivery._transmitting(held, NOW)  # noqa: SLF001
    with pytest.raises(delivery.StaleError):
        delivery._finish(held, "sent", "accepted", "", NOW)  # noqa: SLF001

    assert fresh(row).status == "pending"


def test_a_message_that_cannot_be_built_does_not_hold_up_the_others() -> None:
    bad, good = put("bad"), put("good")
    Message.objects.filter(pk=bad.pk).update(subject="two\nlines")

    assert deliver(at=NOW) == {"failed": 1, "sent": 1}
    assert fresh(good).status == "sent"


def test_the_same_key_is_one_message() -> None:
    put("a")

    text = Rendered("Other", "other", "other")
    assert queue([compose("a", TO, text, kind="notice", at=NOW)]) == []


# ---------------------------------------------------------------- files
def test_without_a_server_mails_are_files_that_can_be_read(
    settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.ReadableFiles"
    settings.MAIL_DIR = tmp_path / "mail"
    put()

    assert deliver(at=NOW) == {"sent": 1}

    [path] = settings.MAIL_DIR.iterdir()
    assert path.suffix == ".eml"
    assert "Auto-Submitted: auto-generated" in path.read_text()


def test_a_second_copy_replaces_the_file_of_the_first(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "notifications.backends.ReadableFiles"
    settings.MAIL_DIR = tmp_path
    row = put()
    deliver(at=NOW)
    Message.objects.filter(pk=row.pk).update(status="pending")

    deliver(at=NOW)

    assert len(list(tmp_path.glob("*.eml"))) == 1
