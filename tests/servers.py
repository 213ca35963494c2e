"""Real web processes for tests, and people who speak HTTP to them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from people.models import User

STARTED_WITHIN = 30  # seconds


def database_url() -> str:
    """The address of the test database, for a process of its own."""
    data = connection.settings_dict
    user, password = quote(data["USER"]), quote(data["PASSWORD"] or "")
    return f"postgres://{user}:{password}@{data['HOST']}:{data['PORT']}/{data['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web_processes(count: int = 2, **environment: str) -> Iterator[int]:
    """gunicorn with `count` processes on the test database; yields its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--workers", str(count), "--log-level", "warning"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url(), **environment},
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTED_WITHIN
    while True:
        try:
            if Visitor(port).get("/healthz/")[0] == 200:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"No answer on port {port} within {STARTED_WITHIN} s.")
        time.sleep(0.1)


class Visitor:
    """Somebody with a cookie jar who sends plain HTTP requests; signed in when a user is given."""

    def __init__(self, port: int, user: User | None = None) -> None:
        self.port = port
        self.cookies = {"sessionid": _session_of(user)} if user else {}

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Post the form of a page with the token of its cookie; redirects are not followed."""
        if "csrftoken" not in self.cookies:
            self.get(path)
        body = {**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self._ask("POST", path, urlencode(body))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        one = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        one.request(method, path, body, headers)
        answer = one.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode("utf-8", "replace")
        one.close()
        return answer.status, text


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden inputs of a page's forms, such as the version that was shown."""
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    pairs = [(re.search(r'name="([^"]*)"', i), re.search(r'value="([^"]*)"', i)) for i in inputs]
    return {name[1]: value[1] for name, value in pairs if name and value}


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
