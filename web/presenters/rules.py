"""By which rules is a municipality reminded, and what would a change of them do?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.labels import duty_label
from agreements.models import Duty
from notifications import replanning
from notifications.models import FreePeriod, ReminderRule, SendingSettings
from notifications.previewing import NEVER, NOBODY, TOO_MANY
from people.models import Role
from web.presenters.words import day

if TYPE_CHECKING:
    from datetime import date

    from notifications.previewing import Effect
    from people.models import Municipality
    from web.request import PersonRequest

READS: set[str] = {Role.ADMINISTRATOR, Role.SECRETARIAT}


def may_read(request: PersonRequest) -> bool:
    """Administrators and the secretariat of the municipality that the person works for."""
    home = request.user.municipality_id
    return home is not None and request.roles.has_any(READS, home)


def may_change(request: PersonRequest) -> bool:
    home = request.user.municipality_id
    return home is not None and request.roles.has(Role.ADMINISTRATOR, home)


@dataclass(slots=True)
class Link:
    """One rule of a chain."""

    when: str
    who: str
    how: str
    url: str
    is_active: bool
    is_overdue: bool


@dataclass(slots=True)
class Chain:
    """All rules for a kind of duty and of agreement, from the earliest to the last."""

    title: str
    is_own: bool
    is_used: bool
    links: list[Link] = field(default_factory=list)


def when(days: int) -> str:
    """“90 days before”, “on the last day”, “1 day overdue”."""
    if days == 0:
        return _("on the last day")
    words = (
        ngettext("%(count)d day before", "%(count)d days before", -days)
        if days < 0
        else ngettext("%(count)d day overdue", "%(count)d days overdue", days)
    )
    return words % {"count": abs(days)}


def chains(owner: Municipality, *, may_change: bool) -> list[Chain]:
    """The general ones first; the municipality's own before the defaults that they replace."""
    rules = ReminderRule.objects.filter(Q(municipality=owner) | Q(municipality=None))
    rules = rules.select_related("kind", "case_kind", "post").order_by("days", "pk")
    grouped: dict[tuple[bool, str, int], list[ReminderRule]] = {}
    for rule in rules:
        key = (rule.municipality_id is not None, rule.kind_id or "", rule.case_kind_id or 0)
        grouped.setdefault(key, []).append(rule)
    own = [(kind, case_kind) for is_own, kind, case_kind in grouped if is_own]
    found = []
    for is_own, kind, case_kind in sorted(grouped, key=lambda key: (key[1], key[2], not key[0])):
        replaced = any(k in {"", kind} and c in {0, case_kind} for k, c in own)
        found.append(
            Chain(
                title=_title(grouped[is_own, kind, case_kind][0]),
                is_own=is_own,
                is_used=is_own or not replaced,
                links=[
                    _link(rule, leads_on=is_own and may_change)
                    for rule in grouped[is_own, kind, case_kind]
                ],
            )
        )
    return found


def _title(rule: ReminderRule) -> str:
    duty = str(duty_label(rule.kind_id)) if rule.kind_id else _("Every kind of task")
    return f"{duty} · {rule.case_kind}" if rule.case_kind else duty


def _link(rule: ReminderRule, *, leads_on: bool) -> Link:
    how = [rule.get_channel_display()]
    if rule.shift != ReminderRule.Shift.NONE:
        how.append(rule.get_shift_display())
    if rule.binding_only:
        how.append(_("binding agreements only"))
    return Link(
        when=capfirst(when(rule.days)),
        who=told(rule),
        how=" · ".join(map(str, how)),
        url=reverse("reminder_rule", args=[rule.pk]) if leads_on else "",
        is_active=rule.is_active,
        is_overdue=rule.days > 0,
    )


def told(rule: ReminderRule) -> str:
    """Who is told, as the rule says."""
    if rule.post is not None:
        return rule.post.title
    return str(rule.get_role_display() if rule.role else rule.get_recipient_display())


def page(request: PersonRequest, owner: Municipality) -> dict[str, Any]:
    """The rules, the hours, and the quiet days that lie ahead."""
    changes = may_change(request)
    sending = SendingSettings.objects.filter(municipality=owner).first()
    periods = FreePeriod.objects.filter(municipality=owner, last_date__gte=request.on)
    return {
        "chains": chains(owner, may_change=changes),
        "may_change": changes,
        "sending": sending or SendingSettings(municipality=owner),
        "periods": list(periods),
        "left": left(owner),
    }


def left(owner: Municipality) -> int:
    """How many duties still wait to be planned anew."""
    last = replanning.waiting().get(owner.pk)
    if last is None:
        return 0
    duties = Duty.objects.filter(status=Duty.Status.OPEN, due_from__isnull=False, pk__gt=last)
    return int(duties.filter(case__owner=owner).count())


# ---------------------------------------------------------------- the preview
def shown(effect: Effect) -> dict[str, Any]:
    """What the page says before a rule is saved."""
    return {
        "counts": [
            (_("Reminders that appear"), effect.appear),
            (_("Reminders that vanish"), effect.vanish),
            (_("Reminders that move"), effect.move),
        ],
        "mails": _mails(effect),
        "replaces": effect.replaces_defaults,
        "problems": [PROBLEMS[name]() for name in effect.problems],
        "examples": [
            {
                "case": example.duty.case,
                "what": duty_label(example.duty.kind_id),
                "about": example.duty.about,
                "change": _change(example.before, example.after),
            }
            for example in effect.examples
        ],
        "fingerprint": effect.fingerprint,
    }


def _mails(effect: Effect) -> str:
    before, after = (
        number_format(number, 1) for number in (effect.mails_before, effect.mails_after)
    )
    if before == after:
        return _("Mails of their own in a month: %(count)s, as now.") % {"count": before}
    words = _("Mails of their own in a month: %(after)s instead of %(before)s.")
    return words % {"before": before, "after": after}


def _change(before: date | None, after: date | None) -> str:
    if before is None:
        return _("appears on %(day)s") % {"day": day(after)}
    if after is None:
        return _("vanishes from %(day)s") % {"day": day(before)}
    return _("moves from %(before)s to %(after)s") % {"before": day(before), "after": day(after)}


PROBLEMS = {
    NEVER: lambda: _("Of all that is open now, this rule would remind of nothing."),
    TOO_MANY: lambda: _("This rule would remind more than a thousand times in a year."),
    NOBODY: lambda: _("Today this rule would reach nobody."),
}
