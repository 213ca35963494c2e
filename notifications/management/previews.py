"""What does `manage.py reminders preview` ask, and how does it tell the effect of a rule?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from notifications.models import ReminderRule
from notifications.previewing import preview

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from datetime import datetime

GIVEN = ("days", "recipient", "channel", "shift", "is_active")
"""What may be said of a rule; the rest stays as it is, or as a new rule has it."""


def add_arguments(parser: ArgumentParser) -> None:
    about = parser.add_argument_group("preview", "what saving a rule would change")
    about.add_argument("--rule", type=int, help="the rule with this key; else a new one")
    about.add_argument("--municipality", type=int, help="whose new rule, by its key")
    about.add_argument("--duty", dest="kind_id", help="of which kind of duty, by its code")
    about.add_argument("--days", type=int, help="below zero: before the first day")
    about.add_argument("--recipient", choices=ReminderRule.Recipient.values)
    about.add_argument("--channel", choices=ReminderRule.Channel.values)
    about.add_argument("--shift", choices=ReminderRule.Shift.values)
    about.add_argument("--off", dest="is_active", action="store_false", default=None)


def previewed(said: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """The effect in plain values; raises `CommandError` where no such rule can be."""
    rule = _rule(said)
    try:
        rule.full_clean()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    assert rule.municipality is not None  # `_rule` has asked
    effect = preview(rule, municipality=rule.municipality, at=at)
    counts = ("appear", "vanish", "move", "mails_before", "mails_after", "replaces_defaults")
    return {name: getattr(effect, name) for name in counts} | {
        "problems": list(effect.problems),
        "examples": [
            {
                "case": example.duty.case_id,
                "kind": example.duty.kind_id,
                "before": example.before,
                "after": example.after,
            }
            for example in effect.examples
        ],
    }


def _rule(said: dict[str, Any]) -> ReminderRule:
    rule = ReminderRule(municipality_id=said["municipality"], kind_id=said["kind_id"])
    if said["rule"] is not None:
        known = ReminderRule.objects.exclude(municipality=None).filter(pk=said["rule"]).first()
        if known is None:
            raise CommandError("No municipality has a rule with this key.")
        rule = known
    elif said["municipality"] is None or said["days"] is None:
        raise CommandError("Name a rule, or a municipality and the days of a new one.")
    for name in GIVEN:
        if said[name] is not None:
            setattr(rule, name, said[name])
    return rule
