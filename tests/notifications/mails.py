"""Every sort of mail, as its reader gets it: for the tests of what it says, and for pictures.

Each scene stands by itself: `written("overdue", "da")` makes a town in which it comes about and
gives the mail that was handed over.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.core import mail

from agreements.dates import PartialDate
from agreements.models import (
    Agreement,
    Body,
    Case,
    ContactRole,
    Duty,
    Kind,
    KindPolicy,
    Participation,
    Party,
    Signatory,
)
from agreements.models.kinds import Gate
from notifications.delivery import deliver_all
from notifications.digests import write_digests
from notifications.models import Preference, ReminderRule, SendingSettings
from notifications.planning import replan
from notifications.sweep import fall_due
from people import seats
from people.models import Deputy, Municipality, Role, Unit, User
from people.roles import grant
from tests.notifications.conftest import at
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.models import Route, RouteStop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMultiAlternatives

EARLY = at("2026-08-01 12:00")
WEDNESDAY = at("2026-11-18 07:00")
MONDAY = at("2026-11-23 06:00")
"""7 in the morning in Copenhagen and Stockholm."""

WORDS = {
    "da": {
        "town": "Aalborg Kommune",
        "unit": "Kultur og Fritid",
        "council": "Byrådet",
        "officer": "Aviaja Lynge",
        "colleague": "Jens Østergård",
        "secretary": "Malene Holm",
        "sister": "Venskabsby: Nuuk",
        "school": "Udveksling af lærere med Tórshavn",
        "water": "Rent drikkevand sammen med Qeqqata",
        "memo": "Notat til Økonomiudvalget",
        "reason": "Økonomien mangler: hvad koster rejserne, og hvem betaler?",
    },
    "sv": {
        "town": "Arvika kommun",
        "unit": "Kultur och fritid",
        "council": "Kommunfullmäktige",
        "officer": "Åsa Lindqvist",
        "colleague": "Örjan Sjöberg",
        "secretary": "Karin Nyström",
        "sister": "Vänort: Skive",
        "school": "Lärarutbyte med Kongsvinger",
        "water": "Rent dricksvatten tillsammans med Hadeland",
        "memo": "Underlag till kommunstyrelsen",
        "reason": "Ekonomin saknas: vad kostar resorna, och vem betalar?",
    },
}
WORDS["en-gb"] = WORDS["da"]
LANGUAGES = tuple(WORDS)
_numbers = count(1)


class Town:
    """A municipality with an officer, a colleague and somebody who leads them."""

    def __init__(self, language: str) -> None:
        self.words, self.language = WORDS[language], language
        is_swedish = language == "sv"
        self.owner = Municipality.objects.create(
            name=self.words["town"],
            country="SE" if is_swedish else "DK",
            language=language,
            time_zone="Europe/Stockholm" if is_swedish else "Europe/Copenhagen",
            regime="gdpr",
        )
        self.unit = Unit.objects.create(
            municipality=self.owner, name=self.words["unit"], mailbox="kultur@example.org"
        )
        self.officer = self._person("officer", Role.OFFICER)
        self.colleague = self._person("colleague", Role.HEAD)
        self.secretary = self._person("secretary", Role.SECRETARIAT)

    def _person(self, who: str, role: str) -> User:
        user = User.objects.create_user(
            f"{who}@example.org",
            name=self.words[who],
            municipality=self.owner,
            unit=self.unit,
            language=self.language,
        )
        grant(user, role, self.owner, at=EARLY, unit=self.unit if role == Role.HEAD else None)
        return user

    def case(self, title: str, **facts: Any) -> Case:
        """A case in force that this officer carries."""
        case = Case.objects.create(
            sort="agreement",
            number=f"2026-{next(_numbers)}",
            title=title,
            owner=self.owner,
            unit=self.unit,
            created_at=EARLY,
            responsible=seats.asked_person(self.officer),
            **{"state": "active"} | facts,
        )
        kind, _created = Kind.objects.get_or_create(code="sister_city")
        Agreement.objects.create(case=case, kind=kind)
        return case

    def ask(
        self,
        case: Case,
        kind: str,
        due: PartialDate | date | None,
        *,
        since: datetime = EARLY,
        **facts: Any,
    ) -> Duty:
        asked = {"responsible": seats.asked_person(self.officer)} | facts
        duty = Duty.objects.create(case=case, kind_id=kind, due=due, opened_at=since, **asked)
        replan({duty.pk}, at=since)
        return duty


def run(*moments: datetime) -> None:
    """What falls due at these moments is told, and the letters of their Mondays leave."""
    for moment in moments:
        write_digests(at=moment)
        fall_due(at=moment)
        deliver_all(at=moment)


def mornings(first: date, last: date) -> list[datetime]:
    """Each day at an hour when what is due today has fallen due."""
    days = (last - first).days
    return [datetime.combine(first, time(9), UTC) + timedelta(days=n) for n in range(days + 1)]


def ahead(town: Town) -> None:
    """A day ahead, with what else is open in the case."""
    case = town.case(town.words["sister"])
    council = Body.objects.create(
        municipality=town.owner,
        level="council",
        name_da=town.words["council"],
        name_sv=town.words["council"],
        name_en="The municipal council",
    )
    town.ask(case, "review_ruling", date(2026, 12, 18), body=council)
    today = at("2026-11-18 05:00")
    town.ask(case, "review_memo", date(2026, 12, 4), since=today, subject=town.words["memo"])
    town.ask(case, "review_input", PartialDate.month(2026, 10), since=today)
    run(WEDNESDAY)


def overdue(town: Town) -> None:
    town.ask(town.case(town.words["sister"]), "review_memo", date(2026, 11, 17))
    run(at("2026-11-18 08:00"))


def month(town: Town) -> None:
    """A window of which no day is known."""
    town.ask(town.case(town.words["sister"]), "review_ruling", PartialDate.month(2027, 2))
    run(at("2026-11-03 09:00"))


def month_over(town: Town) -> None:
    town.ask(town.case(town.words["sister"]), "review_ruling", PartialDate.month(2026, 9))
    run(at("2026-10-01 09:00"))


def late(town: Town) -> None:
    """After an outage of three days."""
    town.ask(town.case(town.words["sister"]), "review_ruling", date(2026, 12, 18))
    run(at("2026-11-21 09:00"))


def escalated(town: Town) -> None:
    """A month overdue: the head of the unit is told."""
    town.ask(town.case(town.words["sister"]), "review_memo", date(2026, 10, 19))
    run(*mornings(date(2026, 9, 18), date(2026, 11, 18)))


def deputised(town: Town) -> None:
    """The officer is away."""
    Deputy.objects.create(
        absent=town.officer,
        deputy=town.colleague,
        first_date=date(2026, 11, 1),
        last_date=date(2026, 11, 30),
    )
    overdue(town)


def deputised_week(town: Town) -> None:
    """The officer is away on Monday; the deputy has a task of their own."""
    Deputy.objects.create(
        absent=town.officer,
        deputy=town.colleague,
        first_date=date(2026, 11, 1),
        last_date=date(2026, 11, 30),
    )
    since, own = at("2026-11-20 12:00"), seats.asked_person(town.colleague)
    sister, school = (town.case(town.words[name]) for name in ("sister", "school"))
    town.ask(sister, "review_memo", date(2026, 11, 25), since=since)
    town.ask(school, "sign", date(2026, 11, 27), since=since, responsible=own)
    run(MONDAY)


def sent_back(town: Town) -> None:
    """Of a step, at once, to the proposer."""
    case = proposed(town)
    take(
        "send_back",
        case,
        by=town.secretary,
        at=WEDNESDAY,
        seen=case.version,
        reason=town.words["reason"],
    )
    deliver_all(at=WEDNESDAY)


def sent_back_to_deputy(town: Town) -> None:
    Deputy.objects.create(
        absent=town.officer,
        deputy=town.colleague,
        first_date=date(2026, 11, 1),
        last_date=date(2026, 11, 30),
    )
    sent_back(town)


def proposed(town: Town) -> Case:
    """A proposal that may be sent back."""
    parties = [
        Party.objects.create(sort="municipality", name=name, **facts)
        for name, facts in ((str(town.owner), {"municipality": town.owner}), ("Skive", {}))
    ]
    body = Body.objects.create(
        municipality=town.owner,
        level="council",
        name_da=town.words["council"],
        name_sv=town.words["council"],
        name_en="The municipal council",
    )
    route = Route.objects.create(municipality=town.owner, handling="political")
    RouteStop.objects.create(route=route, order=1, body=body)
    KindPolicy.objects.create(municipality=town.owner, gate=Gate.SHORT, simple_ceiling=100_000)
    case = open_case(
        NewCase(
            title=town.words["sister"],
            kind=Kind.objects.get(code="sister_city"),
            unit=town.unit,
            parties=tuple(parties),
        ),
        owner=town.owner,
        by=town.officer,
        at=EARLY,
    )
    for place in Participation.objects.filter(case=case):
        Signatory.objects.create(participation=place, title="Borgmester")
    take("propose", case, by=town.officer, at=EARLY, seen=case.version)
    return Case.objects.get(pk=case.pk)


def mailbox(town: Town) -> None:
    """The officer has left."""
    duty = town.ask(town.case(town.words["sister"]), "review_memo", date(2026, 11, 17))
    User.objects.filter(pk=town.officer.pk).update(is_active=False)
    assert duty.responsible.person_id == town.officer.pk
    run(at("2026-11-18 08:00"))


def bad_week(town: Town) -> None:
    """Monday: four things are overdue, three are due, others wait, much lies ahead."""
    words, colleague = town.words, seats.asked_person(town.colleague)
    sister, school, water = (
        town.case(words[name], proposed_by=town.officer) for name in ("sister", "school", "water")
    )
    Preference.objects.create(user=town.colleague, digest="none")
    town.ask(sister, "review_ruling", PartialDate.month(2026, 9))
    town.ask(sister, "review_input", PartialDate.month(2026, 10))
    town.ask(school, "update", date(2026, 11, 2))
    town.ask(water, "commitment", date(2026, 11, 20))
    town.ask(school, "review_memo", date(2026, 11, 25), subject=words["memo"])
    town.ask(water, "milestone", date(2026, 11, 27))
    town.ask(school, "still_right", date(2026, 11, 29))
    town.ask(water, "sign", date(2026, 12, 18))
    town.ask(school, "review_ruling", PartialDate.month(2027, 1))
    for kind in ("orientation", "send_decision"):
        town.ask(sister, kind, date(2026, 12, 1), responsible=colleague)
    run(*mornings(date(2026, 8, 1), date(2026, 11, 22)), MONDAY)


def daily(town: Town) -> None:
    """On a Thursday, what has no mail of its own."""
    Preference.objects.create(user=town.officer, digest="daily", own_mails=False)
    town.ask(town.case(town.words["school"]), "still_right", date(2026, 12, 2))
    town.ask(town.case(town.words["water"]), "milestone", date(2026, 12, 4))
    run(WEDNESDAY, at("2026-11-19 06:00"))


def outside(town: Town) -> None:
    """The contact of the party from whom something is waited for."""
    ReminderRule.objects.create(
        municipality=town.owner, days=-30, recipient="contact", channel="single"
    )
    SendingSettings.objects.update_or_create(
        municipality=town.owner, defaults={"partner_mail": True}
    )
    case = town.case(town.words["sister"], public_title=town.words["sister"])
    party = Party.objects.create(name="Gentofte", sort="municipality")
    place = Participation.objects.create(case=case, party=party)
    ContactRole.objects.create(
        participation=place, role="Kontakt", email="k@example.org", is_reminded=True
    )
    town.ask(case, "review_input", date(2026, 12, 18), party=party)
    run(WEDNESDAY)


SCENES: dict[str, Callable[[Town], None]] = {
    scene.__name__: scene
    for scene in (
        ahead,
        overdue,
        month,
        month_over,
        late,
        escalated,
        deputised,
        deputised_week,
        sent_back,
        sent_back_to_deputy,
        mailbox,
        bad_week,
        daily,
        outside,
    )
}


def written(scene: str, language: str) -> EmailMultiAlternatives:
    """The mail of that scene, the last that was handed over."""
    mail.outbox = []
    SCENES[scene](Town(language))
    last = mail.outbox[-1]
    assert isinstance(last, mail.EmailMultiAlternatives)
    return last


def html_of(letter: EmailMultiAlternatives) -> str:
    [(content, mimetype)] = letter.alternatives
    assert mimetype == "text/html"
    return str(content)
