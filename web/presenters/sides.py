"""Who is who at each party: contacts, area leads, signatories, and what the reader may change?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Case, ContactRole, Leaving, Participation
from agreements.states import BEFORE_FORCE, IN_FORCE, State
from agreements.successions import heirs_of
from people.models import PostHolding
from web.presenters.actions import Action
from web.presenters.offers import looking, may_begin
from web.presenters.words import day, joined

if TYPE_CHECKING:
    from web.presenters.parties import Board, Row
    from web.presenters.shown import Shown
    from workflows.visit import Visit


@dataclass(slots=True)
class Line:
    """A role at a party and whoever holds it; a role without a person is no gap."""

    role: str
    person: str
    about: str
    email: str = ""
    area: str = ""
    change: Action | None = None


@dataclass(slots=True)
class Side:
    """One party with all that is known of it in this case."""

    row: Row
    facts: list[dict[str, Any]]
    contacts: list[Line]
    leads: list[Line]
    notice: str = ""
    actions: list[Action] = field(default_factory=list)
    new_contact: Action | None = None
    new_signatory: Action | None = None


def sides(page: Shown, board: Board) -> list[Side]:
    """The parties that take part, then those that have left; as many queries however many."""
    participations = {
        row.pk: row for row in page.those(Participation, "party", case_id=page.case.pk)
    }
    contacts = _by_party(
        ContactRole.objects.filter(
            participation__case=None if page.until else page.case, is_active=True
        )
        .select_related("focus_area")
        .order_by("focus_area__number", "pk")
    )
    notices = _by_party(page.those(Leaving, participation_id__in=list(participations)))
    holders = _holders(page, contacts, board)
    heirs = {} if page.until else heirs_of(Participation.objects.filter(case=page.case))
    found = []
    for row in (*board.rows, *board.former):
        at = looking(page.request, page.case)
        at.on, at.participation = page.today, participations[row.key]
        side = Side(
            row=row,
            facts=_facts(row, participations[row.key], heirs.get(row.key, [])),
            contacts=[],
            leads=[],
            notice=_notice(page, notices.get(row.key, [])),
        )
        may_keep = not row.has_left and _may(page, "keep_side", at)
        for contact in contacts.get(row.key, []):
            line = _contact(page, contact, holders, may_keep=may_keep)
            (side.leads if line.area else side.contacts).append(line)
        _signs(page, side, holders, may_keep=may_keep)
        _offer(page, side, at, heirs.get(row.key, []), may_keep=may_keep)
        found.append(side)
    return found


def join_action(page: Shown) -> Action | None:
    """The way to one more party, for whoever may let it in."""
    if not _may(page, "party_joins", looking(page.request, page.case)):
        return None
    return Action(_("A party joins"), reverse("party_joins", args=(page.case.pk,)))


def unnamed(page: Shown) -> dict[str, Any]:
    """Parties that are known by their number alone (R-060), and who may name or count them."""
    case = page.case
    if case.sort != Case.Sort.AGREEMENT or page.until is not None:
        return {}
    count = case.agreement.other_parties_declared
    actions = []
    if _may(page, "complete_parties", looking(page.request, case)) and not case.is_closed:
        if count and case.state not in BEFORE_FORCE - {State.DRAFT}:
            url = reverse("party_named", args=(case.pk,))
            actions.append(Action(_("Name a party"), url))
        url = reverse("parties_unnamed", args=(case.pk,))
        label = _("Correct the number") if count else _("Parties not named")
        actions.append(Action(label, url))
    text = ngettext("%(count)d party is not named", "%(count)d parties are not named", count)
    return {"text": text % {"count": count} if count else "", "actions": actions}


def refusal(page: Shown, board: Board) -> dict[str, str]:
    """Who has declined, and what the owner can do about it; nothing waits for a party silently."""
    names = ", ".join(row.name for row in board.rows if row.has_declined and row.is_asked)
    can_be_done = after_refusal(page.case.state)
    if not (names and can_be_done and page.is_ours):
        return {}
    return {"title": _("%(names)s has declined") % {"names": names}, "text": can_be_done}


def after_refusal(state: str) -> str:
    """What can be done in this state when a party has declined."""
    if state in {State.PROPOSED, State.ASSESSED}:
        return _(
            "Take the party out of the draft once it is sent back, withdraw the proposal, or ask "
            "the party again and record its new decision."
        )
    if state == State.APPROVED:
        return _(
            "The case waits for it. Record that it ends because a party declined, withdraw it and "
            "propose it anew without the party, or ask the party again and record its new decision."
        )
    if state in IN_FORCE:
        return _("Record that the party leaves, or ask it again and record its new decision.")
    return ""


def _may(page: Shown, step: str, visit: Visit) -> bool:
    return page.until is None and bool(may_begin(step, page.case, visit))


def _by_party(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.participation_id, []).append(row)
    return found


def _holders(page: Shown, contacts: dict[int, list[Any]], board: Board) -> dict[int, str]:
    """Who holds a post today, by its key: a person who works there still."""
    posts = {row.post_id for rows in contacts.values() for row in rows}
    posts |= {signer.post_key for row in board.rows for signer in row.signers}
    if not (posts := posts - {None}):
        return {}
    held = PostHolding.objects.filter(post__in=posts, user__is_active=True)
    held = held.filter(first_date__lte=page.today).exclude(last_date__lt=page.today)
    return dict(held.order_by("first_date").values_list("post_id", "user__name"))


def _facts(row: Row, participation: Participation, heirs: list[str]) -> list[dict[str, Any]]:
    """What it is and since when; of its decision what is known: information, no condition."""
    told = [
        (_("What it is"), joined(capfirst(participation.party.get_sort_display()), row.about)),
        (_("Part"), capfirst(row.role)),
        (_("Takes part from"), participation.joined),
        (_("Takes part until"), row.left_date),
        (_("Own decision"), row.decided or ("" if row.is_owner else _("Not recorded"))),
        (_("Its journal number"), participation.journal_number),
        (_("To write to"), participation.contact),
    ]
    if heirs:
        told.append(
            (_("Went on as"), _("%(heirs)s; not confirmed here") % {"heirs": joined(*heirs)})
        )
    return [{"term": term, "value": value} for term, value in told if value]


def _notice(page: Shown, notices: list[Leaving]) -> str:
    """When notice was received, and why; a party is not told the reason."""
    standing = next((notice for notice in notices if notice.withdrawn_at is None), None)
    if standing is None:
        return ""
    told = _("Notice received on %(date)s") % {"date": day(standing.notice_date)}
    return joined(told, standing.reason) if page.is_ours else told


def _contact(page: Shown, row: ContactRole, holders: dict[int, str], *, may_keep: bool) -> Line:
    line = Line(
        role=row.role,
        person=row.person or holders.get(row.post_id or 0, ""),
        about=row.phone,
        email=row.email,
        area=str(row.focus_area or ""),
    )
    if may_keep:
        url = reverse("contact_role", args=(page.case.pk, row.participation_id, row.pk))
        line.change = Action(_("Change"), url, about=row.role)
    return line


def _signs(page: Shown, side: Side, holders: dict[int, str], *, may_keep: bool) -> None:
    """The signers of the board, each with the way to change it."""
    for signer in side.row.signers:
        if not (signer.person or signer.is_signed):
            signer.person = holders.get(signer.post_key or 0, "")
        if may_keep:
            url = reverse("signatory", args=(page.case.pk, side.row.key, signer.key))
            label = _("Successor") if signer.is_signed else _("Change")
            signer.change = Action(label, url, about=signer.post)


def _offer(page: Shown, side: Side, visit: Visit, heirs: list[str], *, may_keep: bool) -> None:
    """What the reader may do about this party."""
    case, key, name = page.case, side.row.key, side.row.name
    if side.row.decide:
        side.actions.append(side.row.decide)
    if may_keep:
        args = (case.pk, key)
        side.new_contact = Action(_("New contact"), reverse("contact_new", args=args), about=name)
        side.new_signatory = Action(
            _("New signatory"), reverse("signatory_new", args=args), about=name
        )
        side.actions.append(
            Action(_("Journal number and address"), reverse("party_side", args=args), about=name)
        )
    if _may(page, "edit", visit) and not side.row.has_left:
        side.actions.append(
            Action(_("Change its part"), reverse("party_part", args=(case.pk, key)), about=name)
        )
    if _leaves(side) and _may(page, "party_leaves", visit):
        url = reverse("party_leaves", args=(case.pk, key))
        side.actions.append(Action(_("It leaves"), url, about=name))
    if _waits_for_an_answer(visit, heirs) and _may(page, "confirm_party", visit):
        url = reverse("confirm_party", args=(case.pk, key))
        side.actions.insert(0, Action(_("Confirm the party"), url, primary=True, about=name))
    if side.notice and not side.row.has_left and _may(page, "leaving_withdrawn", visit):
        url = reverse("leaving_withdrawn", args=(case.pk, key))
        side.actions.append(Action(_("It stays after all"), url, about=name))


def _waits_for_an_answer(visit: Visit, heirs: list[str]) -> bool:
    """Was the party carried over from another, or is to be, and has nobody confirmed it yet?"""
    row = visit.participation
    if row is None:
        return False
    return bool(heirs) or (row.carried_from_id is not None and row.confirmed_at is None)


def _leaves(side: Side) -> bool:
    return side.row.left_date is None and not side.row.is_owner
