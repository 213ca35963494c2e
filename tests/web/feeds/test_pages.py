"""Who makes, renews and ends the address of a feed?"""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from django.urls import reverse

from notifications import feeds
from notifications.models import CalendarFeed
from people.models import Municipality, Unit, User
from tests.web.feeds.reading import read


# ---------------------------------------------------------------- the pages
def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_address_is_shown_once_and_read_at_once(officer: User) -> None:
    client = sign_in(officer)
    assert "Lav en adresse" in client.get(reverse("feed_new")).content.decode()

    made = client.post(reverse("feed_new"))

    page = made.content.decode()
    assert made["Cache-Control"] == "private, no-store"
    token = page.split("/calendar/")[-1].split(".ics")[0]
    token = next(
        part.split(".ics")[0] for part in page.split("/calendar/")[1:] if ".ics" in part[:60]
    )
    assert read(token).status_code == 200
    assert token not in client.get(reverse("feeds")).content.decode()
    assert feeds.find(token) == CalendarFeed.objects.get()


def test_a_new_address_says_that_the_old_one_stops(officer: User, secret: str) -> None:
    client = sign_in(officer)
    assert "holder straks op" in client.get(reverse("feed_new")).content.decode()

    client.post(reverse("feed_new"))

    assert read(secret).status_code == 404
    assert CalendarFeed.objects.count() == 2


def test_ending_an_address(officer: User, secret: str) -> None:
    client = sign_in(officer)
    feed = CalendarFeed.objects.get()

    answer = client.post(reverse("feed_ends", args=(feed.pk,)), follow=True)

    assert "Adressen er lukket." in answer.content.decode()
    assert read(secret).status_code == 404
    kept = feed.history.latest("history_id")
    assert (kept.history_type, kept.history_user_id) == ("~", officer.pk)


def test_nobody_ends_or_sees_the_address_of_another(
    officer: User, head: User, secretary: User, secret: str
) -> None:
    feed = CalendarFeed.objects.get()

    for other in (head, secretary):
        client = sign_in(other)
        assert client.post(reverse("feed_ends", args=(feed.pk,))).status_code == 404
    assert read(secret).status_code == 200


def test_heads_and_secretariats_keep_the_addresses_of_units(
    culture: Unit, nuuk: Municipality, head: User, secretary: User, officer: User
) -> None:
    harbour = Unit.objects.create(municipality=nuuk, name="Havn")
    shown = {
        name: sign_in(user).get(reverse("feeds")).content.decode()
        for name, user in (("head", head), ("secretary", secretary), ("officer", officer))
    }

    links = {unit: reverse("feed_new_of", args=(unit.pk,)) for unit in (culture, harbour)}
    assert [links[culture] in shown[n] for n in ("head", "secretary", "officer")] == [1, 1, 0]
    assert [links[harbour] in shown[n] for n in ("head", "secretary", "officer")] == [0, 1, 0]
    assert sign_in(head).post(links[harbour]).status_code == 403
    assert sign_in(head).post(links[culture]).status_code == 200
    assert CalendarFeed.objects.get().unit == culture


def test_who_keeps_a_unit_is_told_that_the_maker_of_its_address_has_left(
    culture: Unit, head: User, secretary: User, at: datetime
) -> None:
    feeds.make(culture, by=head, at=at)
    User.objects.filter(pk=head.pk).update(is_active=False)

    page = sign_in(secretary).get(reverse("feeds")).content.decode()

    assert "er fratrådt: lav en ny" in page
