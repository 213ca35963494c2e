"""What does the shell around every page show?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from people.models import User
from web.mailbox import is_open
from web.presenters.asked import count_asked
from web.presenters.attention import remembered
from web.presenters.incidents import banner
from web.presenters.notes import unread
from web.presenters.rules import may_read as may_read_rules

if TYPE_CHECKING:
    from django.http import HttpRequest

    from web.request import PersonRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu, name of the municipality, clock banner, version and source, for base.html."""
    context: dict[str, Any] = {
        "version": settings.VERSION,
        "source_url": reverse("source"),
        "clock_banner": _clock_banner(),
    }
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not hasattr(request, "roles"):
        return context
    told = cast("PersonRequest", request)
    return context | {
        "menu": {"main": _main(told), "more": _more(told)},
        "municipality": user.municipality,
        "today": told.on,
        "bell": unread(told),
        "incidents_banner": banner(told),
    }


def _clock_banner() -> str:
    if not clock.shift():
        return ""
    moment = date_format(timezone.localtime(clock.now()), "DATETIME_FORMAT")
    return _("The clock is moved: it is %(moment)s (UTC) here.") % {"moment": moment}


def _main(request: PersonRequest) -> list[dict[str, Any]]:
    asked = count_asked(request)
    work = _item("my_work", _("My work"), "my_work", "inbox")
    if asked.number:
        work |= {
            "count": str(asked),
            "count_label": ngettext("open task", "open tasks", asked.number),
        }
    return [
        work,
        _item("agreements", _("Agreements"), "agreements", "doc"),
        _item("meetings", _("Meetings"), "meetings", "gavel"),
        _item("search", _("Search"), "search", "search"),
    ]


def _more(request: PersonRequest) -> list[dict[str, Any]]:
    look_after = _item("attention", _("Needs attention"), "attention", "eye")
    if count := remembered(request):
        words = ngettext("case needs attention", "cases need attention", count.number)
        look_after |= {"count": str(count), "count_label": words}
    items = [
        look_after,
        _item("calendar", _("Calendar"), "calendar", "cal"),
        _item("register", _("Parties"), "register", "users"),
        _item("reminders", _("Reminders"), "reminder_ledger", "list"),
    ]
    if may_read_rules(request):
        items.append(_item("reminder_rules", _("Rules for reminders"), "reminder_rules", "clock"))
    if is_open():
        items.append(_item("mail", _("Sent mail"), "mail", "send"))
    if request.user.is_staff:
        items.append(_item("status", _("Running state"), "status", "chart"))
        items.append(_item("admin", _("Administration"), "admin:index", "gear"))
    items.append(_item("help", _("Help"), "help", "bell"))
    return items


def _item(key: str, label: str, name: str, icon: str) -> dict[str, Any]:
    return {"key": key, "label": label, "url": reverse(name), "icon": icon}
