"""What needs a person: letters that failed or are uncertain, reminders that reach nobody?"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Case
from notifications import outbox
from notifications.explaining import attempts_of, with_letters
from notifications.models import Message, Reminder
from web.acts import Act, barred, not_permitted, perform, posted
from web.forms.incidents import SettleForm
from web.presenters import incidents as presenter
from web.presenters import ledger, reminding, untold
from web.request import PersonRequest, signed_in
from workflows.errors import NotPossible
from workflows.verdict import no

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse


@require_safe
@signed_in
def incidents(request: PersonRequest) -> HttpResponse:
    """All that needs a person, in the municipalities that the reader looks after."""
    if not ledger.watched(request):
        raise PermissionDenied(_("Only those who look after the municipality see its letters."))
    context = {
        "here": "reminders",
        "letters": presenter.open_letters(request),
        "untold": presenter.untold(request),
        "unreached": untold.rows(request, presenter.unreached(request)),
        "differences": presenter.differences(),
        "crumbs": [(_("Reminders"), reverse("reminder_ledger")), (_("Incidents"), "")],
    }
    return render(request, "web/incidents.html", context)


@require_safe
@signed_in
def letter(request: PersonRequest, pk: int) -> HttpResponse:
    """One letter: to whom, what it tells and why, and each attempt."""
    found = _letter(request, pk)
    rows = list(with_letters(Reminder.objects.filter(message=found)).order_by("pk"))
    is_open = found.status in outbox.OPEN_ENDS
    context = {
        "here": "reminders",
        "letter": found,
        "subject": _subject(request, found),
        "tag": reminding.letter_tag(found.status),
        "facts": reminding.letter_facts(found),
        "rows": ledger.told(request, rows),
        "attempts": [reminding.attempt(row) for row in attempts_of(found)],
        "may_settle": is_open and _may_settle(request, found),
        "crumbs": [(_("Reminders"), reverse("reminder_ledger")), (_("Letter"), "")],
    }
    return render(request, "web/letter.html", context)


def _letter(request: PersonRequest, pk: int) -> Message:
    """One that the reader got, or that their municipality sent; else there is none."""
    here = presenter.letters_of(ledger.watched(request)).filter(pk=pk).values("pk")
    rows = Message.objects.filter(Q(recipient=request.user) | Q(pk__in=here), pk=pk)
    found = rows.select_related("recipient", "unit", "stands_in_for", "case").first()
    if found is None:
        raise Http404
    return found


def _subject(request: PersonRequest, found: Message) -> str:
    """It names the case: whoever may not know of that is told what sort of letter it is."""
    cases = Case.objects.visible_to(request.roles)
    is_known = found.case_id is None or cases.filter(pk=found.case_id).exists()
    return found.subject if is_known and found.subject else str(found.get_kind_display())


def _may_settle(request: PersonRequest, found: Message) -> bool:
    here = presenter.settled_by(request)
    return bool(here) and presenter.letters_of(here).filter(pk=found.pk).exists()


@signed_in
def send_again(request: PersonRequest, pk: int) -> HttpResponse:
    """A person decides that it is to be sent again."""
    titles = _("Send again"), _("The letter is sent again.")
    return _settle(request, pk, outbox.send_again, *titles)


@signed_in
def was_received(request: PersonRequest, pk: int) -> HttpResponse:
    """A person knows that it has arrived."""
    titles = _("Was received"), _("It is written down that the letter arrived.")
    return _settle(request, pk, outbox.was_received, *titles)


def _settle(
    request: PersonRequest, pk: int, settle: Callable[..., None], title: str, done: str
) -> HttpResponse:
    found = _letter(request, pk)

    def call(data: dict[str, Any], **door: Any) -> Message:
        try:
            settle(found, words=data["words"], seen=data["fence"], **door)
        except outbox.Settled as settled:
            state = settled.message.get_status_display()
            words = _("Somebody else has settled the letter meanwhile; it is: %(state)s.")
            raise NotPossible(words % {"state": state}) from settled
        presenter.forget(request)
        return found

    url = reverse("letter", args=(found.pk,))
    act = Act(
        step=settle.__name__,
        title=title,
        lead=_subject(request, found),
        button=title,
        form=SettleForm(posted(request), letter=found),
        call=call,
        done=lambda _row: done,
        then=lambda _row: url,
        template="web/acts/settle.html",
        context={
            "here": "reminders",
            "back": url,
            "letter": found,
            "facts": reminding.letter_facts(found),
            "crumbs": [
                (_("Reminders"), reverse("reminder_ledger")),
                (_("Letter"), url),
                (title, ""),
            ],
        },
    )
    if _may_settle(request, found):
        if request.method != "POST" and found.status not in outbox.OPEN_ENDS:
            return barred(request, act, _("The letter is settled."), HTTPStatus.CONFLICT)
        return perform(request, act)
    words = no(_("Only administrators and the secretariat settle letters."))
    return not_permitted(request, act, words, request.user.municipality)
