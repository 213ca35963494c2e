"""Does every link to an act lead to a page that takes it, for whoever is shown the link?

A link that ends in “You may not do this” teaches people not to follow links. So each person of the
demonstration opens My work and every case they see, and follows whatever is offered.
"""

from __future__ import annotations

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


def one_of_each_sort(cases: Iterable[Case]) -> list[Case]:
    """One of each sort, state and handling."""
    return list({(case.sort, case.state, case.handling): case for case in cases}.values())


def one_of_each_act(links: dict[str, str]) -> dict[str, str]:
    """One link to each act on each case, be it offered for one party of it or for nine."""
    chosen = {}
    for link, page in links.items():
        act = resolve(link)
        words = [value for value in act.kwargs.values() if isinstance(value, str)]
        chosen[act.url_name, act.kwargs.get("pk"), *words] = (link, page)
    return dict(chosen.values())


@pytest.mark.acceptance("P19")
@pytest.mark.parametrize("email", PEOPLE)
@pytest.mark.parametrize(
    "is_full", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["sample", "all"]
)
def test_every_act_that_is_offered_can_be_begun(
    is_full: bool, email: str, demonstration: None
) -> None:
    user = User.objects.get(email=email)
    reader = Reader(user)
    cases = list(Case.objects.visible_to(roles_of(user, NOW.date())))
    looked_at = cases if is_full else one_of_each_sort(cases)
    pages = [reverse(name) for name in LISTS]
    pages += [reverse(name, args=[case.pk]) for case in looked_at for name in PARTS]

    def followed(pages: Iterable[str]) -> dict[str, str]:
        links = {link: page for page in pages for link in reader.open(page)[1]}
        return links if is_full else one_of_each_act(links)

    offered = followed(pages)
    further = followed(offered)

    refused = {
        link: f"{reader.open(link)[0]}, offered on {page}"
        for link, page in (further | offered).items()
        if reader.open(link)[0] != HTTPStatus.OK
    }
    assert refused == {}
