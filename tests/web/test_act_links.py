"""Does every link to an act lead to a page that takes it, for whoever is shown the link?

A link that ends in “You may not do this” teaches people not to follow links. So each person of the
demonstration opens My work and every case they see, and follows whatever is offered.
"""

from __future__ import annotations

import os
import re
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from agreements.models import Case
from exchange.demo.loading import load
from people.models import User
from people.roles import roles_of
from tests.conftest import NOW
from web.urls_acts import urlpatterns
from web.urls_context import urlpatterns as around

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_django.fixtures import Settings
    from pytest_django.plugin import DjangoDbBlocker

PAGES = {"case_context", "annex"}
ACTS = {pattern.name for pattern in (*urlpatterns, *around)} - PAGES
PARTS = ("case", "case_initiatives", "case_parties", "case_decisions", "case_context")
LISTS = ("my_work", "meetings", "attention", "agreements")
PEOPLE = (
    "contributor@sermersooq.example",
    "officer@sermersooq.example",
    "assessor@sermersooq.example",
    "head@sermersooq.example",
    "secretariat@sermersooq.example",
    "secretariat2@sermersooq.example",
    "director@sermersooq.example",
    "reader@sermersooq.example",
    "auditor@sermersooq.example",
    "admin@sermersooq.example",
    "officer@aalborg.example",
)
LINK = re.compile(r'<a [^>]*href="(/[^"#?]*)')


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load(at=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(_loaded: None, db: None, settings: Settings) -> None:
    """Loaded as of a fixed day, and looked at on that day."""
    settings.SAMKLANG_CLOCK = NOW.isoformat()


class Reader:
    """A person who opens pages, each once, and knows which acts they link to."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)
        self.opened: dict[str, tuple[int, set[str]]] = {}

    def open(self, url: str) -> tuple[int, set[str]]:
        """The status of a page, after what it leads on to, and the acts that it links to."""
        if url not in self.opened:
            response = self.client.get(url, follow=True)
            links = {unescape(link) for link in LINK.findall(response.content.decode())}
            acts = {link for link in links if resolve(link).url_name in ACTS}
            self.opened[url] = int(response.status_code), acts
        return self.opened[url]


def looked_at(cases: Iterable[Case]) -> list[Case]:
    """All of them in the full proof, else one of each sort, state and handling."""
    if os.environ.get("PROOF") == "full":
        return list(cases)
    return list({(case.sort, case.state, case.handling): case for case in cases}.values())


@pytest.mark.acceptance("P19")
@pytest.mark.parametrize("email", PEOPLE)
def test_every_act_that_is_offered_can_be_begun(email: str, demonstration: None) -> None:
    user = User.objects.get(email=email)
    reader = Reader(user)
    visible = Case.objects.visible_to(roles_of(user, NOW.date()))
    pages = [reverse(name) for name in LISTS]
    pages += [reverse(name, args=[case.pk]) for case in looked_at(visible) for name in PARTS]

    offered = {link: page for page in pages for link in reader.open(page)[1]}
    further = {link: act for act in offered for link in reader.open(act)[1]}

    refused = {
        link: f"{reader.open(link)[0]}, offered on {page}"
        for link, page in (further | offered).items()
        if reader.open(link)[0] != HTTPStatus.OK
    }
    assert refused == {}
