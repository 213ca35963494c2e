"""On which case is the last ruling still to be recorded?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from agreements.models import (
    Body,
    Kind,
    KindPolicy,
    Meeting,
    Participation,
    Party,
    Signatory,
)
from agreements.models.kinds import Gate
from people import seats
from people.models import Municipality, Role, Unit, User
from people.roles import grant
from workflows import assessments, rulings
from workflows.assessments import PartText
from workflows.cases import NewCase, open_case
from workflows.door import take
from workflows.models import Route, RouteStop
from workflows.rulings import Minutes

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Scene:
    """A political case that the committee has recommended; the council rules next."""

    case: int
    version: int
    secretary: int
    council: Body


def prepare() -> Scene:
    """Lead a first case through the real door, as far as the council."""
    nuuk = Municipality.objects.create(
        name="Kommuneqarfik Sermersooq", country="GL", time_zone="America/Nuuk", regime="gl"
    )
    culture = Unit.objects.create(municipality=nuuk, name="Kultur", mailbox="kultur@example.gl")
    officer = _person("officer", nuuk, culture)
    assessor = _person("assessor", nuuk)
    secretary = _person("secretariat", nuuk)
    seats.asked_unit(culture)
    committee, council = _bodies(nuuk)
    case = open_case(
        NewCase(
            title="Venskabsby: Gentofte",
            kind=Kind.objects.get(code="sister_city"),
            unit=culture,
            parties=_parties(nuuk),
        ),
        owner=nuuk,
        by=officer,
        at=NOW,
    )
    for participation in Participation.objects.filter(case=case):
        Signatory.objects.create(participation=participation, title="Borgmester")
    take("propose", case, by=officer, at=NOW, seen=None)
    for part in ("benefit", "economy", "citizens"):
        text = PartText(text="Et godt samarbejde")
        assessments.assess_part(case, part, text, by=assessor, at=NOW, seen=None)
    take("check_ready", case, by=secretary, at=NOW, seen=None)
    minutes = Minutes(body=committee, date=TODAY, number="7")
    rulings.record_ruling(case, minutes, "recommended", by=secretary, at=NOW, seen=None)
    case.refresh_from_db()
    return Scene(case.pk, case.version, secretary.pk, council)


def _person(role: str, municipality: Municipality, unit: Unit | None = None) -> User:
    user = User.objects.create_user(
        f"{role}@example.org", name=role, municipality=municipality, unit=unit
    )
    grant(user, role, municipality, at=NOW)
    return user


def _bodies(municipality: Municipality) -> tuple[Body, Body]:
    """Political: committee, then council."""
    committee = Body.objects.create(
        municipality=municipality, name_da="Økonomiudvalget", level="executive"
    )
    council = Body.objects.create(
        municipality=municipality, name_da="Kommunalbestyrelsen", level="council"
    )
    route = Route.objects.create(municipality=municipality, handling="political")
    for order, body in enumerate((committee, council), start=1):
        RouteStop.objects.create(route=route, order=order, body=body)
        Meeting.objects.create(
            body=body, date=date(2026, 3, 26), agenda_closes_date=date(2026, 3, 18)
        )
    light = Route.objects.create(municipality=municipality, handling="political", is_light=True)
    RouteStop.objects.create(route=light, order=1, role=Role.SECRETARIAT, authority="Punkt 4.2")
    KindPolicy.objects.create(municipality=municipality, gate=Gate.SHORT)
    return committee, council


def _parties(municipality: Municipality) -> tuple[Party, Party]:
    ours = Party.objects.create(
        sort="municipality", name=municipality.name, country="GL", municipality=municipality
    )
    theirs = Party.objects.create(sort="municipality", name="Gentofte Kommune", country="DK")
    return ours, theirs
