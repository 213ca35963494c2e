"""Is what the environment says usable, and if not, what should it say?"""

from __future__ import annotations

import warnings
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

import clock

SHORTEST_SECRET_KEY = 50
SHORTEST_TOKEN = 32

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRESQL = {
    "options": "-c lock_timeout=5s -c statement_timeout=15s"
    " -c idle_in_transaction_session_timeout=30s"
}


def secret_key(key: str, *, default: str) -> str:
    """The key of production."""
    if key == default or len(key) < SHORTEST_SECRET_KEY:
        raise ImproperlyConfigured(
            f"Set SECRET_KEY to a random text of at least {SHORTEST_SECRET_KEY} characters; "
            "production has no default."
        )
    return key


def status_token(token: str, *, production: bool) -> str:
    """What a monitor reads `/status/` with; nothing where none does."""
    if production and token and len(token) < SHORTEST_TOKEN:
        raise ImproperlyConfigured(
            f"STATUS_TOKEN must be a random text of at least {SHORTEST_TOKEN} characters, or empty."
        )
    return token


def database(url: str) -> dict[str, Any]:
    """The database that `url` names, with what Samklang asks of each sort."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found: dict[str, Any] = environ.Env.db_url_config(url)
        except ValueError:
            found = {}
    engine = str(found.get("ENGINE", ""))
    if engine.endswith("sqlite3"):
        return found | {"OPTIONS": SQLITE}
    if engine.endswith("postgresql") and found["NAME"]:
        return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": POSTGRESQL}
    raise ImproperlyConfigured(
        "DATABASE_URL must name a SQLite file (sqlite:///file) or a PostgreSQL database "
        "(postgres://user:password@host:5432/name)."
    )


def redis(url: str) -> str:
    """The address of Redis, or nothing."""
    try:
        parts = urlsplit(url)
        _port = parts.port  # a port that is no number raises here
    except ValueError:
        parts = urlsplit("")
    well_formed = parts.path if parts.scheme == "unix" else parts.hostname
    if url and not (parts.scheme in {"redis", "rediss", "unix"} and well_formed):
        raise ImproperlyConfigured(
            "REDIS_URL must be such as redis://:password@host:6379/0 "
            "(or begin with rediss:// or unix://)."
        )
    return url


def moved_clock(setting: str, *, production: bool) -> str:
    """What moves the time outside production."""
    if setting and production:
        raise ImproperlyConfigured("SAMKLANG_CLOCK moves the time and is refused in production.")
    try:
        if not setting.startswith("file:"):
            clock.read(setting)
    except clock.ClockSettingError as error:
        raise ImproperlyConfigured(
            "SAMKLANG_CLOCK must be an offset such as +30d, a moment such as "
            "2026-05-03T08:00+00:00, or file:PATH."
        ) from error
    return setting
