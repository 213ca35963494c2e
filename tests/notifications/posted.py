"""Messages in the outbox, and what is known of them."""

from __future__ import annotations

from notifications.models import DeliveryAttempt, Message
from notifications.outbox import Rendered, compose, queue
from notifications.recipients import Addressee
from tests.notifications.conftest import at

NOW = at("2026-03-02 12:00")
TO = Addressee(key="u1", address="a@example.org", language="en-gb", role="responsible")


def put(key: str = "a", guarantee: str = Message.Guarantee.AT_LEAST_ONCE, **to: str) -> Message:
    text = Rendered("Blåbær", "Hej\n.\nslut", "<p>Hej</p><!-- second copy -->")
    reader = Addressee(**{"key": "u1", "address": TO.address, "language": "en-gb", "role": ""} | to)  # type: ignore[arg-type]
    [row] = queue([compose(key, reader, text, kind="notice", at=NOW, guarantee=guarantee)])
    return row


def fresh(row: Message) -> Message:
    return Message.objects.get(pk=row.pk)


def ledger(row: Message) -> list[tuple[int, str]]:
    return list(DeliveryAttempt.objects.filter(message=row).values_list("number", "end"))
