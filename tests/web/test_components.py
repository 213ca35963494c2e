"""Do the components keep what every page relies on: safe, named, linked, readable?"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import pytest
from django import forms
from django.forms import formset_factory
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation
from django.utils.formats import date_format, get_format, sanitize_separators

from agreements.dates import PartialDate
from tests.web.gallery import TODAY, CaseForm, gallery, page, wrong_form
from web.csp import content_security_policy
from web.templatetags.samklang import ICONS, STATES, error_links, relative, when

pytestmark = pytest.mark.urls("tests.web.gallery")

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static/samklang/app.css").read_text(encoding="utf-8")
VOID = {"br", "img", "input", "link", "meta", "path", "rect"}
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


class Page(HTMLParser):
    """The elements of a page; refuses one that is opened and not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: <{tag} {names}>"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data.strip()))

    def all(self, tag: str, **attrs: str) -> list[dict[str, str]]:
        return [
            found
            for name, found in self.elements
            if name == tag and all(found.get(key.replace("_", "-")) == attrs[key] for key in attrs)
        ]

    def text_in(self, *tags: str) -> list[str]:
        return [text for tag, text in self.texts if tag in tags]


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
        assert all(after - before <= 1 for before, after in zip(from_h1, from_h1[1:], strict=False))
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
    assert [a["href"] for a in everything.all("a", aria_current="page")][0] == "#agreements"


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


def test_without_a_menu_the_page_stands_alone() -> None:
    found = Page(page("404.html", menu=None, user=None))

    assert not found.all("nav")
    assert found.all("form", class_="") == []
    assert found.all("a", class_="button button-primary") == []
    assert "Sign in" in found.text_in("a")


def test_the_source_code_is_offered_on_every_page(everything: Page) -> None:
    assert everything.all("a", href="https://example.org/samklang")


def test_a_refusal_says_why() -> None:
    assert "Only the secretariat may." in page("403.html", exception="Only the secretariat may.")
    assert "Nothing is changed." in page("403.html", exception="")


# ---------------------------------------------------------------- forms and errors
def test_a_page_with_errors_says_so_in_its_title_and_takes_the_focus(everything: Page) -> None:
    (summary,) = everything.all("div", role="alert")

    assert everything.text_in("title") == ["Error: Components – Samklang"]  # noqa: RUF001
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary


def test_a_page_without_errors_has_no_summary() -> None:
    found = Page(gallery(CaseForm()))

    assert found.text_in("title") == ["Components – Samklang"]  # noqa: RUF001
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


# ---------------------------------------------------------------- dates
@pytest.mark.parametrize(
    ("language", "day", "medium", "short", "month", "moment"),
    [
        ("da", "18. november 2026", "18. nov. 2026", "18.11.2026", "november 2026", "kl. 09.41"),
        ("sv", "2026-11-18", "2026-11-18", "2026-11-18", "november 2026", "kl. 09.41"),
        ("en-gb", "18 November 2026", "18 Nov 2026", "18/11/2026", "November 2026", "09:41"),
    ],
)
def test_dates_are_written_as_people_write_them(
    language: str, day: str, medium: str, short: str, month: str, moment: str
) -> None:
    with translation.override(language):
        assert when(date(2026, 11, 18)) == f'<time datetime="2026-11-18">{day}</time>'
        assert medium in when(date(2026, 11, 18), "medium")
        assert short in when(date(2026, 11, 18), "short")
        assert when(PartialDate.month(2026, 11)) == f'<time datetime="2026-11">{month}</time>'
        assert when(PartialDate.day(date(2026, 11, 18))) == when(date(2026, 11, 18))
        assert when(datetime(2026, 11, 18, 9, 41)).endswith(f"{moment}</time>")  # noqa: DTZ001
        assert get_format("FIRST_DAY_OF_WEEK") == 1
        assert "FORMAT" not in date_format(TODAY, "MEDIUM_DATE_FORMAT")


def test_a_day_that_is_not_known_is_not_invented() -> None:
    assert "1 December" not in when(PartialDate.month(2019, 12))
    assert when(PartialDate.decade(1940)) == "the 1940s"
    assert when(None) == ""
    assert when("open-ended") == "open-ended"
    assert when(2026) == "2026"  # type: ignore[arg-type]


def test_a_moment_is_told_in_the_time_zone_of_the_reader(settings: object) -> None:
    from django.utils import timezone  # noqa: PLC0415

    with timezone.override("America/Nuuk"):
        assert "12 November 2026, 07:41" in when(datetime(2026, 11, 12, 9, 41, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("da", ["18-11-2026", "18.11.2026", "18/11/2026", "2026-11-18"]),
        ("sv", ["2026-11-18", "20261118", "18/11/2026", "18.11.2026"]),
        ("en-gb", ["18/11/2026", "18-11-2026", "2026-11-18"]),
    ],
)
def test_dates_are_read_as_people_type_them(language: str, typed: list[str]) -> None:
    with translation.override(language):
        assert {forms.DateField().clean(text) for text in typed} == {date(2026, 11, 18)}
        assert forms.DateField().clean("03/05/2026") == date(2026, 5, 3)
        with pytest.raises(forms.ValidationError):
            forms.DateField().clean("11/18/2026")


def test_numbers_are_read_with_the_comma_of_the_country() -> None:
    with translation.override("da"):
        assert sanitize_separators("450.000,50") == "450000.50"
    with translation.override("sv"):
        assert sanitize_separators("450 000,50".replace(" ", "\xa0")) == "450000.50"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "in 1 day"),
        (date(2026, 11, 27), "in 4 days"),
        (date(2026, 11, 20), "3 days over"),
        (date(2027, 3, 31), "in 128 days"),
        (date(2027, 11, 23), "in 1 year"),
        (date(2024, 8, 31), "2 years 2 months over"),
        (date(2027, 6, 22), "in 6 months"),
        (None, ""),
    ],
)
def test_a_distance_is_told_in_days_and_then_in_months(due: date | None, words: str) -> None:
    assert relative(due, TODAY) == words


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


# ---------------------------------------------------------------- the stylesheet
GROUNDS = ("surface", "page", "surface-soft", "brand-soft", "mute-soft", "warn-soft", "ok-soft")
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "brand", "brand-ink") for ground in GROUNDS],
    *[("ink", f"{tone}-soft") for tone in ("bad", "info", "plum")],
    *[(tone, f"{tone}-soft") for tone in ("ok", "warn", "bad", "info", "plum", "mute")],
    *[(tone, "surface") for tone in ("ok", "warn", "bad")],
    ("on-dark", "brand"),
    ("on-dark", "brand-ink"),
    ("on-dark", "ok"),
    ("on-dark", "sidebar"),
    ("on-dark", "sidebar-on"),
    ("sidebar-ink", "sidebar"),
    ("sidebar-ink", "sidebar-on"),
    ("sidebar-soft", "sidebar"),
    ("sidebar-mark-ink", "sidebar-mark"),
]
CONTROLS = [
    *[("line-strong", ground) for ground in GROUNDS],
    *[(tone, ground) for tone in ("brand", "ok", "bad") for ground in ("surface", "page")],
    ("warn-line", "warn-soft"),
    ("warn-line", "page"),
    ("sidebar-mark", "sidebar-on"),
    ("focus-on-dark", "sidebar"),
    ("focus-on-dark", "sidebar-on"),
]


def contrast(one: str, other: str) -> float:
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", CSS))
    lighter, darker = sorted((_luminance(tokens[name]) for name in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_controls_can_be_seen(line: str, ground: str) -> None:
    assert contrast(line, ground) >= 3


def test_colours_stand_in_the_tokens_only() -> None:
    rules = CSS.split("@layer base {", 1)[1]

    assert not re.findall(r"#[0-9a-f]{3,6}\b", rules)


def test_the_stylesheet_loads_only_its_own_fonts() -> None:
    fonts = re.findall(r"url\(([^)]+)\)", CSS)

    assert len(fonts) == 3
    assert all((ROOT / "static/samklang" / font).is_file() for font in fonts)
    assert "SIL OPEN FONT LICENSE" in (ROOT / "static/samklang/fonts/OFL.txt").read_text("utf-8")


def test_every_rule_for_a_small_screen_stands_in_a_layer() -> None:
    """An @media rule outside the layers would win over all of them (a bug of the first prototype)."""
    depth = 0
    for line in CSS.splitlines():
        if line.startswith("@media"):
            assert depth
        depth += line.count("{") - line.count("}")
    assert depth == 0


def test_no_class_of_the_components_is_without_a_rule() -> None:
    used = {
        name
        for _, attrs in Page(gallery()).elements
        for name in attrs.get("class", "").split()
    }
    known = set(re.findall(r"\.([a-z][a-z-]*)", CSS))
    bare = {"panel", "name", "feed", "form", "number", "check", "content"}

    assert used - known - bare == set()


def test_focus_is_never_taken_away() -> None:
    assert len(re.findall(r"outline: 0", CSS)) == 2, "only main and the input inside .search-box"


def test_the_gallery_shows_every_component() -> None:
    templates = ROOT / "templates/components"
    shown = (templates / "gallery.html").read_text("utf-8") + (ROOT / "templates/base.html").read_text(
        "utf-8"
    )
    parts = "".join(path.read_text("utf-8") for path in templates.glob("*.html"))
    apart = {"gallery", "bare_page", "way_on", "field"}

    for path in templates.glob("*.html"):
        assert path.stem in apart or f"components/{path.name}" in shown + parts


def test_every_component_says_what_it_needs() -> None:
    for path in (ROOT / "templates/components").glob("*.html"):
        head = path.read_text("utf-8")[:200]
        assert f"components/{path.name}:" in head, path.name


def test_pairs_are_counted_once() -> None:
    assert not [pair for pair, other in combinations(TEXT, 2) if pair == other]
