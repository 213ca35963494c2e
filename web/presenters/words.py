"""How are people, dates and countries put into words on a page?"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.models import Actor, AssessmentPartName, Role
from web.templatetags.samklang import when
from workflows import rules

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.dates import PartialDate
    from agreements.models import Duty
    from people.models import User


def day(value: PartialDate | date | datetime | None) -> str:
    """A date of middling length as plain words; nothing where there is none."""
    return strip_tags(when(value, "medium"))


def lower_first(text: object) -> str:
    """The text inside a sentence: a small first letter, unless a name in capitals follows."""
    words = str(text)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def actor_name(actor: Actor | None, here: int | None = None) -> str:
    """Who is asked; the role of another municipality than `here` carries its name."""
    if actor is None:
        return ""
    if actor.sort == Actor.Sort.PERSON and actor.person:
        return actor.person.name
    if actor.sort == Actor.Sort.ROLE:
        role = str(Role(actor.role).label)
        if actor.part:
            role = f"{role} ({AssessmentPartName(actor.part).label})"
        if actor.municipality_id != here and actor.municipality:
            return f"{role}, {actor.municipality}"
        return f"{role}, {actor.unit}" if actor.unit else role
    return str(actor.post or actor.unit or "")


def about(duty: Duty) -> str:
    """What the duty is about; of a yearly update, the party whose turn it is."""
    post = duty.responsible.post
    if duty.kind_id == "update" and not duty.subject and post is not None:
        return str(post.municipality)
    return duty.about


def person_name(user: User | None) -> str:
    """A person by name; Samklang where no person acted."""
    return user.name if user else "Samklang"


def country(code: str) -> str:
    """The name of a country in the reader's language."""
    return _territories((get_language() or "en")[:2]).get(code, code)


@lru_cache(maxsize=8)
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)


def joined(*parts: object) -> str:
    """The parts that say something, with a dot between."""
    return " · ".join(str(part) for part in parts if part)


def journal_fact(number: str, link: str) -> dict[str, Any]:
    """Where it stands in the journal; as a link where that leads to a page of the web."""
    url = link if rules.the_link_is_plain(link) else ""
    return {"term": _("Journal"), "value": number, "url": url, "is_away": True}


def ordinal_term(number: int, begins: date | None = None) -> str:
    """Which term a case is in, from the second on; with the day where it is still to begin."""
    if begins is not None:
        return _("Term %(number)d begins %(date)s") % {"number": number, "date": day(begins)}
    return _("In force, term %(number)d") % {"number": number}
