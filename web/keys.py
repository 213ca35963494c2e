"""Which row may a key name that came with an address, a query or a form?"""

from __future__ import annotations

import re

KEY = r"[0-9]{1,18}"
"""So many digits fit into the keys of every database."""

GREATEST = 2**63
"""No key of any database reaches it."""

_is_key = re.compile(KEY).fullmatch


def key_of(text: object) -> int | None:
    """The key that the text writes in digits, or nothing where no row can have such a key."""
    return int(str(text)) if _is_key(str(text)) else None


def may_name_a_row(value: object) -> bool:
    """Can a database be asked for this key? Not for the character NUL, nor for so great a number.

    A key may be a code; whether a row has it, only the database knows.
    """
    text = str(value)
    try:
        return "\0" not in text and abs(int(text)) < GREATEST
    except ValueError:
        return True


class KeyConverter:
    """`<key:pk>` in an address; what no row can have is an address that does not exist."""

    regex = KEY

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
