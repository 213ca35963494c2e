"""Every anticipated refusal. Anything else is a bug and may crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from agreements.models import StepRecord


class Refused(Exception):
    """The step was not taken; `code` is for programs, the message for people."""

    code = "refused"
    http_status = 409

    def __init__(self, message: StrOrPromise) -> None:
        super().__init__(message)
        self.message = message


class NotPermitted(Refused):
    """This person may not do this."""

    code = "not_permitted"
    http_status = 403


class NotPossible(Refused):
    """Nobody can do this now: wrong state, or a rule is not met."""

    code = "not_possible"


class Outdated(Refused):
    """The case changed after the person looked; `since` holds the steps taken meanwhile."""

    code = "outdated"

    def __init__(self, message: StrOrPromise, since: Sequence[StepRecord] = ()) -> None:
        super().__init__(message)
        self.since = list(since)
