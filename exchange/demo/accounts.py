"""Which sign-ins belong to the demonstration?"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from exchange.demo.files import read_data
from people.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

PASSWORD = "samklang i nord"  # noqa: S105 - printed for everybody; production refuses it


def address(login: str, key: str) -> str:
    """Names under .example belong to nobody (RFC 2606), so no mail can reach a stranger."""
    return f"{login}@{key}.example"


def demo_accounts() -> QuerySet[User]:
    """The accounts of the demonstration, active or not."""
    keys = [entry["key"] for entry in read_data("organisation")]
    return User.objects.filter(reduce(or_, (Q(email__endswith=address("", key)) for key in keys)))


def working_sign_ins() -> QuerySet[User]:
    """The accounts of the demonstration that somebody can sign in with."""
    return demo_accounts().filter(is_active=True)
