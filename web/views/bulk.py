"""How do many agreements end by one decision?"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Case, FormalDecision
from people.models import Role
from web.acts import Act, barred, perform, posted
from web.forms.bulk import BulkEndForm
from web.presenters import bulk as presenter
from web.presenters.choices import choices
from web.request import PersonRequest, signed_in
from workflows import bulk
from workflows.door import remember
from workflows.errors import NotPermitted, NotPossible, Outdated

if TYPE_CHECKING:
    from django.http import HttpResponse


@signed_in
def bulk_end(request: PersonRequest) -> HttpResponse:
    """Choose, look at what would end and what would not, then end all of them or none."""
    owner = request.user.municipality
    form = BulkEndForm(posted(request), owner=owner, today=request.on)

    def looked_at(_data: dict[str, Any]) -> Any:
        chosen = form.cleaned_data["cases"]
        visible = Case.objects.visible_to(request.roles).filter(pk__in=chosen)
        told = bulk.preview(visible, form.end(), by=request.user, at=request.at)
        act.context["ending"] = [(c, f"{c.pk}:{chosen[c.pk]}") for c in told.ending]
        act.context["skipped"] = told.skipped
        return ""

    def end(data: dict[str, Any], **door: Any) -> FormalDecision:
        try:
            return bulk.end_together(data["cases"], form.end(), **door)
        except Outdated as refusal:  # of one of many: told on the form, with the choice kept
            raise NotPossible(str(refusal.message)) from refusal

    act = Act(
        step="terminate",
        title=_("End several agreements"),
        lead=_("One decision, for all that are chosen or for none of them."),
        button=_("Look at what would end"),
        form=form,
        call=end,
        done=_done,
        then=lambda _decision: reverse("agreements"),
        check=True,
        check_template="web/acts/bulk_end_check.html",
        effect=looked_at,
        template="web/acts/bulk_end.html",
        context=_frame(),
    )
    if not may_end_several(request):
        return _not_permitted(request, act)
    act.context |= _choosing(request, form)
    return perform(request, act)


def may_end_several(request: PersonRequest) -> bool:
    """The council secretariat of the municipality that the person works for."""
    owner = request.user.municipality_id
    return owner is not None and request.roles.has(Role.SECRETARIAT, owner)


def _choosing(request: PersonRequest, form: BulkEndForm) -> dict[str, Any]:
    narrowed = presenter.Narrowed.read(request.GET)
    sent = {text.partition(":")[0] for text in request.POST.getlist("cases")}
    chosen = {int(key) for key in sent if key.isdecimal()}
    assert request.user.municipality is not None  # only its secretariat comes here
    rows = presenter.rows(request, request.user.municipality, narrowed, chosen)
    if request.GET.get("all") and request.method != "POST":
        chosen = {row["key"] for row in rows}
    said = {name: value for name, value in narrowed._asdict().items() if value}
    return {
        "narrowed": narrowed,
        "choices": choices(request),
        "rows": [row | {"chosen": row["key"] in chosen} for row in rows],
        "all_url": f"{reverse('bulk_end')}?{urlencode(said | {'all': '1'})}",
        "none_url": f"{reverse('bulk_end')}?{urlencode(said)}",
        "fields": form.visible_fields(),
    }


def _done(decision: FormalDecision) -> str:
    number = decision.rulings.count()
    told = ngettext(
        "The end of %(number)d agreement is recorded.",
        "The end of %(number)d agreements is recorded.",
        number,
    )
    return told % {"number": number}


def _frame() -> dict[str, Any]:
    way = [(_("Agreements"), reverse("agreements")), (_("End several agreements"), "")]
    return {"here": "agreements", "back": reverse("agreements"), "crumbs": way}


def _not_permitted(request: PersonRequest, act: Act) -> HttpResponse:
    refusal = NotPermitted(_("Only the council secretariat may do this."))
    if request.method == "POST" and request.user.municipality is not None:
        nothing = Case(owner=request.user.municipality)
        remember(refusal, nothing, by=request.user, at=request.at, attempt=act.step)
    return barred(request, act, refusal.message, HTTPStatus.FORBIDDEN)
