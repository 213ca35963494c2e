"""Do the components keep what every page relies on: safe, named, linked, readable?"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from django import forms
from django.forms import formset_factory
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from tests.web.gallery import CaseForm, gallery, page, wrong_form
from tests.web.markup import Page
from web.csp import content_security_policy
from web.templatetags.samklang import ICONS, STATES, error_links

pytestmark = pytest.mark.urls("tests.web.gallery")

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
WITH_CONTEXT = ["403.html", "403_csrf.html", "404.html", "429.html"]
WITHOUT_CONTEXT = ["400.html", "500.html"]
SIGN_IN = [
    "account_inactive",
    "login",
    "logout",
    "password_change",
    "password_reset",
    "password_reset_done",
    "password_reset_from_key",
    "password_reset_from_key_done",
    "password_set",
    "reauthenticate",
    "signup_closed",
]


@pytest.fixture
def everything() -> Page:
    return Page(gallery())


def every_page() -> dict[str, str]:
    """Each whole page that this directory answers for."""
    pages = {"gallery": gallery(), "gallery, nothing wrong": gallery(CaseForm())}
    pages |= {name: page(name, form=CaseForm()) for name in WITH_CONTEXT}
    pages |= {name: page(f"account/{name}.html", form=CaseForm()) for name in SIGN_IN}
    pages |= {f"{name}, signed out": page(name, menu=None, user=None) for name in WITH_CONTEXT}
    pages |= {name: get_template(name).render() for name in WITHOUT_CONTEXT}
    return pages


# ---------------------------------------------------------------- every page
def test_no_page_carries_a_style_or_a_script_of_its_own() -> None:
    for name, html in every_page().items():
        for tag, attrs in Page(html).elements:
            assert tag != "style", name
            assert not [key for key in attrs if key == "style" or key.startswith("on")], name
            assert not attrs.get("href", "").startswith("javascript:"), name
            if tag == "script":
                assert attrs["src"].startswith("/static/"), name


def test_every_id_is_used_once_and_every_reference_leads_somewhere() -> None:
    for name, html in every_page().items():
        elements = Page(html).elements
        ids = Counter(attrs["id"] for _, attrs in elements if "id" in attrs)
        assert not [key for key, times in ids.items() if times > 1], name
        for _, attrs in elements:
            for key in ("aria-labelledby", "aria-describedby", "for"):
                assert set(attrs.get(key, "").split()) <= set(ids), (name, attrs)


def test_every_control_has_a_name() -> None:
    for name, html in every_page().items():
        found = Page(html)
        labelled = {attrs["for"] for attrs in found.all("label")}
        for tag in ("input", "select", "textarea"):
            for attrs in found.all(tag):
                assert attrs.get("type") == "hidden" or attrs["id"] in labelled, (name, attrs)


def test_every_page_has_one_h1_one_main_its_language_and_a_skip_link() -> None:
    for name, html in every_page().items():
        found = Page(html)
        assert len(found.all("h1")) == 1, name
        assert len(found.all("main", id="main")) == 1, name
        assert found.all("html") == [{"lang": "en-gb"}], name
        if name not in WITHOUT_CONTEXT:
            first = next(attrs for tag, attrs in found.elements if tag == "a")
            assert first == {"class": "skip-link", "href": "#main"}, name


def test_headings_do_not_skip_a_level() -> None:
    for name, html in every_page().items():
        levels = [int(tag[1]) for tag, _ in Page(html).elements if re.fullmatch("h[1-6]", tag)]
        from_h1 = levels[levels.index(1) :]  # the error summary stands above it
        assert all(after - before <= 1 for before, after in pairwise(from_h1))
        assert set(levels[: levels.index(1)]) <= {2}, name


def test_every_button_says_what_it_does_and_every_drawing_is_hidden() -> None:
    for html in every_page().values():
        found = Page(html)
        assert all(attrs.get("type") in {"submit", "button"} for attrs in found.all("button"))
        assert all(attrs.get("aria-hidden") == "true" for attrs in found.all("svg"))


def test_pages_need_nothing_from_elsewhere() -> None:
    for name, html in every_page().items():
        for tag, attrs in Page(html).elements:
            if tag in {"link", "script", "img"}:
                assert (attrs.get("src") or attrs["href"]).startswith("/static/"), name


# ---------------------------------------------------------------- the frame
def test_the_current_page_is_marked_in_the_menu(everything: Page) -> None:
    assert everything.all("a", aria_current="page")[0]["href"] == "#agreements"


def test_languages_stand_under_their_own_names_whatever_the_language() -> None:
    for code in ("da", "sv", "en-gb"):
        with translation.override(code):
            found = Page(gallery())
        assert found.all("html") == [{"lang": code}]
        buttons = found.all("button", name="language")
        assert [button["value"] for button in buttons] == ["da", "sv", "en-gb"]
        assert [b["value"] for b in buttons if b.get("aria-current")] == [code]
        assert {"Dansk", "Svenska", "English"} <= set(found.text_in("button"))


def test_the_language_buttons_lead_back_to_the_page_or_after_a_post_to_the_first() -> None:
    posted = RequestFactory().post("/cases/7/approve/")

    assert Page(gallery()).all("input", name="next")[0]["value"] == "/gallery/?state=active&page=2"
    assert Page(page("404.html", request=posted)).all("input", name="next")[0]["value"] == "/"


def test_signing_out_is_a_post(everything: Page) -> None:
    (form,) = everything.all("form", action="/accounts/logout/")

    assert form["method"] == "post"


def test_without_a_menu_the_page_stands_alone_and_leads_to_sign_in() -> None:
    found = Page(page("404.html", menu=None, user=None))

    assert not found.all("nav")
    assert not found.all("details")
    assert found.all("a", href="/accounts/login/")


def test_the_source_code_is_offered_on_every_page(everything: Page) -> None:
    assert everything.all("a", href="https://example.org/samklang")


def test_a_refusal_says_why() -> None:
    assert "Only the secretariat may." in page("403.html", exception="Only the secretariat may.")
    assert "Nothing is changed." in page("403.html", exception="")


# ---------------------------------------------------------------- forms and errors
def test_a_page_with_errors_says_so_in_its_title_and_takes_the_focus(everything: Page) -> None:
    (summary,) = everything.all("div", role="alert")

    assert everything.text_in("title") == ["Error: Components – Samklang"]
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary


def test_a_page_without_errors_has_no_summary() -> None:
    found = Page(gallery(CaseForm()))

    assert found.text_in("title") == ["Components – Samklang"]
    assert not found.all("div", role="alert")


def test_every_error_has_one_link_to_its_field_in_the_same_words(everything: Page) -> None:
    form = wrong_form()
    links = error_links(form)
    ids = {attrs["id"] for _, attrs in everything.elements if "id" in attrs}

    assert len(links) == sum(len(errors) for errors in form.errors.values())
    for link in links:
        assert link["target"] in ids
        assert everything.all("a", href=f"#{link['target']}")
    assert links[0] == {
        "target": "id_title",
        "text": "The cost is above the ceiling of your unit",
    }
    assert {"target": "id_end_date", "text": form.errors["end_date"][0]} in links
    assert {"target": "id_unit", "text": f"Unit: {form.errors['unit'][0]}"} in links
    assert [link["target"] for link in links if "Outcome" in link["text"]] == ["id_outcome_0"]


def test_the_errors_of_several_forms_are_listed_together() -> None:
    formset = formset_factory(CaseForm, min_num=2, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-title": "One"}
    )

    assert error_links(formset)[0] == {"target": "main", "text": formset.non_form_errors()[0]}
    assert len(error_links([wrong_form(), wrong_form()])) == 2 * len(error_links(wrong_form()))
    assert error_links([forms.Form({})]) == []


def test_what_is_wrong_is_told_at_the_field_and_to_its_control(everything: Page) -> None:
    (control,) = everything.all("input", id="id_end_date")

    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_end_date_helptext id_end_date_error"
    assert wrong_form().errors["end_date"][0] in everything.text_in("span")
    assert everything.all("fieldset")[0]["aria-describedby"] == (
        "id_outcome_helptext id_outcome_error"
    )


def test_what_was_typed_is_kept(everything: Page) -> None:
    assert everything.all("input", id="id_end_date")[0]["value"] == "31-06-2027"


def test_the_hint_of_a_choice_stands_in_its_label(everything: Page) -> None:
    assert "A new term and a new window" in everything.text_in("small")


def test_text_from_people_is_escaped() -> None:
    html = page("components/task.html", task={"title": "<b>&", "url": '"><script>', "due": "<i>"})

    assert "<script>" not in html
    assert "&lt;b&gt;&amp;" in html
    assert "<i>" not in html


# ---------------------------------------------------------------- meaning without colour
def test_every_state_has_words_and_a_drawing() -> None:
    for state in [*STATES, "terminated", "superseded", "expired"]:
        html = Template("{% load samklang %}{% state_tag state 'In words' %}").render(
            Context({"state": state})
        )
        assert "In words" in html
        assert "<svg" in html


def test_every_drawing_that_a_state_names_is_there() -> None:
    assert {drawing for _, drawing in STATES.values()} <= set(ICONS)


def test_before_and_now_are_said_in_words(everything: Page) -> None:
    assert "Before:" in everything.text_in("span")
    assert "Now:" in everything.text_in("span")


def test_a_step_says_how_far_it_is(everything: Page) -> None:
    words = everything.text_in("span")

    assert {"(done)", "(current step)", "(not reached)"} <= set(words)
    assert len(everything.all("li", aria_current="step")) == 1


def test_pages_of_a_list_keep_the_filters(everything: Page) -> None:
    assert everything.all("a", rel="next")[0]["href"] == "?state=active&page=3"


# ---------------------------------------------------------------- what a browser is told
def test_a_browser_may_load_only_what_is_ours() -> None:
    answer = content_security_policy(lambda _: HttpResponse())(RequestFactory().get("/"))

    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_an_answer_may_say_something_of_its_own() -> None:
    stricter = HttpResponse(headers={"Referrer-Policy": "no-referrer"})

    answer = content_security_policy(lambda _: stricter)(RequestFactory().get("/"))

    assert answer["Referrer-Policy"] == "no-referrer"


# ---------------------------------------------------------------- the gallery
def test_the_gallery_shows_every_component() -> None:
    components = list((TEMPLATES / "components").glob("*.html"))
    included = "".join(path.read_text("utf-8") for path in [*components, TEMPLATES / "base.html"])
    apart = {"gallery", "bare_page", "way_on", "field"}

    for path in components:
        assert path.stem in apart or f'include "components/{path.name}"' in included, path.name


def test_every_component_says_what_it_needs() -> None:
    for path in (TEMPLATES / "components").glob("*.html"):
        head = path.read_text("utf-8")[:200]
        assert f"components/{path.name}:" in head, path.name
