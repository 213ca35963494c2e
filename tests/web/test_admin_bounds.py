"""The administration never goes past the door, and speaks each language."""

# ruff: noqa: SLF001 - what Django knows of a model and of the administration

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise

from agreements.models import Case, Duty, DutyKind, Ruling
from notifications.models import Reminder
from people.models import Municipality, RoleGrant, User
from people.roles import grant
from tests.conftest import NOW
from tests.web.acting import admin_page, client_of
from tests.web.lives import live
from workflows.models import ExtraStop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from tests.web.lives import Cast

OURS = ("agreements", "audit", "notifications", "people", "workflows")
LANGUAGES = ("da", "sv", "en-gb")
DOOR_ALONE: tuple[type[Model], ...] = (Case, Duty, Ruling, ExtraStop, Reminder)


@pytest.fixture
def boss(nuuk: Municipality, person: Callable[..., User]) -> User:
    return person("administrator", municipality=nuuk, name="boss", is_staff=True)


@pytest.fixture
def session(boss: User) -> Client:
    return client_of(boss)


# ---------------------------------------------------------------- the door
@pytest.mark.requirement("R-063")
def test_the_administration_writes_nothing_that_the_door_writes(
    session: Client, cast: Cast
) -> None:
    case = live(cast, "active")
    written = {
        model
        for model, page in admin.site._registry.items()
        if page.has_add_permission(_request_of(session))
        or page.has_change_permission(_request_of(session))
    }

    response = session.post(admin_page(Case, "change", case.pk), {"state": "draft", "title": "X"})

    assert response.status_code == 403
    assert written.isdisjoint(DOOR_ALONE)
    assert not any(
        inline.model in DOOR_ALONE
        for page in admin.site._registry.values()
        for inline in page.inlines
    )


def test_no_page_of_the_administration_offers_an_action_but_taking_roles_away(
    session: Client,
) -> None:
    request = _request_of(session)
    offering = {model for model, page in admin.site._registry.items() if page.get_actions(request)}

    assert offering == {RoleGrant}


def test_an_administrator_sees_the_cases_they_may_read_and_no_others(
    session: Client, cast: Cast
) -> None:
    case = live(cast, "active")
    Case.objects.filter(pk=case.pk).update(confidentiality="named", title="Hemmelig aftale")

    assert session.get(admin_page(Case, "change", case.pk)).status_code == 302
    assert "Hemmelig aftale" not in session.get(admin_page(Case, "changelist")).content.decode()


def _fields(page: Any, request: Any) -> list[str]:
    """The fields that the page of a row shows, without those of the person's own table."""
    if page.has_change_permission(request):
        return list(page.get_form(request)().fields)
    return list(page.get_fields(request))


def _request_of(session: Client) -> Any:
    return session.get(reverse("admin:index")).wsgi_request


# ---------------------------------------------------------------- words
def test_every_model_and_package_has_a_translated_name() -> None:
    for label in OURS:
        config = apps.get_app_config(label)
        assert isinstance(config.verbose_name, Promise), label
        for model in config.get_models():
            assert isinstance(model._meta.verbose_name, Promise), model
            assert isinstance(model._meta.verbose_name_plural, Promise), model


def test_every_field_of_a_page_has_a_translated_name(session: Client) -> None:
    request = _request_of(session)
    for model, page in admin.site._registry.items():
        shown = {f.name for f in model._meta.fields} & {*_fields(page, request), *page.list_display}
        bare = [
            name
            for name in shown
            if not isinstance(model._meta.get_field(name).verbose_name, Promise)
        ]
        assert not bare, (model, bare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_and_page_of_the_administration_opens_in_each_language(
    session: Client, boss: User, cast: Cast, language: str
) -> None:
    User.objects.filter(pk=boss.pk).update(language=language)
    case = live(cast, "active")
    grant(cast.officer, "assessor", cast.owner, at=NOW, part="economy")
    kind = DutyKind.objects.first()
    for model in admin.site._registry:
        page = session.get(admin_page(model, "changelist"))
        assert page.status_code == 200, model
        assert f'lang="{language}"' in page.content.decode()
        assert session.get(admin_page(model, "add")).status_code in {200, 403}, model
        row = (
            case if model is Case else kind if model is DutyKind else model._default_manager.first()
        )
        if row is not None:
            assert session.get(admin_page(model, "change", row.pk)).status_code == 200, model


# ---------------------------------------------------------------- what nobody can mean
WILD = ("1" + "0" * 30, "9" * 5000, "abc", "-1", "1_0", "\u0663")


@pytest.mark.acceptance("P19")
@pytest.mark.parametrize("wild", [*WILD, "a\0b"])
def test_no_key_that_is_sent_to_the_administration_leads_to_an_error_page(
    session: Client, boss: User, cast: Cast, wild: str
) -> None:
    """In the fields of each page that adds or changes, proposed in an address, or ticked."""
    row = grant(cast.officer, "reader", cast.owner, at=NOW)
    for model, page in admin.site._registry.items():
        if not page.has_add_permission(_request_of(session)):
            continue
        form = session.get(admin_page(model, "add")).context["adminform"].form
        sent = dict.fromkeys(form.fields, wild)
        assert session.post(admin_page(model, "add"), sent).status_code in {200, 302}, model
        if "\0" not in wild:
            assert session.get(admin_page(model, "add"), sent).status_code == 200, model
    ticked = {"action": "delete_selected", "_selected_action": [wild]}
    assert session.post(admin_page(RoleGrant, "changelist"), ticked).status_code == 302
    assert RoleGrant.objects.filter(pk=row.pk).exists()
    assert boss


@pytest.mark.acceptance("P19")
@pytest.mark.parametrize("wild", WILD)
def test_no_filter_of_a_list_of_the_administration_leads_to_an_error_page(
    session: Client, cast: Cast, wild: str
) -> None:
    assert cast
    for model, page in admin.site._registry.items():
        address = admin_page(model, "changelist")
        for name in page.get_list_filter(_request_of(session)):
            if not isinstance(name, str):
                continue
            for lookup in (name, f"{name}__exact", f"{name}__id__exact", f"{name}__in"):
                answer = session.get(address, {lookup: wild}, follow=True)
                assert answer.status_code == 200, (model, lookup)
        for name in ("p", "o", "e", "all", "_to_field", "q"):
            assert session.get(address, {name: wild}, follow=True).status_code < 500, (model, name)
