"""By which rules is a municipality reminded, when does it send, and on which days not?"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Case
from notifications import rule_changes
from notifications.models import FreePeriod, ReminderRule, SendingSettings
from notifications.previewing import preview
from notifications.rule_changes import NotAsShown, Unconfirmed
from web.acts import Act, not_permitted, perform, posted, to_be_checked
from web.forms.base import ActForm
from web.forms.rules import QuietDaysForm, RuleForm, SendingForm
from web.presenters import rules as presenter
from web.presenters.words import day
from web.request import PersonRequest, signed_in
from workflows.verdict import no

if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.models import Municipality


@require_safe
@signed_in
def reminder_rules(request: PersonRequest) -> HttpResponse:
    """The chain of each kind of duty, the hours and the quiet days."""
    if not presenter.may_read(request):
        raise PermissionDenied(_("Only administrators and the secretariat may read the rules."))
    owner = request.user.municipality
    assert owner is not None  # only who works for one reads them
    told = presenter.page(request, owner)
    return render(request, "web/rules.html", {"here": "reminder_rules"} | told)


@signed_in
def reminder_rule(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """A rule is written or changed: looked at once more with all that comes of it, then saved."""
    if refused := _refused(request, _("Rules for reminders")):
        return refused
    owner = _home(request)
    rule = ReminderRule(municipality=owner)
    if pk is not None:
        rule = get_object_or_404(ReminderRule, pk=pk, municipality=owner)
    form = RuleForm(posted(request), rule=rule, owner=owner)

    def looked_at(_data: dict[str, Any]) -> str:
        readable = Case.objects.visible_to(request.roles)
        effect = preview(rule, municipality=owner, at=request.at, readable=readable)
        act.context["told"] = presenter.shown(effect)
        return ""

    act = _act(
        form,
        step="reminder_rule",
        title=_("Change the rule") if pk else _("New rule for reminders"),
        button=_("Look at what would change"),
        check=True,
        check_template="web/acts/rule_check.html",
        effect=looked_at,
    )
    if request.method == "POST" and "confirmed" in request.POST and form.is_valid():
        return _save(request, act, rule)
    return perform(request, act)


def _save(request: PersonRequest, act: Act, rule: ReminderRule) -> HttpResponse:
    """What was shown, or the page again: with what is shown now, or for the box to be ticked."""
    try:
        is_planned = rule_changes.save_rule(
            rule,
            municipality=_home(request),
            shown=request.POST.get("fingerprint", ""),
            is_confirmed="understood" in request.POST,
            at=request.at,
        )
    except NotAsShown:
        act.context["again"] = _(
            "Something has changed since you looked at it: nothing is saved. This is what would "
            "come of the rule now."
        )
        return _shown_again(request, act, HTTPStatus.CONFLICT)
    except Unconfirmed:
        act.context["again"] = _("Tick that this is what you want. Nothing is saved yet.")
        return _shown_again(request, act, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _saved(request, _("The rule is saved."), is_planned=is_planned)


def _shown_again(request: PersonRequest, act: Act, status: HTTPStatus) -> HttpResponse:
    response = to_be_checked(request, act)
    response.status_code = status
    return response


@signed_in
def sending_times(request: PersonRequest) -> HttpResponse:
    """At which hours mail leaves, and whether any leaves the house."""
    if refused := _refused(request, _("Times of sending")):
        return refused
    owner = _home(request)
    sending, _created = SendingSettings.objects.get_or_create(municipality=owner)
    form = SendingForm(posted(request), sending=sending)
    if request.method == "POST" and form.is_valid():
        is_planned = rule_changes.save_sending(sending, at=request.at)
        return _saved(request, _("The times are saved."), is_planned=is_planned)
    lead = _("In the time of %(zone)s, between 6:00 and 20:00.") % {"zone": owner.time_zone}
    return perform(
        request,
        _act(form, step="sending_times", title=_("Times of sending"), button=_("Save"), lead=lead),
    )


@signed_in
def quiet_days(request: PersonRequest) -> HttpResponse:
    """On these days no reminder leaves."""
    if refused := _refused(request, _("Quiet days")):
        return refused
    period = FreePeriod(municipality=_home(request))
    form = QuietDaysForm(posted(request), period=period, today=request.on)
    if request.method == "POST" and form.is_valid():
        is_planned = rule_changes.add_quiet_days(period, at=request.at)
        return _saved(request, _("The quiet days are saved."), is_planned=is_planned)
    lead = _(
        "What would leave on these days leaves on the next working day, or on the one before where "
        "the rule says so. A day of notice is always told before."
    )
    return perform(
        request, _act(form, step="quiet_days", title=_("Quiet days"), button=_("Save"), lead=lead)
    )


@signed_in
def quiet_days_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Days like others again."""
    if refused := _refused(request, _("Quiet days")):
        return refused
    period = get_object_or_404(FreePeriod, pk=pk, municipality=_home(request))
    if request.method == "POST":
        is_planned = rule_changes.end_quiet_days(period, at=request.at)
        return _saved(request, _("The days are like others again."), is_planned=is_planned)
    title = _("%(name)s: no longer quiet") % {"name": period.name}
    lead = f"{day(period.first_date)} – {day(period.last_date)}"
    return perform(
        request,
        _act(ActForm(), step="quiet_days_end", title=title, button=_("Take them out"), lead=lead),
    )


# ---------------------------------------------------------------- shared
def _home(request: PersonRequest) -> Municipality:
    home = request.user.municipality
    assert home is not None  # only its administrators come so far
    return home


def _refused(request: PersonRequest, title: str) -> HttpResponse | None:
    """Why somebody else than an administrator cannot do it; whoever tries is remembered."""
    if presenter.may_change(request):
        return None
    verdict = no(_("Only administrators may change when people are reminded."))
    act = _act(ActForm(), step="rules", title=title, button="")
    return not_permitted(request, act, verdict, request.user.municipality)


def _act(form: ActForm, **facts: Any) -> Act:
    """Views save by themselves; the page is the one of all acts."""
    home = reverse("reminder_rules")
    crumbs = [(_("Rules for reminders"), home), (facts["title"], "")]
    context = {"here": "reminder_rules", "crumbs": crumbs, "back": home}
    return Act(form=form, call=_nothing, done=str, context=context, **facts)


def _nothing(*_facts: Any, **_door: Any) -> None:
    """A form that was sent has been dealt with before."""


def _saved(request: PersonRequest, words: str, *, is_planned: bool) -> HttpResponse:
    planned = _("All reminders are planned by it.")
    if not is_planned:
        planned = _("The reminders are being planned; that takes some minutes.")
    messages.success(request, f"{words} {planned}")
    return redirect("reminder_rules")
