"""Which calendars may calendar programs read, and since when?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from notifications.feeds import may_keep
from notifications.models import CalendarFeed
from people.models import Unit

if TYPE_CHECKING:
    from datetime import date, datetime

    from web.request import PersonRequest

MOST = 200


@dataclass(slots=True)
class Row:
    """A calendar, with its address if it has one: since when, by whom, and when last read."""

    name: str
    new_url: str
    ends_url: str = ""
    made_at: datetime | None = None
    made_by: str = ""
    maker_has_left: bool = False
    last_read_on: date | None = None


def rows(request: PersonRequest) -> tuple[Row, list[Row]]:
    """One's own, and those of the units that one keeps; two queries."""
    here = Unit.objects.filter(municipality__in=request.roles.municipalities(), is_active=True)
    units = [unit for unit in here if may_keep(unit, request.roles)][:MOST]
    shown = Q(user=request.user) | Q(unit__in=units)
    live = CalendarFeed.objects.filter(shown, revoked_at=None).select_related("created_by")
    by_unit = {feed.unit_id: feed for feed in live}
    own = Row(_("My calendar"), reverse("feed_new"))
    return _told(own, by_unit.get(None)), [
        _told(Row(unit.name, reverse("feed_new_of", args=(unit.pk,))), by_unit.get(unit.pk))
        for unit in units
    ]


def _told(row: Row, feed: CalendarFeed | None) -> Row:
    if feed is not None:
        row.ends_url = reverse("feed_ends", args=(feed.pk,))
        row.made_at, row.last_read_on = feed.created_at, feed.last_read_on
        row.made_by, row.maker_has_left = feed.created_by.name, not feed.created_by.is_active
    return row


def name_of(feed: CalendarFeed) -> str:
    """What the calendar is called in the reader's program."""
    owner = feed.unit or feed.user
    return _("Samklang: %(name)s") % {"name": owner.name if owner else ""}


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages of the calendar."""
    names = {
        "calendar": _("Month"),
        "agenda": pgettext("calendar", "Agenda"),
        "feeds": _("Subscribe"),
    }
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in names.items()
    ]
