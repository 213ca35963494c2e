"""How is it recorded who signed at a visit, and what a party decided on its own side?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.dates import PartialDate
from agreements.models import Case, Signatory, Signature
from agreements.states import State
from web.acts import Act, perform, posted, uploaded
from web.forms.sign import PartyDecisionForm, SignedDayForm, SignForm, has_left
from web.lookup import visible_case
from web.presenters.offers import looking, may_begin
from web.presenters.sides import after_refusal
from web.presenters.words import day
from web.request import PersonRequest, signed_in
from workflows import rules, signing
from workflows.door import look

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from agreements.models import StepRecord


@signed_in
def sign(request: PersonRequest, pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    unsigned = _unsigned(case, request.on)
    form = SignForm(
        posted(request),
        files=uploaded(request),
        case=case,
        today=request.on,
        unsigned=unsigned,
    )

    def record(data: dict[str, Any], **door: Any) -> list[StepRecord]:
        return signing.sign(
            case,
            list(data["signatories"]),
            signed=form.day(),
            place=data["place"],
            event=data["event"],
            scan=data["scan"],
            **door,
        )

    act = Act(
        step="sign",
        title=_("Record signatures"),
        lead=case.title,
        button=_("Record the signatures"),
        form=form,
        case=case,
        call=record,
        done=lambda _records: _what_followed(case),
        template="web/acts/sign.html",
        context={
            "unsigned": unsigned,
            "takes_effect": _takes_effect(case, unsigned),
            "participations": _sides(case),
            "approved": case.state != State.DRAFT,
            "may_name": may_begin("edit", case, looking(request, case)),
        },
    )
    return perform(request, act)


@signed_in
def signed_day(request: PersonRequest, pk: int) -> HttpResponse:
    """The day of a signature, found after it was recorded."""
    case = visible_case(request, pk)
    rows = Signature.objects.filter(signatory__participation__case=case, annulled_at=None)
    rows = rows.exclude(signed_precision="day").select_related("signatory__participation__party")
    form = SignedDayForm(posted(request), case=case, undated=list(rows))

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return signing.date_signature(case, form.which(), PartialDate.day(data["signed"]), **door)

    act = Act(
        step="date_signature",
        title=_("Write the day of a signature"),
        lead=case.title,
        button=_("Save"),
        form=form,
        case=case,
        call=record,
        done=lambda _record: _("The day of the signature is written."),
        then=lambda _record: reverse("case_parties", args=(case.pk,)),
    )
    return perform(request, act)


def _unsigned(case: Case, on: date) -> list[Signatory]:
    """Everybody who has not signed, required or not; last those of parties that have left.

    They may have signed while they took part, and nobody recorded it.
    """
    rows = Signatory.objects.filter(participation__case=case)
    rows = rows.select_related("participation__party").prefetch_related("signatures")
    left = [s for s in rows if all(signature.annulled_at for signature in s.signatures.all())]
    return sorted(left, key=lambda s: has_left(s.participation, on))


def _takes_effect(case: Case, unsigned: list[Signatory]) -> str:
    """What signing will do, told before it is done."""
    if case.state != State.APPROVED:
        return ""
    if case.takes_effect != Case.TakesEffect.LAST_SIGNATURE:
        return _("Signing does not bring it into force: %(how)s.") % {
            "how": str(case.get_takes_effect_display())
        }
    asked = [s for s in unsigned if s.is_required and s.participation.left_date is None]
    unnamed = {row.pk: str(row.party) for row in rules.still_to_sign(case)}
    for signatory in asked:
        unnamed.pop(signatory.participation_id, None)
    if len(asked) == 1 and not unnamed:
        return _("The agreement takes effect on the day of this signature: it is the last one.")
    told = _("The agreement takes effect on the day of the last signature.")
    if not unnamed:
        return told
    nobody = _("Nobody is named yet to sign for %(names)s.")
    return f"{told} {nobody % {'names': ', '.join(unnamed.values())}}"


def _sides(case: Case) -> list[dict[str, Any]]:
    """What each of the others has decided: information, the signature is enough."""
    others = case.participations.select_related("party").exclude(party__municipality=case.owner_id)
    return [
        {"name": p.party.name, "decided": p.decided, "declined": p.has_declined} for p in others
    ]


def _what_followed(before: Case) -> str:
    """Who is still to sign, or since when it is in force; what was in force before just goes on."""
    case = Case.objects.get(pk=before.pk)
    missing = rules.still_to_sign(case)
    if missing:
        posts: dict[int, list[str]] = {}
        for s in rules.unsigned(case):
            posts.setdefault(s.participation_id, []).append(s.title)
        names = ", ".join(", ".join([str(row), *posts.get(row.pk, [])]) for row in missing)
        return _("The signatures are recorded. Still to sign: %(names)s.") % {"names": names}
    if case.state == State.APPROVED or before.state != State.APPROVED:
        return _("The signatures are recorded.")
    since = case.periods.filter(annulled_at=None, end_date=None).first()
    return _("The signatures are recorded. In force from %(date)s.") % {
        "date": day(since.start_date if since else None)
    }


def _what_was_decided(request: PersonRequest, case: Case, form: PartyDecisionForm) -> str:
    """That it is recorded; of one that declined also what the owner can do about it."""
    told = _("The party's decision is recorded.")
    ours = case.owner_id in request.roles.municipalities()
    if form.cleaned_data["answer"] != "declined" or not ours:
        return told
    return f"{told} {after_refusal(case.state)}".strip()


@signed_in
def party_decision(request: PersonRequest, pk: int, participation_pk: int) -> HttpResponse:
    """A party's own decision: information, and the ground for “declined”."""
    case = visible_case(request, pk)
    rows = case.participations.select_related("party")
    participation = get_object_or_404(rows, pk=participation_pk)
    form = PartyDecisionForm(posted(request), case=case, participation=participation)
    visit = look(case, by=request.user, at=request.at)
    visit.participation = participation

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        declined = data["answer"] == "declined"
        return signing.party_decides(
            case,
            participation,
            decided=data["decided"],
            body=data["body"],
            number=data["number"],
            declined=declined,
            note=data["note"],
            **door,
        )

    act = Act(
        step="party_decides",
        title=_("The decision of %(party)s") % {"party": participation.party},
        lead=_("It is kept as information; the signature is enough."),
        button=_("Record the decision"),
        form=form,
        case=case,
        call=record,
        done=lambda _record: _what_was_decided(request, case, form),
        visit=visit,
    )
    return perform(request, act)
