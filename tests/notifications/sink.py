"""A mail server that keeps what it gets and can be told to refuse, drop or stall."""

# ruff: noqa: ARG002, N802 - the names and arguments that aiosmtpd asks for
from __future__ import annotations

import asyncio
from email import message_from_bytes
from typing import TYPE_CHECKING, Self

from aiosmtpd.controller import Controller

from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message as Mail

    from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"
DROP = "drop"


class Sink:
    """`answer` is asked once for each mail received: a reply, `DROP`, or seconds to wait first.

    `replies` are those to a command, by its name, as long as they stand there.
    """

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.connections: set[object] = set()
        self.answer: Callable[[Mail], str | float] = lambda _mail: OK
        self.refused_recipients: set[str] = set()
        self.replies: dict[str, str] = {}
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_MAIL(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        mail_options: list[str],
    ) -> str:
        envelope.mail_from = address
        return self.replies.get("MAIL", OK)

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        if address in self.refused_recipients:
            return "550 no such person"
        if "RCPT" in self.replies:
            return self.replies["RCPT"]
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.connections.add(session.peer)
        mail = message_from_bytes(envelope.content or b"")  # type: ignore[arg-type]
        answer = self.answer(mail)
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return OK
        if not isinstance(answer, str) or answer == OK:
            self.mails.append(mail)
        if isinstance(answer, str):
            return answer
        await asyncio.sleep(answer)
        return OK
