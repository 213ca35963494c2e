"""How is a document put on file, renewed, marked, described, and taken back?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Document
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.files import put_on_file, stored

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.dates import PartialDate
    from agreements.models import Annex, Case, StepRecord
    from people.models import User
    from workflows.files import Stored, Upload
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What is told of a document: a title for people at work, perhaps another for the public."""

    title: str
    public_title: str = ""
    sort: str = Document.Sort.OTHER
    dated: PartialDate | None = None
    counterpart: str = ""
    language: str = Document.Language.DA


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What is put on file: a file or a link to the journal, where from or to, and what it is."""

    about: Description
    direction: str
    upload: Upload | None = None
    link: str = ""
    is_signed_copy: bool = False
    annex: Annex | None = None


def file_document(
    case: Case, filing: Filing, *, by: User, at: datetime, seen: int | None
) -> Document:
    """Put a document on file under the next number of the case.

    Raises `NotPossible` unless it is a file or a link, well described, on an open case.
    """
    with (
        stored(filing.upload, at=at) as kept,
        enter(case, by=by, at=at, seen=seen, attempt="file_document", alone=True) as visit,
    ):
        return put(visit, filing, kept)


def put(visit: Visit, filing: Filing, kept: Stored | None) -> Document:
    """The same inside a visit that does something else besides."""
    last = visit.case.documents.order_by("-number").first()
    document = Document(
        case=visit.case,
        number=last.number + 1 if last else 1,
        annex=filing.annex,
        direction=filing.direction,
        is_signed_copy=filing.is_signed_copy,
    )
    _describe(document, filing.about)
    return _write(visit, "file_document", document, filing.link, kept)


def add_version(
    document: Document,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    upload: Upload | None = None,
    link: str = "",
    dated: PartialDate | None = None,
    is_signed_copy: bool = False,
) -> Document:
    """Put a new version on file: described as the latest one, which stays readable."""
    with (
        stored(upload, at=at) as kept,
        enter(document.case, by=by, at=at, seen=seen, attempt="add_version", alone=True) as visit,
    ):
        latest = visit.case.documents.filter(number=document.number).latest("version")
        version = Document(
            case=visit.case,
            number=latest.number,
            version=latest.version + 1,
            annex=latest.annex,
            direction=latest.direction,
            is_signed_copy=is_signed_copy,
        )
        _describe(version, description_of(latest))
        version.dated = dated
        return _write(visit, "add_version", version, link, kept)


def mark_signed(document: Document, *, by: User, at: datetime, seen: int | None) -> StepRecord:
    """Say that this version is the signed copy."""
    case = document.case
    with enter(case, by=by, at=at, seen=seen, attempt="mark_signed", alone=True) as visit:
        _look_at(visit, document)
        record = advance(visit, "mark_signed")
        assert visit.document is not None  # just looked at
        visit.document.is_signed_copy = True
        visit.document.save()
        return record


def describe(
    document: Document, about: Description, *, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Describe this version anew; history keeps what stood there."""
    case = document.case
    with enter(case, by=by, at=at, seen=seen, attempt="describe_document", alone=True) as visit:
        found = _look_at(visit, document)
        _describe(found, about)
        visit.about = _told(found)
        record = advance(visit, "describe_document")
        found.save()
        return record


def withdraw(
    document: Document, *, reason: str, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Take this version back, with the reason: it stays listed, and parties see it no more."""
    with enter(
        document.case,
        by=by,
        at=at,
        seen=seen,
        attempt="withdraw_document",
        reason=reason,
        alone=True,
    ) as visit:
        found = _look_at(visit, document)
        record = advance(visit, "withdraw_document")
        found.withdrawn_at = visit.at
        found.save()
        return record


def signed_copy(case: Case, upload: Upload, signed: PartialDate) -> Filing:
    """What is on file when the parties have signed: named in the language of the owner."""
    with override(case.owner.language):
        title = _("Signed copy")
    about = Description(
        title=title,
        sort=Document.Sort.AGREEMENT if case.sort == case.Sort.AGREEMENT else Document.Sort.OTHER,
        dated=signed,
        counterpart=others(case, signed.earliest),
        language=case.owner.language[:2],
    )
    return Filing(about=about, direction=Document.Direction.IN, upload=upload, is_signed_copy=True)


LONGEST_COUNTERPART = 150


def others(case: Case, on: date) -> str:
    """The other parties on a day, as the counterpart of a document; all, if there is no other."""
    parties = [p.party for p in case.participations.staying(on).select_related("party")]
    them = [party for party in parties if party.municipality_id != case.owner_id] or parties
    return ", ".join(party.name for party in them)[:LONGEST_COUNTERPART]


def description_of(document: Document) -> Description:
    return Description(
        title=document.title,
        public_title=document.public_title,
        sort=document.sort,
        dated=document.dated,
        counterpart=document.counterpart,
        language=document.language,
    )


# ---------------------------------------------------------------- inside the visit
def _look_at(visit: Visit, document: Document) -> Document:
    """The row as it stands now, for policy, rules and record."""
    found = visit.case.documents.select_related("recorded_by").get(pk=document.pk)
    visit.document, visit.about = found, _told(found)
    visit.flag = _flag(found)
    return found


def _describe(document: Document, about: Description) -> None:
    document.title = about.title.strip()
    document.public_title = about.public_title.strip()
    document.sort, document.language = about.sort, about.language
    document.dated, document.counterpart = about.dated, about.counterpart.strip()


INTERNAL = "internal"
"""The flag of steps about internal documents: no party learns of them."""


def _flag(document: Document) -> str:
    return INTERNAL if document.direction == Document.Direction.INTERNAL else ""


def _told(document: Document) -> str:
    return f"{document.number}.{document.version} {document.title}"


def plain_host(link: str) -> str:
    """The link with its host as the net reads it (IDNA), so that no letter passes for another.

    One whose host cannot be read so stays as it is: the rule about links refuses it.
    """
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        if host.isascii():
            return link
        netloc = parts.netloc.lower().replace(host, host.encode("idna").decode())
    except ValueError:
        return link
    return urlunsplit(parts._replace(netloc=netloc))


def _write(visit: Visit, step: str, document: Document, link: str, kept: Stored | None) -> Document:
    if (kept is None) == (not link.strip()):
        raise NotPossible(_("Choose a file, or write a link to where it is kept; not both."))
    assert visit.person is not None  # no automaton files anything
    scheme, colon, rest = link.strip().partition(":")
    document.link = plain_host(f"{scheme.lower()}{colon}{rest}")
    document.recorded_by, document.recorded_at = visit.person, visit.at
    if kept is not None:
        document.file.name, document.sha256 = kept.stored_as, kept.sha256
        document.file_name, document.size = kept.upload.name, kept.upload.size
        document.content_type = kept.upload.type.content_type
    before = visit.about, visit.flag
    visit.document, visit.about, visit.flag = document, _told(document), _flag(document)
    advance(visit, step)
    visit.about, visit.flag = before
    if kept is not None:
        put_on_file(kept)
    document.save()
    return document
