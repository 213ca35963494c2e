"""How do calendar programs read a calendar, and who makes and ends the addresses for it?"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from agreements.models import Case
from notifications import calendars, ics
from notifications import feeds as feed_rows
from notifications.models import CalendarFeed
from people.models import Unit, User
from web.acts import Act, barred, perform, posted, show
from web.forms.base import ActForm
from web.middleware import NOWHERE
from web.presenters import feeds as presenter
from web.request import PersonRequest, signed_in
from workflows.door import remember
from workflows.errors import NotPermitted
from workflows.verdict import YES, Verdict

if TYPE_CHECKING:
    from django.http import HttpRequest

UNREAD_BY_OTHERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The calendar that this secret opens; nobody is signed in, and nothing else is opened.

    What never was and what has ended get the very same answer.
    """
    feed = feed_rows.find(token)
    if feed is None:
        nothing = "There is no calendar at this address.\n"
        plain = "text/plain; charset=utf-8"
        told = {**UNREAD_BY_OTHERS, "Content-Language": "en-gb"}
        return HttpResponseNotFound(nothing, content_type=plain, headers=told)
    at = clock.now()
    home = feed.unit.municipality if feed.unit else feed.user and feed.user.municipality
    language = feed.user.language if feed.user else home.language if home else "en-gb"
    on = clock.local_date(at, home.time_zone if home else NOWHERE)
    entries = calendars.of_feed(feed.user, feed.unit, on).told(at)
    with translation.override(language):
        written = ics.write(presenter.name_of(feed), entries, feed.user)
    feed_rows.note_reading(feed, on)
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={**UNREAD_BY_OTHERS, "Content-Language": language},
    )


@require_safe
@signed_in
def feeds(request: PersonRequest) -> HttpResponse:
    """One's own feed, and those of the units that one leads or keeps."""
    own, units = presenter.rows(request)
    told = {"own": own, "units": units, "tabs": presenter.tabs("feeds")}
    return render(request, "web/feeds.html", {"here": "calendar", **told})


@signed_in
def feed_new(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """A secret address, shown once in the answer to the form and never again."""
    owner = request.user if pk is None else _unit(request, pk)
    replaces = feed_rows.live_of(owner).exists()
    act = Act(
        step="feed_new",
        title=_("A new address") if replaces else _("An address for the calendar"),
        lead=_(
            "The address that is in use now stops at once: every program that reads it has to be "
            "given the new one."
        )
        if replaces
        else _(
            "Whoever has the address reads deadlines with public titles or case numbers, "
            "and nothing else. It is shown once."
        ),
        button=_("Make the address"),
        form=ActForm(posted(request)),
        call=lambda _data, **_door: None,
        done=lambda _nothing: "",
        context=_frame(owner),
    )
    if not (verdict := _may_keep(request, owner)):
        return _refused(request, act, verdict, owner)
    if request.method != "POST":
        return show(request, act)
    _feed, token = feed_rows.make(owner, by=request.user, at=request.at)
    return _shown_once(request, owner, token)


def _shown_once(request: PersonRequest, owner: User | Unit, token: str) -> HttpResponse:
    path = reverse("calendar_feed", args=(token,))
    site = urlsplit(settings.SITE_URL)
    told = _frame(owner) | {
        "title": _("Your address") if isinstance(owner, User) else _("The address of the unit"),
        "address": f"{site.scheme}://{site.netloc}{path}",
        "subscribe": f"webcal://{site.netloc}{path}",
    }
    response = render(request, "web/feed_made.html", told)
    for name, value in UNREAD_BY_OTHERS.items():
        response[name] = value
    return response


@signed_in
def feed_ends(request: PersonRequest, pk: int) -> HttpResponse:
    """The address opens nothing any more."""
    rows = CalendarFeed.objects.select_related("user", "unit__municipality")
    feed = get_object_or_404(rows, pk=pk)
    if feed.user_id != request.user.pk and feed.unit is None:
        raise Http404
    owner = feed.unit or request.user
    if feed.unit is not None:
        _unit(request, feed.unit.pk)
    act = Act(
        step="feed_ends",
        title=_("End the address"),
        lead=_("Programs that read it find nothing there from now on."),
        button=_("End the address"),
        form=ActForm(posted(request)),
        call=lambda _data, **door: feed_rows.end(feed, **door),
        done=lambda _nothing: _("The address has ended."),
        then=lambda _nothing: reverse("feeds"),
        context=_frame(owner),
    )
    if not (verdict := _may_keep(request, owner)):
        return _refused(request, act, verdict, owner)
    return perform(request, act)


def _unit(request: PersonRequest, pk: int) -> Unit:
    """A unit of a municipality in which the person holds a role."""
    here = Unit.objects.filter(municipality__in=request.roles.municipalities(), is_active=True)
    unit: Unit = get_object_or_404(here.select_related("municipality"), pk=pk)
    return unit


def _may_keep(request: PersonRequest, owner: User | Unit) -> Verdict:
    return feed_rows.may_keep(owner, request.roles) if isinstance(owner, Unit) else YES


def _refused(
    request: PersonRequest, act: Act, verdict: Verdict, owner: User | Unit
) -> HttpResponse:
    if request.method == "POST":
        nothing, refusal = Case(owner=owner.municipality), NotPermitted(verdict.message)
        remember(refusal, nothing, by=request.user, at=request.at, attempt=act.step)
    return barred(request, act, verdict.message, HTTPStatus.FORBIDDEN)


def _frame(owner: User | Unit) -> dict[str, object]:
    name = owner.name if isinstance(owner, Unit) else _("My calendar")
    return {
        "here": "calendar",
        "back": reverse("feeds"),
        "crumbs": [
            (_("Calendar"), reverse("calendar")),
            (_("Subscribe"), reverse("feeds")),
            (name, ""),
        ],
    }
