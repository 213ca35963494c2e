"""How are a reminder, its rule and its letter put into words?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.asked import MOVED, NOT_ASKED
from notifications.models import DeliveryAttempt, Message, ReminderRule
from notifications.sweep import IN_APP, IN_DIGEST, LATER_ONE, NOBODY, UNWANTED
from web.presenters.words import day, joined

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from agreements.dates import PartialDate
    from notifications.explaining import Attempt, Explanation, Rule

REASONS: dict[str, StrOrPromise] = {
    LATER_ONE: gettext_lazy("a later one of the same case stands first in the same letter"),
    IN_DIGEST: gettext_lazy("in the next letter with all tasks"),
    IN_APP: gettext_lazy("told in Samklang"),
    UNWANTED: gettext_lazy("the reader wishes no such letter"),
    NOBODY: gettext_lazy("there was nobody to tell"),
    NOT_ASKED: gettext_lazy("it was no longer asked"),
    MOVED: gettext_lazy("the day has moved"),
    "imported": gettext_lazy("its day had passed when the case was registered"),
}
"""Why a row ended as it did, as the plan keeps it."""

AS: dict[str, StrOrPromise] = {
    **dict(ReminderRule.Recipient.choices),
    "mailbox": gettext_lazy("the mailbox of the unit, for nobody else is named"),
    "contact": gettext_lazy("the contact of the party that is asked"),
}
HOW: dict[str, StrOrPromise] = {
    "reminder": gettext_lazy("a mail of its own"),
    "digest": gettext_lazy("the letter with all tasks"),
    "app": gettext_lazy("in Samklang alone"),
}
OF: dict[tuple[str, ...], StrOrPromise] = {
    (): gettext_lazy("It is a general rule, which holds where there is none of its own."),
    ("municipality",): gettext_lazy(
        "It is a rule of the municipality, instead of the general ones."
    ),
}


def moment(value: datetime) -> str:
    """A moment in the reader's own time."""
    return date_format(timezone.localtime(value), "MEDIUM_DATETIME_FORMAT")


def rule_in_words(rule: Rule) -> str:
    """“30 days before the first day: whoever is responsible, a mail of its own”."""
    count = abs(rule.days)
    if not count:
        words = _("on the last day")
    elif rule.days < 0:
        words = ngettext("%(n)d day before the first day", "%(n)d days before the first day", count)
    else:
        words = ngettext("%(n)d day after the last day", "%(n)d days after the last day", count)
    recipient = ReminderRule.Recipient(rule.recipient).label
    channel = ReminderRule.Channel(rule.channel).label
    return f"{capfirst(words % {'n': count} if count else words)}: {recipient}, {channel}"


def facts(told: Explanation, due: PartialDate | None) -> list[dict[str, Any]]:
    """All that decided about it, from the rule to the letter."""
    rows: list[tuple[str, str]] = [
        (_("Rule"), rule_in_words(told.rule)),
        (_("What the rule is for"), str(OF.get(told.rule.of, _more_special()))),
        (_("Deadline"), day(due)),
        (_("Day by the rule"), day(told.due_on)),
        (_("Leaves on"), _leaves_on(told)),
        (_("Planned"), moment(told.planned_at)),
        (_("Asked"), told.asked),
        (_("Reader"), _reader(told)),
        (_("How"), str(HOW.get(told.channel, ""))),
        (_("Letter leaves"), moment(told.leaves) if told.leaves else ""),
        (_("Settled"), moment(told.settled_at) if told.settled_at else ""),
        (_("Reason"), capfirst(str(REASONS.get(told.reason, told.reason)))),
        (_("In the same letter"), _beside(told)),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


def _more_special() -> str:
    return _("It is a rule for this kind of task or agreement, instead of the more general ones.")


def _leaves_on(told: Explanation) -> str:
    when = f"{day(told.send_on)} {told.send_time:%H:%M}"
    if told.send_on == told.due_on:
        return when
    return joined(when, _("moved, for that is a day without work"))


def _reader(told: Explanation) -> str:
    if told.reader is None:
        return "" if told.status == "cancelled" else _("nobody")
    stands_in = told.reader.stands_in_for
    return joined(
        told.reader.name,
        str(AS.get(told.reader.told_as, "")),
        _("stands in for %(name)s") % {"name": stands_in} if stands_in else "",
    )


def _beside(told: Explanation) -> str:
    others = told.letter.tells - 1 if told.letter else 0
    if not others:
        return ""
    words = ngettext("%(n)d other reminder", "%(n)d other reminders", others)
    return words % {"n": others}


def attempt(row: Attempt) -> dict[str, Any]:
    """One line of what was tried."""
    return {
        "number": row.number,
        "at": row.ended_at,
        "end": capfirst(str(DeliveryAttempt.End(row.end).label)),
        "detail": row.detail,
        "by": row.by,
    }


LETTER_KINDS = {
    Message.Status.FAILED: "bad",
    Message.Status.UNCERTAIN: "bad",
    Message.Status.SENT: "ok",
}


def letter_tag(status: str) -> dict[str, StrOrPromise]:
    """The state of a letter as a tag."""
    return {
        "text": capfirst(str(Message.Status(status).label)),
        "kind": LETTER_KINDS.get(Message.Status(status), "info"),
    }


def letter_facts(letter: Message) -> list[dict[str, Any]]:
    """To whom, when, and what happens when it is not known whether it went out."""
    to = letter.recipient.name if letter.recipient else str(letter.unit or "")
    rows: list[tuple[str, Any]] = [
        (_("To"), joined(to, letter.address)),
        (_("Stands in for"), letter.stands_in_for.name if letter.stands_in_for else ""),
        (_("Leaves"), moment(letter.available_at)),
        (_("Sent"), moment(letter.sent_at) if letter.sent_at else ""),
        (_("Attempts"), str(letter.attempts)),
        (_("If it is not known whether it went out"), letter.get_guarantee_display()),
        (_("Last answer"), letter.error),
        (_("Second copy"), _("perhaps") if letter.may_be_second_copy else ""),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


def as_data(told: Explanation, case: str) -> dict[str, Any]:
    """The same for programs, with the name of the case as far as the reader may know it."""
    return {"title": case, **asdict(told)}
