"""When may a party join or be named, give notice, or take its notice back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.states import BEFORE_FORCE, IN_FORCE, State
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from datetime import date

    from agreements.dates import PartialDate
    from agreements.models import Case, Leaving, Participation
    from workflows.visit import Matter


def no_party_is_a_placeholder(matter: Matter) -> Verdict:
    """A role that nobody fills yet stands in drafts alone (R-010)."""
    unnamed = matter.case.participations.filter(party__is_placeholder=True)
    row = unnamed.select_related("party").first()
    if row is None:
        return YES
    return no(_("Name the party that stands as “%(name)s”.") % {"name": row.party.name})


def it_may_join(matter: Matter) -> Verdict:
    """A named party that does not take part, from a day since which the case is in force.

    One that took part before comes back after its last day.
    """
    party, joined = (matter.visit.changes.get(name) for name in ("party", "joined"))
    if party is None or joined is None:
        return no(_("Say who joins, and from when."))
    if party.is_placeholder:
        return no(_("Name the party that stands as “%(name)s”.") % {"name": party.name})
    for here in matter.case.participations.filter(party=party):
        if not (verdict := _it_has_left(here, joined, matter.visit.on)):
            return verdict
    began = in_force_since(matter.case)
    if began is not None and joined.latest < began:
        return no(_("Nobody can join before it was in force."))
    return YES


def it_may_be_named(matter: Matter) -> Verdict:
    """One of the parties that were only counted (R-060), which does not stand here yet.

    Between proposal and force the parties are those on which the bodies rule.
    """
    party, case = matter.visit.changes.get("party"), matter.case
    if party is None:
        return YES
    if case.state in BEFORE_FORCE - {State.DRAFT}:
        return no(_("Until it is in force its parties are those that were proposed."))
    if not case.agreement.other_parties_declared:
        return no(_("No party is left without a name. Correct the number first."))
    if party.is_placeholder:
        return no(_("Name the party that stands as “%(name)s”.") % {"name": party.name})
    if case.participations.filter(party=party).exists():
        return no(_("%(party)s stands among the parties already.") % {"party": party})
    return YES


def _it_has_left(here: Participation, joined: PartialDate, on: date) -> Verdict:
    """Has this part of it ended, and before the day from which it takes part again?"""
    told = {"party": here.party, "date": date_format(here.left_date) if here.left_date else ""}
    if here.left_date is None:
        return no(_("%(party)s takes part already.") % told)
    if here.left_date >= on:
        return no(_("%(party)s takes part until %(date)s: take its notice back instead.") % told)
    if joined.earliest <= here.left_date:
        return no(_("%(party)s took part until %(date)s: it can come back after that.") % told)
    return YES


def had_not_left(row: Participation, day: date) -> Verdict:
    """Did the party still take part on the true day of what is recorded of it, however late?"""
    if row.left_date is None or day <= row.left_date:
        return YES
    told = {"party": row.party, "date": date_format(row.left_date)}
    return no(_("%(party)s took part until %(date)s. Write a day until then.") % told)


def its_parts_do_not_overlap(row: Participation) -> bool:
    """A party that came back takes part in one stretch of time after the other."""
    others = row.case.participations.filter(party=row.party_id).exclude(pk=row.pk)
    return not any(_overlap(row, other) for other in others)


def _overlap(one: Participation, other: Participation) -> bool:
    first, last = one.joined, one.left_date
    begins, ends = other.joined, other.left_date
    return (ends is None or first is None or first.earliest <= ends) and (
        last is None or begins is None or begins.earliest <= last
    )


def in_force_since(case: Case) -> date | None:
    """The first day on which it surely was in force; none where nobody knows."""
    first = case.periods.filter(state__in=IN_FORCE, annulled_at=None).order_by("pk").first()
    return first.start_date if first else None


def its_part(matter: Matter) -> Participation | None:
    """The part that the party of this visit takes in this case; below an agreement, too."""
    given = matter.visit.participation
    if given is None or given.case_id == matter.case.pk:
        return given
    rows = matter.case.participations.select_related("party").order_by("pk")
    return rows.filter(party=given.party_id).last()  # of one that came back the later


def it_takes_part(matter: Matter) -> Verdict:
    row = its_part(matter)
    if row is None:
        return no(_("Say which party it is."))
    if row.left_date is not None:
        return no(_("%(party)s has given notice already.") % {"party": row.party})
    return YES


def it_is_not_the_owner(matter: Matter) -> Verdict:
    """Without the municipality that keeps the case there is nothing to keep."""
    row = its_part(matter)
    if row is not None and row.party.municipality_id == matter.case.owner_id:
        return no(_("Your own municipality keeps the case and cannot leave it: end it instead."))
    return YES


def its_notice_is_in_order(matter: Matter) -> Verdict:
    """Received by today, in effect on that day or later, and not before it joined."""
    row, facts = its_part(matter), matter.visit.changes
    notice, effective = facts.get("notice_date"), facts.get("effective_date")
    if row is None or notice is None or effective is None:
        return no(_("Write when the notice was received, and until when it takes part."))
    if notice > matter.visit.on:
        return no(_("The notice cannot be received on a day that has not come."))
    if effective < notice:
        return no(_("It cannot take effect before it was received."))
    if row.case_id == matter.visit.case.pk:
        return _it_had_joined(row, effective)
    return YES  # below the agreement it leaves with it


def _it_had_joined(row: Participation, effective: date) -> Verdict:
    joined = row.joined.earliest if row.joined else in_force_since(row.case)
    if joined is not None and effective < joined:
        return no(_("%(party)s cannot leave before it joined.") % {"party": row.party})
    return YES


def its_notice_has_not_taken_effect(matter: Matter) -> Verdict:
    """Until the end of its last day a party may stay."""
    row = its_part(matter)
    if row is None or row.left_date is None:
        return no(_("No notice has been given."))
    if row.left_date < matter.visit.on:
        return no(_("The notice has taken effect: the party has left."))
    if notice_of(row) is None and row.case_id == matter.visit.case.pk:
        return no(_("It leaves with the agreement; take the notice back there."))
    anew = row.case.participations.filter(party=row.party_id, left_date=None)
    if anew.exclude(pk=row.pk).exists():  # it took over from another from a later day on
        return no(_("%(party)s takes part already.") % {"party": row.party})
    return YES


def notice_of(participation: Participation) -> Leaving | None:
    """The notice that stands; none for a part that ends with that in the agreement above."""
    return participation.leavings.filter(withdrawn_at=None).first()
