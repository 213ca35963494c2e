"""How does a test sign in, fill in a page and send it?"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse

from agreements.models import Case

if TYPE_CHECKING:
    from django.db.models import Model

    from people.models import User


def client_of(user: User, **options: Any) -> Client:
    """A browser in which `user` is signed in, reading English."""
    user.language = "en-gb"
    user.save()
    client = Client(**options)
    client.force_login(user)
    return client


def send(client: Client, page: str, args: list[Any], /, **data: Any) -> Any:
    """Post a form of a case with the version that the case has now."""
    seen = Case.objects.get(pk=args[0]).version
    return client.post(reverse(page, args=args), {"seen": seen} | data)


def get(client: Client, name: str, *args: Any) -> Any:
    return client.get(reverse(name, args=args))


def content_of(response: Any) -> bytes:
    """Read to the end, which closes the file."""
    return b"".join(response.streaming_content)


def admin_page(model: type[Model], page: str, *keys: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


def words(response: Any) -> str:
    """What the page says, without its marks."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(plain).split())


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
