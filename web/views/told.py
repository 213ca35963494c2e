"""What does a person wish to be told, what were they told here, and how do letters end?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

import clock
from notifications import notes as told
from notifications import unsubscribing, wishes
from notifications.models import Note, Preference
from web.acts import Act, perform, posted
from web.forms.wishes import WishesForm
from web.presenters import notes as presenter
from web.request import PersonRequest, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_A_PAGE = 30


@signed_in
def preferences(request: PersonRequest) -> HttpResponse:
    """When the letter with all tasks comes, and what cannot be ended."""

    def keep(data: dict[str, Any], **_door: Any) -> Preference:
        return wishes.keep(request.user, **data)

    act = Act(
        step="preferences",
        title=_("What you get, and when"),
        lead=_("Letters go to %(address)s.") % {"address": request.user.email},
        button=_("Save"),
        form=WishesForm(posted(request), wish=wishes.wishes_of(request.user)),
        call=keep,
        done=lambda _wish: _("Your wishes are saved."),
        then=lambda _wish: reverse("preferences"),
        template="web/acts/preferences.html",
        context=presenter.what_comes(request.user),
    )
    return perform(request, act)


@require_safe
@signed_in
def notes(request: PersonRequest) -> HttpResponse:
    """What was told, the newest first; all of it, or what is not read."""
    is_unread = request.GET.get("show") == "unread"
    rows = told.notes_of(request.user, is_unread=is_unread)
    page = Paginator(presenter.with_words(rows), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "web/notes.html",
        {
            "here": "notes",
            "page": page,
            "notes": presenter.rows(page.object_list, request),
            "is_unread": is_unread,
            "crumbs": [(_("My work"), reverse("my_work")), (_("Told to you"), "")],
        },
    )


@require_POST
@signed_in
def notes_read(request: PersonRequest) -> HttpResponse:
    """All at once."""
    number = told.read(request.user, at=request.at)
    if number:
        words = ngettext("%(n)d note is read.", "%(n)d notes are read.", number)
        messages.success(request, words % {"n": number})
    return redirect("notes")


@require_POST
@signed_in
def note_read(request: PersonRequest, pk: int) -> HttpResponse:
    """One: its button marks it, its link opens the case and leaves it as it is."""
    get_object_or_404(Note, pk=pk, user=request.user)
    told.read(request.user, [pk], at=request.at)
    is_unread = request.POST.get("show") == "unread"
    return redirect(reverse("notes") + ("?show=unread" if is_unread else ""))


@csrf_exempt
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the letter with all tasks, signed in or not; looking at the page changes nothing.

    A program that reads mail posts here without cookie or session (RFC 8058).
    """
    user = unsubscribing.reader(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        unsubscribing.end_letters(user, at=clock.now())
    gets_none = wishes.wishes_of(user).digest == Preference.Digest.NONE
    with override(user.language):
        answer = render(request, "web/unsubscribe.html", {"reader": user, "gets_none": gets_none})
    answer.headers["Content-Language"] = user.language
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
