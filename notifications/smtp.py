"""How does a mail reach its server, and what do we know when it does not?

`post` calls `before_data` when the server has taken sender and recipient, immediately before the
text is handed over: only what breaks after that leaves unknown whether the mail went out.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Protocol, Self

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import sanitize_address
from django.core.mail.utils import DNS_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from django.core.mail import EmailMultiAlternatives

ACCEPTED = 250
CLOSES = 421
REFUSALS = range(500, 600)


class DeliveryError(Exception):
    """The mail was not accepted, or nobody can tell."""


class Unreachable(DeliveryError):
    """There is no server to speak to, or it takes nothing from us; no mail is to blame."""


class Broken(DeliveryError):
    """The connection broke before the text was handed over: the mail did not go out."""


class Deferred(DeliveryError):
    """The server refuses it for now (4xx)."""


class RefusedForGood(DeliveryError):
    """The server refuses it (5xx), or no server could take it."""


class Unknown(DeliveryError):
    """Broken off while it was handed over: it may have gone out."""


class Transport(Protocol):
    """One connection for many mails."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def post(self, mail: EmailMultiAlternatives, before_data: Callable[[], None]) -> None: ...


def transport() -> Transport:
    """SMTP where EMAIL_URL names a server; else what Django's backend does with a mail."""
    is_smtp = settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
    return Smtp() if is_smtp else Backend()


class Backend:
    """Hands mails to Django's own backend: files, memory."""

    def __enter__(self) -> Self:
        self._connection = get_connection()
        self._connection.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def post(self, mail: EmailMultiAlternatives, before_data: Callable[[], None]) -> None:
        _written(mail)
        before_data()
        try:
            self._connection.send_messages([mail])
        except OSError as error:
            raise Deferred(str(error)) from error


class Smtp:
    """One connection to the server of EMAIL_URL, opened when needed and again when it broke."""

    _server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()

    def post(self, mail: EmailMultiAlternatives, before_data: Callable[[], None]) -> None:
        """Raises a kind of `DeliveryError` unless the server has accepted the mail."""
        sender, recipient, text = _written(mail)
        server = self._server or self._connect()
        try:
            self._offer(server, sender, recipient)
            before_data()
            self._hand_over(server, text)
        except DeliveryError:
            raise
        except BaseException:
            self._drop()  # the server still waits for the rest of this mail, not for the next one
            raise

    def _offer(self, server: smtplib.SMTP, sender: str, recipient: str) -> None:
        try:
            _expect(server.mail(sender), blames_no_mail=(CLOSES, *REFUSALS))
            _expect(server.rcpt(recipient), blames_no_mail=(CLOSES,))
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            raise Broken(str(error)) from error
        except Unreachable:
            self._drop()
            raise
        except DeliveryError:
            self._reset(server)
            raise

    def _hand_over(self, server: smtplib.SMTP, text: bytes) -> None:
        try:
            reply = server.data(text)
        except smtplib.SMTPDataError as error:  # the server would not even begin to listen
            self._reset(server)
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unknown(str(error) or type(error).__name__) from error
        if reply[0] == CLOSES:
            self._drop()
        _expect(reply)

    def _connect(self) -> smtplib.SMTP:
        try:
            self._server = _opened()
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(str(error)) from error
        return self._server

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def _reset(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()


def _written(mail: EmailMultiAlternatives) -> tuple[str, str, bytes]:
    """Sender and recipient as a server reads them, and the text; refused if they cannot be."""
    try:
        return (
            _envelope(mail.from_email),
            _envelope(mail.to[0]),
            b"\r\n".join(mail.message().as_bytes().splitlines()) + b"\r\n",
        )
    except ValueError as error:
        raise RefusedForGood(str(error)) from error


def _envelope(address: str) -> str:
    """The bare address, its domain in ASCII; before the @ no server must read more (RFC 6531)."""
    bare = parseaddr(address)[1]
    bare.rpartition("@")[0].encode("ascii")
    return sanitize_address(bare, "utf-8")


def _opened() -> smtplib.SMTP:
    trusted = ssl.create_default_context(cafile=settings.EMAIL_CA_FILE or None)
    where: dict[str, Any] = {
        "host": settings.EMAIL_HOST,
        "port": settings.EMAIL_PORT,
        "local_hostname": DNS_NAME.get_fqdn(),
        "timeout": settings.EMAIL_TIMEOUT,
    }
    if settings.EMAIL_USE_SSL:
        server: smtplib.SMTP = smtplib.SMTP_SSL(context=trusted, **where)
    else:
        server = smtplib.SMTP(**where)
    assert server.sock is not None  # it is connected
    # A long mail goes out in several pieces, and each would wait for a late word of the server.
    server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        if settings.EMAIL_USE_TLS:
            server.starttls(context=trusted)
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD or "")
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _expect(reply: tuple[int, bytes], *, blames_no_mail: Container[int] = ()) -> None:
    if reply[0] in blames_no_mail:
        raise Unreachable(_told(*reply))
    if not ACCEPTED <= reply[0] <= ACCEPTED + 1:
        raise _refusal(*reply)


def _refusal(code: int, words: bytes | str) -> DeliveryError:
    kind = RefusedForGood if code in REFUSALS else Deferred
    return kind(_told(code, words))


def _told(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
