"""The mails that Samklang wrote to files instead of sending them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from web import mailbox
from web.request import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from web.request import PersonRequest


@require_safe
@signed_in
def mail(request: PersonRequest) -> HttpResponse:
    _only_where_open()
    mails = mailbox.newest(request.user)
    return render(request, "web/mail.html", {"here": "mail", "mails": mails})


@require_safe
@signed_in
def mail_message(request: PersonRequest, name: str) -> HttpResponse:
    _only_where_open()
    message = mailbox.named(name, request.user)
    if message is None:
        raise Http404
    crumbs = [(_("Sent mail"), reverse("mail")), (message.subject or message.name, "")]
    return render(
        request, "web/mail_message.html", {"here": "mail", "mail": message, "crumbs": crumbs}
    )


def _only_where_open() -> None:
    if not mailbox.is_open():
        raise Http404
