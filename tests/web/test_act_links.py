"""Does every link to an act lead to a page that takes it, for whoever is shown the link?

A link that ends in “You may not do this” teaches people not to follow links. So each person of the
demonstration opens My work and every case they see, and follows whatever is offered.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from agreements.models import Case
from exchange.demo.loading import load
from people.models import User
from tests.conftest import NOW
from web.urls_acts import urlpatterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings
    from pytest_django.plugin import DjangoDbBlocker

ACTS = {pattern.name for pattern in urlpatterns}
PARTS = ("case", "case_initiatives", "case_decisions", "case_history", "case_versions")
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
    "director@aalborg.example",
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


def acts_on(client: Client, url: str) -> set[str]:
    """The addresses of acts that a page links to; the page itself must be there."""
    response = client.get(url)
    if response.status_code in {
        301,
        302,
        404,
    }:  # a part that this case has not, a draft that leads on
        return set()
    assert response.status_code == 200, f"{url}: {response.status_code}"
    links = {unescape(link) for link in LINK.findall(response.content.decode())}
    return {link for link in links if resolve(link).url_name in ACTS}


@pytest.mark.acceptance("P19")
@pytest.mark.parametrize("email", PEOPLE)
def test_every_act_that_is_offered_can_be_begun(email: str, demonstration: None) -> None:
    client = Client()
    client.force_login(User.objects.get(email=email))
    pages = [reverse(name) for name in LISTS]
    pages += [
        reverse(name, args=[pk])
        for pk in Case.objects.values_list("pk", flat=True)
        for name in PARTS
    ]
    found = {link: page for page in pages for link in acts_on(client, page)}
    further = {link: page for page in found for link in acts_of(client, page)}

    refused = {}
    for link, page in (further | found).items():
        status = client.get(link, follow=True).status_code
        if status != 200:
            refused[link] = f"{status}, offered on {page}"
    assert refused == {}


def acts_of(client: Client, url: str) -> set[str]:
    """What the page of an act links to in its turn, where it answers."""
    return acts_on(client, url) if client.get(url).status_code == 200 else set()
