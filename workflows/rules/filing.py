"""When may something be put on file, or be taken off it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Document
from agreements.states import State
from workflows.files import UNSEEN
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from agreements.models import Case
    from workflows.visit import Matter

WEB = ("http", "https")
LONGEST_LINK = 500
HIDDEN = re.compile(r"[\s\\]")
NO_LINK = gettext_lazy("The link must begin with https:// or http:// and lead to a page.")


def the_case_is_open(matter: Matter) -> Verdict:
    """A closed case is kept as it is; secretariats ask for it to be opened again."""
    return no(_("The case is closed.")) if matter.case.is_closed else YES


def the_document_is_described(matter: Matter) -> Verdict:
    """Title, where it came from or went (practice.md, Openness), and a link that leads to a page.

    The title is what people find it by; who sent it or got it, what the list of documents must say.
    """
    document = matter.visit.document
    if document is None:
        return YES
    if not document.title.strip():
        return no(_("Write a title."))
    if document.direction != Document.Direction.INTERNAL and not document.counterpart.strip():
        return no(_("Write from whom it came or to whom it went."))
    return the_link_is_plain(document.link)


def the_link_is_plain(link: str) -> Verdict:
    """An address of the web, of the town's own net too; nothing that runs, nobody's password.

    Nothing in it is unseen, and its host is written in the letters of the net (`plain_host`).
    """
    if not link:
        return YES
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        is_address = parts.scheme in WEB and bool(host) and host.isascii() and parts.port != 0
    except ValueError:
        return no(NO_LINK)
    if not is_address or len(link) > LONGEST_LINK or HIDDEN.search(link) or UNSEEN.search(link):
        return no(NO_LINK)
    if parts.username is not None or parts.password is not None:
        return no(_("The link must not carry a name or password."))
    return YES


def a_party_files_what_it_sends(matter: Matter) -> Verdict:
    """From its own side: what comes in from it, once the case was shared."""
    document, roles = matter.visit.document, matter.visit.roles
    if document is None or roles is None or matter.case.owner_id in roles.municipalities():
        return YES
    if not _is_shared(matter.case):
        return no(_("The case is not shared yet."))
    if document.direction != Document.Direction.IN:
        return no(_("A party files what it sends: choose “incoming”."))
    return YES


def _is_shared(case: Case) -> bool:
    return case.state != State.DRAFT and not (case.state == State.WITHDRAWN and case.round == 0)


def the_document_stands(matter: Matter) -> Verdict:
    document = matter.visit.document
    if document is not None and document.withdrawn_at is not None:
        return no(_("The document is withdrawn."))
    return YES


def it_is_not_marked_yet(matter: Matter) -> Verdict:
    document = matter.visit.document
    if document is not None and document.is_signed_copy:
        return no(_("It is marked as the signed copy already."))
    return YES
