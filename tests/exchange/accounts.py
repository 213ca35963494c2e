"""The people of the demonstration, for tests."""

from __future__ import annotations

from people.models import User


def person(email: str) -> User:
    return User.objects.get(email=email)
